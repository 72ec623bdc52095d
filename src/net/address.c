#include "net/address.h"

#include "base/encode.h"
#include "base/escape.h"
#include "base/memory.h"
#include "net/interface.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/un.h>

static const struct sockaddr_in *inet(const struct address *address)
{
    return (const struct sockaddr_in *)&address->storage;
}

static const struct sockaddr_in6 *inet6(const struct address *address)
{
    return (const struct sockaddr_in6 *)&address->storage;
}

static const struct sockaddr_un *local(const struct address *address)
{
    return (const struct sockaddr_un *)&address->storage;
}

static const struct sockaddr_vm *vsock(const struct address *address)
{
    return (const struct sockaddr_vm *)&address->storage;
}

static const struct sockaddr_ll *packet(const struct address *address)
{
    return (const struct sockaddr_ll *)&address->storage;
}

const char *address_family_name(int family)
{
    switch (family) {
    case AF_INET: return "inet";
    case AF_INET6: return "inet6";
    case AF_UNIX: return "unix";
    case AF_VSOCK: return "vsock";
    case AF_PACKET: return "packet";
    default: return "unspec";
    }
}

static void format_path(struct buffer *out, const struct address *address)
{
    size_t length = address->length - offsetof(struct sockaddr_un, sun_path);
    const char *path = local(address)->sun_path;

    if (address->length <= offsetof(struct sockaddr_un, sun_path))
        return;
    if (path[0]) {
        buffer_append(out, (struct span){path, strnlen(path, length)});
    } else {
        buffer_append_byte(out, '@');
        buffer_append(out, (struct span){path + 1, length - 1});
    }
}

/* By the interface's name where getaddrinfo(3) reads it back, which is for link-local addresses. */
static void format_zone(struct buffer *out, const struct sockaddr_in6 *address)
{
    char name[IF_NAMESIZE];
    uint32_t zone = address->sin6_scope_id;
    bool is_local =
        IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&address->sin6_addr);

    if (zone == 0)
        return;
    if (is_local && interface_name(zone, name))
        buffer_printf(out, "%%%s", name);
    else
        buffer_printf(out, "%%%u", zone);
}

/* VMADDR_CID_ANY and VMADDR_PORT_ANY are the same number. */
static void format_wide(struct buffer *out, uint32_t number)
{
    if (number == VMADDR_CID_ANY)
        buffer_append_byte(out, '*');
    else
        buffer_printf(out, "%u", number);
}

static void format_interface(struct buffer *out, int index)
{
    char name[IF_NAMESIZE];

    if (index == 0)
        buffer_append_byte(out, '*');
    else if (interface_name((unsigned)index, name))
        buffer_append_text(out, name);
    else
        buffer_printf(out, "%d", index);
}

void address_host(struct buffer *out, const struct address *address)
{
    char text[INET6_ADDRSTRLEN];

    switch (address_family(address)) {
    case AF_INET:
        buffer_append_text(out, inet_ntop(AF_INET, &inet(address)->sin_addr, text, sizeof(text)));
        break;
    case AF_INET6:
        buffer_append_text(out,
                           inet_ntop(AF_INET6, &inet6(address)->sin6_addr, text, sizeof(text)));
        format_zone(out, inet6(address));
        break;
    case AF_UNIX: format_path(out, address); break;
    case AF_VSOCK: format_wide(out, vsock(address)->svm_cid); break;
    case AF_PACKET: format_interface(out, packet(address)->sll_ifindex); break;
    default: break;
    }
}

bool address_has_port(const struct address *address)
{
    int family = address_family(address);

    return (family == AF_INET || family == AF_INET6 || family == AF_VSOCK) && !address->portless;
}

uint32_t address_port(const struct address *address)
{
    switch (address_family(address)) {
    case AF_INET: return ntohs(inet(address)->sin_port);
    case AF_INET6: return ntohs(inet6(address)->sin6_port);
    case AF_VSOCK: return vsock(address)->svm_port;
    default: return 0;
    }
}

void address_set_port(struct address *address, uint16_t port)
{
    if (address_family(address) == AF_INET)
        ((struct sockaddr_in *)&address->storage)->sin_port = htons(port);
    else if (address_family(address) == AF_INET6)
        ((struct sockaddr_in6 *)&address->storage)->sin6_port = htons(port);
}

bool address_is_named(const struct address *address)
{
    switch (address_family(address)) {
    case AF_UNSPEC: return false;
    case AF_INET: return inet(address)->sin_port || inet(address)->sin_addr.s_addr;
    case AF_INET6:
        return inet6(address)->sin6_port || !IN6_IS_ADDR_UNSPECIFIED(&inet6(address)->sin6_addr);
    case AF_UNIX: return address->length > offsetof(struct sockaddr_un, sun_path);
    case AF_VSOCK: return vsock(address)->svm_port != VMADDR_PORT_ANY;
    case AF_PACKET: return packet(address)->sll_ifindex != 0;
    default: return true;
    }
}

uint16_t address_ethertype(const struct address *address)
{
    return ntohs(packet(address)->sll_protocol);
}

void address_hardware(struct buffer *out, const struct address *address)
{
    const struct sockaddr_ll *link = packet(address);
    size_t room = sizeof(link->sll_addr), length = link->sll_halen;

    encode_hex_joined(
        out, (struct span){(const char *)link->sll_addr, length < room ? length : room}, ":");
}

const char *address_packet_type(const struct address *address)
{
    static const char *const names[] = {
        [PACKET_HOST] = "host",           [PACKET_BROADCAST] = "broadcast",
        [PACKET_MULTICAST] = "multicast", [PACKET_OTHERHOST] = "otherhost",
        [PACKET_OUTGOING] = "outgoing",   [PACKET_LOOPBACK] = "loopback",
    };
    unsigned type = packet(address)->sll_pkttype;

    return type < sizeof(names) / sizeof(names[0]) ? names[type] : "unknown";
}

void address_frame(struct buffer *out, const struct address *address)
{
    buffer_printf(out, "%s, EtherType 0x%04x", address_packet_type(address),
                  address_ethertype(address));
    if (packet(address)->sll_halen)
        buffer_append_text(out, ", ");
    address_hardware(out, address);
}

void address_format(struct buffer *out, const struct address *address)
{
    size_t before = out->length;
    int family = address_family(address);

    bool has_port = address_has_port(address), is_enclosed = has_port && family == AF_INET6;

    buffer_append_text(out, is_enclosed ? "[" : "");
    address_host(out, address);
    buffer_append_text(out, is_enclosed ? "]" : "");
    if (has_port) {
        buffer_append_byte(out, ':');
        format_wide(out, address_port(address));
    }
    if (out->length == before)
        buffer_append_text(out, address->length ? "(unnamed)" : "(none)");
}

const char *address_text(const struct address *address, char text[ADDRESS_TEXT])
{
    cleanup_buffer struct buffer raw = {0};
    cleanup_buffer struct buffer shown = {0};

    address_format(&raw, address);
    escape_line(&shown, buffer_span(&raw));
    error_copy(text, ADDRESS_TEXT, buffer_span(&shown));
    return text;
}

void address_list_add(struct address_list *list, const struct address *address)
{
    list->items = memory_resize(list->items, (list->count + 1) * sizeof(*list->items));
    list->items[list->count++] = *address;
}

void address_list_free(struct address_list *list)
{
    free(list->items);
    *list = (struct address_list){0};
}
