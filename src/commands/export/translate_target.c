/* Which address a call means, which type of socket, and with which flags. */
#include "translate.h"

#include "../commands.h"

#include <sys/socket.h>

const struct socket_type *call_type(const struct translation *t, const struct call *call)
{
    const struct socket_type *type = scene_type(&t->scene, call->command, call->statement);

    return type ? type : call->handle ? call->handle->type : NULL;
}

/* tcp://HOST:PORT, where the port, or a part of it, may come from elsewhere. */
static bool split_url(struct translation *t, const struct word *word, struct code *ret_host,
                      struct code *ret_port)
{
    struct span start = word->pieces ? word->pieces->text : word->literal;
    const char *host = memmem(start.data, start.length, "//", 2);
    const char *colon =
        host ? memrchr(host, ':', (size_t)(start.data + start.length - host)) : NULL;

    if (!colon) { /* unix:PATH */
        struct word path = *word;
        size_t scheme = strlen("unix:");
        struct piece *first = arena_new(&t->arena, sizeof(*first));
        path.literal = span_after(path.literal, scheme);
        if (path.pieces) {
            *first = *path.pieces;
            first->text = span_after(first->text, scheme);
            path.pieces = first;
        }
        if (host || !span_starts(start, SPAN("unix:")))
            give_up(t);
        *ret_host = code_of_word(t, &path);
        return false;
    }
    host += 2;
    struct span port = {colon + 1, (size_t)(start.data + start.length - colon) - 1};
    struct word rest = {.literal = port, .pieces = word->pieces ? word->pieces->next : NULL};
    if (word->pieces && port.length)
        give_up(t);
    *ret_host = code_constant((struct span){host, (size_t)(colon - host)});
    *ret_port = code_of_word(t, &rest);
    return true;
}

static const struct argument_words *first_given(const struct call *call, const char *const *names)
{
    for (; *names; names++) {
        const struct argument_words *found = call_argument(call, *names);
        if (found)
            return found;
    }
    return NULL;
}

bool call_target(struct translation *t, const struct call *call, struct code *ret_host,
                 struct code *ret_port)
{
    static const char *const hosts[] = {"HOST|PATH", "ADDRESS|PATH", "ADDRESS", "HOST|URL", NULL};
    const struct argument_words *host = first_given(call, hosts),
                                *port = call_argument(call, "PORT");
    const struct socket_type *type = call_type(t, call);

    if (!host || !type) {
        give_up(t);
        *ret_host = code_constant(SPAN(""));
        return false;
    }
    if (call->command == &open_command && !port)
        return split_url(t, host->words, ret_host, ret_port);
    if (type->form == ADDRESS_HOST_PORT && !port) { /* server TYPE PORT */
        *ret_host = code_constant(type->family == AF_INET6 ? SPAN("::1") : SPAN("127.0.0.1"));
        *ret_port = call_value(t, host);
        return true;
    }
    *ret_host = call_value(t, host);
    if (type->form == ADDRESS_HOST)
        *ret_port = code_constant(SPAN("0"));
    else if (type->form != ADDRESS_PATH && type->form != ADDRESS_HOST_PORT)
        give_up(t);
    else if (port)
        *ret_port = call_value(t, port);
    return type->form != ADDRESS_PATH;
}

const char *call_flags(struct translation *t, const struct call *call, const char *before)
{
    static const struct {
        const char *option, *flag;
    } flags[] = {{"peek", "MSG_PEEK"},
                 {"oob", "MSG_OOB"},
                 {"nowait", "MSG_DONTWAIT"},
                 {"more", "MSG_MORE"},
                 {"error-queue", "MSG_ERRQUEUE"}};
    cleanup_buffer struct buffer text = {0};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (call_option(call, flags[i].option))
            buffer_printf(&text, "%s%s%s", text.length ? " | " : "", before, flags[i].flag);
    return arena_text(&t->arena, buffer_span(&text));
}
