#include "net/aside.h"

#include "base/memory.h"
#include "net/own.h"
#include "socket_calls.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/ioctl.h>

static bool ask(int (*call)(const struct socket *socket, struct address *ret_address),
                const struct socket *socket, struct journal_end *ret_end)
{
    struct address address;
    int number = errno;
    bool is_known = call(socket, &address) == 0;

    errno = number;
    if (!is_known || address.length > sizeof(ret_end->bytes))
        return false;
    ret_end->length = (unsigned char)address.length;
    memcpy(ret_end->bytes, &address.storage, address.length);
    return true;
}

bool aside_local(struct network *network, int fd, struct journal_end *ret_end)
{
    struct socket socket = own_view(network, fd);

    return ask(call_getsockname, &socket, ret_end);
}

bool aside_peer(struct network *network, int fd, struct journal_end *ret_end)
{
    struct socket socket = own_view(network, fd);

    return ask(call_getpeername, &socket, ret_end);
}

/* What decides about the source is copied from the one socket to the other. */
static void copy_option(const struct socket *from, const struct socket *to, int level, int name)
{
    char value[sizeof(struct ip_mreqn)];
    socklen_t length = sizeof(value);

    if (call_getsockopt(from, level, name, value, &length) == 0)
        call_setsockopt(to, level, name, value, length);
}

static bool is_multicast(const struct sockaddr_storage *to)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)to;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)to;

    if (to->ss_family == AF_INET)
        return IN_MULTICAST(ntohl(in->sin_addr.s_addr));
    return IN6_IS_ADDR_MULTICAST(&in6->sin6_addr) || IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr);
}

/* Few calls, for each is noted and takes the place of another in the journal. */
static bool connect_scout(const struct socket *socket, const struct socket *scout,
                          const struct sockaddr_storage *to, socklen_t length)
{
    const struct sockaddr *address = (const struct sockaddr *)to;

    if (is_multicast(to)) {
        copy_option(socket, scout, IPPROTO_IP, IP_MULTICAST_IF);
        copy_option(socket, scout, IPPROTO_IPV6, IPV6_MULTICAST_IF);
    }
    if (call_connect(scout, address, length) == 0)
        return true;
    if (errno != EACCES)
        return false;
    copy_option(socket, scout, SOL_SOCKET, SO_BROADCAST);
    return call_connect(scout, address, length) == 0;
}

/* A datagram socket that connects sends nothing, and then has an address. */
bool aside_source(struct network *network, int fd, const struct journal_end *to,
                  struct journal_end *ret_end)
{
    struct socket socket = own_view(network, fd);
    struct sockaddr_storage storage = {0};
    int number = errno;

    memcpy(&storage, to->bytes, to->length);
    if (storage.ss_family != AF_INET && storage.ss_family != AF_INET6)
        return false;
    struct socket_type type = {.family = storage.ss_family, .type = SOCK_DGRAM};
    cleanup_own_socket struct socket scout = own_open(&type);
    bool is_known = scout.fd >= 0 && connect_scout(&socket, &scout, &storage, to->length) &&
                    ask(call_getsockname, &scout, ret_end);
    errno = number;
    return is_known;
}

bool aside_has_data(struct network *network, int fd)
{
    struct socket socket = own_view(network, fd);
    char byte;
    int number = errno;
    bool has_data = call_recv(&socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;

    errno = number;
    return has_data;
}

/* SO_PEEK_OFF: a look begins where the last one has ended. */
static bool looks_move(const struct socket *socket)
{
    int place = -1;

    return socket_get_option(socket, SOL_SOCKET, SO_PEEK_OFF, &place,
                             &(socklen_t){sizeof(place)}) &&
           place >= 0;
}

/* Only what the kernel counts is asked for: of a connection that has failed, a look without bytes to see would take
 * the error away. */
void aside_waiting(struct network *network, int fd, size_t known, struct buffer *bytes)
{
    struct socket socket = own_view(network, fd);
    cleanup_buffer struct buffer waiting = {0};
    int number = errno, count = 0;

    if (call_ioctl(&socket, SIOCINQ, &count) == 0 && count > 0 && (size_t)count > known &&
        !looks_move(&socket) && buffer_try_reserve(&waiting, (size_t)count)) {
        long seen = call_recv(&socket, waiting.data, (size_t)count, MSG_PEEK | MSG_DONTWAIT);
        waiting.length = seen > 0 ? (size_t)seen : 0;
        buffer_append(bytes, span_after(buffer_span(&waiting), known));
    }
    errno = number;
}

bool aside_open_state(struct network *network, int fd, int *ret_state)
{
    struct socket socket = own_view(network, fd);
    struct tcp_info info = {0};
    int number = errno;
    socklen_t length = sizeof(info.tcpi_state); /* it comes first */
    bool is_known = call_getsockopt(&socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0;

    errno = number;
    *ret_state = info.tcpi_state;
    return is_known && info.tcpi_state != TCP_CLOSE;
}

bool aside_has_ended(int fd)
{
    struct pollfd now = {.fd = fd, .events = POLLRDHUP};
    int number = errno;
    bool has_ended =
        poll(&now, 1, 0) > 0 && now.revents & (POLLRDHUP | POLLHUP) && !(now.revents & POLLERR);

    errno = number;
    return has_ended;
}

/* 0 where it can't be asked. */
static int32_t option_number(struct network *network, int fd, int level, int name)
{
    struct socket socket = own_view(network, fd);
    int32_t value = 0;
    int number = errno;
    bool is_known = socket_get_option(&socket, level, name, &value, &(socklen_t){sizeof(value)});

    errno = number;
    return is_known ? value : 0;
}

bool aside_patience(struct network *network, int fd, nanoseconds *ret_patience)
{
    int32_t seconds = option_number(network, fd, IPPROTO_TCP, TCP_LINGER2);

    *ret_patience = seconds * SECOND;
    return seconds > 0;
}

bool aside_is_acknowledged(struct network *network, int fd)
{
    struct socket socket = own_view(network, fd);
    int number = errno, count = 0;
    bool is_known = call_ioctl(&socket, SIOCOUTQ, &count) == 0;

    errno = number;
    return is_known && count == 0;
}

size_t aside_piece(struct network *network, int fd)
{
    int32_t length = option_number(network, fd, IPPROTO_UDP, UDP_SEGMENT);

    return length > 0 ? (size_t)length : 0;
}

bool aside_sends_header(struct network *network, int fd)
{
    return option_number(network, fd, IPPROTO_IP, IP_HDRINCL);
}
