/* Network interfaces by name. */
#ifndef NET_INTERFACE_H
#define NET_INTERFACE_H

#include "base/error.h"

/* The index of an interface, given by its name or its index. One that isn't there is a `socket` error,
 * ENODEV, that offers the nearest names (netdevice(7)). */
bool interface_find(struct span name, unsigned *ret_index, struct error *error);

#endif
