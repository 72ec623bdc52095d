/* What only sock_diag(7) tells of a socket. It is asked over a netlink socket of its own, which is no part
 * of the session: these calls are not in the journal. Private to src/net. */
#ifndef NET_DIAG_H
#define NET_DIAG_H

#include "net/socket.h"

struct diag_timer {
    const char *name; /* "retransmit", "keepalive", ...; NULL where none runs */
    unsigned milliseconds;
    unsigned retries;
};

/* False where the kernel doesn't tell. */
bool diag_tcp_timer(struct socket *socket, struct diag_timer *ret_timer);

/* Connections that wait at a Unix listener, and how many may. */
bool diag_unix_backlog(struct socket *socket, unsigned *ret_waiting, unsigned *ret_most);

#endif
