/* What happened, in order: every system call on a socket with its result. A bounded ring, in which
 * the oldest is forgotten first; what was counted stays counted by the sockets themselves. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;

struct journal_event {
    uint64_t number; /* counts from 1 */
    nanoseconds time;
    unsigned socket;  /* the socket's id; 0 for a call that made none */
    const char *call; /* "recv"; static memory */
    int fd;
    int64_t result;
    int error; /* errno where the result is negative, else 0 */
};

struct journal *journal_new(size_t capacity);
void journal_free(struct journal *journal);

/* Number and time are filled in here. */
void journal_write(struct journal *journal, struct journal_event event);

/* The number the next event will get. */
uint64_t journal_next(const struct journal *journal);

/* The event of that number; NULL when it is forgotten or still to come. */
const struct journal_event *journal_event(const struct journal *journal, uint64_t number);

#endif
