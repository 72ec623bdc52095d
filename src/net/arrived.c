#include "net/arrived.h"

#include "diag.h"
#include "net/status.h"
#include "socket_calls.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

static bool get_info(struct socket *socket, struct tcp_info *info)
{
    socklen_t length = sizeof(*info);

    return socket_type_is_tcp(socket->type) &&
           socket_get_option(socket, IPPROTO_TCP, TCP_INFO, info, &length);
}

static uint64_t waiting_bytes(struct socket *socket)
{
    int bytes = status_waiting(socket);

    return bytes > 0 ? (uint64_t)bytes : 0;
}

/* A FIN has come. poll's POLLRDHUP is set by a shutdown of our own, too; the state is not. */
static bool has_fin(const struct tcp_info *info)
{
    return info->tcpi_state == TCP_CLOSE_WAIT || info->tcpi_state == TCP_LAST_ACK ||
           info->tcpi_state == TCP_CLOSING || info->tcpi_state == TCP_TIME_WAIT;
}

/* SO_ERROR can be read once only. A connection that has ended with an error, while nothing had to be sent
 * again and no probe was under way, was reset; else its time may have run out. */
static void look_at_tcp(const struct socket *socket, const struct tcp_info *info, bool error,
                        struct arrived *arrived)
{
    bool over = info->tcpi_state == TCP_CLOSE && socket->connected;

    arrived->closed = has_fin(info) || (over && !error && !socket->reset);
    arrived->reset = over && error && info->tcpi_retransmits == 0 && info->tcpi_probes == 0;
    arrived->failed = error && !arrived->reset;
}

/* The only error that a Unix stream can have pending is that its peer closed without reading all. */
static void look_at_others(const struct socket *socket, short events, struct arrived *arrived)
{
    bool error = events & POLLERR;
    bool is_unix_stream = socket->type->family == AF_UNIX && socket->type->type != SOCK_DGRAM;

    arrived->closed = socket->connected && (events & (POLLRDHUP | POLLHUP)) && !error;
    arrived->reset = error && is_unix_stream;
    arrived->failed = error && !arrived->reset;
}

/* tcp(7): what this says of a listener. */
static uint64_t waiting_connections(struct socket *socket, const struct tcp_info *info)
{
    struct diag_unix answer;

    return diag_unix(socket, &answer) ? answer.waiting : info->tcpi_unacked;
}

struct arrived arrived_on(struct socket *socket)
{
    struct pollfd now = {.fd = socket->fd, .events = POLLIN | POLLPRI | POLLRDHUP};
    struct arrived arrived = {0};
    struct tcp_info info = {0};

    if (poll(&now, 1, 0) <= 0)
        return arrived;
    bool has_info = get_info(socket, &info);
    if (socket->listening) {
        arrived.acceptable = now.revents & POLLIN;
        arrived.connections = arrived.acceptable ? waiting_connections(socket, &info) : 0;
        return arrived;
    }
    arrived.readable = now.revents & POLLIN;
    arrived.urgent = now.revents & POLLPRI;
    if (arrived.readable)
        arrived.bytes = waiting_bytes(socket);
    if (has_info)
        look_at_tcp(socket, &info, now.revents & POLLERR, &arrived);
    else
        look_at_others(socket, now.revents, &arrived);
    return arrived;
}
