/* The words that an option's value can be: of its type, of its row, and of the kernel's own list. */
#include "base/arena.h"
#include "base/nearest.h"
#include "net/option_value.h"
#include "option_types.h"

#include <fcntl.h>
#include <unistd.h>

enum { LIST_MOST = 4096 /* bytes of the kernel's list */ };

static const char *const of_types[] = {
    [OPTION_BOOL] = "on off",  [OPTION_FLAGS] = "none",    [OPTION_SET] = "none all",
    [OPTION_LINGER] = "off",   [OPTION_INTERFACE] = "any", [OPTION_INTERFACE_NETWORK] = "any",
    [OPTION_TIMEVAL] = "none", [OPTION_PORTS] = "none",    [OPTION_STRING] = "none",
    [OPTION_DEVICE] = "none",  [OPTION_POINTERS] = NULL,
};

static void take_list(struct span list, option_word_taker *take, void *context)
{
    struct span word;

    while (option_next_item(&list, &word))
        take(context, word);
}

static void take_file(const char *path, option_word_taker *take, void *context)
{
    char list[LIST_MOST];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, list, sizeof(list)) : -1;

    while (length > 0 && list[length - 1] == '\n')
        length--;
    if (length > 0)
        take_list((struct span){list, (size_t)length}, take, context);
    if (fd >= 0)
        close(fd);
}

void option_each_word(const struct socket_option *option, option_word_taker *take, void *context)
{
    const char *of_type = option->list[0] ? NULL : of_types[option->type];

    if (option->list[0])
        take_file(option->list, take, context);
    if (of_type)
        take_list(span_of(of_type), take, context);
    for (const struct option_word *word = option_words(option); word->name[0]; word++)
        if (option->type != OPTION_FIELDS)
            take(context, span_of(word->name));
}

struct hunt {
    struct nearest nearest;
    struct arena words;
};

static void offer_word(void *context, struct span word)
{
    struct hunt *hunt = context;

    nearest_offer(&hunt->nearest, arena_copy(&hunt->words, word));
}

bool option_hint_words(const struct socket_option *option, struct span value, struct error *error,
                       const char *otherwise)
{
    struct hunt hunt = {.nearest = nearest_start(value)};

    option_each_word(option, offer_word, &hunt);
    nearest_hint(&hunt.nearest, error, otherwise);
    arena_free(&hunt.words);
    return false;
}
