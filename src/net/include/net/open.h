/* Connecting to a host by all its addresses. */
#ifndef NET_OPEN_H
#define NET_OPEN_H

#include "net/socket.h"

/* One address that was tried and what came of it; category ERROR_NONE where it connected. */
struct attempt {
    struct address address;
    struct error error;
};

struct attempts {
    struct attempt *items;
    size_t count;
};

void attempts_free(struct attempts *attempts);
#define cleanup_attempts __attribute__((cleanup(attempts_free)))

/* connect(2) to one address after the other until one answers. `attempts` says how each went. The
 * error is the last one's. The time until the deadline is shared out among the addresses. */
bool open_connect(struct socket *socket, const struct address_list *addresses, nanoseconds deadline,
                  struct attempts *attempts, struct error *error);

/* A new socket connected to whichever address answers first: they are started one after the other,
 * 250 ms apart or as soon as one has failed (RFC 8305, section 5). `types` gives the socket's type
 * for IPv4 and IPv6. */
bool open_race(struct network *network, const struct socket_type *types[2],
               const struct address_list *addresses, nanoseconds deadline,
               struct socket **ret_socket, struct attempts *attempts, struct error *error);

#endif
