/* What the kernel still does for a TCP connection whose descriptor is closed: FIN-WAIT, LAST-ACK, TIME-WAIT. */
#ifndef NET_LINGERING_H
#define NET_LINGERING_H

#include "base/span.h"

/* The state, TCP_* of netinet/tcp.h and TCP_CLOSE where there is none, of the connection between these two addresses (struct sockaddr_in or
 * sockaddr_in6), and how many milliseconds its timer still runs, 0 for none. False where the kernel
 * doesn't tell. sock_diag(7) is asked, over a netlink socket that is no part of the session. */
bool lingering_find(struct span local, struct span peer, int *ret_state,
                    unsigned *ret_milliseconds);

#endif
