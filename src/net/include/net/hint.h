/* The likely cause of a failed call, for this errno, on this socket, in its state. */
#ifndef NET_HINT_H
#define NET_HINT_H

#include "net/socket.h"

/* Add a hint to an error of a socket call that has none. `socket` may be NULL. */
void hint_add(struct error *error, struct socket *socket);

#endif
