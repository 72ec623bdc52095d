/* Completion of what the network knows by name: options and their values, interfaces, services, errors. */
#include "completion_parts.h"

#include "net/failures.h"
#include "net/interface_list.h"
#include "net/option_value.h"
#include "net/service.h"

#include <ctype.h>
#include <net/if.h>
#include <stdio.h>

/* Services of one name stand near each other: a protocol each. */
enum { NEIGHBOURS = 8 };

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

    for (const struct socket_option *o = socket_options; o->name; o++)
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

void complete_option_value(struct completer *c)
{
    struct socket_option option;
    struct error ignored;
    enum option_type type;

    if (!option_find(c->before, c->socket, &option, &ignored))
        return;
    type = option.type;
    if (type == OPTION_BOOL)
        offer(c, SPAN("on"), ' ', "%s", option.summary);
    if (type == OPTION_BOOL || type == OPTION_LINGER)
        offer(c, SPAN("off"), ' ', "%s", type == OPTION_BOOL ? option.summary : "close at once");
    if (type == OPTION_TIMEVAL || type == OPTION_STRING || type == OPTION_PORTS ||
        type == OPTION_FLAGS || type == OPTION_SET)
        offer(c, SPAN("none"), ' ', "%s", option.summary);
    if (type == OPTION_INTERFACE || type == OPTION_INTERFACE_NETWORK ||
        type == OPTION_INTERFACE_MULTICAST || strcmp(option.name, "bindtodevice") == 0)
        complete_interfaces(c);
    for (const struct option_word *word = option.words; word && word->name; word++)
        if (type != OPTION_FIELDS)
            offer(c, span_of(word->name), ' ', "%lld", (long long)word->number);
}

void complete_interfaces(struct completer *c)
{
    cleanup_interface_list struct interface_list list = {0};
    struct error ignored;
    char text[ADDRESS_TEXT];

    if (!interface_list(&c->session->network, 0, &list, &ignored))
        return;
    for (size_t i = 0; i < list.count; i++) {
        const struct interface *interface = &list.items[i];
        if (i > 0 && interface->index == interface[-1].index)
            continue;
        offer(c, span_of(interface->name), ' ', "%s, %s", interface->flags & IFF_UP ? "up" : "down",
              interface->address.length ? address_text(&interface->address, text) : "no address");
    }
}

/* A port of one's own may be any that is free. */
static bool is_local(const struct command *command)
{
    const struct parameter *parameter = command->parameters;

    while (parameter->name && parameter->completes != COMPLETES_LOCAL)
        parameter++;
    return parameter->name;
}

void complete_services(struct completer *c)
{
    const char *protocol = c->socket ? socket_type_services(c->socket->type) : NULL;
    size_t first = c->completion->count;
    char summary[96];

    if (is_local(c->command))
        offer(c, SPAN("0"), ' ', "a free one");
    for (struct service *s = service_list(protocol, &c->session->arena); s; s = s->next) {
        snprintf(summary, sizeof(summary), "%u%s%s", s->port, s->aliases[0] ? ", also " : "",
                 s->aliases);
        if (c->completion->count > first + NEIGHBOURS)
            first = c->completion->count - NEIGHBOURS;
        if (offer_is_wanted(c, span_of(s->name)))
            offer_once(c, first, span_of(s->name), summary);
    }
}

/* Codes may be written small, names not large. */
void complete_explained(struct completer *c)
{
    size_t first = c->completion->count;

    offer(c, SPAN("error"), ' ', "the last error");
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++) {
        const struct error_kind *kind = error_kind((enum error_category)category);
        offer(c, span_of(kind->name), ' ', "%s", kind->summary);
    }
    for (size_t i = 0; c->session->commands[i]; i++)
        if (offer_is_wanted(c, span_of(c->session->commands[i]->name)))
            offer_once(c, first, span_of(c->session->commands[i]->name),
                       c->session->commands[i]->summary);
    c->any_case = true;
    for (const struct failure *failure = failures; failure->name; failure++)
        offer(c, span_of(failure->name), ' ', "%s", failure->meaning);
}
