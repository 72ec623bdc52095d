#include "net/awake.h"

#include <sched.h>
#include <stdbool.h>

#define MOMENT (50 * MICROSECOND)

enum { LONGEST_REST = 1024 };

static void learn(struct awake *awake, bool in_vain)
{
    if (!in_vain)
        awake->rest = 0;
    else if (awake->rest < LONGEST_REST)
        awake->rest = awake->rest ? 2 * awake->rest : 1;
    awake->resting = awake->rest;
}

int awake_poll(struct awake *awake, struct pollfd *fds, unsigned count, nanoseconds deadline)
{
    if (awake->resting > 0) {
        awake->resting--;
        return 0;
    }

    nanoseconds moment = clock_now() + MOMENT, until = deadline < moment ? deadline : moment;
    int ready;
    while ((ready = poll(fds, count, 0)) == 0 && clock_now() < until)
        sched_yield(); /* to the peer, where it has no other CPU */
    learn(awake, clock_now() >= until);
    return ready;
}
