/* The system calls on a socket, each noted in the journal with its arguments, its result and the bytes it
 * moved. All return what the kernel does, -1 with errno. Private to src/net. */
#ifndef NET_SOCKET_CALLS_H
#define NET_SOCKET_CALLS_H

#include "net/socket.h"
#include "net/syscalls.h"

#include <errno.h>
#include <net/if.h>

static inline const struct sockaddr *address_raw(const struct address *address)
{
    return (const struct sockaddr *)&address->storage;
}

/* These make a socket, which will get the id. */
int call_socket(struct network *network, int family, int type, int protocol);
/* One of the shell's own, which gets none. */
int call_socket_aside(struct network *network, int family, int type, int protocol);
int call_socketpair(struct network *network, int family, int type, int protocol, int ret_fds[2]);

int call_bind(const struct socket *socket, const struct address *address);
int call_listen(const struct socket *socket, int backlog);
/* accept4(2), of a descriptor that is closed by exec(2) and doesn't block. */
int call_accept(const struct socket *listener, struct address *ret_peer);
int call_connect(const struct socket *socket, const struct sockaddr *address, socklen_t length);
int call_shutdown(const struct socket *socket, int how);
int call_close(const struct socket *socket);
int call_dup(const struct socket *socket);

/* `to` may be NULL. */
long call_send(const struct socket *socket, struct span data, int flags, const struct address *to);
long call_recv(const struct socket *socket, void *room, size_t most, int flags);
long call_sendmsg(const struct socket *socket, const struct msghdr *message, int flags);
long call_recvmsg(const struct socket *socket, struct msghdr *message, int flags);
long call_sendfile(const struct socket *socket, int from_fd, size_t most);
/* Into the socket, or out of it: one of the two descriptors is a pipe. */
long call_splice(const struct socket *socket, int from_fd, int to_fd, size_t most, unsigned flags);

int call_getsockopt(const struct socket *socket, int level, int name, void *value,
                    socklen_t *length);
int call_setsockopt(const struct socket *socket, int level, int name, const void *value,
                    socklen_t length);
int call_getsockname(const struct socket *socket, struct address *ret_address);
int call_getpeername(const struct socket *socket, struct address *ret_address);
int call_ioctl(const struct socket *socket, unsigned long request, int *value);
/* One about an interface (netdevice(7)). */
int call_ioctl_interface(const struct socket *socket, unsigned long request, struct ifreq *value);
int call_fcntl(const struct socket *socket, int command, int argument);

/* getsockopt(2); *length is the room, and then what there is. False with errno where it fails. */
static inline bool socket_get_option(const struct socket *socket, int level, int name, void *value,
                                     socklen_t *length)
{
    return call_getsockopt(socket, level, name, value, length) == 0;
}

/* Ask for the state of a TCP socket, which the journal notes where it has changed. errno stays. */
void call_look(const struct socket *socket);

/* The kernel chooses an address when a socket first needs one: ask for it, for the journal. errno stays. */
void call_learn_local(const struct socket *socket);

/* Keep in mind whether a call that failed with this errno tells that the peer has reset the connection. */
void socket_note_reset(struct socket *socket, int number);

/* A descriptor of the kernel's becomes a socket of ours. */
struct socket *socket_wrap(struct network *network, const struct socket_type *type, int fd);

/* What a call does after the kernel said errno: go on waiting, or stop. */
static inline bool socket_should_wait(const struct socket *socket, int flags)
{
    return errno == EAGAIN && socket->blocking && !(flags & MSG_DONTWAIT);
}

#endif
