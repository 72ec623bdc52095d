/* ${HANDLE.FIELD}: what a program can ask of a socket. */
#include "export/translate/code.h"

#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/closed.h"
#include "export/translate/language.h"
#include "export/translate/options.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "net/option.h"
#include "net/socket_type.h"
#include "shell/fields.h"
#include "shell/names.h"
#include "shell/reply.h"
#include "shell/session.h"

#include <sys/socket.h>

/* Fields of `info` that are numbers of struct tcp_info, by their names there without tcpi_. */
static const struct {
    char field[24], member[16];
} tcp_numbers[] = {
    {"rtt_us", "rtt"},
    {"rttvar_us", "rttvar"},
    {"receive_rtt_us", "rcv_rtt"},
    {"rto_us", "rto"},
    {"ato_us", "ato"},
    {"cwnd", "snd_cwnd"},
    {"mss", "snd_mss"},
    {"receive_mss", "rcv_mss"},
    {"advertised_mss", "advmss"},
    {"path_mtu", "pmtu"},
    {"receive_space", "rcv_space"},
    {"receive_ssthresh", "rcv_ssthresh"},
    {"retransmits", "total_retrans"},
    {"retransmits_in_flight", "retrans"},
    {"segments_in_flight", "unacked"},
    {"lost", "lost"},
    {"sacked", "sacked"},
    {"reordering", "reordering"},
    {"backlog", "unacked"}, /* of one that listens, as the next one */
    {"backlog_limit", "sacked"},
};

static const char ours[] = "no call of its own tells this of the socket";

static struct code give_up_value(struct translation *t, const char *why)
{
    give_up_for(t, why);
    return code_constant(SPAN(""));
}

/* Whether the session's handle has such a field now. Where the handle is gone, nobody knows. */
static bool session_has(struct translation *t, struct span handle, struct span field)
{
    struct session *session = t->session;
    struct entry *entry = names_find(session->names, handle);
    cleanup_reply struct reply info = reply_start(&session->arena);
    const char *dot = memchr(field.data, '.', field.length);
    struct span first = {field.data, dot ? (size_t)(dot - field.data) : field.length};
    struct error ignored;

    return entry && entry->socket && session_info(session, entry, first, &info, &ignored) &&
           fields_at(&info.fields, field, &session->arena);
}

static struct code give_up_field(struct translation *t, struct span handle, struct span field)
{
    if (session_has(t, handle, field))
        return give_up_value(t, ours);
    if (names_find(t->session->names, handle))
        give_up_as_mistaken(t, "name");
    else
        give_up_as_perhaps_mistaken(t);
    return code_constant(SPAN(""));
}

static struct code code_of_tcp_number(struct translation *t, const struct scene_handle *handle,
                                      struct span field)
{
    for (size_t i = 0; i < sizeof(tcp_numbers) / sizeof(tcp_numbers[0]); i++)
        if (span_is(field, tcp_numbers[i].field))
            return code_expression(CODE_NUMBER,
                                   made(t, t->language->tcp_number, handle_name(t, handle->name),
                                        tcp_numbers[i].member));
    return give_up_field(t, handle->name, field);
}

/* Fields that getsockopt gives by the same name. */
static bool is_option(const struct scene_handle *handle, struct span field,
                      struct socket_option *ret_option)
{
    static const char *const names[] = {"cookie", "congestion"};
    struct error ignored;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (span_is(field, names[i]))
            return option_find_of_type(field, handle->type, ret_option, &ignored);
    return false;
}

/* What the program is written with. */
static bool is_known(const struct scene_handle *handle, struct span field, struct code *ret_code)
{
    const char *family = !handle->type                      ? NULL
                         : handle->type->family == AF_INET  ? "inet"
                         : handle->type->family == AF_INET6 ? "inet6"
                         : handle->type->family == AF_UNIX  ? "unix"
                                                            : NULL;

    if (span_is(field, "handle"))
        *ret_code = code_constant(handle->name);
    else if (span_is(field, "type") && handle->type)
        *ret_code = code_constant(span_of(handle->type->name));
    else if (span_is(field, "local.family") && family)
        *ret_code = code_constant(span_of(family));
    else
        return false;
    return true;
}

/* Of other sockets the state is one word of ours, and nothing counts what they sent. */
static bool is_of_tcp_alone(struct span field)
{
    return span_is(field, "state") || span_is(field, "bytes_out") ||
           span_is(field, "unacknowledged") || span_is(field, "at_mark");
}

/* The language's row for a field; NULL for none. */
static const struct field_code *find_row(const struct language *language, struct span field)
{
    for (const struct field_code *row = language->fields; row->name[0]; row++)
        if (span_is(field, row->name))
            return row;
    return NULL;
}

static struct code code_of_row(struct translation *t, struct scene_handle *handle,
                               const struct field_code *row)
{
    struct call call = {.handle = handle};
    int family = handle->type ? handle->type->family : AF_UNSPEC;
    bool is_path = row->path[0] && family == AF_UNIX;
    bool is_ipv6 = row->ipv6[0] && family == AF_INET6;
    const char *text = is_path ? row->path : is_ipv6 ? row->ipv6 : row->code;

    if (span_starts(span_of(row->name), SPAN("from")) && !t->uses_from)
        t->uses_from = t->changed = true;
    if (strcmp(row->name, "bytes_in") == 0)
        variable_declare(t, counter_of(t, handle), code_constant(SPAN("0")));
    struct code code =
        code_expression(is_path ? CODE_BYTES : row->type, call_template(t, &call, text));
    code.never_number = row->never_number;
    code.canonical |= row->never_number;
    return code;
}

/* Whether sockets of its family have none: a path or a port. */
static bool is_of_others(const struct scene_handle *handle, struct span field)
{
    const char *dot = memchr(field.data, '.', field.length);
    struct span part = span_after(field, dot ? (size_t)(dot - field.data) + 1 : field.length);
    int family = handle->type ? handle->type->family : AF_UNSPEC;

    return family == AF_UNIX ? span_is(part, "port") || span_is(part, "address")
                             : family != AF_UNSPEC && span_is(part, "path");
}

struct code code_of_field(struct translation *t, const struct piece *piece)
{
    struct scene_handle *handle = scene_find(&t->scene, piece->text);
    bool is_tcp = handle && handle->type && socket_type_is_tcp(handle->type);
    struct code known;

    if (!handle && t->of_some) {
        cleanup_buffer struct buffer value = {0};
        if (export_known_field(t->session, piece->text, piece->field, &value))
            return code_constant(arena_copy(&t->arena, buffer_span(&value)));
    }
    if (handle)
        handle = open_handle(t, piece->text);
    if (!handle || (is_of_tcp_alone(piece->field) && !is_tcp))
        return give_up_value(t, handle ? ours : NULL);
    if (is_known(handle, piece->field, &known))
        return known;
    struct call read = {.command = &getsockopt_command, .handle = handle};
    struct socket_option option;
    if (is_option(handle, piece->field, &option))
        return option_value_read(t, &read, &option);
    const struct field_code *row = find_row(t->language, piece->field);
    if (row && is_of_others(handle, piece->field))
        return give_up_field(t, handle->name, piece->field);
    if (row && t->within_try && span_starts(piece->field, SPAN("peer")))
        t->language->check_peer(t, handle_name(t, handle->name));
    if (row)
        return code_of_row(t, handle, row);
    return is_tcp ? code_of_tcp_number(t, handle, piece->field)
                  : give_up_field(t, handle->name, piece->field);
}
