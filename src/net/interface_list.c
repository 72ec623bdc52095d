#include "net/interface_list.h"

#include "base/encode.h"
#include "base/memory.h"
#include "interface_survey.h"
#include "net/interface.h"
#include "net/own.h"
#include "socket_calls.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/* An address, and whose it is. */
struct owned {
    const struct ifaddrs *address;
    unsigned index;
};

/* What there is to know, from three sources. */
struct survey {
    struct interface_survey names, addresses;
    struct owned *owned;
    size_t count;
    struct socket socket; /* to ask for the MTU */
};

static struct address address_of(const struct sockaddr *raw)
{
    struct address address = {0};

    if (!raw || (raw->sa_family != AF_INET && raw->sa_family != AF_INET6))
        return address;
    address.length =
        raw->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    memcpy(&address.storage, raw, address.length);
    return address;
}

/* The bits that are set in a netmask; -1 without one. */
static int prefix_of(const struct sockaddr *mask)
{
    const unsigned char *bytes = NULL;
    size_t count = 0;
    int bits = 0;

    if (mask && mask->sa_family == AF_INET) {
        bytes = (const void *)&((const struct sockaddr_in *)mask)->sin_addr;
        count = sizeof(struct in_addr);
    } else if (mask && mask->sa_family == AF_INET6) {
        bytes = (const void *)&((const struct sockaddr_in6 *)mask)->sin6_addr;
        count = sizeof(struct in6_addr);
    }
    for (size_t i = 0; i < count; i++)
        bits += __builtin_popcount(bytes[i]);
    return bytes ? bits : -1;
}

static int mtu_of(const struct survey *survey, const char *name)
{
    struct ifreq asked = {0};

    error_copy(asked.ifr_name, sizeof(asked.ifr_name), span_of(name));
    return call_ioctl_interface(&survey->socket, SIOCGIFMTU, &asked) < 0 ? -1 : asked.ifr_mtu;
}

static void format_hardware(const struct ifaddrs *from, char text[INTERFACE_HARDWARE])
{
    cleanup_buffer struct buffer shown = {0};
    const struct sockaddr_ll *link = (const struct sockaddr_ll *)from->ifa_addr;
    /* One that is longer than sll_addr goes on behind it: InfiniBand's has 20 bytes. */
    const char *bytes = (const char *)link + offsetof(struct sockaddr_ll, sll_addr);

    encode_hex_joined(&shown, (struct span){bytes, link->sll_halen}, ":");
    error_copy(text, INTERFACE_HARDWARE, buffer_span(&shown));
}

/* What all rows of an interface share. */
static struct interface describe(const struct survey *survey, const struct if_nameindex *name)
{
    struct interface one = {.index = name->if_index, .prefix = -1};

    error_copy(one.name, sizeof(one.name), span_of(name->if_name));
    one.mtu = mtu_of(survey, one.name);
    for (const struct ifaddrs *at = survey->addresses.addresses; at; at = at->ifa_next) {
        if (!at->ifa_addr || at->ifa_addr->sa_family != AF_PACKET ||
            strcmp(at->ifa_name, one.name) != 0)
            continue;
        one.flags = at->ifa_flags;
        format_hardware(at, one.hardware);
    }
    return one;
}

/* getifaddrs(3) has one place for the broadcast and the peer. An address that has neither has itself there;
 * one with a peer on a link that knows broadcasts, too, has a prefix that covers but the peer. */
static void set_other_end(struct interface *one, const struct ifaddrs *from)
{
    struct address other = address_of(from->ifa_dstaddr);
    bool is_whole = other.length == sizeof(struct sockaddr_in) && one->prefix == 32;

    if (memcmp(&other.storage, &one->address.storage, sizeof(other.storage)) == 0)
        return;
    if ((one->flags & IFF_POINTOPOINT) || is_whole)
        one->peer = other;
    else if (one->flags & IFF_BROADCAST)
        one->broadcast = other;
}

static void add(struct interface_list *list, const struct interface *one)
{
    list->items = memory_resize(list->items, (list->count + 1) * sizeof(*list->items));
    list->items[list->count++] = *one;
}

/* A row for every address of an interface, or one without. */
static void add_interface(struct interface_list *list, const struct survey *survey,
                          const struct if_nameindex *name)
{
    const struct interface shared = describe(survey, name);
    size_t before = list->count;

    for (size_t i = 0; i < survey->count; i++) {
        const struct ifaddrs *at = survey->owned[i].address;
        struct interface one = shared;
        if (survey->owned[i].index != name->if_index)
            continue;
        one.address = address_of(at->ifa_addr);
        error_copy(one.name, sizeof(one.name), span_of(at->ifa_name));
        one.flags = at->ifa_flags;
        one.prefix = prefix_of(at->ifa_netmask);
        set_other_end(&one, at);
        add(list, &one);
    }
    if (list->count == before)
        add(list, &shared);
}

/* An address has a label in the place of the name, which may be another one: eth0:1. Only the kernel knows that. */
static unsigned find_owner(const struct survey *survey, const char *label)
{
    for (const struct if_nameindex *one = survey->names.names; one->if_index; one++)
        if (strcmp(one->if_name, label) == 0)
            return one->if_index;
    for (size_t i = 0; i < survey->count; i++)
        if (strcmp(survey->owned[i].address->ifa_name, label) == 0)
            return survey->owned[i].index;
    return interface_index(label);
}

static void find_owners(struct survey *survey)
{
    for (const struct ifaddrs *at = survey->addresses.addresses; at; at = at->ifa_next) {
        if (address_of(at->ifa_addr).length == 0)
            continue;
        struct owned one = {at, find_owner(survey, at->ifa_name)};
        survey->owned = memory_grow(survey->owned, survey->count, sizeof(*survey->owned));
        survey->owned[survey->count++] = one;
    }
}

static bool start_survey(struct survey *survey, struct error *error)
{
    static const struct socket_type any = {.family = AF_UNIX, .type = SOCK_DGRAM};

    *survey = (struct survey){.socket = own_open(&any), .names = interface_survey_names()};
    if (!survey->names.names)
        return error_call(error, ERROR_SOCKET, survey->names.number, "if_nameindex", "%s", "");
    survey->addresses = interface_survey_addresses();
    if (survey->addresses.number)
        return error_call(error, ERROR_SOCKET, survey->addresses.number, "getifaddrs", "%s", "");
    find_owners(survey);
    return true;
}

static void end_survey(struct survey *survey)
{
    interface_survey_free(&survey->addresses);
    interface_survey_free(&survey->names);
    free(survey->owned);
    own_close(&survey->socket);
}
#define cleanup_survey __attribute__((cleanup(end_survey)))

bool interface_list(unsigned index, struct interface_list *ret_list, struct error *error)
{
    cleanup_survey struct survey survey;
    struct interface_list list = {0};

    if (!start_survey(&survey, error))
        return false;
    for (const struct if_nameindex *one = survey.names.names; one->if_index; one++)
        if (index == 0 || one->if_index == index)
            add_interface(&list, &survey, one);
    if (index && list.count == 0)
        return error_call(error, ERROR_SOCKET, ENODEV, "if_indextoname", "%u", index);
    *ret_list = list;
    return true;
}

void interface_list_free(struct interface_list *list)
{
    free(list->items);
    *list = (struct interface_list){0};
}
