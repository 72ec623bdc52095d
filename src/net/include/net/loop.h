/* The loop that waits. Whoever waits for something turns the loop meanwhile, so that everything in
 * the background goes on, and every wait ends at a deadline or at Ctrl-C. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/clock.h"
#include "base/error.h"
#include "net/awake.h"

#include <stdbool.h>

struct loop;
struct loop_watch;

enum loop_outcome { LOOP_READY, LOOP_TIMEOUT, LOOP_INTERRUPTED, LOOP_FAILED /* errno tells */ };

/* The error of a wait that did not end as ready; false. */
bool loop_fail(enum loop_outcome outcome, const char *call, struct error *error);

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* Call back while `fd` is ready for `events` (poll's POLLIN, POLLOUT; with EPOLLET among them once for each
 * arrival, epoll(7)), until loop_unwatch(), which may be called inside the callback and has to be before the
 * descriptor is closed: a duplicate would keep the watch alive. The descriptor stays the caller's. NULL with
 * errno on failure. */
typedef void loop_callback(void *context, unsigned events);
struct loop_watch *loop_watch(struct loop *loop, int fd, unsigned events, loop_callback *callback,
                              void *context);
void loop_unwatch(struct loop *loop, struct loop_watch *watch);

/* Block a signal and call back for it from the loop instead. False with errno on failure. */
typedef void loop_signal_callback(void *context);
bool loop_on_signal(struct loop *loop, int signal, loop_signal_callback *callback, void *context);

/* Give a child process the signals as they were before the loop; call between fork and exec. */
void loop_restore_signals(const struct loop *loop);

/* Wait until `fd` is ready for one of `events`, for error or for hangup. With fd -1 only time
 * passes. *ret_events, where not NULL, gets poll's revents. */
enum loop_outcome loop_wait(struct loop *loop, int fd, unsigned events, nanoseconds deadline,
                            unsigned *ret_events);

/* The same for one that may come within microseconds: an answer from this machine. It is looked for awake for a
 * moment before the loop sleeps; `awake` is what has been learnt of who answers. For bulk, which wants few
 * wake-ups, loop_wait() is the right one. */
enum loop_outcome loop_wait_answer(struct loop *loop, int fd, unsigned events, nanoseconds deadline,
                                   struct awake *awake);

/* loop_wait() for several: `fds` is poll's array. */
struct pollfd;
enum loop_outcome loop_wait_many(struct loop *loop, struct pollfd *fds, unsigned count,
                                 nanoseconds deadline);

/* The innermost wait that is under way, for what it calls back. False where there is none. */
struct loop_waiting {
    int fd; /* the first of several; -1 where only time passes */
    unsigned events;
    nanoseconds since;
};
bool loop_waiting(const struct loop *loop, struct loop_waiting *ret_waiting);

/* End the present wait, or the next one, as interrupted. What Ctrl-C does. */
void loop_interrupt(struct loop *loop);

/* Whether an interrupt is waiting to be seen; seeing it ends it. Turns the loop once, without
 * waiting. */
bool loop_take_interrupt(struct loop *loop);

#endif
