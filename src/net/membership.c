#include "net/membership.h"

#include "socket_calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>

static const struct {
    int number;
    const char *c_name;
    bool has_source;
} changes[] = {
    [MEMBERSHIP_JOIN] = {MCAST_JOIN_GROUP, "MCAST_JOIN_GROUP", false},
    [MEMBERSHIP_LEAVE] = {MCAST_LEAVE_GROUP, "MCAST_LEAVE_GROUP", false},
    [MEMBERSHIP_JOIN_SOURCE] = {MCAST_JOIN_SOURCE_GROUP, "MCAST_JOIN_SOURCE_GROUP", true},
    [MEMBERSHIP_LEAVE_SOURCE] = {MCAST_LEAVE_SOURCE_GROUP, "MCAST_LEAVE_SOURCE_GROUP", true},
    [MEMBERSHIP_BLOCK] = {MCAST_BLOCK_SOURCE, "MCAST_BLOCK_SOURCE", true},
    [MEMBERSHIP_UNBLOCK] = {MCAST_UNBLOCK_SOURCE, "MCAST_UNBLOCK_SOURCE", true},
};

const char *membership_c_name(int level, int number)
{
    bool is_ip = level == IPPROTO_IP || level == IPPROTO_IPV6;

    for (size_t i = 0; is_ip && i < sizeof(changes) / sizeof(changes[0]); i++)
        if (changes[i].number == number)
            return changes[i].c_name;
    return NULL;
}

/* What an errno means for a change. The first row that fits is taken. */
static const struct {
    enum membership_change change;
    int number;
    const char *text;
} hints[] = {
    {MEMBERSHIP_JOIN, EADDRINUSE, "the socket is in that group on that interface already"},
    {MEMBERSHIP_JOIN, ENODEV,
     "no route leads to that group: name the interface, as `join GROUP lo`"},
    {MEMBERSHIP_JOIN, ENOBUFS, "a socket can be in so many groups only: igmp_max_memberships"},
    {MEMBERSHIP_LEAVE, EADDRNOTAVAIL, "the socket isn't in that group on that interface"},
    {MEMBERSHIP_LEAVE, ENODEV, "the socket isn't in that group on that interface"},
    {MEMBERSHIP_JOIN_SOURCE, EADDRNOTAVAIL, "that sender was joined already"},
    {MEMBERSHIP_JOIN_SOURCE, EINVAL,
     "the socket receives the whole group already: `leave` it, then join with --source"},
    {MEMBERSHIP_JOIN_SOURCE, ENODEV,
     "no route leads to that group: name the interface, as `join GROUP lo --source ADDRESS`"},
    {MEMBERSHIP_LEAVE_SOURCE, EADDRNOTAVAIL, "that sender was not joined"},
    {MEMBERSHIP_LEAVE_SOURCE, EINVAL, "the group was not joined with --source"},
    {MEMBERSHIP_BLOCK, EADDRNOTAVAIL, "that sender is blocked already"},
    {MEMBERSHIP_BLOCK, EINVAL,
     "only in a group that was joined as a whole can a sender be blocked"},
    {MEMBERSHIP_UNBLOCK, EADDRNOTAVAIL, "that sender isn't blocked"},
    {MEMBERSHIP_UNBLOCK, EINVAL, "the socket isn't in that group on that interface"},
};

bool membership_address(struct span text, struct address *ret_address, struct error *error)
{
    char copy[INET6_ADDRSTRLEN] = "", shown[64];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

    if (text.length < sizeof(copy) && text.length)
        memcpy(copy, text.data, text.length);
    if (strlen(copy) == text.length && inet_pton(AF_INET, copy, &v4.sin_addr) == 1) {
        *ret_address = (struct address){.length = sizeof(v4)};
        memcpy(&ret_address->storage, &v4, sizeof(v4));
        return true;
    }
    if (strlen(copy) == text.length && inet_pton(AF_INET6, copy, &v6.sin6_addr) == 1) {
        *ret_address = (struct address){.length = sizeof(v6)};
        memcpy(&ret_address->storage, &v6, sizeof(v6));
        return true;
    }
    error_copy(shown, sizeof(shown), text);
    error_set(error, ERROR_USAGE, "%s is no numeric address such as 239.1.2.3 or ff02::1234",
              shown);
    if (strchr(copy, '%'))
        error_hint(error, "the interface stands behind it, as a word of its own: ff02::1234 eth0");
    return false;
}

static int family_of(const struct address *address)
{
    return address->storage.ss_family;
}

static bool is_multicast(const struct address *address)
{
    if (family_of(address) == AF_INET)
        return IN_MULTICAST(
            ntohl(((const struct sockaddr_in *)&address->storage)->sin_addr.s_addr));
    return IN6_IS_ADDR_MULTICAST(&((const struct sockaddr_in6 *)&address->storage)->sin6_addr);
}

static bool fail(struct error *error, const struct socket *socket, enum membership_change change,
                 const struct membership *membership)
{
    cleanup_buffer struct buffer group = {0};
    int number = errno;
    bool is_ipv4 = family_of(&membership->group) == AF_INET;

    address_host(&group, &membership->group);
    error_call(error, ERROR_SOCKET, number, "setsockopt", "%s %s", changes[change].c_name,
               buffer_text(&group));
    if (!is_multicast(&membership->group))
        return error_hint(error,
                          "%s is no multicast address: those are 224.0.0.0 to "
                          "239.255.255.255, and ff00:: to ffff::",
                          buffer_text(&group));
    if (membership->source.length &&
        family_of(&membership->source) != family_of(&membership->group))
        return error_hint(error, "the group and its sender must be of one family");
    if (family_of(&membership->group) != socket->type->family && !is_ipv4)
        return error_hint(error, "%s is an IPv6 group, and this is a %s socket",
                          buffer_text(&group), socket->type->name);
    if (number == ENODEV && membership->interface)
        return error_hint(error, "there is no such interface: `interfaces` lists them");
    for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
        if (hints[i].change == change && hints[i].number == number)
            return error_hint(error, "%s", hints[i].text);
    return false;
}

bool membership_change(struct socket *socket, enum membership_change change,
                       const struct membership *membership, struct error *error)
{
    int level = family_of(&membership->group) == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
    bool has_source = changes[change].has_source;
    struct group_req group;
    struct group_source_req source;

    /* Nothing of the stack goes to the kernel in the gaps between the members. */
    memset(&group, 0, sizeof(group));
    memset(&source, 0, sizeof(source));
    group.gr_interface = source.gsr_interface = membership->interface;
    group.gr_group = source.gsr_group = membership->group.storage;
    source.gsr_source = membership->source.storage;

    return call_setsockopt(socket, level, changes[change].number,
                           has_source ? (const void *)&source : &group,
                           has_source ? sizeof(source) : sizeof(group)) == 0 ||
           fail(error, socket, change, membership);
}
