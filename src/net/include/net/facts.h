/* What the kernel counts and knows of a socket beyond its addresses and queues: what `ss -tinem` and /proc
 * show. Asking changes nothing. */
#ifndef NET_FACTS_H
#define NET_FACTS_H

#include "net/socket.h"

/* A number, or a text where there is one. */
struct fact {
    const char *name; /* "rtt_us"; static memory */
    int64_t number;
    char text[64];
};

enum { FACTS_MOST = 64 };

struct facts {
    struct fact items[FACTS_MOST];
    size_t count;
};

/* Each adds what there is of its kind; nothing where the socket has none or the kernel doesn't tell. */
typedef void facts_adder(struct facts *facts, struct socket *socket);

facts_adder facts_add_tcp;     /* TCP_INFO (tcp(7)), the congestion algorithm, keepalive */
facts_adder facts_add_backlog; /* of a listener: connections that wait to be accepted, and room */
facts_adder facts_add_peer;    /* of a Unix peer: pid, uid, gid at connect time (unix(7)) */
facts_adder facts_add_memory;  /* SO_MEMINFO: buffers, and datagrams dropped; owner, inode, cookie */
facts_adder facts_add_timer;   /* of TCP: which timer runs, and when it ends (sock_diag(7)) */

#endif
