/* What only sock_diag(7) tells of a socket. It is asked over a netlink socket of the shell's own (net/own.h). Private
 * to src/net. */
#ifndef NET_DIAG_H
#define NET_DIAG_H

#include "net/socket.h"

struct diag_timer {
    const char *name; /* "retransmit", "keepalive", ...; NULL where none runs */
    unsigned milliseconds;
    unsigned retries;
};

/* Of TCP, UDP and UDP-Lite. */
struct diag_inet {
    struct diag_timer timer;
    unsigned shut;   /* 1: nothing more is received, 2: nothing more is sent */
    uint64_t cgroup; /* the control group's inode, 0 where the kernel doesn't tell */
};

struct diag_unix {
    unsigned waiting, most; /* of a listener: connections that wait, and how many may */
    unsigned shut;
    uint32_t peer_inode;              /* the socket at the other end; 0 for none */
    uint32_t path_inode, path_device; /* of the file it is bound to; 0 for none */
};

/* False where the socket is none of that kind, or the kernel doesn't tell. */
bool diag_inet(struct socket *socket, struct diag_inet *ret_answer);
bool diag_unix(struct socket *socket, struct diag_unix *ret_answer);

/* An end of a connection, as sock_diag(7) writes it. */
void diag_copy_end(const struct address *address, uint32_t host[4], uint16_t *port);

#endif
