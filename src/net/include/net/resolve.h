/* Names to addresses and back, by the system's own getaddrinfo(3) and getnameinfo(3), in a thread
 * of their own so that a deadline or Ctrl-C can leave a slow look-up. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include "base/clock.h"
#include "base/error.h"
#include "net/address.h"

struct loop;

/* What is asked of a look-up; zeroed: every address of any family. */
struct resolve_hints {
    int family; /* AF_INET, AF_INET6, or AF_UNSPEC for all */
    int flags; /* of getaddrinfo(3): AI_NUMERICHOST, AI_CANONNAME, AI_V4MAPPED, AI_ALL, AI_ADDRCONFIG */
};

/* As resolve_host() below, as the hints ask for; ports are 0. The canonical name is appended to
 * `canonical`, which may be NULL, where AI_CANONNAME is asked for. AI_NUMERICHOST looks nothing up. */
bool resolve_hinted(struct loop *loop, struct span host, const struct resolve_hints *hints,
                    nanoseconds deadline, struct address_list *ret_list, struct buffer *canonical,
                    struct error *error);

/* Every address of a host, with `port` set, in the order of RFC 6724 as the system gives it. The host
 * is a name, a numeric address, or one with zone; in brackets or not. `family` is AF_UNSPEC for all.
 * Fails with `address` (an EAI code), `timeout` or `interrupted`. The caller frees the list. */
bool resolve_host(struct loop *loop, struct span host, uint16_t port, int family,
                  nanoseconds deadline, struct address_list *ret_list, struct error *error);

/* The same for an address to bind to: * is the family's wildcard. */
bool resolve_local(struct loop *loop, struct span host, uint16_t port, int family,
                   nanoseconds deadline, struct address_list *ret_list, struct error *error);

/* After such a look-up in one family alone has failed with `error`: whether the host has addresses of the other
 * one, IPv4 or IPv6, of which the first is given. What `hints` forbid to look up is not. */
bool resolve_other_family(struct loop *loop, struct span host, const struct resolve_hints *hints,
                          nanoseconds deadline, const struct error *error,
                          struct address *ret_address);

/* The name of an address, appended to `name`, and of its port, to `service`: the number where it has
 * none. Either may be NULL, and is not looked up then. */
bool resolve_address(struct loop *loop, const struct address *address, nanoseconds deadline,
                     struct buffer *name, struct buffer *service, struct error *error);

/* The addresses with their families in turn, the first one's family first (RFC 8305, section 4). */
void resolve_interleave(struct address_list *list);

/* A port: a number from 0 to 65535 (else a `usage` error) or a service's name ("http"; else a
 * `service` error that offers the nearest). `protocol` is "tcp", "udp" or NULL for any. */
bool resolve_port(struct span text, const char *protocol, uint16_t *ret_port, struct error *error);

#endif
