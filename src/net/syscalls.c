#include "net/syscalls.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <unistd.h>

static int kernel_bind(int fd, const struct sockaddr *address, socklen_t length)
{
    return bind(fd, address, length);
}

static int kernel_accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    return accept4(fd, address, length, flags);
}

static int kernel_connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return connect(fd, address, length);
}

static ssize_t kernel_sendto(int fd, const void *data, size_t length, int flags,
                             const struct sockaddr *address, socklen_t address_length)
{
    return sendto(fd, data, length, flags, address, address_length);
}

static int kernel_getsockname(int fd, struct sockaddr *address, socklen_t *length)
{
    return getsockname(fd, address, length);
}

static int kernel_getpeername(int fd, struct sockaddr *address, socklen_t *length)
{
    return getpeername(fd, address, length);
}

static int kernel_ioctl(int fd, unsigned long request, void *value)
{
    return ioctl(fd, request, value);
}

static ssize_t kernel_splice(int from_fd, int to_fd, size_t length, unsigned flags)
{
    return splice(from_fd, NULL, to_fd, NULL, length, flags);
}

static int kernel_fcntl(int fd, int command, int argument)
{
    return fcntl(fd, command, argument);
}

static int kernel_dup(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

const struct syscalls syscalls_kernel = {
    .socket = socket,
    .socketpair = socketpair,
    .bind = kernel_bind,
    .listen = listen,
    .accept4 = kernel_accept4,
    .connect = kernel_connect,
    .sendto = kernel_sendto,
    .recv = recv,
    .recvmsg = recvmsg,
    .sendmsg = sendmsg,
    .sendfile = sendfile,
    .splice = kernel_splice,
    .getsockopt = getsockopt,
    .setsockopt = setsockopt,
    .getsockname = kernel_getsockname,
    .getpeername = kernel_getpeername,
    .ioctl = kernel_ioctl,
    .shutdown = shutdown,
    .fcntl = kernel_fcntl,
    .dup = kernel_dup,
    .close = close,
};
