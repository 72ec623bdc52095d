/* Protocols by name: of packet sockets EtherTypes, of the others those of /etc/protocols. */
#ifndef NET_PROTOCOL_H
#define NET_PROTOCOL_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>

struct socket_type;

struct protocol {
    const char *name;
    int number;
    struct protocol *next;
};

/* The number of a name; false where there is none. The name ends with NUL. */
bool protocol_find(const struct socket_type *type, struct span name, int *ret_number);

/* All names for sockets of this type, in the arena; NULL where they can't be listed. */
struct protocol *protocol_list(const struct socket_type *type, struct arena *arena);

#endif
