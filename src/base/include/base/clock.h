/* Time: instants and durations are nanoseconds of CLOCK_MONOTONIC. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

typedef int64_t nanoseconds;

#define MICROSECOND ((nanoseconds)1000)
#define MILLISECOND ((nanoseconds)1000000)
#define SECOND ((nanoseconds)1000000000)

/* No deadline, no timeout. */
#define CLOCK_NEVER INT64_MAX

nanoseconds clock_now(void);

/* The instant `timeout` from now; CLOCK_NEVER stays never. */
nanoseconds clock_deadline(nanoseconds timeout);

/* Milliseconds until the deadline as poll(2) wants them: rounded up, -1 for never, 0 if past. */
int clock_poll_timeout(nanoseconds deadline);

#endif
