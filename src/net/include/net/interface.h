/* Network interfaces by what people call them. */
#ifndef NET_INTERFACE_H
#define NET_INTERFACE_H

#include "base/buffer.h"
#include "base/error.h"

#include <net/if.h>
#include <netinet/in.h>

/* An interface's index from its name, its index or one of its addresses; 0 for "any". A `socket` error
 * ENODEV offers the nearest names. */
bool interface_find(struct span text, unsigned *ret_index, struct error *error);

/* if_nametoindex(3) and if_indextoname(3), by calls of the shell's own (net/own.h): 0, and false, where there is none. */
unsigned interface_index(const char *name);
bool interface_name(unsigned index, char ret_name[IF_NAMESIZE]);

/* The error's hint: the nearest names that there are. Returns false. */
bool interface_hint(struct span name, struct error *error);

/* "eth0" appended to `out`; "any" for 0, the number where there is none of that index. */
void interface_format(struct buffer *out, unsigned index);

/* Its first IPv4 address; false where it has none. */
bool interface_ipv4(unsigned index, struct in_addr *ret_address);

#endif
