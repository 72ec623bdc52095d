/* The services that the system knows: what getservbyname(3) and getservbyport(3) tell, for every
 * protocol at once. */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

struct service {
    const char *name, *protocol;
    const char *aliases; /* with a blank between */
    uint16_t port;
    struct service *next;
};

/* Every service that has this name, alias or port, over `protocol`, NULL for any, in the order of
 * /etc/services; at least one. In the arena. Fails with `usage` for a number that is no port, and with
 * `service` where there is none. */
bool service_find(struct span name_or_port, const char *protocol, struct arena *arena,
                  struct service **ret_first, struct error *error);

/* Every service over `protocol`, NULL for any, as /etc/services has them; NULL where that can't be read. */
struct service *service_list(const char *protocol, struct arena *arena);

#endif
