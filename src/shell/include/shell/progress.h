/* How far a long transfer is, told on a line of its own that disappears when it ends. */
#ifndef SHELL_PROGRESS_H
#define SHELL_PROGRESS_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct session;

struct progress {
    const struct session *session;
    const char *verb; /* "sent" */
    uint64_t total;   /* bytes; 0 where it is not known */
    nanoseconds start, next;
    bool visible;
};

struct progress progress_start(const struct session *session, const char *verb, uint64_t total);

/* So many bytes are done; `progress` is a struct progress. Says nothing during the first second, nor
 * more often than one can read. */
void progress_tell(void *progress, uint64_t moved);
void progress_end(struct progress *progress);

#endif
