/* The commands on sockets that a template can't say. */
#include "export/translate/writers.h"

#include "base/number.h"
#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/closed.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "lang/parse.h"
#include "net/option.h"

#include <inttypes.h>
#include <sys/socket.h>

static const struct command_export export_open_udp = {
    .gives = EXPORT_HANDLE,
    .python = "udp_connection({address})",
    .c = "open_connection({address}, SOCK_DGRAM, {timeout:seconds=-1})",
};
static const struct command_export export_open_path = {
    .gives = EXPORT_HANDLE,
    .python = "unix_connection({address})",
    .c = "open_connection({address}, SOCK_STREAM, {timeout:seconds=-1})",
};

static const struct command_export export_counted = {
    .python = "send_all({handle}, {DATA:bytes}{flags})",
    .c = "send_all({handle}, {DATA:bytes}, {flags})",
};
static const struct command_export export_counted_line = {
    .python = "send_all({handle}, {line}{flags})",
    .c = "send_all({handle}, {line}, {flags})",
};

void export_receive(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;
    bool has_messages = call->handle->type && call->handle->type->type != SOCK_STREAM;
    bool tells = call->command == &recvfrom_command || t->uses_from;

    if (has_messages && tells && recvfrom_command.exported)
        exported = recvfrom_command.exported;
    else
        exported = recv_command.exported;
    call_make(t, call, t->language->template(exported));
}

/* How much that was, Python's own sendall doesn't tell. */
void export_send_all(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;
    bool is_line = call->command == &sendline_command;

    if (call->statement->name.length)
        exported = is_line ? &export_counted_line : &export_counted;
    call_make(t, call, t->language->template(exported));
}

/* By the kind of address: one that answers, one that is only noted, a path. */
void export_open(struct translation *t, struct call *call)
{
    call_know_url(t, call);
    const struct socket_type *type = call_type(t, call);
    const struct command_export *exported = call->command->exported;
    bool is_tcp = type && socket_type_is_tcp(type);

    if (!is_tcp && (!type || type->form == ADDRESS_PATH || call_option(call, "timeout")))
        exported = type && type->form == ADDRESS_PATH ? &export_open_path : NULL;
    else if (!is_tcp)
        exported = &export_open_udp;
    if (exported)
        call_make(t, call, t->language->template(exported));
    else
        give_up(t);
}

/* The handle's own timeout is meant where it stands before the command; NULL for ever. */
static const char *poll_seconds(struct translation *t, const struct call *call)
{
    const struct argument_words *given = call_option(call, "timeout");

    if (given)
        return code_write(t, call_value(t, given), AS_SECONDS);
    if (!call->handle || !call->statement->handle.length)
        return NULL;
    if (call->handle->usual == scene_unsure)
        give_up_for(t, "its timeout depends on a block before it");
    return call->handle->usual;
}

void export_poll(struct translation *t, struct call *call)
{
    const struct argument_words *named = call_argument(call, "HANDLE");
    size_t count = named ? named->count : 1;
    const char **handles = arena_new(&t->arena, (count + 1) * sizeof(*handles));

    for (size_t i = 0; i < count; i++) {
        handles[i] = handle_name(t, named ? named->words[i].literal : call->handle->name);
    }
    const char *seconds = poll_seconds(t, call);
    call_count(t, call, t->language->poll(t, handles, count, seconds, call_option(call, "write")));
}

void export_pair(struct translation *t, struct call *call)
{
    struct span first = call_constant(t, call_argument(call, "NAME"));
    struct span second = call_constant(t, call_argument(call, "NAME2"));

    if (!parse_is_name(first) || !parse_is_name(second))
        give_up_as_mistaken(t, "usage");
    if (t->failed)
        return;
    call_note_scene(t, call);
    t->language->pair(t, call, handle_name(t, first), handle_name(t, second));
    call_note_made(t, first);
    call_note_made(t, second);
}

/* An address is asked for within an expression: within a try that there is none is to be seen. */
void export_getpeername(struct translation *t, struct call *call)
{
    static const struct command_export caught = {
        .python = "address_text({handle}.getpeername())",
        .c = "address_text(known_peer({handle}))",
    };
    const struct command_export *exported = t->within_try ? &caught : call->command->exported;
    const char *text = call_template(t, call, t->language->template(exported));

    call->result = code_expression(CODE_TEXT, text);
    if (t->within_try)
        call->result = t->language->checked(t, call->result, call->command->name);
}
