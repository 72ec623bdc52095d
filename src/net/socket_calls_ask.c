/* Calls that ask for something or set it. */
#include "socket_noted.h"

#include <linux/tcp.h>
#include <netinet/in.h>

/* MPTCP counts for one of its subflows. Who had room for the beginning alone has all asked for where that tells
 * something new. */
static void note_info(const struct socket *socket, struct span value, size_t room)
{
    const struct journal_socket *known = call_remembered(socket);
    struct tcp_info info = {0};
    bool counts = socket->type->protocol != IPPROTO_MPTCP;

    memcpy(&info, value.data, value.length < sizeof(info) ? value.length : sizeof(info));
    if (room < sizeof(info) && known && known->state != info.tcpi_state)
        call_look(socket);
    else
        call_note_state(socket, info.tcpi_state, counts ? info.tcpi_bytes_received : 0);
}

int call_getsockopt(const struct socket *socket, int level, int name, void *value,
                    socklen_t *length)
{
    struct journal_event event = call_begin(socket, CALL_GETSOCKOPT);
    socklen_t room = *length;

    event.numbers[0] = level;
    event.numbers[1] = name;
    event.numbers[2] = room;
    int result = syscalls_of(socket)->getsockopt(socket->fd, level, name, value, length);
    socklen_t got = *length < room ? *length : room;
    call_noted(socket, &event, result,
               &(struct journal_bytes){.data = {value, result < 0 ? 0 : got}});
    if (result == 0 && level == IPPROTO_TCP && name == TCP_INFO && got > 0 && !socket->own)
        note_info(socket, (struct span){value, got}, room);
    return result;
}

int call_setsockopt(const struct socket *socket, int level, int name, const void *value,
                    socklen_t length)
{
    struct journal_event event = call_begin(socket, CALL_SETSOCKOPT);

    event.numbers[0] = level;
    event.numbers[1] = name;
    event.numbers[2] = length;
    int result = syscalls_of(socket)->setsockopt(socket->fd, level, name, value, length);
    return (int)call_noted(socket, &event, result,
                           &(struct journal_bytes){.data = {value, length}});
}

/* getsockname(2) or getpeername(2), whose answer is kept as that end of the socket. */
static int ask_end(const struct socket *socket, enum journal_call call,
                   int (*ask)(int fd, struct sockaddr *address, socklen_t *length),
                   struct journal_end *kept, struct address *ret_address)
{
    struct journal_event event = call_begin(socket, call);
    struct sockaddr *raw = (struct sockaddr *)&ret_address->storage;
    struct journal_bytes bytes = {0};

    event.numbers[0] = sizeof(ret_address->storage);
    *ret_address = (struct address){.length = sizeof(ret_address->storage)};
    int result = ask(socket->fd, raw, &ret_address->length);
    if (result == 0)
        bytes.address = call_address_bytes(raw, ret_address->length);
    if (result == 0 && kept)
        call_keep_end(kept, bytes.address);
    return (int)call_noted(socket, &event, result, &bytes);
}

int call_getsockname(const struct socket *socket, struct address *ret_address)
{
    struct journal_socket *known = call_remembered(socket);

    return ask_end(socket, CALL_GETSOCKNAME, syscalls_of(socket)->getsockname,
                   known ? &known->local : NULL, ret_address);
}

int call_getpeername(const struct socket *socket, struct address *ret_address)
{
    struct journal_socket *known = call_remembered(socket);

    return ask_end(socket, CALL_GETPEERNAME, syscalls_of(socket)->getpeername,
                   known ? &known->peer : NULL, ret_address);
}

int call_ioctl(const struct socket *socket, unsigned long request, int *value)
{
    struct journal_event event = call_begin(socket, CALL_IOCTL);

    event.numbers[0] = (int64_t)request;
    int result = syscalls_of(socket)->ioctl(socket->fd, request, value);
    event.numbers[1] = result < 0 ? 0 : *value;
    return (int)call_noted(
        socket, &event, result,
        &(struct journal_bytes){.data = {(const char *)value, result < 0 ? 0 : sizeof(*value)}});
}

int call_ioctl_interface(const struct socket *socket, unsigned long request, struct ifreq *value)
{
    struct journal_event event = call_begin(socket, CALL_IOCTL);

    event.numbers[0] = (int64_t)request;
    int result = syscalls_of(socket)->ioctl(socket->fd, request, value);
    return (int)call_noted(socket, &event, result,
                           &(struct journal_bytes){.data = {(const char *)value, sizeof(*value)}});
}

int call_fcntl(const struct socket *socket, int command, int argument)
{
    struct journal_event event = call_begin(socket, CALL_FCNTL);

    event.numbers[0] = command;
    event.numbers[1] = argument;
    return (int)call_end(socket, &event, syscalls_of(socket)->fcntl(socket->fd, command, argument));
}

void call_look(const struct socket *socket)
{
    struct tcp_info info;
    socklen_t length = sizeof(info);
    int number = errno;

    if (socket_type_is_tcp(socket->type))
        call_getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length);
    errno = number;
}

void call_learn_local(const struct socket *socket)
{
    const struct journal_socket *known = call_remembered(socket);
    struct address local;
    int number = errno;

    if (known && known->local.length == 0)
        call_getsockname(socket, &local);
    errno = number;
}
