/* Sockets that somebody else has made: inherited descriptors, and those that pass from process to process
 * over a Unix socket. */
#ifndef NET_DESCRIPTOR_H
#define NET_DESCRIPTOR_H

#include "net/socket.h"

/* Take a descriptor over: what it is the kernel tells (SO_DOMAIN, SO_TYPE, SO_PROTOCOL; socket(7)). It
 * becomes non-blocking, for everybody who has it, until the last of it is closed here, and is not
 * inherited by programs started from now on. On failure it stays as it was, and the caller's. */
bool descriptor_adopt(struct network *network, int fd, struct socket **ret_socket,
                      struct error *error);

/* sendmsg(2) of `data`, which can't be empty on a stream, and of a descriptor beside it (SCM_RIGHTS,
 * unix(7)). Less than all the data may be sent; the descriptor goes with its first byte. */
bool descriptor_send(struct socket *socket, int fd, struct span data, nanoseconds deadline,
                     size_t *ret_sent, struct error *error);

/* SCM_MAX_FD of the kernel: one sendmsg(2) carries no more. */
enum { DESCRIPTORS_MOST = 253 };

struct descriptors {
    struct socket *sockets[DESCRIPTORS_MOST];
    size_t count;
    bool eof; /* nothing came but the end of the stream */
    bool cut; /* there were more, for which this process has no room (MSG_CTRUNC) */
};

/* recvmsg(2) of `most` bytes, appended to `data`, and of the descriptors beside them, which come as
 * sockets, the caller's to close. That none came is no error; that one of them is no socket is. */
bool descriptor_receive(struct socket *socket, size_t most, nanoseconds deadline,
                        struct buffer *data, struct descriptors *ret_descriptors,
                        struct error *error);

#endif
