/* One handle's part in shell/arrivals.h: what is new on it, and telling that. Private to src/shell. */
#ifndef SHELL_ARRIVALS_PARTS_H
#define SHELL_ARRIVALS_PARTS_H

#include "base/clock.h"
#include "shell/arrivals.h"
#include "shell/event.h"
#include "shell/names.h"

/* One handle that is followed. */
struct arrival {
    struct arrivals *arrivals;
    struct entry *entry;
    struct loop_watch *watch;
    uint64_t told; /* bytes that have come in all, when it was last told */
    bool told_end, told_error;
    bool watched;
    struct arrival **list;       /* that it is in, one of the three below; NULL for none */
    struct arrival *prev, *next; /* there */
};

struct arrivals {
    struct session *session;
    struct names_observer observer;
    const struct arrivals_stage *stage; /* NULL where there is no prompt */
    struct arrival *queue;              /* what something has come on */
    struct arrival *newcomers;          /* since the last prompt; nobody has looked at them */
    struct arrival *meanwhile;          /* what something has come on while a statement ran */
    struct loop_watch *watch;           /* of the timer */
    int timer_fd;
    nanoseconds alarm; /* when the timer rings; 0 for never */
    bool announces;
    bool cleared; /* the stage is */
    bool settles; /* what a statement has brought about is looked at */
    unsigned watched;
    nanoseconds quiet_until; /* no announcement before */
};

/* Show an event, on a stage that is cleared before the first. */
void arrivals_show(struct arrivals *arrivals, const struct event *event);

/* What is known of the handle now counts as told. */
void arrival_learn(struct arrival *arrival);

/* Tell what is new, as far as the batch admits it. */
void arrival_announce(struct arrival *arrival, struct arrivals_batch *batch);

/* Receive what waits, and show it. Not more than a terminal can bear between two looks: true where more may
 * be waiting. */
bool arrival_receive(struct arrival *arrival);

#endif
