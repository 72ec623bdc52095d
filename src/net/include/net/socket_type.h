/* The types of sockets: what `socket tcp` means to the kernel. */
#ifndef NET_SOCKET_TYPE_H
#define NET_SOCKET_TYPE_H

#include "base/span.h"
#include "net/address.h"

struct socket_type {
    const char *name;
    int family;
    int type;
    int protocol; /* unless another is asked for */
    enum address_form form;
    const char *summary;
    const char *needs; /* what the kernel or the user has to have for it; "" for nothing special */
};

/* The table, ended by a row without name; a row by its name, or NULL. */
extern const struct socket_type socket_types[];
const struct socket_type *socket_type_find(struct span name);

/* The row of a socket that somebody else made (SO_DOMAIN, SO_TYPE, SO_PROTOCOL); NULL where there is
 * none. A row with that very protocol is preferred to one that may have several, such as raw. */
const struct socket_type *socket_type_of(int family, int type, int protocol);

/* Whether an address of it has a port. */
bool socket_type_has_ports(const struct socket_type *type);

/* Whether it is TCP, by one path or by several (RFC 8684). */
bool socket_type_is_tcp(const struct socket_type *type);

/* The protocol by which names of ports are looked up: "tcp" or "udp". */
const char *socket_type_services(const struct socket_type *type);

#endif
