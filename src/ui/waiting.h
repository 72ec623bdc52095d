/* While a command waits for longer than a second: what for, how long, and how to leave. Private to src/ui. */
#ifndef UI_WAITING_H
#define UI_WAITING_H

#include "base/buffer.h"
#include "base/clock.h"
#include "net/loop.h"

struct request;
struct session;
struct waiting;

/* "waiting for data on web, 3 s; Ctrl-C leaves" */
void waiting_sentence(struct buffer *out, const struct request *request,
                      const struct loop_waiting *wait, nanoseconds elapsed);

/* Tells it in the session's status line. NULL where there is none, or no descriptor is left for a timer;
 * the other functions take that, too. */
struct waiting *waiting_new(struct session *session);
void waiting_free(struct waiting *waiting);

/* Statements begin to run, and have run: nothing is told at the prompt, where nothing ticks either. */
void waiting_begin(struct waiting *waiting);
void waiting_end(struct waiting *waiting);

#endif
