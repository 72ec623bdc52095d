/* The sending and receiving of net/socket.h. */
#include "net/socket.h"

#include "socket_calls.h"

#include <poll.h>

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
        sent = socket_note(
            socket, call,
            socket_calls(socket)->sendto(socket->fd, data.data, data.length, flags | MSG_NOSIGNAL,
                                         to ? address_raw(to) : NULL, to ? to->length : 0));
        if (sent >= 0 || !socket_should_wait(socket, flags))
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
        return socket_note(socket, "recv",
                           socket_calls(socket)->recv(socket->fd, room, most, flags));
    long length = socket_note(
        socket, "recvmsg", socket_calls(socket)->recvmsg(socket->fd, &message, flags | MSG_TRUNC));
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
           socket_note(socket, "recv",
                       socket_calls(socket)->recv(socket->fd, &byte, 1, MSG_PEEK)) == 0;
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
        if (length >= 0 || !socket_should_wait(socket, flags))
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
