/* What the kernel has counted of TCP in this network namespace, of all its sockets: proc(5), /proc/net/snmp and
 * netstat. */
#ifndef NET_TCP_COUNTS_H
#define NET_TCP_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

struct tcp_counts {
    uint64_t resets;   /* RST that were sent */
    uint64_t unread;   /* closes with data unread, each of which sends one */
    uint64_t segments; /* sent with something new in them: data or FIN */
    uint64_t
        given_up; /* connections that the kernel has ended or forgotten for want of memory, time or room */
};

/* All of them at one time. False where any can't be read, or RST are sent all the time. */
bool tcp_counts_read(struct tcp_counts *ret_counts);

#endif
