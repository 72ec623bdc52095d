/* Completion of commands, handles, variables and fields. */
#include "completion_parts.h"

#include "base/escape.h"
#include "journal/journal.h"
#include "net/status.h"
#include "shell/reply.h"

#include <sys/socket.h>

enum { PREVIEW = 48 }; /* bytes of a value in its summary */

/* The state of a socket as a set of command_suits. */
static unsigned suits_of(const struct socket *socket)
{
    int family = socket->type->family;
    bool ip = family == AF_INET || family == AF_INET6;
    unsigned suits = socket->connected ? SUITS_CONNECTED : 0;

    if (socket->connected && family == AF_UNIX)
        suits |= SUITS_UNIX;
    if (socket->listening)
        return SUITS_LISTENING;
    if (socket->type->type != SOCK_STREAM && socket->type->type != SOCK_SEQPACKET)
        return suits | SUITS_MESSAGES | (ip ? SUITS_MULTICAST : 0);
    return suits ? suits : SUITS_FRESH;
}

enum { FITS, GENERAL, UNFIT, RANKS };

static int rank_of(const struct command *command, const struct socket *socket)
{
    if (!socket)
        return command->needs & COMMAND_HANDLE ? UNFIT : GENERAL;
    if (command->suits == 0)
        return GENERAL;
    return command->suits & suits_of(socket) ? FITS : UNFIT;
}

/* Those that fit the handle first. */
static void offer_commands(struct completer *c, unsigned needs)
{
    for (int rank = 0; rank < RANKS; rank++)
        for (size_t i = 0; c->session->commands[i]; i++) {
            const struct command *command = c->session->commands[i];
            if (rank_of(command, c->socket) == rank && (!needs || command->needs & needs))
                offer(c, span_of(command->name), ' ', "%s", command->summary);
        }
}

void complete_commands(struct completer *c)
{
    offer_commands(c, 0);
}

void complete_head(struct completer *c)
{
    c->unquotable = true;
    if (c->position->handle.length) {
        offer_commands(c, COMMAND_HANDLE | COMMAND_LOOKS);
        return;
    }
    complete_commands(c);
    complete_handles(c, '\0');
}

static void offer_handle(struct completer *c, const struct entry *entry, char suffix, bool ask)
{
    struct address peer = {0};
    struct error ignored;
    char text[ADDRESS_TEXT];
    struct socket *socket = entry->socket;
    bool has_peer =
        ask && socket->connected && socket_peer(socket, &peer, &ignored) && address_is_named(&peer);

    offer(c, span_of(entry->name), suffix, "%s%s%s%s%s", socket->type->name, ask ? ", " : "",
          ask ? status_state(socket) : "", has_peer ? ", to " : "",
          has_peer ? address_text(&peer, text) : "");
}

void complete_handles(struct completer *c, char suffix)
{
    const struct names *names = c->session->names;
    unsigned asked = 0;

    for (const struct entry *e = names_next(names, NULL); e; e = names_next(names, e))
        if (e->socket && offer_is_wanted(c, span_of(e->name)))
            offer_handle(c, e, suffix, asked++ < COMPLETION_ASKED);
}

/* Of those that have gone. */
void complete_past_handles(struct completer *c)
{
    const struct journal_socket *socket = journal_socket_before(c->past, JOURNAL_NEWEST);

    for (; socket; socket = journal_socket_before(c->past, socket->id))
        if (socket->closed && socket->name[0])
            offer_once(c, 0, span_of(socket->name), ' ', "closed");
}

static void offer_value(struct completer *c, struct span name, char suffix, struct span value)
{
    cleanup_buffer struct buffer shown = {0};
    bool cut = value.length > PREVIEW;

    escape_line(&shown, cut ? (struct span){value.data, PREVIEW} : value);
    offer(c, name, suffix, "%s%s", buffer_text(&shown), cut ? "..." : "");
}

void complete_variables(struct completer *c, char suffix)
{
    const struct names *names = c->session->names;

    for (const struct entry *e = names_next(names, NULL); e; e = names_next(names, e))
        if (!e->socket)
            offer_value(c, span_of(e->name), suffix, buffer_span(&e->value));
}

static void offer_special(struct completer *c, bool dollar, char suffix)
{
    struct span data = dollar ? SPAN("$_") : SPAN("_"), category = dollar ? SPAN("$?") : SPAN("?");

    if (c->session->last_data.length || !dollar)
        offer(c, data, suffix, "the last data received, %zu bytes", c->session->last_data.length);
    offer(c, category, suffix, "%s, the last statement's category of errors",
          error_kind(c->session->last_category)->name);
}

void complete_values(struct completer *c)
{
    const struct names *names = c->session->names;

    if (c->typed.style != WORD_BARE || c->typed.value.length)
        return;
    c->unquotable = true;
    for (const struct entry *e = names_next(names, NULL); e; e = names_next(names, e)) {
        cleanup_buffer struct buffer word = {0};
        buffer_printf(&word, "$%s", e->name);
        if (!e->socket)
            offer_value(c, buffer_span(&word), ' ', buffer_span(&e->value));
    }
    offer_special(c, true, ' ');
}

/* A handle may go on with its field, and a word with more. */
void complete_expansion(struct completer *c)
{
    char close = c->position->braced ? '}' : '\0';

    c->unquotable = true;
    complete_handles(c, '\0');
    complete_variables(c, close);
    offer_special(c, false, close);
}

static void offer_fields(struct completer *c, const struct fields *fields, const char *prefix);

static void offer_field(struct completer *c, const struct field *field, const char *prefix)
{
    struct fields parts = {.arena = &c->session->arena};
    cleanup_buffer struct buffer path = {0}, inside = {0}, value = {0};

    buffer_printf(&path, "%s%s", prefix, field->name);
    buffer_printf(&inside, "%s.", buffer_text(&path));
    field_format(&value, field);
    if (field->type != FIELD_OBJECT && field->type != FIELD_LIST && field->type != FIELD_NULL)
        offer_value(c, buffer_span(&path), '}', buffer_span(&value));
    if (field->type == FIELD_ADDRESS) {
        fields_address_parts(&parts, field->address);
        offer_fields(c, &parts, buffer_text(&inside));
    } else if (field->type == FIELD_OBJECT) {
        offer_fields(c, field->object, buffer_text(&inside));
    }
}

static void offer_fields(struct completer *c, const struct fields *fields, const char *prefix)
{
    for (const struct field *field = fields->first; field; field = field->next)
        offer_field(c, field, prefix);
}

static void offer_fields_of(struct completer *c, struct entry *entry)
{
    cleanup_reply struct reply info = reply_start(&c->session->arena);
    struct error ignored;

    c->unquotable = true;
    if (entry && entry->socket &&
        session_info(c->session, entry, (struct span){0}, &info, &ignored))
        offer_fields(c, &info.fields, "");
}

void complete_fields(struct completer *c)
{
    offer_fields_of(c, names_find(c->session->names, c->position->variable));
}

/* The prompt: the current handle's, behind a { inside the word. False where it isn't there. */
bool complete_prompt(struct completer *c)
{
    struct buffer *typed = &c->typed.value;
    size_t start = c->completion->start;
    struct span word = {c->line->text.data + start, c->line->cursor - start};
    const char *open = word.length ? memrchr(word.data, '{', word.length) : NULL;
    const char *open_value = typed->length ? memrchr(typed->data, '{', typed->length) : NULL;

    if (!open || !open_value || memchr(open, '}', word.length - (size_t)(open - word.data)))
        return false;
    c->completion->start += (size_t)(open - word.data) + 1;
    buffer_consume(typed, (size_t)(open_value - typed->data) + 1);
    offer_fields_of(c, c->session->current);
    return true;
}
