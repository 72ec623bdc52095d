/* What sending and receiving in bulk have in common. Private to src/net. */
#ifndef NET_BULK_PARTS_H
#define NET_BULK_PARTS_H

#include "net/bulk.h"

#include <sys/types.h>

/* Larger pieces are no faster, and smaller ones are slower. */
enum { BULK_PIECE = 1024 * 1024 };

/* How a transfer by the kernel ended. */
enum bulk_end {
    BULK_REACHED,
    BULK_FAILED,
    BULK_UNFIT /* the kernel can't do it with these descriptors */
};

/* So many bytes more have moved. */
void bulk_count(struct bulk *bulk, size_t length);

/* Errors name the call that moves the bytes. Where a function gets `events` as well, those tell its direction, and the
 * hint is that of send(2) or recv(2). */

/* Wait for a descriptor until the deadline; else an error of `call`. */
bool bulk_wait(const struct bulk *bulk, int fd, unsigned events, const char *call,
               struct error *error);

/* A transfer that never waits looks for Ctrl-C and the deadline all the same. */
bool bulk_goes_on(const struct bulk *bulk, unsigned events, const char *call, struct error *error);

/* After EAGAIN wait for the socket; after another errno, or where the socket doesn't block, fail. */
bool bulk_wait_or_fail(const struct bulk *bulk, unsigned events, const char *call,
                       struct error *error);

/* After an EAGAIN of splice(2), which may be due to either end: wait for the pipe, and then for the socket
 * unless it is ready by then. *ret_waited: at least one of them was not ready. */
bool bulk_wait_both(const struct bulk *bulk, unsigned events, int pipe_fd, unsigned pipe_events,
                    bool *ret_waited, struct error *error);

/* Whether the kernel may move the bytes past us: nobody reads them in the journal. */
bool bulk_by_kernel(const struct bulk *bulk);

bool bulk_is_pipe(int fd);

#endif
