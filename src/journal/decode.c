#include "decode_call.h"

#include "base/error.h"
#include "journal/trace.h"

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

void decoding_flags(const struct decoding *call, size_t index)
{
    decode_flags(call->out, decode_message_flags, (uint64_t)decoding_number(call, index),
                 "MSG_???");
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

static void append_domain_and_type(const struct decoding *call)
{
    decode_word(call->out, decode_families, decoding_number(call, 0), "AF_???");
    decoding_next(call);
    decode_socket_type(call->out, decoding_number(call, 1));
    decoding_next(call);
}

static void of_socket(const struct decoding *call)
{
    int64_t family = decoding_number(call, 0), protocol = decoding_number(call, 2);

    append_domain_and_type(call);
    if (family == AF_INET || family == AF_INET6) {
        decode_word(call->out, decode_protocols, protocol, "IPPROTO_???");
    } else if (family == AF_NETLINK) {
        decode_word(call->out, decode_netlink_protocols, protocol, "NETLINK_???");
    } else if (family == AF_PACKET) { /* in network byte order */
        buffer_append_text(call->out, "htons(");
        decode_word(call->out, decode_ether_types, __builtin_bswap16((uint16_t)protocol),
                    "ETH_P_???");
        buffer_append_byte(call->out, ')');
    } else {
        decoding_integer(call, protocol);
    }
}

static void of_socketpair(const struct decoding *call)
{
    int fds[2];

    append_domain_and_type(call);
    decoding_integer(call, decoding_number(call, 2));
    decoding_next(call);
    if (call->event->result < 0) {
        buffer_append_text(call->out, DECODE_POINTER);
    } else if (!call->bytes || call->bytes->data.length < sizeof(fds)) {
        buffer_append_text(call->out, DECODE_FORGOTTEN);
    } else {
        memcpy(fds, call->bytes->data.data, sizeof(fds));
        buffer_printf(call->out, "[%d, %d]", fds[0], fds[1]);
    }
}

static void of_bind_or_connect(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    decoding_address(call);
    decoding_next(call);
    decoding_integer(call, call->event->address_length);
}

static void of_listen(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    decoding_integer(call, decoding_number(call, 0));
}

static void of_accept4(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    append_answer(call, ADDRESS_ROOM);
    decoding_next(call);
    decode_flags(call->out, decode_type_flags, (uint64_t)decoding_number(call, 0), "SOCK_???");
}

static void of_sendto(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    decoding_data(call);
    decoding_next(call);
    decoding_integer(call, decoding_number(call, 0));
    decoding_next(call);
    decoding_flags(call, 1);
    decoding_next(call);
    decoding_address(call);
    decoding_next(call);
    decoding_integer(call, call->event->address_length);
}

static void of_recvfrom(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    if (call->event->result < 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        decoding_data(call);
    decoding_next(call);
    decoding_integer(call, decoding_number(call, 0));
    decoding_next(call);
    decoding_flags(call, 1);
    decoding_next(call);
    if (decoding_number(call, 2))
        append_answer(call, decoding_number(call, 2));
    else
        buffer_append_text(call->out, "NULL, NULL");
}

static void of_sendfile(const struct decoding *call)
{
    decoding_fd(call);
    buffer_printf(call->out, ", %" PRId64 ", NULL, %" PRId64, decoding_number(call, 0),
                  decoding_number(call, 1));
}

static void of_splice(const struct decoding *call)
{
    buffer_printf(call->out, "%" PRId64 ", NULL, %" PRId64 ", NULL, %" PRId64 ", ",
                  decoding_number(call, 0), decoding_number(call, 1), decoding_number(call, 2));
    decode_flags(call->out, decode_splice_flags, (uint64_t)decoding_number(call, 3),
                 "SPLICE_F_???");
}

static void append_option_name(const struct decoding *call)
{
    int level = (int)decoding_number(call, 0), option = (int)decoding_number(call, 1);
    const char *name = call->how->option_name ? call->how->option_name(level, option) : NULL;

    decode_word(call->out, decode_levels, level, "SOL_??");
    decoding_next(call);
    if (name)
        buffer_append_text(call->out, name);
    else
        decoding_integer(call, option);
    decoding_next(call);
}

static void append_option_value(const struct decoding *call)
{
    if (call->bytes)
        decode_option(call->out, call->how, call->event, call->bytes->data);
    else
        buffer_append_text(call->out, DECODE_FORGOTTEN);
    decoding_next(call);
}

static void of_getsockopt(const struct decoding *call)
{
    int64_t room = decoding_number(call, 2);
    bool answered = call->event->result >= 0;

    decoding_fd(call);
    decoding_next(call);
    append_option_name(call);
    append_option_value(call);
    if (answered && (uint64_t)room != call->event->data_total)
        buffer_printf(call->out, "[%" PRId64 " => %" PRIu64 "]", room, call->event->data_total);
    else
        buffer_printf(call->out, "[%" PRId64 "]", room);
}

static void of_setsockopt(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    append_option_name(call);
    append_option_value(call);
    decoding_integer(call, decoding_number(call, 2));
}

static void of_name(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    append_answer(call, decoding_number(call, 0));
}

static void of_shutdown(const struct decoding *call)
{
    decoding_fd(call);
    decoding_next(call);
    decode_word(call->out, decode_shutdowns, decoding_number(call, 0), "SHUT_???");
}

static const struct {
    const char *name;
    void (*arguments)(const struct decoding *call);
} calls[CALL_COUNT] = {
    [CALL_SOCKET] = {"socket", of_socket},
    [CALL_SOCKETPAIR] = {"socketpair", of_socketpair},
    [CALL_BIND] = {"bind", of_bind_or_connect},
    [CALL_LISTEN] = {"listen", of_listen},
    [CALL_ACCEPT4] = {"accept4", of_accept4},
    [CALL_CONNECT] = {"connect", of_bind_or_connect},
    [CALL_SENDTO] = {"sendto", of_sendto},
    [CALL_SENDMSG] = {"sendmsg", decoding_of_sendmsg},
    [CALL_SENDMMSG] = {"sendmmsg", decoding_of_sendmmsg},
    [CALL_RECVFROM] = {"recvfrom", of_recvfrom},
    [CALL_RECVMSG] = {"recvmsg", decoding_of_recvmsg},
    [CALL_SENDFILE] = {"sendfile", of_sendfile},
    [CALL_SPLICE] = {"splice", of_splice},
    [CALL_GETSOCKOPT] = {"getsockopt", of_getsockopt},
    [CALL_SETSOCKOPT] = {"setsockopt", of_setsockopt},
    [CALL_GETSOCKNAME] = {"getsockname", of_name},
    [CALL_GETPEERNAME] = {"getpeername", of_name},
    [CALL_SHUTDOWN] = {"shutdown", of_shutdown},
    [CALL_IOCTL] = {"ioctl", decoding_of_ioctl},
    [CALL_FCNTL] = {"fcntl", decoding_of_fcntl},
    [CALL_CLOSE] = {"close", decoding_fd},
};

const char *decode_name(enum journal_call call)
{
    return calls[call].name;
}

void decode_arguments(struct buffer *out, const struct decode *how,
                      const struct journal_event *event, const struct journal_bytes *bytes)
{
    calls[event->call].arguments(&(struct decoding){out, how, event, bytes});
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
