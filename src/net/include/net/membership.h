/* Multicast groups, by the protocol-independent calls of RFC 3678. */
#ifndef NET_MEMBERSHIP_H
#define NET_MEMBERSHIP_H

#include "net/socket.h"

enum membership_change {
    MEMBERSHIP_JOIN,
    MEMBERSHIP_LEAVE,
    MEMBERSHIP_JOIN_SOURCE, /* these four are about one sender */
    MEMBERSHIP_LEAVE_SOURCE,
    MEMBERSHIP_BLOCK,
    MEMBERSHIP_UNBLOCK,
};

struct membership {
    struct address group;
    unsigned interface;    /* its index; 0: the kernel chooses by its routes */
    struct address source; /* of length 0 where the change is about no sender */
};

/* A numeric address, IPv4 or IPv6, without port; a `usage` error else. */
bool membership_address(struct span text, struct address *ret_address, struct error *error);

/* setsockopt(2) with MCAST_JOIN_GROUP and its like. The level is that of the group's family: an IPv6
 * socket may join IPv4 groups. Errors have a hint where more is known than the errno. */
bool membership_change(struct socket *socket, enum membership_change change,
                       const struct membership *membership, struct error *error);

/* "MCAST_JOIN_GROUP", of IPPROTO_IP or IPPROTO_IPV6; NULL for an option that is none of these. */
const char *membership_c_name(int level, int number);

#endif
