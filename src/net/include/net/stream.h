/* Reading a stream up to something. What is looked for is looked at with MSG_PEEK
 * and only what is given is taken, so that a recv afterwards misses nothing.
 *
 * One exception the kernel forces: when its receive buffer is full and what is looked for is not in
 * it, nothing more can come until something is taken. Bytes taken so before a failure stay in
 * `data`. */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include "net/socket.h"

/* Where in `seen` what is looked for ends, in *ret_end; false if it isn't there yet, or with
 * `error` filled in when looking failed. `fresh` is the offset of the first byte not seen in an
 * earlier call. */
typedef bool stream_find(void *context, struct span seen, size_t fresh, size_t *ret_end,
                         struct error *error);

/* Receive up to and through what `find` finds; `data`, which must be empty, gets it. At most
 * `limit` bytes, then a `resource` error. End of stream before it is a `closed` error. */
bool stream_receive_until(struct socket *socket, stream_find *find, void *context, size_t limit,
                          nanoseconds deadline, struct buffer *data, struct error *error);

/* A `usage` error where the socket has messages and no stream; false then. */
bool stream_require(const struct socket *socket, struct error *error);

#endif
