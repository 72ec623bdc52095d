/* Which options somebody has changed. Most the kernel leaves as they are set: a fresh socket tells. Those that it
 * moves by itself are told by what it has noted of who set them, or by what this session has set. */
#include "net/option.h"

#include "net/option_value.h"
#include "option_hold.h"
#include "option_numbers.h"
#include "option_types.h"
#include "socket_calls.h"

/* What SO_BUF_LOCK tells; linux/socket.h, which has them too, does not go with sys/socket.h. */
enum { LOCK_SEND = 1, LOCK_RECEIVE = 2 };

/* The row of an option, which may have been named by number, where the kernel moves it; else NULL. */
static const struct socket_option *moving_row(const struct socket_option *named)
{
    const struct socket_option *row = socket_options;

    while (row->name[0] && (row->level != named->level || row->number != named->number))
        row++;
    return row->traits & (OPTION_MOVES | OPTION_IN_USE | OPTION_BY_ADDRESS) ? row : NULL;
}

/* What the kernel tells of a number now; *ret_value stays where it tells nothing. */
static bool read_number(const struct socket_option *option, const struct socket *socket,
                        int32_t *ret_value)
{
    int32_t value = 0;
    socklen_t length = sizeof(value);

    if (!socket_get_option(socket, option->level, option->number, &value, &length))
        return false;
    *ret_value = value;
    return true;
}

static struct held_option *find_held(const struct socket_option *option, struct socket *socket)
{
    for (size_t i = 0; i < socket->held.count; i++)
        if (socket->held.items[i].level == option->level &&
            socket->held.items[i].number == option->number)
            return &socket->held.items[i];
    return NULL;
}

static struct held_option *make_held(const struct socket_option *option, struct socket *socket)
{
    struct held_option *held = find_held(option, socket);

    if (held || socket->held.count == HELD_MOST)
        return held;
    held = &socket->held.items[socket->held.count++];
    *held = (struct held_option){.level = option->level, .number = option->number};
    return held;
}

void option_hold(const struct socket_option *option, struct socket *socket, struct span raw)
{
    const struct socket_option *row = moving_row(option);
    struct held_option *held = row ? make_held(row, socket) : NULL;

    if (!held)
        return;
    held->value = (int32_t)option_raw_number(raw);
    if (row->traits & OPTION_MOVES) /* the kernel may have made something else of it */
        read_number(row, socket, &held->value);
}

struct socket *option_fresh_socket(struct socket *socket)
{
    struct socket *fresh;
    struct error ignored;
    int protocol = 0;
    socklen_t length = sizeof(protocol);

    if (!socket_get_option(socket, SOL_SOCKET, SO_PROTOCOL, &protocol, &length))
        protocol = 0;
    return socket_open(socket->network, socket->type, protocol, &fresh, &ignored) ? fresh : NULL;
}

/* SO_BUF_LOCK says whose sizes somebody has set, whoever it was. False where it can't tell: of other options,
 * and before Linux 5.15. */
static bool ask_lock(const struct socket_option *option, struct socket *socket, bool *ret_is_set)
{
    int locks = 0, lock = option->number == SO_RCVBUF ? LOCK_RECEIVE : LOCK_SEND;
    socklen_t length = sizeof(locks);

    if (option->level != SOL_SOCKET ||
        (option->number != SO_RCVBUF && option->number != SO_SNDBUF) ||
        !socket_get_option(socket, SOL_SOCKET, SO_BUF_LOCK, &locks, &length))
        return false;
    *ret_is_set = locks & lock;
    return true;
}

/* That it is still as this session has left it. */
static bool is_as_held(const struct socket_option *option, struct socket *socket)
{
    const struct held_option *held = find_held(option, socket);
    int32_t now;

    return held && read_number(option, socket, &now) && now == held->value;
}

static bool is_set_by_hand(const struct socket_option *option, struct socket *socket)
{
    bool is_set;

    return ask_lock(option, socket, &is_set) ? is_set : is_as_held(option, socket);
}

/* 0 and "" take a setting back. */
static const struct held_option *find_setting(const struct socket_option *option,
                                              struct socket *socket)
{
    const struct held_option *held = find_held(option, socket);

    return held && held->value ? held : NULL;
}

static bool add_setting(const struct socket_option *option, struct socket *socket,
                        struct buffer *value)
{
    const struct held_option *held = find_setting(option, socket);

    if (!held)
        return false;
    option_format(option, (struct span){(const char *)&held->value, sizeof(held->value)}, value);
    return true;
}

typedef int end_asker(const struct socket *socket, struct address *ret_address);

static struct address ask_end(end_asker *ask, const struct socket *socket)
{
    struct address address;

    return ask(socket, &address) == 0 ? address : (struct address){0};
}

/* NULL for an address of another family. */
static const struct in6_addr *inet6_host(const struct address *address)
{
    return address_family(address) == AF_INET6
               ? &((const struct sockaddr_in6 *)&address->storage)->sin6_addr
               : NULL;
}

static bool is_link_local(const struct address *address)
{
    const struct in6_addr *host = inet6_host(address);

    return host && (IN6_IS_ADDR_LINKLOCAL(host) || IN6_IS_ADDR_MC_LINKLOCAL(host));
}

static bool is_one_of_ipv6(const struct address *address)
{
    const struct in6_addr *host = inet6_host(address);

    return host && !IN6_IS_ADDR_UNSPECIFIED(host) && !IN6_IS_ADDR_V4MAPPED(host);
}

/* Whether the kernel has set it with an address: a link-local one ties the socket to its interface, a bind to
 * one of IPv6 keeps IPv4 away. */
static bool is_by_address(const struct socket_option *option, const struct socket *socket)
{
    struct address local = ask_end(call_getsockname, socket),
                   peer = ask_end(call_getpeername, socket);

    if (option->level == IPPROTO_IPV6)
        return is_one_of_ipv6(&local);
    return is_link_local(&local) || is_link_local(&peer) || is_link_local(&socket->attempt);
}

/* Its value is appended where it isn't the fresh socket's. */
static bool differs(const struct socket_option *option, struct socket *socket, struct socket *fresh,
                    struct buffer *value)
{
    cleanup_buffer struct buffer usual = {0};
    size_t before = value->length;
    struct error ignored;

    return option_get(option, fresh, &usual, &ignored) &&
           option_get(option, socket, value, &ignored) &&
           !span_equal(span_after(buffer_span(value), before), buffer_span(&usual));
}

bool option_is_changed(const struct socket_option *option, struct socket *socket,
                       struct socket *fresh, struct buffer *value)
{
    if (option->traits & OPTION_READ_ONLY || !option_is_listed(option, socket))
        return false;
    if (option->traits & OPTION_IN_USE)
        return add_setting(option, socket, value);
    if (option->traits & OPTION_MOVES && !is_set_by_hand(option, socket))
        return false;
    return differs(option, socket, fresh, value) &&
           (!(option->traits & OPTION_BY_ADDRESS) || find_setting(option, socket) ||
            !is_by_address(option, socket));
}
