/* Open files that others hold too, whose flags are borrowed: O_NONBLOCK counts for everybody who has one.
 * They are given back when the last socket of ours is closed. Private to src/net. */
#ifndef NET_FOREIGN_H
#define NET_FOREIGN_H

#include "net/socket.h"

/* What `fd` had as flags when it was first taken over, by however many descriptors; counts one holder
 * more. */
struct foreign *foreign_take(struct network *network, int fd, int flags);

/* One more, one less. NULL, for a socket of our own, is fine. */
struct foreign *foreign_share(struct foreign *foreign);
void foreign_release(struct socket *socket);

#endif
