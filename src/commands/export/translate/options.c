/* What setsockopt and getsockopt share: which option is meant, and the words for its numbers. */
#include "export/translate/options.h"

#include "export/translate/call.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "net/option.h"

#include <sys/socket.h>

static const struct socket_type *type_of(const struct call *call)
{
    return call->handle ? call->handle->type : NULL;
}

bool call_socket_option(struct translation *t, const struct call *call,
                        struct socket_option *ret_option)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    struct error ignored;

    if (!t->failed && option_find_of_type(name, type_of(call), ret_option, &ignored))
        return true;
    if (!t->failed)
        give_up_as_mistaken(t, "usage");
    give_up(t);
    return false;
}

bool option_is_waiting_time(const struct socket_option *option)
{
    return option->level == SOL_SOCKET &&
           (option->number == SO_RCVTIMEO || option->number == SO_SNDTIMEO);
}

void option_words_write(struct translation *t, const struct option_word *words, const char *row)
{
    enum { WIDTH = 86 };
    size_t start = t->constants.length;

    while (start && t->constants.data[start - 1] != '\n')
        start--;
    for (const struct option_word *word = words; word->name[0]; word++) {
        const char *text = made(t, row, word->number, word->name);
        bool fits = t->constants.length - start + strlen(text) + 2 < WIDTH;
        buffer_append_text(&t->constants, word == words ? "" : fits ? ", " : ",\n    ");
        if (!fits)
            start = t->constants.length - 4;
        buffer_append_text(&t->constants, text);
    }
}

static bool is_lacking(const struct translation *t, const struct scene_handle *handle)
{
    return t->language->options->with_structures && handle->type &&
           handle->type->family == AF_VSOCK;
}

bool option_handle_is_itself(const struct translation *t, const struct scene_handle *handle,
                             bool is_number)
{
    return is_number || !is_lacking(t, handle);
}

const char *option_handle(struct translation *t, const struct scene_handle *handle, bool is_number)
{
    const char *name = handle_name(t, handle->name);

    return option_handle_is_itself(t, handle, is_number)
               ? name
               : made(t, t->language->options->with_structures, name);
}
