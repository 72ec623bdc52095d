/* Completion of socket options and their values. */
#include "completion_parts.h"

#include "net/option_value.h"

#include <ctype.h>

/* Capital letters want the C name. */
static const char *name_of(const struct completer *c, const struct socket_option *option)
{
    const struct buffer *typed = &c->typed.value;

    return typed->length && isupper((unsigned char)typed->data[0]) ? option->c_name : option->name;
}

/* With its value now, where reading that changes nothing. */
static void offer_option(struct completer *c, const struct socket_option *option, bool ask)
{
    cleanup_buffer struct buffer value = {0};
    struct error refused;
    bool has_value = ask && c->socket && option_is_listed(option, c->socket) &&
                     option_get(option, c->socket, &value, &refused);

    offer(c, span_of(name_of(c, option)), ' ', "%s%s%s", has_value ? buffer_text(&value) : "",
          has_value ? "; " : "", option->summary);
}

/* Several levels may have a name: it is offered once, as the one that is meant. */
static bool is_meant(const struct socket_option *option, const struct socket *socket)
{
    struct socket_option found;
    struct error ignored;

    return option_find(span_of(option->name), socket, &found, &ignored) &&
           strcmp(found.c_name, option->c_name) == 0;
}

static void offer_options(struct completer *c, unsigned without_traits, bool applies)
{
    unsigned asked = 0;

    for (const struct socket_option *o = socket_options; o->name[0]; o++)
        if (offer_is_wanted(c, span_of(name_of(c, o))) && !(o->traits & without_traits) &&
            o->type != OPTION_POINTERS && (c->socket && option_applies(o, c->socket)) == applies &&
            is_meant(o, c->socket))
            offer_option(c, o, asked++ < COMPLETION_ASKED);
}

void complete_options(struct completer *c, unsigned without_traits)
{
    c->any_case = true;
    offer_options(c, without_traits, true);
    offer_options(c, without_traits, false);
}

/* The words of a type that no row tells of; the first row that fits is taken. */
static const struct {
    const char *word;
    enum option_type type;
    const char *meaning;
} meanings[] = {
    {"off", OPTION_LINGER, "close returns at once, the kernel sends the rest"},
    {"none", OPTION_TIMEVAL, "wait for ever"},
    {"none", OPTION_PORTS, "any port"},
    {"none", OPTION_FLAGS, "no flag"},
    {"none", OPTION_SET, "not one of them"},
    {"all", OPTION_SET, "every one of them"},
    {"none", OPTION_STRING, "no name"},
    {"none", OPTION_DEVICE, "any interface"},
    {"any", OPTION_INTERFACE, "no interface of its own"},
    {"any", OPTION_INTERFACE_NETWORK, "no interface of its own"},
};

struct values {
    struct completer *completer;
    const struct socket_option *option;
    struct span now; /* as it is; "" where that can't be read */
    bool has_now;    /* that has been offered */
};

static const char *meaning_of(enum option_type type, struct span word)
{
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
        if (meanings[i].type == type && span_is(word, meanings[i].word))
            return meanings[i].meaning;
    return NULL;
}

static void write_meaning(struct buffer *out, const struct socket_option *option, struct span word)
{
    const char *meaning = meaning_of(option->type, word);

    if (meaning)
        buffer_append_text(out, meaning);
    else if (option->type == OPTION_BOOL)
        buffer_printf(out, "%s%s", span_is(word, "off") ? "not: " : "", option->summary);
    for (const struct option_word *row = option_words(option); row->name[0] && !meaning; row++)
        if (span_is(word, row->name))
            buffer_printf(out, "%lld", (long long)row->number);
    if (out->length == 0)
        buffer_append_text(out, option->list[0] ? "this kernel has it" : option->summary);
}

static void offer_value(void *context, struct span word)
{
    struct values *values = context;
    cleanup_buffer struct buffer meaning = {0};
    bool is_now = span_equal(word, values->now);

    values->has_now |= is_now;
    write_meaning(&meaning, values->option, word);
    offer(values->completer, word, ' ', "%s%s", is_now ? "now; " : "", buffer_text(&meaning));
}

static bool has_interfaces(enum option_type type)
{
    return type == OPTION_DEVICE || type == OPTION_INTERFACE || type == OPTION_INTERFACE_NETWORK ||
           type == OPTION_INTERFACE_MULTICAST;
}

void complete_option_value(struct completer *c)
{
    cleanup_buffer struct buffer now = {0};
    struct socket_option option;
    struct error ignored;

    if (!option_find(c->before, c->socket, &option, &ignored))
        return;
    struct values values = {.completer = c, .option = &option};
    if (c->socket && option_is_listed(&option, c->socket) &&
        option_get(&option, c->socket, &now, &ignored))
        values.now = buffer_span(&now);
    if (has_interfaces(option.type))
        complete_interfaces(c);
    option_each_word(&option, offer_value, &values);
    if (!values.has_now && !has_interfaces(option.type))
        offer(c, values.now, ' ', "now; %s", option.summary);
}
