/* Socket addresses: IPv4, IPv6 with zone, Unix paths, vsock and the link layer. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>
#include <sys/socket.h>

struct address {
    struct sockaddr_storage storage;
    socklen_t length; /* 0: no address */
    bool portless;    /* what stands in the port's place is none (raw(7)), and isn't shown */
};

struct address_list {
    struct address *items;
    size_t count;
};

/* How a type of socket's addresses are written. */
enum address_form {
    ADDRESS_HOST_PORT, /* localhost 80 */
    ADDRESS_HOST,      /* localhost */
    ADDRESS_PATH,      /* /run/x, @name */
    ADDRESS_CID_PORT,  /* vsock(7): host 1024 */
    ADDRESS_INTERFACE, /* packet(7): eth0 */
};

static inline int address_family(const struct address *address)
{
    return address->length ? address->storage.ss_family : AF_UNSPEC;
}

/* "inet", "inet6", "unix", "vsock", "packet"; "unspec" for others. */
const char *address_family_name(int family);

/* "/path", or "@name" for an abstract one; a usage error where it doesn't fit into sun_path
 * (unix(7)). */
bool address_from_path(struct span path, struct address *ret_address, struct error *error);

/* A context identifier (a number, or local, host, hypervisor, *) and a port (a number, or * for any);
 * else a usage error (vsock(7)). */
bool address_from_cid(struct span cid, struct span port, struct address *ret_address,
                      struct error *error);

/* An interface by name or index, for a packet socket; * for all (packet(7)). */
bool address_from_interface(struct span name, struct address *ret_address, struct error *error);

/* Whether it says where somebody is: not a wildcard without port, not unnamed. */
bool address_is_named(const struct address *address);

/* Host without port: 127.0.0.1, fe80::1%lo; for Unix the path, "@name" or ""; of vsock the CID; of a
 * packet the interface. Raw bytes, not escaped. */
void address_host(struct buffer *out, const struct address *address);

bool address_has_port(const struct address *address);
/* 0 where the family has none. */
uint32_t address_port(const struct address *address);
void address_set_port(struct address *address, uint16_t port);

/* What the link layer says of a frame (packet(7)); the address must be of that family. */
uint16_t address_ethertype(const struct address *address);
void address_hardware(struct buffer *out, const struct address *address); /* 00:16:3e:... */
const char *address_packet_type(const struct address *address); /* "host", "broadcast", ... */
/* All of this: "outgoing, EtherType 0x0800, 00:16:3e:...". */
void address_frame(struct buffer *out, const struct address *address);

/* As one shows it: 127.0.0.1:80, [::1]:80, /tmp/x, @name, eth0; "(unnamed)", "(none)". Raw, not
 * escaped. */
void address_format(struct buffer *out, const struct address *address);

/* The same, escaped, into a fixed text. Returns `text`. */
enum { ADDRESS_TEXT = 192 };
const char *address_text(const struct address *address, char text[ADDRESS_TEXT]);

void address_list_add(struct address_list *list, const struct address *address);
void address_list_free(struct address_list *list);
#define cleanup_address_list __attribute__((cleanup(address_list_free)))

#endif
