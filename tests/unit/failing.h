/* A table of system calls of which the Nth fails. */
#ifndef UNIT_FAILING_H
#define UNIT_FAILING_H

#include "net/syscalls.h"

/* The kernel's calls, until the Nth from now (from 1) fails with this errno; 0 for none. A close that
 * fails has closed all the same, as close(2) says. */
extern const struct syscalls failing_calls;
void failing_start(unsigned nth, int number);

/* How many calls were made since. */
unsigned failing_made(void);

#endif
