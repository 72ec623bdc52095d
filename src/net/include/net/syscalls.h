/* The system calls on sockets, as a table: the only way this program makes them. Tests replace it
 * to see the calls, or to fail the Nth. */
#ifndef NET_SYSCALLS_H
#define NET_SYSCALLS_H

#include <sys/socket.h>

struct syscalls {
    int (*socket)(int family, int type, int protocol);
    int (*socketpair)(int family, int type, int protocol, int fds[2]);
    int (*bind)(int fd, const struct sockaddr *address, socklen_t length);
    int (*listen)(int fd, int backlog);
    int (*accept4)(int fd, struct sockaddr *address, socklen_t *length, int flags);
    int (*connect)(int fd, const struct sockaddr *address, socklen_t length);
    ssize_t (*sendto)(int fd, const void *data, size_t length, int flags,
                      const struct sockaddr *address, socklen_t address_length);
    ssize_t (*recv)(int fd, void *data, size_t length, int flags);
    ssize_t (*recvmsg)(int fd, struct msghdr *message, int flags);
    ssize_t (*sendmsg)(int fd, const struct msghdr *message, int flags);
    ssize_t (*sendfile)(int fd, int from_fd, off_t *offset, size_t length);
    ssize_t (*splice)(int from_fd, int to_fd, size_t length, unsigned flags);
    int (*getsockopt)(int fd, int level, int name, void *value, socklen_t *length);
    int (*setsockopt)(int fd, int level, int name, const void *value, socklen_t length);
    int (*getsockname)(int fd, struct sockaddr *address, socklen_t *length);
    int (*getpeername)(int fd, struct sockaddr *address, socklen_t *length);
    int (*ioctl)(int fd, unsigned long request, void *value);
    int (*shutdown)(int fd, int how);
    int (*fcntl)(int fd, int command, int argument);
    int (*dup)(int fd);
    int (*close)(int fd);
};

extern const struct syscalls syscalls_kernel;

#endif
