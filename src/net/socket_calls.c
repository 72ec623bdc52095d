/* Calls that make a socket, name its ends, and end it. */
#include "socket_noted.h"

#include <fcntl.h>

static int make_socket(const struct socket *none, unsigned id, int family, int type, int protocol)
{
    struct journal_event event = call_begin(none, CALL_SOCKET);

    event.numbers[0] = family;
    event.numbers[1] = type;
    event.numbers[2] = protocol;
    int fd = none->network->calls->socket(family, type, protocol);
    event.fd = fd;
    event.socket = fd < 0 ? 0 : id;
    return (int)call_end(none, &event, fd);
}

int call_socket(struct network *network, int family, int type, int protocol)
{
    return make_socket(&(struct socket){.network = network}, network->sockets_made + 1, family,
                       type, protocol);
}

int call_socket_aside(struct network *network, int family, int type, int protocol)
{
    return make_socket(&(struct socket){.network = network, .own = true}, 0, family, type,
                       protocol);
}

int call_socketpair(struct network *network, int family, int type, int protocol, int ret_fds[2])
{
    struct socket none = {.network = network};
    struct journal_event event = call_begin(&none, CALL_SOCKETPAIR);

    event.numbers[0] = family;
    event.numbers[1] = type;
    event.numbers[2] = protocol;
    int result = network->calls->socketpair(family, type, protocol, ret_fds);
    event.fd = result < 0 ? -1 : ret_fds[0];
    event.socket = result < 0 ? 0 : network->sockets_made + 1;
    return (int)call_noted(
        &none, &event, result,
        &(struct journal_bytes){.data = {(const char *)ret_fds, result < 0 ? 0 : 2 * sizeof(int)}});
}

int call_bind(const struct socket *socket, const struct address *address)
{
    struct journal_event event = call_begin(socket, CALL_BIND);
    int result = syscalls_of(socket)->bind(socket->fd, address_raw(address), address->length);

    return (int)call_noted(socket, &event, result,
                           &(struct journal_bytes){.address = call_address_bytes(
                                                       address_raw(address), address->length)});
}

int call_listen(const struct socket *socket, int backlog)
{
    struct journal_event event = call_begin(socket, CALL_LISTEN);

    event.numbers[0] = backlog;
    return (int)call_end(socket, &event, syscalls_of(socket)->listen(socket->fd, backlog));
}

int call_accept(const struct socket *listener, struct address *ret_peer)
{
    struct journal_event event = call_begin(listener, CALL_ACCEPT4);
    struct sockaddr *peer = (struct sockaddr *)&ret_peer->storage;

    event.numbers[0] = SOCK_NONBLOCK | SOCK_CLOEXEC;
    *ret_peer = (struct address){.length = sizeof(ret_peer->storage)};
    int fd = syscalls_of(listener)->accept4(listener->fd, peer, &ret_peer->length,
                                            (int)event.numbers[0]);
    return (int)call_noted(listener, &event, fd,
                           &(struct journal_bytes){
                               .address = call_address_bytes(peer, fd < 0 ? 0 : ret_peer->length)});
}

int call_connect(const struct socket *socket, const struct sockaddr *address, socklen_t length)
{
    bool is_disconnect = address->sa_family == AF_UNSPEC;
    struct journal_event event =
        is_disconnect ? call_begin_sending(socket, CALL_CONNECT) : call_begin(socket, CALL_CONNECT);
    struct journal_bytes bytes = {.address = call_address_bytes(address, length)};
    int result = syscalls_of(socket)->connect(socket->fd, address, length);
    struct journal_socket *known = call_remembered(socket);

    call_noted(socket, &event, result, &bytes);
    if (known && (result == 0 || errno == EINPROGRESS))
        call_keep_end(&known->peer, bytes.address);
    return result;
}

int call_shutdown(const struct socket *socket, int how)
{
    struct journal_event event = call_begin_sending(socket, CALL_SHUTDOWN);

    event.numbers[0] = how;
    return (int)call_end(socket, &event, syscalls_of(socket)->shutdown(socket->fd, how));
}

int call_close(const struct socket *socket)
{
    struct journal_event event = call_begin_sending(socket, CALL_CLOSE);
    struct journal_socket *known = call_remembered(socket);

    if (known)
        known->closed = true;
    return (int)call_end(socket, &event, syscalls_of(socket)->close(socket->fd));
}

int call_dup(const struct socket *socket)
{
    struct journal_event event = call_begin(socket, CALL_FCNTL);

    event.numbers[0] = F_DUPFD_CLOEXEC;
    return (int)call_end(socket, &event, syscalls_of(socket)->dup(socket->fd));
}
