/* What waits on a socket, asked without taking anything: poll(2), SIOCINQ, TCP_INFO,
 * sock_diag(7). */
#ifndef NET_ARRIVED_H
#define NET_ARRIVED_H

#include "net/socket.h"

struct arrived {
    bool acceptable; /* a connection waits */
    bool readable;   /* bytes or a message wait, or the stream's end does */
    bool urgent;
    bool closed; /* the peer will send no more */
    bool reset;  /* by the peer */
    bool
        failed; /* an error is pending that only a call can tell, for asking for it would take it */
    uint64_t connections; /* that wait, as far as known: TCP, Unix */
    uint64_t bytes;       /* of a stream, or of the next message */
};

struct arrived arrived_on(struct socket *socket);

#endif
