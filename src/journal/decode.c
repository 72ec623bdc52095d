#include "decode_call.h"

#include "base/error.h"
#include "journal/trace.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

/* strace writes the result in this column, where the call is not longer. */
enum { RESULT_COLUMN = 40 };

/* The room that accept4(2) has for an address. */
enum { ADDRESS_ROOM = sizeof(struct sockaddr_storage) };

int64_t decoding_number(const struct decoding *call, size_t index)
{
    return call->event->numbers[index];
}

void decoding_integer(const struct decoding *call, int64_t value)
{
    buffer_printf(call->out, "%" PRId64, value);
}

void decoding_next(const struct decoding *call)
{
    buffer_append_text(call->out, ", ");
}

void decoding_fd(const struct decoding *call)
{
    decoding_integer(call, call->event->fd);
}

void decoding_data(const struct decoding *call)
{
    const struct journal_event *event = call->event;

    if (!call->bytes)
        buffer_append_text(call->out, DECODE_FORGOTTEN);
    else if (event->netlink)
        decode_netlink(call->out, event->netlink - 1, call->bytes->data, event->data_total,
                       call->how->shown);
    else
        decode_string(call->out, call->bytes->data, event->data_total, call->how->shown);
}

/* An address that was given, none as NULL. */
void decoding_address(const struct decoding *call)
{
    if (call->event->address_length == 0)
        buffer_append_text(call->out, "NULL");
    else if (call->bytes)
        decode_address(call->out, call->how, call->bytes->address);
    else
        buffer_append_text(call->out, DECODE_FORGOTTEN);
}

/* ---- arguments ---- */

static void number_0(const struct decoding *call)
{
    decoding_integer(call, decoding_number(call, 0));
}

static void number_1(const struct decoding *call)
{
    decoding_integer(call, decoding_number(call, 1));
}

static void number_2(const struct decoding *call)
{
    decoding_integer(call, decoding_number(call, 2));
}

static void null(const struct decoding *call)
{
    buffer_append_text(call->out, "NULL");
}

static void domain(const struct decoding *call)
{
    decode_word(call->out, decode_families, decoding_number(call, 0), "AF_???");
}

static void type(const struct decoding *call)
{
    decode_socket_type(call->out, decoding_number(call, 1));
}

static void protocol(const struct decoding *call)
{
    int64_t family = decoding_number(call, 0), number = decoding_number(call, 2);

    if (family == AF_INET || family == AF_INET6) {
        decode_word(call->out, decode_protocols, number, "IPPROTO_???");
    } else if (family == AF_NETLINK) {
        decode_word(call->out, decode_netlink_protocols, number, "NETLINK_???");
    } else if (family == AF_PACKET) { /* in network byte order */
        buffer_append_text(call->out, "htons(");
        decode_word(call->out, decode_ether_types, ntohs((uint16_t)number), "ETH_P_???");
        buffer_append_byte(call->out, ')');
    } else {
        decoding_integer(call, number);
    }
}

static void pair(const struct decoding *call)
{
    int fds[2];

    if (call->event->result < 0) {
        buffer_append_text(call->out, DECODE_POINTER);
    } else if (!call->bytes || call->bytes->data.length < sizeof(fds)) {
        buffer_append_text(call->out, DECODE_FORGOTTEN);
    } else {
        memcpy(fds, call->bytes->data.data, sizeof(fds));
        buffer_printf(call->out, "[%d, %d]", fds[0], fds[1]);
    }
}

static void address_length(const struct decoding *call)
{
    decoding_integer(call, call->event->address_length);
}

/* An address that the kernel was to give, and its length behind it. */
static void append_answer(const struct decoding *call, int64_t room)
{
    bool answered = call->event->result >= 0;
    unsigned length = call->event->address_length;

    if (!answered || length == 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        decoding_address(call);
    if (answered && length != room)
        buffer_printf(call->out, ", [%" PRId64 " => %u]", room, length);
    else
        buffer_printf(call->out, ", [%" PRId64 "]", room);
}

static void asked_end(const struct decoding *call)
{
    append_answer(call, decoding_number(call, 0));
}

static void accepted_peer(const struct decoding *call)
{
    append_answer(call, ADDRESS_ROOM);
}

static void accept_flags(const struct decoding *call)
{
    decode_flags(call->out, decode_type_flags, (uint64_t)decoding_number(call, 0), "SOCK_???");
}

static void received_data(const struct decoding *call)
{
    if (call->event->result < 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        decoding_data(call);
}

static void sender(const struct decoding *call)
{
    if (decoding_number(call, 2))
        append_answer(call, decoding_number(call, 2));
    else
        buffer_append_text(call->out, "NULL, NULL");
}

static void message_flags(const struct decoding *call)
{
    decode_flags(call->out, decode_message_flags, (uint64_t)decoding_number(call, 1), "MSG_???");
}

static void splice_flags(const struct decoding *call)
{
    decode_flags(call->out, decode_splice_flags, (uint64_t)decoding_number(call, 3),
                 "SPLICE_F_???");
}

static void option_level(const struct decoding *call)
{
    decode_word(call->out, decode_levels, decoding_number(call, 0), "SOL_??");
}

static void option_name(const struct decoding *call)
{
    decode_option_name(call->out, call->how, call->event);
}

static void option_value(const struct decoding *call)
{
    if (call->bytes)
        decode_option(call->out, call->how, call->event, call->bytes->data);
    else
        buffer_append_text(call->out, DECODE_FORGOTTEN);
}

static void option_room(const struct decoding *call)
{
    int64_t room = decoding_number(call, 2);
    bool answered = call->event->result >= 0;

    if (answered && (uint64_t)room != call->event->data_total)
        buffer_printf(call->out, "[%" PRId64 " => %" PRIu64 "]", room, call->event->data_total);
    else
        buffer_printf(call->out, "[%" PRId64 "]", room);
}

static void directions(const struct decoding *call)
{
    decode_word(call->out, decode_shutdowns, decoding_number(call, 0), "SHUT_???");
}

/* ---- calls ---- */

enum { ARGUMENTS = 6 };

static const struct {
    const char *name;
    void (*arguments[ARGUMENTS])(const struct decoding *call);
} calls[CALL_COUNT] = {
    [CALL_SOCKET] = {"socket", {domain, type, protocol}},
    [CALL_SOCKETPAIR] = {"socketpair", {domain, type, number_2, pair}},
    [CALL_BIND] = {"bind", {decoding_fd, decoding_address, address_length}},
    [CALL_LISTEN] = {"listen", {decoding_fd, number_0}},
    [CALL_ACCEPT4] = {"accept4", {decoding_fd, accepted_peer, accept_flags}},
    [CALL_CONNECT] = {"connect", {decoding_fd, decoding_address, address_length}},
    [CALL_SENDTO] = {"sendto",
                     {decoding_fd, decoding_data, number_0, message_flags, decoding_address,
                      address_length}},
    [CALL_SENDMSG] = {"sendmsg", {decoding_fd, decoding_message, message_flags}},
    [CALL_SENDMMSG] = {"sendmmsg", {decoding_fd, decoding_messages, number_0, message_flags}},
    [CALL_RECVFROM] = {"recvfrom", {decoding_fd, received_data, number_0, message_flags, sender}},
    [CALL_RECVMSG] = {"recvmsg", {decoding_fd, decoding_message, message_flags}},
    [CALL_SENDFILE] = {"sendfile", {decoding_fd, number_0, null, number_1}},
    [CALL_SPLICE] = {"splice", {number_0, null, number_1, null, number_2, splice_flags}},
    [CALL_GETSOCKOPT] = {"getsockopt",
                         {decoding_fd, option_level, option_name, option_value, option_room}},
    [CALL_SETSOCKOPT] = {"setsockopt",
                         {decoding_fd, option_level, option_name, option_value, number_2}},
    [CALL_GETSOCKNAME] = {"getsockname", {decoding_fd, asked_end}},
    [CALL_GETPEERNAME] = {"getpeername", {decoding_fd, asked_end}},
    [CALL_SHUTDOWN] = {"shutdown", {decoding_fd, directions}},
    [CALL_IOCTL] = {"ioctl", {decoding_fd, decoding_request, decoding_answer}},
    [CALL_FCNTL] = {"fcntl", {decoding_fd, decoding_command}},
    [CALL_CLOSE] = {"close", {decoding_fd}},
    [CALL_READ] = {"read", {decoding_fd, received_data, number_0}},
    [CALL_WRITE] = {"write", {decoding_fd, decoding_data, number_0}},
    [CALL_WRITEV] = {"writev", {decoding_fd, decoding_parts, number_0}},
};

const char *decode_name(enum journal_call call)
{
    return calls[call].name;
}

void decode_arguments(struct buffer *out, const struct decode *how,
                      const struct journal_event *event, const struct journal_bytes *bytes)
{
    const struct decoding call = {out, how, event, bytes};

    for (size_t i = 0; i < ARGUMENTS && calls[event->call].arguments[i]; i++) {
        if (i > 0)
            decoding_next(&call);
        calls[event->call].arguments[i](&call);
    }
}

/* "5", "-1 ECONNREFUSED (Connection refused)", "0x802 (flags O_RDWR|O_NONBLOCK)" */
static void append_result(struct buffer *out, const struct journal_event *event)
{
    bool tells_flags =
        event->call == CALL_FCNTL &&
        (event->numbers[0] == F_GETFL || (event->numbers[0] == F_GETFD && event->result > 0));

    if (event->result < 0) {
        buffer_printf(out, "-1 %s (%s)", error_code_name(event->error), strerror(event->error));
    } else if (tells_flags) {
        buffer_printf(out, "%#" PRIx64 " (flags ", (uint64_t)event->result);
        if (event->numbers[0] == F_GETFL)
            decoding_file_flags(out, event->result);
        else
            decoding_descriptor_flags(out, event->result);
        buffer_append_byte(out, ')');
    } else {
        buffer_printf(out, "%" PRId64, event->result);
    }
}

void decode_line(struct buffer *out, const struct journal_event *event, struct span arguments)
{
    if (event->kind != JOURNAL_CALL)
        buffer_printf(out, "[%s] ", trace_owner(event));
    size_t before = out->length;
    buffer_printf(out, "%s(", decode_name(event->call));
    buffer_append(out, arguments);
    buffer_append_byte(out, ')');
    size_t width = out->length - before;
    if (width < RESULT_COLUMN - 1)
        buffer_append_repeated(out, ' ', RESULT_COLUMN - 1 - width);
    buffer_append_text(out, " = ");
    append_result(out, event);
    buffer_printf(out, " <%" PRId64 ".%06" PRId64 ">", event->elapsed / SECOND,
                  event->elapsed % SECOND / MICROSECOND);
}

void decode_call(struct buffer *out, const struct decode *how, const struct journal_event *event,
                 const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer arguments = {0};

    decode_arguments(&arguments, how, event, bytes);
    decode_line(out, event, buffer_span(&arguments));
}
