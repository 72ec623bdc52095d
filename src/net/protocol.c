#include "net/protocol.h"

#include "net/socket_type.h"

#include <linux/if_ether.h>
#include <netdb.h>
#include <sys/socket.h>

enum { ROOM = 2048 };

static const struct {
    const char *name;
    int number;
} ethertypes[] = {
    {"all", ETH_P_ALL},  {"ip", ETH_P_IP},      {"arp", ETH_P_ARP},
    {"ip6", ETH_P_IPV6}, {"vlan", ETH_P_8021Q}, {"lldp", ETH_P_LLDP},
};

enum { ETHERTYPES = sizeof(ethertypes) / sizeof(ethertypes[0]) };

static bool find_ethertype(struct span name, int *ret_number)
{
    for (size_t i = 0; i < ETHERTYPES; i++) {
        if (span_is(name, ethertypes[i].name)) {
            *ret_number = ethertypes[i].number;
            return true;
        }
    }
    return false;
}

bool protocol_find(const struct socket_type *type, struct span name, int *ret_number)
{
    char room[ROOM];
    struct protoent entry, *found = NULL;

    if (type->family == AF_PACKET)
        return find_ethertype(name, ret_number);
    if (getprotobyname_r(name.data, &entry, room, sizeof(room), &found) != 0 || !found)
        return false;
    *ret_number = found->p_proto;
    return true;
}

static struct protocol **append(struct protocol **end, const char *name, int number,
                                struct arena *arena)
{
    struct protocol *protocol = arena_new(arena, sizeof(*protocol));

    *protocol = (struct protocol){.name = arena_text(arena, span_of(name)), .number = number};
    *end = protocol;
    return &protocol->next;
}

struct protocol *protocol_list(const struct socket_type *type, struct arena *arena)
{
    struct protocol *first = NULL, **end = &first;
    struct protoent entry, *found;
    char room[ROOM];

    for (size_t i = 0; type->family == AF_PACKET && i < ETHERTYPES; i++)
        end = append(end, ethertypes[i].name, ethertypes[i].number, arena);
    if (type->family == AF_PACKET)
        return first;
    setprotoent(0);
    while (getprotoent_r(&entry, room, sizeof(room), &found) == 0)
        end = append(end, entry.p_name, entry.p_proto, arena);
    endprotoent();
    return first;
}
