/* Socket addresses: IPv4, IPv6 with zone, Unix paths, abstract and unnamed. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>
#include <sys/socket.h>

struct address {
    struct sockaddr_storage storage;
    socklen_t length; /* 0: no address */
};

struct address_list {
    struct address *items;
    size_t count;
};

static inline int address_family(const struct address *address)
{
    return address->length ? address->storage.ss_family : AF_UNSPEC;
}

/* "inet", "inet6", "unix"; "unspec" for others. */
const char *address_family_name(int family);

/* "/path", or "@name" for an abstract one; a usage error where it doesn't fit into sun_path
 * (unix(7)). */
bool address_from_path(struct span path, struct address *ret_address, struct error *error);

/* Host without port: 127.0.0.1, fe80::1%lo; for Unix the path, "@name" or "". Raw bytes, not
 * escaped. */
void address_host(struct buffer *out, const struct address *address);

/* 0 where the family has none. */
uint16_t address_port(const struct address *address);
void address_set_port(struct address *address, uint16_t port);

/* As one shows it: 127.0.0.1:80, [::1]:80, /tmp/x, @name; "(unnamed)", "(none)". Raw, not escaped.
 */
void address_format(struct buffer *out, const struct address *address);

/* The same, escaped, into a fixed text. Returns `text`. */
enum { ADDRESS_TEXT = 192 };
const char *address_text(const struct address *address, char text[ADDRESS_TEXT]);

void address_list_add(struct address_list *list, const struct address *address);
void address_list_free(struct address_list *list);
#define cleanup_address_list __attribute__((cleanup(address_list_free)))

#endif
