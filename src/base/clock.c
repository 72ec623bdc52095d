#include "base/clock.h"

#include <limits.h>
#include <time.h>

nanoseconds clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

nanoseconds clock_deadline(nanoseconds timeout)
{
    if (timeout == CLOCK_NEVER)
        return CLOCK_NEVER;

    nanoseconds now = clock_now();
    return timeout >= CLOCK_NEVER - now ? CLOCK_NEVER : now + timeout;
}

int clock_poll_timeout(nanoseconds deadline)
{
    if (deadline == CLOCK_NEVER)
        return -1;

    nanoseconds left = deadline - clock_now();
    if (left <= 0)
        return 0;
    nanoseconds milliseconds = (left + MILLISECOND - 1) / MILLISECOND;
    return milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
}
