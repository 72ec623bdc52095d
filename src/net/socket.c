#include "net/socket.h"

#include "base/memory.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/syscalls.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>

/* How often a full queue is looked at. */
#define QUEUE_LOOK (20 * MILLISECOND)

const struct socket_type socket_types[] = {
    {"tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, "a stream over IPv4"},
    {"tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, "a stream over IPv6"},
    {"udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, "datagrams over IPv4"},
    {"udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, "datagrams over IPv6"},
    {"unix", AF_UNIX, SOCK_STREAM, 0, "a stream on this machine"},
    {"unix-dgram", AF_UNIX, SOCK_DGRAM, 0, "datagrams on this machine, none lost"},
    {"unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, "a connection that keeps message boundaries"},
    {0},
};

const struct socket_type *socket_type_find(struct span name)
{
    for (const struct socket_type *type = socket_types; type->name; type++)
        if (span_is(name, type->name))
            return type;
    return NULL;
}

bool socket_has_messages(const struct socket *socket)
{
    return socket->type->type != SOCK_STREAM;
}

bool socket_has_ports(const struct socket *socket)
{
    return socket->type->family != AF_UNIX;
}

static long note(const struct network *network, unsigned id, const char *call, int fd, long result)
{
    int number = errno;

    journal_write(network->journal, (struct journal_event){
                                        .socket = id,
                                        .call = call,
                                        .fd = fd,
                                        .result = result,
                                        .error = result < 0 ? number : 0,
                                    });
    errno = number;
    return result;
}

long socket_note(const struct socket *socket, const char *call, long result)
{
    return note(socket->network, socket->id, call, socket->fd, result);
}

static const struct syscalls *calls(const struct socket *socket)
{
    return socket->network->calls;
}

static struct socket *adopt(struct network *network, const struct socket_type *type, int fd)
{
    struct socket *socket = NEW(struct socket);

    *socket = (struct socket){
        .network = network,
        .type = type,
        .id = ++network->sockets_made,
        .fd = fd,
        .blocking = true,
        .timeout = CLOCK_NEVER,
    };
    return socket;
}

bool socket_open(struct network *network, const struct socket_type *type, int protocol,
                 struct socket **ret_socket, struct error *error)
{
    int wanted = protocol ? protocol : type->protocol;
    int fd =
        network->calls->socket(type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC, wanted);

    note(network, fd < 0 ? 0 : network->sockets_made + 1, "socket", fd, fd);
    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "socket", "%s", type->name);
    *ret_socket = adopt(network, type, fd);
    return true;
}

bool socket_open_pair(struct network *network, const struct socket_type *type,
                      struct socket *ret_sockets[2], struct error *error)
{
    int fds[2] = {-1, -1};
    int result = network->calls->socketpair(type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC,
                                            type->protocol, fds);

    note(network, result < 0 ? 0 : network->sockets_made + 1, "socketpair", fds[0], result);
    if (result < 0)
        return error_call(error, ERROR_SOCKET, errno, "socketpair", "%s", type->name);
    for (int i = 0; i < 2; i++) {
        ret_sockets[i] = adopt(network, type, fds[i]);
        ret_sockets[i]->connected = true;
    }
    return true;
}

bool socket_duplicate(const struct socket *socket, struct socket **ret_socket, struct error *error)
{
    int fd = (int)socket_note(socket, "dup", calls(socket)->dup(socket->fd));

    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "dup", "fd %d", socket->fd);
    struct socket *copy = adopt(socket->network, socket->type, fd);
    unsigned id = copy->id;
    *copy = *socket;
    copy->id = id;
    copy->fd = fd;
    copy->bytes_in = copy->bytes_out = 0;
    *ret_socket = copy;
    return true;
}

bool socket_close(struct socket *socket, struct error *error)
{
    if (!socket)
        return true;

    long result = socket_note(socket, "close", calls(socket)->close(socket->fd));
    free(socket);
    return result == 0 || error_call(error, ERROR_SOCKET, errno, "close", "%s", "");
}

bool socket_abort(struct socket *socket, struct error *error)
{
    struct linger none = {.l_onoff = 1};
    long result = socket_note(
        socket, "setsockopt",
        calls(socket)->setsockopt(socket->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)));

    if (result == 0)
        return socket_close(socket, error);

    struct error ignored;
    error_call(error, ERROR_SOCKET, errno, "setsockopt", "SO_LINGER");
    socket_close(socket, &ignored);
    return false;
}

static const struct sockaddr *raw(const struct address *address)
{
    return (const struct sockaddr *)&address->storage;
}

static bool fail_about(struct error *error, const char *call, const struct address *address)
{
    int number = errno;
    char text[ADDRESS_TEXT];

    return error_call(error, ERROR_SOCKET, number, call, "%s", address_text(address, text));
}

bool socket_wait(struct socket *socket, unsigned events, nanoseconds deadline, const char *call,
                 struct error *error)
{
    enum loop_outcome outcome =
        loop_wait(socket->network->loop, socket->fd, events, deadline, NULL);

    return outcome == LOOP_READY || loop_fail(outcome, call, error);
}

bool socket_check_deadline(struct socket *socket, nanoseconds deadline, const char *call,
                           struct error *error)
{
    if (loop_take_interrupt(socket->network->loop))
        return loop_fail(LOOP_INTERRUPTED, call, error);
    return clock_now() < deadline || loop_fail(LOOP_TIMEOUT, call, error);
}

bool socket_bind(struct socket *socket, const struct address *address, struct error *error)
{
    return socket_note(socket, "bind",
                       calls(socket)->bind(socket->fd, raw(address), address->length)) == 0 ||
           fail_about(error, "bind", address);
}

bool socket_listen(struct socket *socket, int backlog, struct error *error)
{
    if (socket_note(socket, "listen", calls(socket)->listen(socket->fd, backlog)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "listen", "%s", "");
    socket->listening = true;
    return true;
}

/* What a waiting call does after the kernel said errno: go on waiting, or stop. */
static bool should_wait(const struct socket *socket, int flags)
{
    return errno == EAGAIN && socket->blocking && !(flags & MSG_DONTWAIT);
}

bool socket_accept(struct socket *listener, nanoseconds deadline, struct socket **ret_socket,
                   struct address *ret_peer, struct error *error)
{
    struct address peer;
    int fd;

    for (;;) {
        peer.length = sizeof(peer.storage);
        fd = (int)socket_note(listener, "accept4",
                              calls(listener)->accept4(listener->fd,
                                                       (struct sockaddr *)&peer.storage,
                                                       &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (fd >= 0 || !should_wait(listener, 0))
            break;
        if (!socket_wait(listener, POLLIN, deadline, "accept", error))
            return false;
    }
    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "accept", "%s", "");

    struct socket *accepted = adopt(listener->network, listener->type, fd);
    accepted->connected = true;
    accepted->timeout = listener->timeout;
    accepted->line_ending = listener->line_ending;
    *ret_socket = accepted;
    *ret_peer = peer;
    return true;
}

bool socket_connect_start(struct socket *socket, const struct address *address, bool *ret_pending,
                          struct error *error)
{
    long result = socket_note(socket, "connect",
                              calls(socket)->connect(socket->fd, raw(address), address->length));

    *ret_pending = result < 0 && (errno == EINPROGRESS || errno == EALREADY);
    if (result < 0 && !*ret_pending)
        return fail_about(error, "connect", address);
    socket->connected = result == 0;
    return true;
}

/* A Unix listener's full queue is EAGAIN, and nothing tells when it has room: look again. */
static bool start_when_queued(struct socket *socket, const struct address *address,
                              nanoseconds deadline, bool *ret_pending, struct error *error)
{
    while (!socket_connect_start(socket, address, ret_pending, error)) {
        nanoseconds again = clock_deadline(QUEUE_LOOK);
        if (error->number != EAGAIN || !socket->blocking || socket->type->family != AF_UNIX)
            return false;
        enum loop_outcome outcome =
            loop_wait(socket->network->loop, -1, 0, again < deadline ? again : deadline, NULL);
        if (outcome != LOOP_TIMEOUT || again >= deadline) {
            address_text(address, error->subject);
            return loop_fail(outcome, "connect", error);
        }
    }
    return true;
}

bool socket_connect(struct socket *socket, const struct address *address, nanoseconds deadline,
                    struct error *error)
{
    bool pending, started = start_when_queued(socket, address, deadline, &pending, error);

    /* What came of it connect(2) tells, too, when it is called once more. Reading SO_ERROR in its place
     * would leave the kernel's socket connecting, and the next connect would fail. */
    while (started && pending) {
        if (!socket->blocking)
            return fail_about(error, "connect", address);
        if (!socket_wait(socket, POLLOUT, deadline, "connect", error)) {
            struct error ignored;
            address_text(address, error->subject);
            socket_disconnect(socket, &ignored);
            return false;
        }
        started = socket_connect_start(socket, address, &pending, error);
    }
    return started;
}

bool socket_disconnect(struct socket *socket, struct error *error)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};

    if (socket_note(socket, "connect",
                    calls(socket)->connect(socket->fd, &nobody, sizeof(nobody))) < 0)
        return error_call(error, ERROR_SOCKET, errno, "connect", "AF_UNSPEC");

    /* Giving up a connection leaves ECONNRESET pending, which no peer has caused. */
    int own = 0;
    socklen_t length = sizeof(own);
    socket_note(socket, "getsockopt",
                calls(socket)->getsockopt(socket->fd, SOL_SOCKET, SO_ERROR, &own, &length));
    socket->connected = socket->listening = false;
    socket->send_finished = socket->peer_finished = socket->reset = false;
    return true;
}

bool socket_shutdown(struct socket *socket, int how, struct error *error)
{
    if (socket_note(socket, "shutdown", calls(socket)->shutdown(socket->fd, how)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "shutdown", "%s", "");
    socket->send_finished |= how != SHUT_RD;
    return true;
}

static bool fail_transfer(struct socket *socket, const char *call, const struct address *to,
                          struct error *error)
{
    int number = errno;
    char text[ADDRESS_TEXT];

    error_call(error, ERROR_SOCKET, number, call, "%s", to ? address_text(to, text) : "");
    socket->reset |= number == ECONNRESET || number == EPIPE;
    return false;
}

bool socket_send(struct socket *socket, struct span data, int flags, const struct address *to,
                 nanoseconds deadline, size_t *ret_sent, struct error *error)
{
    const char *call = to ? "sendto" : "send";
    long sent;

    for (;;) {
        sent = socket_note(socket, call,
                           calls(socket)->sendto(socket->fd, data.data, data.length,
                                                 flags | MSG_NOSIGNAL, to ? raw(to) : NULL,
                                                 to ? to->length : 0));
        if (sent >= 0 || !should_wait(socket, flags))
            break;
        if (!socket_wait(socket, POLLOUT, deadline, call, error))
            return false;
    }
    if (sent < 0)
        return fail_transfer(socket, call, to, error);
    socket->bytes_out += (size_t)sent;
    *ret_sent = (size_t)sent;
    return true;
}

bool socket_send_all(struct socket *socket, struct span data, int flags, nanoseconds deadline,
                     size_t *ret_sent, struct error *error)
{
    size_t sent = 0;

    *ret_sent = 0;
    do {
        if (!socket_send(socket, span_after(data, *ret_sent), flags, NULL, deadline, &sent, error))
            return false;
        *ret_sent += sent;
    } while (*ret_sent < data.length && socket_check_deadline(socket, deadline, "send", error));
    return *ret_sent == data.length;
}

/* recv(2) for a stream; for messages recvmsg(2), which tells the sender and the true length. */
static long receive(struct socket *socket, char *room, size_t most, int flags,
                    struct received *received)
{
    struct iovec part = {.iov_base = room, .iov_len = most};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_name = &received->from.storage,
        .msg_namelen = sizeof(received->from.storage),
    };

    if (!socket_has_messages(socket))
        return socket_note(socket, "recv", calls(socket)->recv(socket->fd, room, most, flags));
    long length = socket_note(socket, "recvmsg",
                              calls(socket)->recvmsg(socket->fd, &message, flags | MSG_TRUNC));
    if (length >= 0) {
        received->from.length = message.msg_namelen;
        received->truncated = message.msg_flags & MSG_TRUNC;
        received->datagram_length = (size_t)length;
    }
    return length > (long)most ? (long)most : length;
}

/* Nothing came: the end of a stream, or an empty message. A connection that keeps messages tells the two
 * apart only by whether it has ended and nothing is behind. */
static bool is_end(struct socket *socket, size_t most)
{
    struct pollfd state = {.fd = socket->fd, .events = POLLRDHUP};
    char byte;

    if (socket->type->type == SOCK_STREAM)
        return most > 0;
    return socket->type->type == SOCK_SEQPACKET && poll(&state, 1, 0) > 0 &&
           (state.revents & (POLLRDHUP | POLLHUP)) &&
           socket_note(socket, "recv", calls(socket)->recv(socket->fd, &byte, 1, MSG_PEEK)) == 0;
}

bool socket_receive(struct socket *socket, size_t most, int flags, nanoseconds deadline,
                    struct buffer *data, struct received *ret_received, struct error *error)
{
    struct received received = {0};
    long length;

    if (!buffer_try_reserve(data, most))
        return error_call(error, ERROR_RESOURCE, ENOMEM, "recv", "%zu bytes", most);
    for (;;) {
        length = receive(socket, data->data + data->length, most, flags, &received);
        if (length >= 0 || !should_wait(socket, flags))
            break;
        unsigned events = flags & MSG_OOB ? POLLPRI : POLLIN;
        if (!socket_wait(socket, events, deadline, "recv", error))
            return false;
    }
    if (length < 0)
        return fail_transfer(socket, "recv", NULL, error);

    data->length += (size_t)length;
    received.length = (size_t)length;
    received.eof = length == 0 && is_end(socket, most);
    socket->peer_finished |= received.eof;
    if (socket_has_messages(socket))
        socket->from = received.from;
    if (!(flags & MSG_PEEK))
        socket->bytes_in += (size_t)length;
    *ret_received = received;
    return true;
}

bool socket_local(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {.length = sizeof(address.storage)};

    if (socket_note(socket, "getsockname",
                    calls(socket)->getsockname(socket->fd, (struct sockaddr *)&address.storage,
                                               &address.length)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getsockname", "%s", "");
    *ret_address = address;
    return true;
}

bool socket_peer(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {.length = sizeof(address.storage)};

    if (socket_note(socket, "getpeername",
                    calls(socket)->getpeername(socket->fd, (struct sockaddr *)&address.storage,
                                               &address.length)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getpeername", "%s", "");
    *ret_address = address;
    return true;
}
