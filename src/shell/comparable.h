/* Whether two replies to the same statement are the same, whatever the kernel chose and however fast it was. */
#ifndef SHELL_COMPARABLE_H
#define SHELL_COMPARABLE_H

#include "base/span.h"

struct counterparts;

enum comparison {
    COMPARE_DIFFERENT,
    COMPARE_SAME,
    COMPARE_BEGINS, /* `now` goes on behind all of `was` */
};

/* Of two texts of replies. What the kernel chose has its counterpart, and the number of a descriptor, how far the peer
 * has answered a FIN by now and when a packet came are passed over. */
enum comparison comparable_compare(struct counterparts *counterparts, struct span was,
                                   struct span now);

#endif
