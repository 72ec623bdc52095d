#include "failing.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

static struct {
    unsigned nth, made;
    int number;
} failing;

void failing_start(unsigned nth, int number)
{
    failing.nth = nth;
    failing.made = 0;
    failing.number = number;
}

unsigned failing_made(void)
{
    return failing.made;
}

static bool fails(void)
{
    if (++failing.made != failing.nth)
        return false;
    errno = failing.number;
    return true;
}

/* A call of the table that fails in its turn, else is the kernel's. */
#define CALL(type, name, parameters, arguments)               \
    static type failing_##name parameters                     \
    {                                                         \
        return fails() ? -1 : syscalls_kernel.name arguments; \
    }

CALL(int, socket, (int family, int type, int protocol), (family, type, protocol))
CALL(int, socketpair, (int family, int type, int protocol, int fds[2]),
     (family, type, protocol, fds))
CALL(int, bind, (int fd, const struct sockaddr *address, socklen_t length), (fd, address, length))
CALL(int, listen, (int fd, int backlog), (fd, backlog))
CALL(int, accept4, (int fd, struct sockaddr *address, socklen_t *length, int flags),
     (fd, address, length, flags))
CALL(int, connect, (int fd, const struct sockaddr *address, socklen_t length),
     (fd, address, length))
CALL(ssize_t, sendto,
     (int fd, const void *data, size_t length, int flags, const struct sockaddr *address,
      socklen_t address_length),
     (fd, data, length, flags, address, address_length))
CALL(ssize_t, recv, (int fd, void *data, size_t length, int flags), (fd, data, length, flags))
CALL(ssize_t, recvmsg, (int fd, struct msghdr *message, int flags), (fd, message, flags))
CALL(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
CALL(ssize_t, sendfile, (int fd, int from_fd, off_t *offset, size_t length),
     (fd, from_fd, offset, length))
CALL(ssize_t, splice, (int from_fd, int to_fd, size_t length, unsigned flags),
     (from_fd, to_fd, length, flags))
CALL(int, getsockopt, (int fd, int level, int name, void *value, socklen_t *length),
     (fd, level, name, value, length))
CALL(int, setsockopt, (int fd, int level, int name, const void *value, socklen_t length),
     (fd, level, name, value, length))
CALL(int, getsockname, (int fd, struct sockaddr *address, socklen_t *length), (fd, address, length))
CALL(int, getpeername, (int fd, struct sockaddr *address, socklen_t *length), (fd, address, length))
CALL(int, ioctl, (int fd, unsigned long request, void *value), (fd, request, value))
CALL(int, shutdown, (int fd, int how), (fd, how))
CALL(int, fcntl, (int fd, int command, int argument), (fd, command, argument))
CALL(int, dup, (int fd), (fd))

static int failing_close(int fd)
{
    int result = syscalls_kernel.close(fd);

    return fails() ? -1 : result;
}

const struct syscalls failing_calls = {
    .socket = failing_socket,
    .socketpair = failing_socketpair,
    .bind = failing_bind,
    .listen = failing_listen,
    .accept4 = failing_accept4,
    .connect = failing_connect,
    .sendto = failing_sendto,
    .recv = failing_recv,
    .recvmsg = failing_recvmsg,
    .sendmsg = failing_sendmsg,
    .sendfile = failing_sendfile,
    .splice = failing_splice,
    .getsockopt = failing_getsockopt,
    .setsockopt = failing_setsockopt,
    .getsockname = failing_getsockname,
    .getpeername = failing_getpeername,
    .ioctl = failing_ioctl,
    .shutdown = failing_shutdown,
    .fcntl = failing_fcntl,
    .dup = failing_dup,
    .close = failing_close,
};
