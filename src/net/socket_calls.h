/* What everybody needs who makes system calls on a socket. Private to src/net. */
#ifndef NET_SOCKET_CALLS_H
#define NET_SOCKET_CALLS_H

#include "net/socket.h"
#include "net/syscalls.h"

#include <errno.h>

static inline const struct syscalls *socket_calls(const struct socket *socket)
{
    return socket->network->calls;
}

static inline const struct sockaddr *address_raw(const struct address *address)
{
    return (const struct sockaddr *)&address->storage;
}

/* As socket_note(), where there is no socket yet: it will get this id, or 0 for none. */
long socket_note_made(const struct network *network, unsigned id, const char *call, int fd,
                      long result);

/* getsockopt(2); *length is the room, and then what there is. False with errno where it fails. */
static inline bool socket_get_option(const struct socket *socket, int level, int name, void *value,
                                     socklen_t *length)
{
    return socket_note(socket, "getsockopt",
                       socket_calls(socket)->getsockopt(socket->fd, level, name, value, length)) ==
           0;
}

/* A descriptor of the kernel's becomes a socket of ours. */
struct socket *socket_wrap(struct network *network, const struct socket_type *type, int fd);

/* What a call does after the kernel said errno: go on waiting, or stop. */
static inline bool socket_should_wait(const struct socket *socket, int flags)
{
    return errno == EAGAIN && socket->blocking && !(flags & MSG_DONTWAIT);
}

#endif
