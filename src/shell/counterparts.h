/* What the kernel chooses anew in each run (ports, names, the numbers of processes), and what stood in its place in the
 * log of the run before. The journal tells what it chose now; what it chose then follows from where that stands in the
 * replies, and is to stand for the same ever after. Private to src/shell. */
#ifndef SHELL_COUNTERPARTS_H
#define SHELL_COUNTERPARTS_H

#include "base/buffer.h"
#include <stdint.h>

struct counterparts;
struct journal;

/* What the kernel chooses from now on is taken from the journal, whose reader this is. The caller frees, before the journal. */
struct counterparts *counterparts_new(struct journal *journal);
void counterparts_free(struct counterparts *counterparts);

/* Whether `was` in the log and `now` can be the same: equal, or the kernel's choice, of which neither is known to stand
 * for another. */
bool counterparts_agree(struct counterparts *counterparts, uint64_t was, uint64_t now);

/* Whether the last that didn't agree is such a choice: append why, "40001 of the log is 50001 here, and not 50002". */
bool counterparts_explain(const struct counterparts *counterparts, struct buffer *out);

/* The texts in which numbers were found to agree are the same, or they are not: then it is as if nobody had asked. */
void counterparts_keep(struct counterparts *counterparts);
void counterparts_take_back(struct counterparts *counterparts);

/* What stands now for a port of the log, or for the number in a Unix socket's name there: the last that it was found to
 * stand for, be it closed since. False where it isn't known as a choice of the kernel's. */
bool counterparts_port(const struct counterparts *counterparts, uint64_t was, uint64_t *ret_now);
bool counterparts_name(const struct counterparts *counterparts, uint64_t was, uint64_t *ret_now);

#endif
