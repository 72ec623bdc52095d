/* Calls that move bytes. */
#include "socket_noted.h"

/* No bytes are somewhere, too: what is noted of a call can't tell a null pointer from them. */
static const char *somewhere(struct span data)
{
    return data.data ? data.data : "";
}

long call_send(const struct socket *socket, struct span data, int flags, const struct address *to)
{
    struct journal_event event = call_begin_sending(socket, CALL_SENDTO);
    const struct sockaddr *address = to ? address_raw(to) : NULL;
    socklen_t length = to ? to->length : 0;

    event.numbers[0] = (int64_t)data.length;
    event.numbers[1] = flags;
    long sent = syscalls_of(socket)->sendto(socket->fd, somewhere(data), data.length, flags,
                                            address, length);
    call_noted(
        socket, &event, sent,
        &(struct journal_bytes){.data = data, .address = call_address_bytes(address, length)});
    if (to && sent >= 0)
        call_learn_local(socket);
    return sent;
}

static struct span received(const char *room, long length, size_t most)
{
    size_t whole = length < 0 ? 0 : (size_t)length;

    return (struct span){room, whole < most ? whole : most};
}

long call_recv(const struct socket *socket, void *room, size_t most, int flags)
{
    struct journal_event event = call_begin(socket, CALL_RECVFROM);

    event.numbers[0] = (int64_t)most;
    event.numbers[1] = flags;
    long length = syscalls_of(socket)->recv(socket->fd, room, most, flags);
    return call_noted(socket, &event, length,
                      &(struct journal_bytes){.data = received(room, length, most)});
}

/* Our messages have one part. */
static struct journal_bytes message_bytes(const struct msghdr *message, long length)
{
    const struct iovec *part = message->msg_iov;

    return (struct journal_bytes){
        .address = call_address_bytes(message->msg_name, message->msg_namelen),
        .data = received(part->iov_base, length, part->iov_len),
        .control = {message->msg_control, message->msg_control ? message->msg_controllen : 0},
    };
}

long call_sendmsg(const struct socket *socket, const struct msghdr *message, int flags)
{
    struct journal_event event = call_begin_sending(socket, CALL_SENDMSG);
    size_t length = message->msg_iov->iov_len;
    struct journal_bytes bytes = message_bytes(message, (long)length);

    event.numbers[0] = (int64_t)length;
    event.numbers[1] = flags;
    long sent = syscalls_of(socket)->sendmsg(socket->fd, message, flags);
    return call_noted(socket, &event, sent, &bytes);
}

long call_recvmsg(const struct socket *socket, struct msghdr *message, int flags)
{
    struct journal_event event = call_begin(socket, CALL_RECVMSG);
    struct journal_bytes bytes = {0};

    event.numbers[0] = (int64_t)message->msg_iov->iov_len;
    event.numbers[1] = flags;
    event.numbers[3] = message->msg_namelen;
    long length = syscalls_of(socket)->recvmsg(socket->fd, message, flags);
    if (length >= 0) {
        event.numbers[2] = message->msg_flags;
        bytes = message_bytes(message, length);
    }
    return call_noted(socket, &event, length, &bytes);
}

long call_sendfile(const struct socket *socket, int from_fd, size_t most)
{
    struct journal_event event = call_begin_sending(socket, CALL_SENDFILE);

    event.numbers[0] = from_fd;
    event.numbers[1] = (int64_t)most;
    return call_end(socket, &event, syscalls_of(socket)->sendfile(socket->fd, from_fd, NULL, most));
}

long call_splice(const struct socket *socket, int from_fd, int to_fd, size_t most, unsigned flags)
{
    struct journal_event event = call_begin_sending(socket, CALL_SPLICE);

    event.numbers[0] = from_fd;
    event.numbers[1] = to_fd;
    event.numbers[2] = (int64_t)most;
    event.numbers[3] = flags;
    return call_end(socket, &event, syscalls_of(socket)->splice(from_fd, to_fd, most, flags));
}
