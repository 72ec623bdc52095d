/* Waiting awake: of an answer from the same machine, which is there within microseconds. To be put to sleep and
 * woken again takes several times as long. */
#ifndef NET_AWAKE_H
#define NET_AWAKE_H

#include "base/clock.h"

#include <poll.h>

/* What has been learnt of a peer: behind a moment in vain it goes to sleep at once for some waits, twice as many
 * each time, so that answers from afar cost nothing. Zero at first. */
struct awake {
    unsigned rest;    /* waits that the last moment in vain was worth */
    unsigned resting; /* of these, still to come */
};

/* poll(2) for a moment, without sleeping; others may run meanwhile. 0 where nothing came, or none was spent. */
int awake_poll(struct awake *awake, struct pollfd *fds, unsigned count, nanoseconds deadline);

#endif
