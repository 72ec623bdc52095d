/* The sending and receiving of net/socket.h. */
#include "net/socket.h"

#include "net/ancillary.h"
#include "socket_calls.h"

#include <poll.h>

static bool fail_transfer(struct socket *socket, const char *call, const struct address *to,
                          struct error *error)
{
    int number = errno;
    char text[ADDRESS_TEXT];

    error_call(error, ERROR_SOCKET, number, call, "%s", to ? address_text(to, text) : "");
    socket_note_reset(socket, number);
    if (socket->reset)
        call_look(socket);
    return false;
}

bool socket_send(struct socket *socket, struct span data, int flags, const struct address *to,
                 nanoseconds deadline, size_t *ret_sent, struct error *error)
{
    const char *call = to ? "sendto" : "send";
    long sent;

    for (;;) {
        sent = call_send(socket, data, flags | MSG_NOSIGNAL, to);
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

/* Nothing came: the end of a stream, or an empty message. A connection that keeps messages tells the two
 * apart only by whether it has ended and nothing is behind. */
static bool is_end(struct socket *socket, size_t most)
{
    struct pollfd state = {.fd = socket->fd, .events = POLLRDHUP};
    char byte;

    if (socket->type->type == SOCK_STREAM)
        return most > 0;
    return socket->type->type == SOCK_SEQPACKET && poll(&state, 1, 0) > 0 &&
           (state.revents & (POLLRDHUP | POLLHUP)) && call_recv(socket, &byte, 1, MSG_PEEK) == 0;
}

/* A receive in progress. */
struct receipt {
    struct socket *socket;
    const char *call; /* that is made, whatever the command is called */
    size_t most;
    int flags;
    struct buffer *data, *control;
    struct received received;
};

static long receive_bytes(struct receipt *receipt)
{
    return call_recv(receipt->socket, receipt->data->data + receipt->data->length, receipt->most,
                     receipt->flags);
}

/* recvmsg(2) tells the sender, the true length of a message, and what comes beside it. */
static long receive_message(struct receipt *receipt)
{
    const struct socket *socket = receipt->socket;
    struct received *received = &receipt->received;
    struct buffer *control = receipt->control;
    struct iovec part = {receipt->data->data + receipt->data->length, receipt->most};
    bool is_message = socket_has_messages(socket);
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_name = &received->from.storage,
        .msg_namelen = sizeof(received->from.storage),
        .msg_control = control ? control->data + control->length : NULL,
        .msg_controllen = control ? control->capacity - control->length : 0,
    };
    bool has_descriptors = socket->type->family == AF_UNIX; /* packet(7) refuses the flag */
    int flags =
        receipt->flags | (has_descriptors ? MSG_CMSG_CLOEXEC : 0) | (is_message ? MSG_TRUNC : 0);
    long length = call_recvmsg(socket, &message, flags);

    if (length < 0)
        return length;
    received->from.length = message.msg_namelen;
    received->from.portless = socket->type->form == ADDRESS_HOST;
    received->flags = message.msg_flags & ~MSG_CMSG_CLOEXEC;
    received->truncated = message.msg_flags & MSG_TRUNC;
    received->datagram_length = (size_t)length;
    if (control)
        control->length += message.msg_controllen;
    return length > (long)receipt->most ? (long)receipt->most : length;
}

/* What poll(2) tells when such data is there; of the error queue it tells unasked. */
static unsigned events_of(int flags)
{
    return flags & MSG_ERRQUEUE ? 0 : flags & MSG_OOB ? POLLPRI : POLLIN;
}

/* What a receive of data tells of the socket; what the error queue has is none. */
static void note_received(struct receipt *receipt, size_t length)
{
    struct socket *socket = receipt->socket;
    struct received *received = &receipt->received;

    received->eof = length == 0 && !received->truncated && is_end(socket, receipt->most);
    socket->peer_finished |= received->eof;
    if (received->eof)
        call_look(socket);
    if (!(receipt->flags & MSG_PEEK))
        socket->bytes_in += length;
    if (socket_has_messages(socket))
        socket->from = received->from;
}

/* Call `one` until it gives something, or there is nothing to wait for any more. */
static bool receive(struct receipt *receipt, long (*one)(struct receipt *), nanoseconds deadline,
                    struct received *ret_received, struct error *error)
{
    struct socket *socket = receipt->socket;
    bool waited = false;
    long length;

    if (!buffer_try_reserve(receipt->data, receipt->most))
        return error_call(error, ERROR_RESOURCE, ENOMEM, receipt->call, "%zu bytes", receipt->most);
    while ((length = one(receipt)) < 0 && socket_should_wait(socket, receipt->flags)) {
        if (waited && (receipt->flags & MSG_ERRQUEUE)) /* an error, but none in the queue */
            break;
        if (!socket_wait(socket, events_of(receipt->flags), deadline, receipt->call, error))
            return false;
        waited = true;
    }
    if (length < 0)
        return fail_transfer(socket, receipt->call, NULL, error);

    receipt->data->length += (size_t)length;
    receipt->received.length = (size_t)length;
    if (!(receipt->flags & MSG_ERRQUEUE))
        note_received(receipt, (size_t)length);
    *ret_received = receipt->received;
    return true;
}

bool socket_receive(struct socket *socket, size_t most, int flags, nanoseconds deadline,
                    struct buffer *data, struct received *ret_received, struct error *error)
{
    bool is_message = socket_has_messages(socket);
    struct receipt receipt = {.socket = socket,
                              .call = is_message ? "recvmsg" : "recv",
                              .most = most,
                              .flags = flags,
                              .data = data};

    return receive(&receipt, is_message ? receive_message : receive_bytes, deadline, ret_received,
                   error);
}

bool socket_receive_message(struct socket *socket, size_t most, int flags, nanoseconds deadline,
                            struct buffer *data, struct buffer *control,
                            struct received *ret_received, struct error *error)
{
    struct receipt receipt = {.socket = socket,
                              .call = "recvmsg",
                              .most = most,
                              .flags = flags,
                              .data = data,
                              .control = control};

    if (control)
        buffer_reserve(control, ANCILLARY_ROOM);
    return receive(&receipt, receive_message, deadline, ret_received, error);
}
