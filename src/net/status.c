#include "net/status.h"

#include "journal/tcp_state.h"
#include "net/aside.h"
#include "socket_calls.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>

static int queue(struct socket *socket, unsigned long request)
{
    int bytes = 0;

    return call_ioctl(socket, request, &bytes) < 0 ? -1 : bytes;
}

/* MPTCP says 1 also where a receive would tell an end and not wait for it: only a look tells that from a byte. An
 * error that is pending the look would take away. */
static bool is_end_counted(const struct socket *socket)
{
    struct pollfd now = {.fd = socket->fd};
    bool has_error = poll(&now, 1, 0) > 0 && now.revents & POLLERR;

    return has_error || !aside_has_data(socket->network, socket->fd);
}

int status_waiting(struct socket *socket)
{
    int bytes = queue(socket, SIOCINQ);
    bool is_hint = bytes == 1 && socket->type->protocol == IPPROTO_MPTCP && is_end_counted(socket);

    return is_hint ? 0 : bytes;
}

/* In the port's place raw(7) gives the protocol. */
static bool is_bound(const struct socket *socket, const struct address *local)
{
    struct address address = *local;

    if (socket->type->form == ADDRESS_HOST)
        address_set_port(&address, 0);
    return address_is_named(&address);
}

static const char *state(struct socket *socket, const struct address *local,
                         const struct address *peer)
{
    struct tcp_info info = {0};
    int accepting = 0;

    if (socket_type_is_tcp(socket->type) &&
        socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &(socklen_t){sizeof(info)}))
        return tcp_state_name(info.tcpi_state);
    if (socket_get_option(socket, SOL_SOCKET, SO_ACCEPTCONN, &accepting,
                          &(socklen_t){sizeof(accepting)}) &&
        accepting)
        return "listening";
    if (peer->length || socket->connected)
        return "connected";
    return is_bound(socket, local) ? "bound" : "unbound";
}

static bool is_syn_sent(struct socket *socket)
{
    struct tcp_info info = {0};

    return socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &(socklen_t){sizeof(info)}) &&
           info.tcpi_state == TCP_SYN_SENT;
}

/* getpeername(2) says ENOTCONN of a peer without port, and such a socket has no other; and of a peer that has not
 * answered yet. Then it is the address that connect(2) has taken. */
void status_ends(struct socket *socket, struct address *ret_local, struct address *ret_peer)
{
    struct error ignored;

    *ret_local = *ret_peer = (struct address){0};
    socket_local(socket, ret_local, &ignored);
    if (socket_peer(socket, ret_peer, &ignored))
        return;
    bool is_portless = socket->connected && socket->type->form == ADDRESS_HOST;
    if (is_portless || (socket->untold && is_syn_sent(socket)))
        *ret_peer = socket->attempt;
}

const char *status_state(struct socket *socket)
{
    struct address local = {0}, peer = {0};

    if (!socket_type_is_tcp(socket->type))
        status_ends(socket, &local, &peer);
    return state(socket, &local, &peer);
}

/* Of what was sent the part that is under way, which the peer has not acknowledged. */
static void get_unacknowledged(struct socket *socket, struct status *status)
{
    struct tcp_info info = {0};

    if (socket->listening ||
        !socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &(socklen_t){sizeof(info)}))
        return;
    if (!socket->connected) { /* what the kernel counts is an attempt that was given up */
        status->send_queue = status->unacknowledged = 0;
        return;
    }
    int unsent = queue(socket, SIOCOUTQNSD);
    if (status->send_queue < 0 || unsent < 0)
        return;
    /* The kernel counts an unacknowledged FIN as a byte. */
    bool fin = info.tcpi_state == TCP_FIN_WAIT1 || info.tcpi_state == TCP_CLOSING ||
               info.tcpi_state == TCP_LAST_ACK;
    status->send_queue -= fin && status->send_queue > 0;
    status->unacknowledged = status->send_queue > unsent ? status->send_queue - unsent : 0;
}

static void get_readiness(struct socket *socket, struct status *status)
{
    struct pollfd now = {.fd = socket->fd, .events = POLLIN | POLLOUT | POLLPRI | POLLRDHUP};

    if (poll(&now, 1, 0) <= 0)
        return;
    status->readable = now.revents & POLLIN;
    status->writable = now.revents & POLLOUT;
    status->urgent = now.revents & POLLPRI;
    status->hung_up = now.revents & (POLLHUP | POLLRDHUP);
    status->error_pending = now.revents & POLLERR;
}

struct status status_of(struct socket *socket)
{
    struct status status = {.receive_queue = -1, .send_queue = -1, .unacknowledged = -1};

    status_ends(socket, &status.local, &status.peer);
    status.state = state(socket, &status.local, &status.peer);
    if (!socket->listening) {
        status.receive_queue = status_waiting(socket);
        status.send_queue = queue(socket, SIOCOUTQ);
    }
    if (socket_type_is_tcp(socket->type)) {
        get_unacknowledged(socket, &status);
        status.at_mark = !socket->listening && queue(socket, SIOCATMARK) > 0;
    }
    get_readiness(socket, &status);
    return status;
}

bool status_at_mark(struct socket *socket, bool *ret_at_mark, struct error *error)
{
    int at_mark = queue(socket, SIOCATMARK);

    if (at_mark < 0)
        return error_call(error, ERROR_SOCKET, errno, "ioctl", "SIOCATMARK");
    *ret_at_mark = at_mark > 0;
    return true;
}
