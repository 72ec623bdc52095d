#include "net/option.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/syscalls.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <strings.h>

#define IP_ANY (OPTION_TCP | OPTION_UDP)

const struct socket_option socket_options[] = {
    {"broadcast", "SO_BROADCAST", SOL_SOCKET, SO_BROADCAST, OPTION_BOOL, OPTION_UDP,
     "may send to a broadcast address"},
    {"error", "SO_ERROR", SOL_SOCKET, SO_ERROR, OPTION_ERRNO, OPTION_ANY,
     "the pending error; reading clears it"},
    {"keepalive", "SO_KEEPALIVE", SOL_SOCKET, SO_KEEPALIVE, OPTION_BOOL, OPTION_TCP,
     "probe a connection that is silent"},
    {"keepcnt", "TCP_KEEPCNT", IPPROTO_TCP, TCP_KEEPCNT, OPTION_INT, OPTION_TCP,
     "unanswered probes until the connection is given up"},
    {"keepidle", "TCP_KEEPIDLE", IPPROTO_TCP, TCP_KEEPIDLE, OPTION_SECONDS, OPTION_TCP,
     "silence before the first keepalive probe"},
    {"keepintvl", "TCP_KEEPINTVL", IPPROTO_TCP, TCP_KEEPINTVL, OPTION_SECONDS, OPTION_TCP,
     "time between keepalive probes"},
    {"linger", "SO_LINGER", SOL_SOCKET, SO_LINGER, OPTION_LINGER, OPTION_TCP,
     "how long close waits for unsent data; 0s resets"},
    {"multicast_loop", "IP_MULTICAST_LOOP", IPPROTO_IP, IP_MULTICAST_LOOP, OPTION_BOOL,
     OPTION_UDP | OPTION_IPV4, "multicasts are also delivered on this machine"},
    {"multicast_ttl", "IP_MULTICAST_TTL", IPPROTO_IP, IP_MULTICAST_TTL, OPTION_INT,
     OPTION_UDP | OPTION_IPV4, "routers a multicast may pass"},
    {"nodelay", "TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, OPTION_BOOL, OPTION_TCP,
     "send small pieces at once (no Nagle algorithm)"},
    {"oobinline", "SO_OOBINLINE", SOL_SOCKET, SO_OOBINLINE, OPTION_BOOL, OPTION_TCP,
     "urgent data stays in the stream"},
    {"passcred", "SO_PASSCRED", SOL_SOCKET, SO_PASSCRED, OPTION_BOOL, OPTION_UNIX,
     "receive the sender's pid, uid and gid"},
    {"rcvbuf", "SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, OPTION_SIZE, OPTION_ANY,
     "size of the receive buffer; the kernel doubles what is set"},
    {"rcvlowat", "SO_RCVLOWAT", SOL_SOCKET, SO_RCVLOWAT, OPTION_SIZE, OPTION_TCP,
     "bytes that make the socket readable"},
    {"reuseaddr", "SO_REUSEADDR", SOL_SOCKET, SO_REUSEADDR, OPTION_BOOL, IP_ANY,
     "bind although old connections of the port are in TIME-WAIT"},
    {"reuseport", "SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT, OPTION_BOOL, IP_ANY,
     "several sockets may share one port"},
    {"sndbuf", "SO_SNDBUF", SOL_SOCKET, SO_SNDBUF, OPTION_SIZE, OPTION_ANY,
     "size of the send buffer; the kernel doubles what is set"},
    {"tos", "IP_TOS", IPPROTO_IP, IP_TOS, OPTION_INT, IP_ANY | OPTION_IPV4,
     "type of service of the packets sent"},
    {"ttl", "IP_TTL", IPPROTO_IP, IP_TTL, OPTION_INT, IP_ANY | OPTION_IPV4,
     "routers a packet may pass"},
    {"unicast_hops", "IPV6_UNICAST_HOPS", IPPROTO_IPV6, IPV6_UNICAST_HOPS, OPTION_INT,
     IP_ANY | OPTION_IPV6, "routers a packet may pass"},
    {"user_timeout", "TCP_USER_TIMEOUT", IPPROTO_TCP, TCP_USER_TIMEOUT, OPTION_MILLISECONDS,
     OPTION_TCP, "how long sent data may stay unacknowledged"},
    {"v6only", "IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY, OPTION_BOOL, IP_ANY | OPTION_IPV6,
     "no IPv4 on this socket"},
    {0},
};

static bool same_name(struct span text, const char *name)
{
    return text.length == strlen(name) && strncasecmp(text.data, name, text.length) == 0;
}

const struct socket_option *option_find(struct span name, struct error *error)
{
    struct nearest nearest = nearest_start(name);
    char question[160], shown[64];

    for (const struct socket_option *option = socket_options; option->name; option++) {
        if (same_name(name, option->name) || same_name(name, option->c_name))
            return option;
        nearest_offer(&nearest, span_of(option->name));
    }
    error_copy(shown, sizeof(shown), name);
    error_set(error, ERROR_USAGE, "there is no socket option %s", shown);
    error_hint(error, "%s", nearest_question(&nearest, question, sizeof(question)));
    if (!error->hint[0])
        error_hint(error, "`options` lists those of a socket");
    return NULL;
}

bool option_applies(const struct socket_option *option, const struct socket *socket)
{
    int family = socket->type->family;
    int protocol = socket->type->protocol;
    unsigned kind = family == AF_UNIX         ? OPTION_UNIX
                    : protocol == IPPROTO_TCP ? OPTION_TCP
                    : protocol == IPPROTO_UDP ? OPTION_UDP
                                              : 0;

    return (option->applies & kind) && (!(option->applies & OPTION_IPV4) || family == AF_INET) &&
           (!(option->applies & OPTION_IPV6) || family == AF_INET6);
}

static void format_value(struct buffer *out, enum option_type type, int value)
{
    switch (type) {
    case OPTION_BOOL: buffer_append_text(out, value ? "on" : "off"); break;
    case OPTION_SECONDS: buffer_printf(out, "%ds", value); break;
    case OPTION_MILLISECONDS: buffer_printf(out, "%dms", value); break;
    case OPTION_ERRNO: buffer_append_text(out, value ? error_code_name(value) : "none"); break;
    case OPTION_INT:
    case OPTION_SIZE:
    case OPTION_LINGER: buffer_printf(out, "%d", value); break;
    }
}

static bool fail_option(struct error *error, const char *call, const struct socket_option *option)
{
    return error_call(error, ERROR_SOCKET, errno, call, "%s", option->c_name);
}

bool option_get(const struct socket_option *option, struct socket *socket, struct buffer *value,
                struct error *error)
{
    union {
        int number;
        struct linger linger;
    } raw = {0};
    socklen_t length = option->type == OPTION_LINGER ? sizeof(raw.linger) : sizeof(raw.number);

    if (socket_note(socket, "getsockopt",
                    socket->network->calls->getsockopt(socket->fd, option->level, option->number,
                                                       &raw, &length)) < 0)
        return fail_option(error, "getsockopt", option);
    if (option->type != OPTION_LINGER)
        format_value(value, option->type, raw.number);
    else if (raw.linger.l_onoff)
        buffer_printf(value, "%ds", raw.linger.l_linger);
    else
        buffer_append_text(value, "off");
    return true;
}

const char *option_type_text(enum option_type type)
{
    switch (type) {
    case OPTION_BOOL: return "on or off";
    case OPTION_INT: return "a number";
    case OPTION_SIZE: return "a size such as 65536 or 64K";
    case OPTION_SECONDS: return "a duration in whole seconds such as 30s";
    case OPTION_MILLISECONDS: return "a duration such as 500ms";
    case OPTION_LINGER: return "off, or a duration in whole seconds such as 5s";
    case OPTION_ERRNO: return "nothing: it can only be read";
    }
    return "";
}

static bool parse_bool(struct span text, int *ret_value)
{
    if (span_is(text, "on") || span_is(text, "1") || span_is(text, "true"))
        *ret_value = 1;
    else if (span_is(text, "off") || span_is(text, "0") || span_is(text, "false"))
        *ret_value = 0;
    else
        return false;
    return true;
}

/* A duration as a whole number of `unit`s. */
static bool parse_units(struct span text, nanoseconds unit, int *ret_value)
{
    nanoseconds duration;

    if (!number_duration(text, &duration) || duration % unit || duration / unit > INT32_MAX)
        return false;
    *ret_value = (int)(duration / unit);
    return true;
}

static bool parse_value(enum option_type type, struct span text, int *ret_value)
{
    int64_t number;
    uint64_t size;

    switch (type) {
    case OPTION_BOOL: return parse_bool(text, ret_value);
    case OPTION_INT:
        if (!number_integer(text, &number) || number < INT32_MIN || number > INT32_MAX)
            return false;
        *ret_value = (int)number;
        return true;
    case OPTION_SIZE:
        if (!number_size(text, &size) || size > INT32_MAX)
            return false;
        *ret_value = (int)size;
        return true;
    case OPTION_SECONDS:
    case OPTION_LINGER: return parse_units(text, SECOND, ret_value);
    case OPTION_MILLISECONDS: return parse_units(text, MILLISECOND, ret_value);
    case OPTION_ERRNO: return false;
    }
    return false;
}

static bool set_raw(const struct socket_option *option, struct socket *socket, const void *value,
                    socklen_t length, struct error *error)
{
    return socket_note(socket, "setsockopt",
                       socket->network->calls->setsockopt(socket->fd, option->level, option->number,
                                                          value, length)) == 0 ||
           fail_option(error, "setsockopt", option);
}

bool option_set(const struct socket_option *option, struct socket *socket, struct span value,
                struct error *error)
{
    bool off = option->type == OPTION_LINGER && span_is(value, "off");
    int number = 0;

    if (!off && !parse_value(option->type, value, &number))
        return error_set(error, ERROR_USAGE, "%s takes %s", option->name,
                         option_type_text(option->type));
    if (option->type != OPTION_LINGER)
        return set_raw(option, socket, &number, sizeof(number), error);

    struct linger linger = {.l_onoff = !off, .l_linger = number};
    return set_raw(option, socket, &linger, sizeof(linger), error);
}
