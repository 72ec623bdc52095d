/* Which address a call means, which type of socket, and with which flags. */
#include "export/translate/call.h"

#include "commands.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <sys/socket.h>

const struct socket_type *call_type(const struct translation *t, const struct call *call)
{
    const struct socket_type *type = scene_type(&t->scene, call->command, call->statement);

    return type ? type : call->handle ? call->handle->type : NULL;
}

/* ---- a URL taken apart: its pieces, where the text is the session's own ---- */

/* The pieces of a word as a list of its own, which may be cut. */
static struct piece *copy_pieces(struct translation *t, const struct word *word)
{
    struct piece constant = {.kind = PIECE_TEXT, .text = word->literal}, *first = NULL;
    struct piece **end = &first;

    for (const struct piece *p = word->pieces ? word->pieces : &constant; p; p = p->next) {
        *end = arena_new(&t->arena, sizeof(**end));
        **end = *p;
        end = &(*end)->next;
    }
    *end = NULL;
    return first;
}

static struct code code_of_pieces(struct translation *t, struct piece *pieces)
{
    return code_of_word(t, &(struct word){.pieces = pieces});
}

/* The text that has the last colon; NULL where none has. */
static struct piece *last_with_colon(struct piece *pieces)
{
    struct piece *found = NULL;

    for (struct piece *p = pieces; p; p = p->next)
        if (p->kind == PIECE_TEXT && p->text.length && memchr(p->text.data, ':', p->text.length))
            found = p;
    return found;
}

/* [::1] is ::1. */
static void drop_brackets(struct piece *first, struct piece *last)
{
    bool is_bracketed = first->kind == PIECE_TEXT && span_starts(first->text, SPAN("[")) &&
                        last->text.length && last->text.data[last->text.length - 1] == ']' &&
                        (first != last || first->text.length > 2);

    if (!is_bracketed)
        return;
    last->text.length--;
    first->text = span_after(first->text, 1);
}

/* A host that only the program has in hand may be in brackets, but not an address that a socket has, nor what is known. */
static bool may_have_brackets(struct translation *t, const struct piece *first)
{
    const struct variable *variable =
        first->kind == PIECE_VARIABLE ? variable_find(t, first->text) : NULL;

    if (first->kind == PIECE_TEXT)
        return first->next && (!first->text.length || first->text.data[0] == '[');
    if (first->kind == PIECE_VARIABLE && first->field.length)
        return false;
    return !variable || !variable->single || span_starts(variable->value, SPAN("["));
}

static struct code code_of_host(struct translation *t, struct piece *first)
{
    struct piece *last = first;

    while (last->next)
        last = last->next;
    if (last->kind == PIECE_TEXT)
        drop_brackets(first, last);
    struct code host = code_of_pieces(t, first);
    if (host.constant || !may_have_brackets(t, first))
        return host;
    return code_expression(t->language->has_strings ? CODE_STRING : CODE_TEXT,
                           made(t, "without_brackets(%s)", code_write(t, host, AS_TEXT)));
}

struct code call_host(struct translation *t, const struct argument_words *argument)
{
    if (argument)
        return code_of_host(t, copy_pieces(t, argument->words));
    give_up(t);
    return code_constant(SPAN(""));
}

/* tcp://HOST:80/ */
static void drop_slashes(struct piece *piece)
{
    while (piece->next)
        piece = piece->next;
    while (piece->kind == PIECE_TEXT && piece->text.length &&
           piece->text.data[piece->text.length - 1] == '/')
        piece->text.length--;
}

/* HOST:PORT, parts of which may come from elsewhere. */
static void split_port(struct translation *t, struct piece *first, struct code *ret_host,
                       struct code *ret_port)
{
    struct piece *last = last_with_colon(first), *port = arena_new(&t->arena, sizeof(*port));

    *ret_host = *ret_port = code_constant(SPAN(""));
    if (!last) {
        give_up_for(t, "where its port begins is known only as the program runs");
        return;
    }
    const char *colon = memrchr(last->text.data, ':', last->text.length);
    size_t length = (size_t)(colon - last->text.data);
    *port = *last;
    port->text = span_after(last->text, length + 1);
    last->text.length = length;
    last->next = NULL;
    drop_slashes(port);
    *ret_host = code_of_host(t, first);
    *ret_port = code_of_pieces(t, port);
}

/* tcp://HOST:PORT, udp://HOST:PORT, unix:PATH; false where there is no port. */
static bool split_url(struct translation *t, const struct word *word, struct code *ret_host,
                      struct code *ret_port)
{
    struct piece *first = copy_pieces(t, word);
    struct span start = first->kind == PIECE_TEXT ? first->text : SPAN("");
    const size_t slashes = strlen("tcp://");

    if (span_starts(start, SPAN("tcp://")) || span_starts(start, SPAN("udp://"))) {
        first->text = span_after(start, slashes);
        split_port(t, first, ret_host, ret_port);
        return true;
    }
    if (!span_starts(start, SPAN("unix:")))
        give_up_for(t, "the kind of address is known only as the program runs");
    else
        first->text = span_after(start, strlen("unix:"));
    *ret_host = code_of_pieces(t, first);
    return false;
}

/* `open $url` becomes what the variable holds, where that is one and the same all over the program. */
void call_know_url(struct translation *t, struct call *call)
{
    struct argument_words *url = (struct argument_words *)call_argument(call, "HOST|URL");
    const struct piece *piece = url && !call_argument(call, "PORT") ? url->words->pieces : NULL;
    bool is_variable = piece && piece->kind == PIECE_VARIABLE && !piece->next &&
                       !piece->field.length && piece->slice.kind == SLICE_NONE;
    const struct variable *variable = is_variable ? variable_find(t, piece->text) : NULL;

    if (!variable_is_there(t, variable) || !variable->single)
        return;
    struct statement *known = arena_new(&t->arena, sizeof(*known));
    *known = *call->statement;
    known->words = arena_new(&t->arena, (known->word_count + 1) * sizeof(*known->words));
    for (size_t i = 0; i < known->word_count; i++) {
        known->words[i] = call->statement->words[i];
        if (known->words[i].pieces != piece)
            continue;
        known->words[i] = (struct word){.literal = variable->value, .bare = true};
        url->words = &known->words[i];
    }
    call->statement = known;
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
    *ret_host = type->form == ADDRESS_PATH ? call_value(t, host) : call_host(t, host);
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
                 {"error-queue", "MSG_ERRQUEUE"},
                 {"canonical", "AI_CANONNAME"},
                 {"numeric", "AI_NUMERICHOST"},
                 {"mapped", "AI_V4MAPPED"},
                 {"mapped", "AI_ALL"},
                 {"addrconfig", "AI_ADDRCONFIG"}};
    cleanup_buffer struct buffer text = {0};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        if (call_option(call, flags[i].option))
            buffer_printf(&text, "%s%s%s", text.length ? " | " : "", before, flags[i].flag);
    return arena_text(&t->arena, buffer_span(&text));
}
