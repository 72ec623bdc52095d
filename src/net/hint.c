#include "net/hint.h"

#include "net/failures.h"
#include "net/status.h"
#include "option_numbers.h"
#include "socket_calls.h"

#include <errno.h>

/* What has to be true of the socket for a row to fit. */
enum condition {
    ALWAYS,
    LISTENING,
    SENDING_FINISHED, /* by our shutdown */
    SHUT_BOTH_WAYS,   /* by ours, too */
    AFTER_RESET,
    NEVER_CONNECTED,
    CONNECTED,
    MESSAGES,
    STREAM,
    UNIX,
    UNIX_LISTENING,
    VSOCK,
    PACKET,
    CONNECTED_RAW,
    BOUND_FOR_GOOD, /* bind can't give it another address */
    IPV4,
    IPV6,
    UDP_OVER_IPV4,
    UDP_OVER_IPV6,
    HEADER_INCLUDED, /* what is sent begins with the IP header */
    UNFRAGMENTED,    /* an option forbids that what is sent goes in fragments */
    NON_BLOCKING,
};

struct hint {
    enum error_category category;
    int number;
    char calls[32]; /* with one blank between them; empty for any */
    enum condition condition;
    char text[192];
};

/* The calls that do it, by the names that errors have for them. */
#define RECEIVING "recv recvmsg"
#define SENDING "send sendto sendmsg"

/* The first row that fits is taken, so the special come before the general. */
static const struct hint hints[] = {
    {ERROR_SOCKET, ECONNREFUSED, "connect", UNIX,
     "nobody listens at that address (any more); a socket's file outlives its server"},
    {ERROR_SOCKET, ECONNREFUSED, "connect", ALWAYS,
     "the host answered with RST: nothing listens on that port there"},
    {ERROR_SOCKET, ECONNREFUSED, "", UNIX, "nobody has that address bound any more"},
    {ERROR_SOCKET, ECONNREFUSED, "", MESSAGES,
     "an earlier datagram drew \"port unreachable\": nobody has that address bound"},
    {ERROR_SOCKET, ECONNABORTED, "connect", ALWAYS,
     "the kernel still remembers the attempt that failed: `connect` once more"},
    {ERROR_SOCKET, ECONNRESET, "connect", VSOCK,
     "nobody listens on that port there; a vsock that has failed takes a new socket"},
    {ERROR_SOCKET, ECONNRESET, "", UNIX,
     "the peer closed before it had read all that was sent to it; what was unread is lost"},
    {ERROR_SOCKET, ECONNRESET, "", SHUT_BOTH_WAYS,
     "this side was shut down both ways: what came then the kernel here has answered with RST, or "
     "the "
     "peer has sent one"},
    {ERROR_SOCKET, ECONNRESET, "", ALWAYS,
     "the peer sent RST: it closed with data unread, or knows nothing of this connection"},
    {ERROR_SOCKET, EPIPE, "", SENDING_FINISHED,
     "sending was finished by `shutdown` on this side; only receiving is left"},
    {ERROR_SOCKET, EPIPE, "", NEVER_CONNECTED, "the socket isn't connected: `connect` first"},
    {ERROR_SOCKET, EPIPE, "", UNIX, "the peer has closed: nobody receives there any more"},
    {ERROR_SOCKET, EPIPE, "", ALWAYS,
     "the connection is gone: the peer had closed, and answered with RST to an earlier send or "
     "to bytes it never read"},
    {ERROR_SOCKET, ENOTCONN, "", LISTENING,
     "a listening socket carries no data: `accept` gives the socket that does"},
    {ERROR_SOCKET, ENOTCONN, "shutdown", AFTER_RESET,
     "the peer has reset the connection; what you sent last may never have reached it"},
    {ERROR_SOCKET, ENOTCONN, "shutdown", CONNECTED,
     "the connection is gone: the peer has reset it, and what was sent last may never "
     "have reached it"},
    {ERROR_SOCKET, ENOTCONN, "send", MESSAGES,
     "no destination: `connect` first, or say it with `sendto`"},
    {ERROR_SOCKET, ENOTCONN, "getpeername", CONNECTED_RAW,
     "getpeername(2) tells only of peers that have a port, which raw sockets' have not; `info` "
     "shows the peer"},
    {ERROR_SOCKET, ENOTCONN, "", CONNECTED, "the connection that was here is gone"},
    {ERROR_SOCKET, ENOTCONN, "", ALWAYS, "the socket isn't connected: `connect` first"},
    {ERROR_SOCKET, ENODATA, "getsockopt", UNIX, "it tells of a peer, and there is none: `connect`"},
    {ERROR_SOCKET, EDESTADDRREQ, "", ALWAYS,
     "no destination: `connect` first, or say it with `sendto`"},
    {ERROR_SOCKET, EISCONN, "sendto", ALWAYS, "the socket is connected: `send` goes to its peer"},
    {ERROR_SOCKET, EISCONN, "connect", LISTENING,
     "a listening socket can't connect: take another one"},
    {ERROR_SOCKET, EISCONN, "", ALWAYS,
     "the socket is connected already; a new conversation takes a new socket"},
    {ERROR_SOCKET, EALREADY, "", ALWAYS,
     "an earlier connect is still under way: `poll` tells its end"},
    {ERROR_SOCKET, EINPROGRESS, "", ALWAYS,
     "the handshake goes on: `poll --write` tells its end, `getsockopt error` its result"},
    {ERROR_SOCKET, EADDRINUSE, "connect", ALWAYS, "the same two ends are connected already"},
    {ERROR_SOCKET, EADDRINUSE, "bind", UNIX,
     "the file exists, perhaps left by a server that has ended: `! rm PATH` first"},
    {ERROR_SOCKET, EADDRINUSE, "", STREAM,
     "another socket has that port, or an old connection of it is in TIME-WAIT: "
     "`setsockopt reuseaddr on` before `bind`"},
    {ERROR_SOCKET, EADDRINUSE, "", ALWAYS,
     "another socket has that address; port 0 takes a free one"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "bind", VSOCK,
     "this machine has no such context identifier; local wants `! modprobe vsock_loopback`"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "bind", ALWAYS, "no interface of this machine has that address"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "setsockopt", ALWAYS,
     "no interface or address of this machine fits"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "", ALWAYS,
     "no address of this machine fits, or all local ports are taken"},
    {ERROR_SOCKET, EACCES, "bind", UNIX, "the directory can't be written by you"},
    {ERROR_SOCKET, EACCES, "bind", ALWAYS, "ports below 1024 are kept for root"},
    {ERROR_SOCKET, EACCES, "sendto", ALWAYS,
     "a broadcast wants `setsockopt broadcast on`; else a firewall forbids it"},
    {ERROR_SOCKET, EACCES, "connect", UNIX, "the socket file or its directory is closed to you"},
    {ERROR_SOCKET, EACCES, "connect", MESSAGES,
     "a broadcast address wants `setsockopt broadcast on`; else a firewall forbids it"},
    {ERROR_SOCKET, EACCES, "", ALWAYS, "this right is kept for root, or a firewall forbids it"},
    {ERROR_SOCKET, EPERM, "setsockopt", ALWAYS,
     "this is for root, or who has CAP_NET_ADMIN or CAP_NET_RAW"},
    {ERROR_SOCKET, EPERM, "", ALWAYS, "this right is kept for root, or a firewall forbids it"},
    {ERROR_SOCKET, ENOENT, "bind", UNIX, "the directory in which the file would be isn't there"},
    {ERROR_SOCKET, ENOENT, "", UNIX, "there is no socket file of that path"},
    {ERROR_SOCKET, ENOTDIR, "", UNIX, "a part of that path is no directory"},
    {ERROR_SOCKET, EPROTOTYPE, "", UNIX,
     "the socket at that path is of another type (stream, datagram or seqpacket)"},
    {ERROR_SOCKET, EINVAL, "connect", UNIX_LISTENING,
     "a listening Unix socket can neither connect nor be disconnected: take another one"},
    {ERROR_SOCKET, EINVAL, "connect", UNIX, "a connected Unix socket can't be disconnected"},
    {ERROR_SOCKET, EINVAL, "connect", ALWAYS,
     "a link-local IPv6 address wants its zone, the interface: fe80::1%eth0"},
    {ERROR_SOCKET, EINVAL, "accept", ALWAYS,
     "the socket isn't listening: `bind` and `listen` first"},
    {ERROR_SOCKET, EINVAL, "listen", NEVER_CONNECTED,
     "the socket can't listen in this state: `bind` it first"},
    {ERROR_SOCKET, EINVAL, "listen", ALWAYS, "a connected socket can't listen"},
    {ERROR_SOCKET, EINVAL, "bind", BOUND_FOR_GOOD,
     "the socket has an address already, or is connected"},
    {ERROR_SOCKET, EINVAL, "bind", IPV6,
     "a link-local IPv6 address wants its zone, the interface: fe80::1%eth0; and TCP has no use "
     "for a multicast address"},
    {ERROR_SOCKET, EINVAL, "bind", ALWAYS, "the socket has an address already, or is connected"},
    {ERROR_SOCKET, EINVAL, "socket", ALWAYS,
     "IP has the protocols 0 to 255, and 262 for MPTCP; `socket raw 255` makes its own IP header"},
    {ERROR_SOCKET, EINVAL, RECEIVING, UNIX_LISTENING,
     "a listening socket carries no data: `accept` gives the socket that does"},
    {ERROR_SOCKET, EINVAL, RECEIVING, UNIX, "the socket isn't connected: `connect` first"},
    {ERROR_SOCKET, EINVAL, RECEIVING, ALWAYS, "there is no such data here: no urgent byte waits"},
    {ERROR_SOCKET, EINVAL, SENDING, HEADER_INCLUDED,
     "with hdrincl the data begins with the IP header: 20 bytes at least, 40 of IPv6"},
    {ERROR_SOCKET, EINVAL, SENDING, PACKET,
     "a frame begins with the link-layer header: 14 bytes at least on Ethernet and lo"},
    {ERROR_SOCKET, EINVAL, "sendto", UDP_OVER_IPV4,
     "nothing can be sent to port 0; else a route drops it (blackhole), or `setsockopt segment` "
     "cuts it into too many datagrams"},
    {ERROR_SOCKET, EINVAL, "sendto", UDP_OVER_IPV6,
     "nothing can be sent to port 0, nor to a link-local address without its zone (fe80::1%eth0); "
     "else a route drops it (blackhole)"},
    {ERROR_SOCKET, EMSGSIZE, RECEIVING, ALWAYS,
     "what was sent before was too large for the path: after `setsockopt recverr on` the error "
     "queue tells its MTU, `recvmsg --error-queue`"},
    {ERROR_SOCKET, EMSGSIZE, "", UNIX,
     "a message must fit into the send buffer whole: `getsockopt sndbuf` tells its size, "
     "`setsockopt sndbuf SIZE` changes it"},
    {ERROR_SOCKET, EMSGSIZE, "", STREAM,
     "a message must fit into the send buffer (`setsockopt sndbuf SIZE`), and into a packet where "
     "fragments are disabled"},
    {ERROR_SOCKET, EMSGSIZE, "", PACKET,
     "a frame holds the interface's MTU and the link-layer header at the most: `interfaces` tells "
     "the MTU"},
    {ERROR_SOCKET, EMSGSIZE, "", HEADER_INCLUDED,
     "with hdrincl nothing is fragmented, and the interface's MTU is the limit, the header "
     "included: `interfaces` tells it"},
    {ERROR_SOCKET, EMSGSIZE, "", UNFRAGMENTED,
     "fragments are forbidden (mtu_discover, dontfrag), and the path's MTU is the limit: after "
     "`setsockopt recverr on` the error queue tells it, `recvmsg --error-queue`"},
    {ERROR_SOCKET, EMSGSIZE, "", UDP_OVER_IPV4,
     "one datagram can't hold so much: UDP takes 65507 bytes over IPv4"},
    {ERROR_SOCKET, EMSGSIZE, "", UDP_OVER_IPV6,
     "one datagram can't hold so much: UDP takes 65527 bytes over IPv6, 65507 to an IPv4 address"},
    {ERROR_SOCKET, EMSGSIZE, "", IPV4,
     "one packet can't hold so much: IPv4 takes 65515 bytes behind its header"},
    {ERROR_SOCKET, EMSGSIZE, "", IPV6,
     "one packet can't hold so much: IPv6 takes 65535 bytes behind its header"},
    {ERROR_SOCKET, EMSGSIZE, "", ALWAYS,
     "the message is larger than this socket takes, and messages aren't split"},
    {ERROR_SOCKET, EOPNOTSUPP, "listen", ALWAYS, "only connection-oriented sockets listen"},
    {ERROR_SOCKET, EOPNOTSUPP, "accept", ALWAYS, "only connection-oriented sockets accept"},
    {ERROR_SOCKET, EOPNOTSUPP, "connect", LISTENING,
     "a listening socket can't connect: take another one"},
    {ERROR_SOCKET, EOPNOTSUPP, "", ALWAYS, "this kind of socket doesn't do that"},
    {ERROR_SOCKET, ENOTTY, "ioctl", ALWAYS, "this kind of socket has no urgent mark"},
    {ERROR_SOCKET, ENOPROTOOPT, "", ALWAYS, "this kind of socket doesn't have that option"},
    {ERROR_SOCKET, EHOSTUNREACH, "", ALWAYS,
     "no route leads to that host, or it doesn't answer there"},
    {ERROR_SOCKET, ENETUNREACH, "", ALWAYS, "this machine has no route to that network"},
    {ERROR_SOCKET, ENODEV, "connect", VSOCK,
     "no way leads to that context identifier: the host is 2, local (1) wants "
     "`! modprobe vsock_loopback`"},
    {ERROR_SOCKET, ETIMEDOUT, "connect", VSOCK,
     "that machine didn't answer within connect_timeout (2 s unless set): is it running?"},
    {ERROR_SOCKET, ETIMEDOUT, "connect", ALWAYS,
     "no answer to the SYN: the host is down, or a firewall drops it"},
    {ERROR_SOCKET, ETIMEDOUT, "", ALWAYS,
     "the peer no longer acknowledges: it, or the network, is gone"},
    {ERROR_SOCKET, ENOBUFS, "", ALWAYS, "the kernel has no buffer left for it"},
    {ERROR_SOCKET, EAFNOSUPPORT, "", ALWAYS,
     "the address is of another family than the socket, or the kernel lacks the family"},
    {ERROR_SOCKET, EPROTONOSUPPORT, "", ALWAYS, "this type of socket doesn't speak that protocol"},
    {ERROR_SOCKET, ESOCKTNOSUPPORT, "", ALWAYS, "this type of socket doesn't speak that protocol"},
    {ERROR_SOCKET, EAGAIN, "connect", UNIX, "the listener's queue is full: it must accept first"},
    {ERROR_SOCKET, EAGAIN, "send", ALWAYS,
     "the send buffer is full: the peer must receive before more can be sent"},
    {ERROR_SOCKET, EAGAIN, "sendto", ALWAYS,
     "the receiver's queue is full: it must receive before more can be sent"},
    {ERROR_SOCKET, EAGAIN, "accept", ALWAYS,
     "no connection is waiting, and the socket doesn't block"},
    {ERROR_SOCKET, EAGAIN, "", NON_BLOCKING,
     "nothing is there now, and the socket is non-blocking: `blocking on` would wait"},
    {ERROR_SOCKET, EAGAIN, "", ALWAYS, "nothing is there now, and --nowait doesn't wait"},
    {ERROR_TIMEOUT, 0, "getaddrinfo", ALWAYS, "no name server answered in that time"},
    {ERROR_TIMEOUT, 0, "getnameinfo", ALWAYS, "no name server answered in that time"},
    {ERROR_TIMEOUT, 0, "connect", VSOCK,
     "no answer in that time; a vsock keeps its first attempt: take a new socket"},
    {ERROR_TIMEOUT, 0, "connect", ALWAYS,
     "no answer in that time; the attempt is given up, the socket can try again"},
    {ERROR_TIMEOUT, 0, "accept", ALWAYS,
     "no connection came in that time; the socket still listens"},
    {ERROR_TIMEOUT, 0, RECEIVING, MESSAGES, "no message came in that time"},
    {ERROR_TIMEOUT, 0, "send", ALWAYS,
     "the peer did not make room in that time: it receives too slowly or not at all"},
    {ERROR_TIMEOUT, 0, "sendto", ALWAYS, "the receiver did not make room in that time"},
    {ERROR_INTERRUPTED, 0, "connect", ALWAYS, "the attempt is given up, the socket can try again"},
    {ERROR_RESOURCE, EMFILE, "", ALWAYS,
     "this process has all the descriptors it may have (ulimit -n): `close` some"},
    {ERROR_RESOURCE, ENFILE, "", ALWAYS, "the whole machine is out of descriptors"},
};

static bool is_udp(const struct socket *socket, int family)
{
    const struct socket_type *type = socket->type;

    return type->family == family && type->type == SOCK_DGRAM && type->protocol != IPPROTO_ICMP &&
           type->protocol != IPPROTO_ICMPV6;
}

/* An option of IP, of the socket's family; 0 where it doesn't have it. */
static int ip_option(const struct socket *socket, int of_ipv4, int of_ipv6)
{
    bool is_ipv6 = socket->type->family == AF_INET6;
    int level = is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, value = 0;
    socklen_t length = sizeof(value);

    if (!is_ipv6 && socket->type->family != AF_INET)
        return 0;
    return socket_get_option(socket, level, is_ipv6 ? of_ipv6 : of_ipv4, &value, &length) ? value
                                                                                          : 0;
}

static bool is_unfragmented(const struct socket *socket)
{
    int discover = ip_option(socket, IP_MTU_DISCOVER, IPV6_MTU_DISCOVER);

    return discover == IP_PMTUDISC_DO || discover == IP_PMTUDISC_PROBE ||
           discover == IP_PMTUDISC_INTERFACE ||
           (socket->type->family == AF_INET6 && ip_option(socket, 0, IPV6_DONTFRAG));
}

/* Raw sockets may be bound anew until they are connected. An attempt that failed has left its address, without port. */
static bool is_bound_for_good(struct socket *socket)
{
    struct address local = {0};

    if (socket->connected || socket->type->type == SOCK_RAW)
        return socket->connected;
    socket_local(socket, &local, &(struct error){0});
    return address_has_port(&local) ? address_port(&local) != 0 : address_is_named(&local);
}

static bool holds(enum condition condition, struct socket *socket)
{
    if (condition == ALWAYS)
        return true;
    if (!socket)
        return false;
    switch (condition) {
    case ALWAYS: return true;
    case LISTENING: return socket->listening;
    case SENDING_FINISHED: return socket->send_finished;
    case SHUT_BOTH_WAYS: return socket->send_finished && socket->receive_finished;
    case AFTER_RESET: return socket->reset;
    case NEVER_CONNECTED: return !socket->connected;
    case CONNECTED: return socket->connected;
    case MESSAGES: return socket_has_messages(socket);
    case STREAM: return !socket_has_messages(socket);
    case UNIX: return socket->type->family == AF_UNIX;
    case UNIX_LISTENING: return socket->type->family == AF_UNIX && socket->listening;
    case VSOCK: return socket->type->family == AF_VSOCK;
    case PACKET: return socket->type->family == AF_PACKET;
    case CONNECTED_RAW: return socket->connected && socket->type->type == SOCK_RAW;
    case BOUND_FOR_GOOD: return is_bound_for_good(socket);
    case IPV4: return socket->type->family == AF_INET;
    case IPV6: return socket->type->family == AF_INET6;
    case UDP_OVER_IPV4: return is_udp(socket, AF_INET);
    case UDP_OVER_IPV6: return is_udp(socket, AF_INET6);
    case HEADER_INCLUDED:
        return socket->type->type == SOCK_RAW && ip_option(socket, IP_HDRINCL, IPV6_HDRINCL);
    case UNFRAGMENTED: return is_unfragmented(socket);
    case NON_BLOCKING: return !socket->blocking;
    }
    return false;
}

static bool fits(const struct hint *hint, const struct error *error, struct socket *socket)
{
    return hint->category == error->category && hint->number == error->number &&
           (!hint->calls[0] || failure_lists_call(hint->calls, error->call)) &&
           holds(hint->condition, socket);
}

/* A receive that timed out on a stream: what waits there all the same, and who is silent. */
static void hint_silence(struct error *error, struct socket *socket)
{
    struct status status = status_of(socket);
    char peer[ADDRESS_TEXT];

    address_text(&status.peer, peer);
    if (status.receive_queue > 0)
        error_hint(error, "%d bytes wait, without what was asked for; `recv` takes them",
                   status.receive_queue);
    else
        error_hint(error, "%s is connected and sent nothing in that time",
                   socket->type->family == AF_UNIX ? "the peer" : peer);
}

void hint_add(struct error *error, struct socket *socket)
{
    if (error->hint[0])
        return;
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
        if (fits(&hints[i], error, socket)) {
            error_hint(error, "%s", hints[i].text);
            return;
        }
    }
    if (error->category == ERROR_TIMEOUT && socket && failure_lists_call(RECEIVING, error->call))
        hint_silence(error, socket);
}
