/* The network interfaces of this machine and their addresses: getifaddrs(3), netdevice(7). */
#ifndef NET_INTERFACE_LIST_H
#define NET_INTERFACE_LIST_H

#include "base/error.h"
#include "net/address.h"

#include <net/if.h>

struct network;

enum { INTERFACE_HARDWARE = 100 }; /* 32 bytes in hexadecimal, with colons */

/* An address of an interface, or an interface that has none. */
struct interface {
    char name[IF_NAMESIZE]; /* an IPv4 address may have a label for it: eth0:1 */
    unsigned index;
    unsigned flags; /* IFF_UP and others */
    int mtu;        /* -1 where it can't be told, as the prefix's length */
    int prefix;
    struct address address, broadcast, peer; /* of length 0 where there is none */
    char hardware[INTERFACE_HARDWARE];       /* "00:00:5e:00:53:01"; "" for none */
};

struct interface_list {
    struct interface *items;
    size_t count;
};

/* All interfaces in the order of their indices, or the one of that index; 0 for all. A `socket` error ENODEV
 * where there is none. Free with interface_list_free(). */
bool interface_list(unsigned index, struct interface_list *ret_list, struct error *error);

void interface_list_free(struct interface_list *list);
#define cleanup_interface_list __attribute__((cleanup(interface_list_free)))

#endif
