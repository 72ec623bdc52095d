#include "decode_parts.h"

#include "base/error.h"
#include "journal/trace.h"

#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* What is decoded: a call, its bytes, and where it is written to. */
struct decoding {
    struct buffer *out;
    const struct decode *how;
    const struct journal_event *event;
    const struct journal_bytes *bytes; /* NULL where they are forgotten */
};

/* strace writes the result in this column, where the call is not longer. */
enum { RESULT_COLUMN = 40 };

/* The room that accept4(2) has for an address. */
enum { ADDRESS_ROOM = sizeof(struct sockaddr_storage) };

static const char FORGOTTEN[] = "/* forgotten */";

static int64_t number(const struct decoding *call, size_t index)
{
    return call->event->numbers[index];
}

static void append_integer(const struct decoding *call, int64_t value)
{
    buffer_printf(call->out, "%" PRId64, value);
}

static void next(const struct decoding *call)
{
    buffer_append_text(call->out, ", ");
}

static void append_fd(const struct decoding *call)
{
    append_integer(call, call->event->fd);
}

static void append_flags(const struct decoding *call, size_t index)
{
    decode_flags(call->out, decode_message_flags, (uint64_t)number(call, index), "MSG_???");
}

static void append_data(const struct decoding *call)
{
    const struct journal_event *event = call->event;

    if (!call->bytes)
        buffer_append_text(call->out, FORGOTTEN);
    else if (event->netlink)
        decode_netlink(call->out, event->netlink - 1, call->bytes->data, event->data_total,
                       call->how->shown);
    else
        decode_string(call->out, call->bytes->data, event->data_total, call->how->shown);
}

/* An address that was given, none as NULL. */
static void append_address(const struct decoding *call)
{
    if (call->event->address_length == 0)
        buffer_append_text(call->out, "NULL");
    else if (call->bytes)
        decode_address(call->out, call->how, call->bytes->address);
    else
        buffer_append_text(call->out, FORGOTTEN);
}

/* An address that the kernel was to give, and its length behind it. */
static void append_answer(const struct decoding *call, int64_t room)
{
    bool answered = call->event->result >= 0;
    unsigned length = call->event->address_length;

    if (!answered || length == 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        append_address(call);
    if (answered && length != room)
        buffer_printf(call->out, ", [%" PRId64 " => %u]", room, length);
    else
        buffer_printf(call->out, ", [%" PRId64 "]", room);
}

static void append_domain_and_type(const struct decoding *call)
{
    decode_word(call->out, decode_families, number(call, 0), "AF_???");
    next(call);
    decode_socket_type(call->out, number(call, 1));
    next(call);
}

static void of_socket(const struct decoding *call)
{
    int64_t family = number(call, 0), protocol = number(call, 2);

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
        append_integer(call, protocol);
    }
}

static void of_socketpair(const struct decoding *call)
{
    int fds[2];

    append_domain_and_type(call);
    append_integer(call, number(call, 2));
    next(call);
    if (call->event->result < 0) {
        buffer_append_text(call->out, DECODE_POINTER);
    } else if (!call->bytes || call->bytes->data.length < sizeof(fds)) {
        buffer_append_text(call->out, FORGOTTEN);
    } else {
        memcpy(fds, call->bytes->data.data, sizeof(fds));
        buffer_printf(call->out, "[%d, %d]", fds[0], fds[1]);
    }
}

static void of_bind_or_connect(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_address(call);
    next(call);
    append_integer(call, call->event->address_length);
}

static void of_listen(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_integer(call, number(call, 0));
}

static void of_accept4(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_answer(call, ADDRESS_ROOM);
    next(call);
    decode_flags(call->out, decode_type_flags, (uint64_t)number(call, 0), "SOCK_???");
}

static void of_sendto(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_data(call);
    next(call);
    append_integer(call, number(call, 0));
    next(call);
    append_flags(call, 1);
    next(call);
    append_address(call);
    next(call);
    append_integer(call, call->event->address_length);
}

static void append_message_name(const struct decoding *call)
{
    bool receives = call->event->call == CALL_RECVMSG;
    unsigned length = call->event->address_length;
    int64_t room = receives ? number(call, 3) : length;

    buffer_append_text(call->out, "{msg_name=");
    if (receives && room && length == 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        append_address(call);
    buffer_append_text(call->out, ", msg_namelen=");
    if (room != length)
        buffer_printf(call->out, "%" PRId64 " => ", room);
    buffer_printf(call->out, "%u", length);
}

/* Our messages have one part. */
static void append_message(const struct decoding *call)
{
    bool receives = call->event->call == CALL_RECVMSG;
    struct span control = call->bytes ? call->bytes->control : (struct span){0};

    append_message_name(call);
    buffer_append_text(call->out, ", msg_iov=[{iov_base=");
    append_data(call);
    buffer_printf(call->out, ", iov_len=%" PRId64 "}], msg_iovlen=1", number(call, 0));
    if (call->event->control_length) {
        buffer_append_text(call->out, ", msg_control=");
        if (call->bytes)
            decode_control(call->out, call->how, control);
        else
            buffer_append_text(call->out, FORGOTTEN);
    }
    buffer_printf(call->out, ", msg_controllen=%zu, msg_flags=",
                  call->bytes ? control.length : call->event->control_length);
    decode_flags(call->out, decode_message_flags, receives ? (uint64_t)number(call, 2) : 0,
                 "MSG_???");
    buffer_append_byte(call->out, '}');
}

static void of_sendmsg(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_message(call);
    next(call);
    append_flags(call, 1);
}

/* One of several messages: the next bytes of what is kept of all. */
static struct span append_part(const struct decoding *call, const struct journal_part *part,
                               struct span data)
{
    struct span own = {data.data, part->length < data.length ? part->length : data.length};

    buffer_append_text(call->out, "{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=");
    decode_string(call->out, own, part->length, call->how->shown);
    buffer_printf(call->out,
                  ", iov_len=%u}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=%u}",
                  part->length, part->sent);
    return span_after(data, own.length);
}

/* Of messages to the peer, as the C library's are. */
static void of_sendmmsg(const struct decoding *call)
{
    struct span parts = call->bytes ? call->bytes->control : (struct span){0};
    struct span data = call->bytes ? call->bytes->data : (struct span){0};
    struct journal_part part;

    append_fd(call);
    buffer_append_text(call->out, ", [");
    for (const char *joint = ""; parts.length >= sizeof(part); joint = ", ") {
        memcpy(&part, parts.data, sizeof(part));
        buffer_append_text(call->out, joint);
        data = append_part(call, &part, data);
        parts = span_after(parts, sizeof(part));
    }
    buffer_append_text(call->out, call->bytes ? "]" : FORGOTTEN);
    buffer_printf(call->out, ", %" PRId64 ", ", number(call, 0));
    append_flags(call, 1);
}

static void of_recvfrom(const struct decoding *call)
{
    append_fd(call);
    next(call);
    if (call->event->result < 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        append_data(call);
    next(call);
    append_integer(call, number(call, 0));
    next(call);
    append_flags(call, 1);
    next(call);
    if (number(call, 2))
        append_answer(call, number(call, 2));
    else
        buffer_append_text(call->out, "NULL, NULL");
}

static void of_recvmsg(const struct decoding *call)
{
    append_fd(call);
    next(call);
    if (call->event->result < 0)
        buffer_printf(call->out, "{msg_namelen=%" PRId64 "}", number(call, 3));
    else
        append_message(call);
    next(call);
    append_flags(call, 1);
}

static void of_sendfile(const struct decoding *call)
{
    append_fd(call);
    buffer_printf(call->out, ", %" PRId64 ", NULL, %" PRId64, number(call, 0), number(call, 1));
}

static void of_splice(const struct decoding *call)
{
    buffer_printf(call->out, "%" PRId64 ", NULL, %" PRId64 ", NULL, %" PRId64 ", ", number(call, 0),
                  number(call, 1), number(call, 2));
    decode_flags(call->out, decode_splice_flags, (uint64_t)number(call, 3), "SPLICE_F_???");
}

static void append_option_name(const struct decoding *call)
{
    int level = (int)number(call, 0), option = (int)number(call, 1);
    const char *name = call->how->option_name ? call->how->option_name(level, option) : NULL;

    decode_word(call->out, decode_levels, level, "SOL_??");
    next(call);
    if (name)
        buffer_append_text(call->out, name);
    else
        append_integer(call, option);
    next(call);
}

static void append_option_value(const struct decoding *call)
{
    if (call->bytes)
        decode_option(call->out, call->how, call->event, call->bytes->data);
    else
        buffer_append_text(call->out, FORGOTTEN);
    next(call);
}

static void of_getsockopt(const struct decoding *call)
{
    int64_t room = number(call, 2);
    bool answered = call->event->result >= 0;

    append_fd(call);
    next(call);
    append_option_name(call);
    append_option_value(call);
    if (answered && (uint64_t)room != call->event->data_total)
        buffer_printf(call->out, "[%" PRId64 " => %" PRIu64 "]", room, call->event->data_total);
    else
        buffer_printf(call->out, "[%" PRId64 "]", room);
}

static void of_setsockopt(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_option_name(call);
    append_option_value(call);
    append_integer(call, number(call, 2));
}

static void of_name(const struct decoding *call)
{
    append_fd(call);
    next(call);
    append_answer(call, number(call, 0));
}

static void of_shutdown(const struct decoding *call)
{
    append_fd(call);
    next(call);
    decode_word(call->out, decode_shutdowns, number(call, 0), "SHUT_???");
}

/* netdevice(7): what it is asked by stands before the answer. */
static void append_interface(const struct decoding *call, int64_t request)
{
    bool answered = call->event->result >= 0, by_index = request == SIOCGIFNAME;
    struct ifreq value;

    memcpy(&value, call->bytes->data.data, sizeof(value));
    buffer_append_byte(call->out, '{');
    if (by_index)
        buffer_printf(call->out, "ifr_ifindex=%d", value.ifr_ifindex);
    if (by_index && answered)
        next(call);
    if (!by_index || answered) {
        buffer_append_text(call->out, "ifr_name=");
        decode_string(call->out, (struct span){value.ifr_name, strnlen(value.ifr_name, IFNAMSIZ)},
                      0, IFNAMSIZ);
    }
    if (!by_index && answered)
        buffer_printf(call->out, request == SIOCGIFMTU ? ", ifr_mtu=%d" : ", ifr_ifindex=%d",
                      request == SIOCGIFMTU ? value.ifr_mtu : value.ifr_ifindex);
    buffer_append_byte(call->out, '}');
}

static void of_ioctl(const struct decoding *call)
{
    int value;

    append_fd(call);
    next(call);
    decode_word(call->out, decode_ioctls, number(call, 0), "SIOC???");
    next(call);
    if (call->bytes && call->event->data_total == sizeof(struct ifreq)) {
        append_interface(call, number(call, 0));
    } else if (call->event->result < 0) {
        buffer_append_text(call->out, DECODE_POINTER);
    } else if (!call->bytes || call->bytes->data.length < sizeof(value)) {
        buffer_append_text(call->out, FORGOTTEN);
    } else {
        memcpy(&value, call->bytes->data.data, sizeof(value));
        buffer_printf(call->out, "[%d]", value);
    }
}

/* The access mode is no flag, but a number in the lowest bits. */
static void append_file_flags(struct buffer *out, int64_t flags)
{
    bool reads_only = (flags & O_ACCMODE) == O_RDONLY;

    if (reads_only)
        buffer_append_text(out, "O_RDONLY");
    if (reads_only && flags)
        buffer_append_byte(out, '|');
    if (flags)
        decode_flags(out, decode_file_flags, (uint64_t)flags, "O_???");
}

static void append_descriptor_flags(struct buffer *out, int64_t flags)
{
    static const struct decode_word words[] = {{FD_CLOEXEC, "FD_CLOEXEC"}, {0, ""}};

    decode_flags(out, words, (uint64_t)flags, "FD_???");
}

static void of_fcntl(const struct decoding *call)
{
    int64_t command = number(call, 0), argument = number(call, 1);

    append_fd(call);
    next(call);
    decode_word(call->out, decode_fcntls, command, "F_???");
    if (command == F_GETFD || command == F_GETFL)
        return;
    next(call);
    if (command == F_SETFL)
        append_file_flags(call->out, argument);
    else if (command == F_SETFD)
        append_descriptor_flags(call->out, argument);
    else
        append_integer(call, argument);
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
    [CALL_SENDMSG] = {"sendmsg", of_sendmsg},
    [CALL_SENDMMSG] = {"sendmmsg", of_sendmmsg},
    [CALL_RECVFROM] = {"recvfrom", of_recvfrom},
    [CALL_RECVMSG] = {"recvmsg", of_recvmsg},
    [CALL_SENDFILE] = {"sendfile", of_sendfile},
    [CALL_SPLICE] = {"splice", of_splice},
    [CALL_GETSOCKOPT] = {"getsockopt", of_getsockopt},
    [CALL_SETSOCKOPT] = {"setsockopt", of_setsockopt},
    [CALL_GETSOCKNAME] = {"getsockname", of_name},
    [CALL_GETPEERNAME] = {"getpeername", of_name},
    [CALL_SHUTDOWN] = {"shutdown", of_shutdown},
    [CALL_IOCTL] = {"ioctl", of_ioctl},
    [CALL_FCNTL] = {"fcntl", of_fcntl},
    [CALL_CLOSE] = {"close", append_fd},
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
            append_file_flags(out, event->result);
        else
            append_descriptor_flags(out, event->result);
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
