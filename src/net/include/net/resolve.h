/* Names to addresses and back, by the system's own getaddrinfo(3) and getnameinfo(3), in a thread
 * of their own so that a deadline or Ctrl-C can leave a slow look-up. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include "base/clock.h"
#include "base/error.h"
#include "net/address.h"

struct loop;

/* Every address of a host, with `port` set, in the order of RFC 6724 as the system gives it. The host
 * is a name, a numeric address, or one with zone; in brackets or not. `family` is AF_UNSPEC for all.
 * Fails with `address` (an EAI code), `timeout` or `interrupted`. The caller frees the list. */
bool resolve_host(struct loop *loop, struct span host, uint16_t port, int family,
                  nanoseconds deadline, struct address_list *ret_list, struct error *error);

/* The same for an address to bind to: * is the family's wildcard. */
bool resolve_local(struct loop *loop, struct span host, uint16_t port, int family,
                   nanoseconds deadline, struct address_list *ret_list, struct error *error);

/* The name of an address, appended to `name`. */
bool resolve_address(struct loop *loop, const struct address *address, nanoseconds deadline,
                     struct buffer *name, struct error *error);

/* The addresses with their families in turn, the first one's family first (RFC 8305, section 4). */
void resolve_interleave(struct address_list *list);

/* A port: a number from 0 to 65535 (else a `usage` error) or a service's name ("http"; else a
 * `service` error that offers the nearest). `protocol` is "tcp", "udp" or NULL for any. */
bool resolve_port(struct span text, const char *protocol, uint16_t *ret_port, struct error *error);

/* The service of a port, appended to `name`. */
bool resolve_service(uint16_t port, const char *protocol, struct buffer *name, struct error *error);

#endif
