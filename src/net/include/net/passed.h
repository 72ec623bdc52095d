/* What systemd, or who does as it does, has passed to this very process: sd_listen_fds(3). */
#ifndef NET_PASSED_H
#define NET_PASSED_H

#include "base/span.h"

enum { PASSED_FIRST = 3 }; /* their descriptors are this one and those behind it */

/* How many of LISTEN_FDS are for this process. */
int passed_count(void);

/* The name of a descriptor by LISTEN_FDNAMES, part of the environment; empty for none. */
struct span passed_name(int fd);

#endif
