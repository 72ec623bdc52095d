/* What the kernel says of a socket now. Asking changes nothing. */
#ifndef NET_STATUS_H
#define NET_STATUS_H

#include "net/socket.h"

struct status {
    const char *state; /* RFC 9293's name for TCP; else unbound, bound, listening, connected */
    struct address local, peer; /* length 0 where there is none */
    int receive_queue;          /* bytes that wait to be received; these are -1 where not known */
    int send_queue;             /* bytes the peer has not acknowledged or, Unix, not received */
    int unacknowledged;         /* bytes sent and not acknowledged; TCP */
    bool error_pending;         /* the next call on the socket will tell */
    bool readable, writable, hung_up, urgent; /* as poll(2) says now */
    bool at_mark; /* the next byte of the stream is the urgent mark (sockatmark(3)) */
};

struct status status_of(struct socket *socket);

/* The two ends alone; of length 0 where there is none. */
void status_ends(struct socket *socket, struct address *ret_local, struct address *ret_peer);

/* ioctl(2) SIOCINQ: the bytes that wait to be received; -1 where not known. */
int status_waiting(struct socket *socket);

/* ioctl(2) SIOCATMARK: whether the stream stands at its urgent mark (sockatmark(3)). */
bool status_at_mark(struct socket *socket, bool *ret_at_mark, struct error *error);

/* Only the state: the same as in status_of(), with fewer calls. */
const char *status_state(struct socket *socket);

#endif
