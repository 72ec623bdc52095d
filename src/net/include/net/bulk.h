/* Large transfers between a stream and a file: whole files and whole streams, of any size, in constant
 * memory. The kernel moves the bytes by itself where it can (sendfile(2), splice(2)). */
#ifndef NET_BULK_H
#define NET_BULK_H

#include "net/socket.h"

/* A transfer under way. */
struct bulk {
    struct socket *socket;
    int flags; /* of send(2) or recv(2) */
    nanoseconds deadline;
    uint64_t limit; /* of bulk_receive_pieces(): a `resource` error where more comes; 0 for none */
    uint64_t moved; /* bytes so far; right on failure too */
    uint64_t lost;  /* of bulk_send(): read from what takes nothing back, and not sent */
    void (*watch)(void *context, uint64_t moved); /* called after every piece, where not NULL */
    void *context;
};

/* Send all that can be read from a descriptor: a file, a pipe, a terminal. A read that fails is a `file`
 * error. */
bool bulk_send(struct bulk *bulk, int from_fd, struct error *error);

/* Receive to the end of the stream, into a descriptor. A write that fails is a `file` error; what was
 * received by then and could not be written is appended to `unwritten`. */
bool bulk_receive(struct bulk *bulk, int to_fd, struct buffer *unwritten, struct error *error);

/* Receive to the end of the stream, piece by piece. A sink that returns false fills the error and ends
 * the transfer. */
typedef bool bulk_sink(void *context, struct span piece, struct error *error);
bool bulk_receive_pieces(struct bulk *bulk, bulk_sink *sink, void *context, struct error *error);

#endif
