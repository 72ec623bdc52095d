/* What the kernel counts and knows of a socket beyond its addresses and queues: what `ss -tinem` and /proc
 * show. Asking changes nothing. */
#ifndef NET_FACTS_H
#define NET_FACTS_H

#include "net/socket.h"

enum fact_kind { FACT_NUMBER, FACT_FRACTION, FACT_FLAG, FACT_TEXT, FACT_NONE };

struct fact {
    const char *name; /* "rtt_us"; static memory */
    enum fact_kind kind;
    int64_t number; /* 0 or 1, of a flag */
    char text[64];  /* or the digits of a fraction */
};

enum { FACTS_MOST = 96 };

struct facts {
    struct fact items[FACTS_MOST];
    size_t count;
};

/* Each adds what there is of its kind; nothing where the socket has none or the kernel doesn't tell. */
typedef void facts_adder(struct facts *facts, struct socket *socket);

facts_adder facts_add_tcp; /* TCP_INFO (tcp(7)), keepalive, and what stands next */
facts_adder
    facts_add_congestion;      /* of TCP: the congestion algorithm, and what it tells of itself */
facts_adder facts_add_backlog; /* of a listener: connections that wait to be accepted, and room */
facts_adder facts_add_peer;    /* of a Unix peer: pid, uid, gid at connect time (unix(7)) */
facts_adder facts_add_mptcp;   /* MPTCP_INFO, of a connection over several of TCP */
facts_adder facts_add_memory; /* SO_MEMINFO: buffers, and datagrams dropped; owner, inode, cookie */
facts_adder facts_add_diag;   /* what only sock_diag(7) tells: TCP's timer, what is shut down */

#endif
