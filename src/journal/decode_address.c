/* Strings and addresses. What a peer sent leaves here as printable ASCII. */
#include "decode_parts.h"

#include <arpa/inet.h>
#include <inttypes.h>

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

/* The shortest octal escape, which a digit behind it must not make longer. */
static void append_octal(struct buffer *out, unsigned char byte, struct span rest)
{
    bool digit_follows = rest.length && rest.data[0] >= '0' && rest.data[0] <= '7';

    buffer_printf(out, digit_follows ? "\\%03o" : "\\%o", byte);
}

static void append_escaped(struct buffer *out, struct span bytes)
{
    static const char named[] = "\f\n\r\t\v\"\\", letters[] = "fnrtv\"\\";

    for (; bytes.length; bytes = span_after(bytes, 1)) {
        char byte = bytes.data[0];
        const char *name = byte ? strchr(named, byte) : NULL;
        if (name)
            buffer_printf(out, "\\%c", letters[name - named]);
        else if (byte >= ' ' && byte <= '~')
            buffer_append_byte(out, byte);
        else
            append_octal(out, (unsigned char)byte, span_after(bytes, 1));
    }
}

static void append_quoted(struct buffer *out, struct span bytes)
{
    buffer_append_byte(out, '"');
    append_escaped(out, bytes);
    buffer_append_byte(out, '"');
}

void decode_string(struct buffer *out, struct span bytes, uint64_t total, size_t shown)
{
    if (bytes.length > shown)
        bytes.length = shown;
    append_quoted(out, bytes);
    buffer_append_text(out, bytes.length < total ? "..." : "");
}

void decode_interface(struct buffer *out, const struct decode *how, unsigned index)
{
    char name[IF_NAMESIZE];

    if (!how->interface_name || !how->interface_name(index, name)) {
        buffer_printf(out, "%u", index);
        return;
    }
    buffer_append_text(out, "if_nametoindex(");
    append_quoted(out, span_of(name));
    buffer_append_byte(out, ')');
}

void decode_inet(struct buffer *out, const char *name, const void *address)
{
    char host[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, address, host, sizeof(host));
    buffer_printf(out, "%s=inet_addr(\"%s\")", name, host);
}

void decode_inet6(struct buffer *out, const char *name, const void *address)
{
    char host[INET6_ADDRSTRLEN];

    inet_ntop(AF_INET6, address, host, sizeof(host));
    buffer_printf(out, "inet_pton(AF_INET6, \"%s\", &%s)", host, name);
}

/* An address that is being written. */
struct shown {
    const struct sockaddr_storage *storage;
    size_t length;
    const struct decode *how;
};

static void append_inet(struct buffer *out, const struct shown *shown)
{
    const struct sockaddr_in *address = (const struct sockaddr_in *)shown->storage;

    buffer_printf(out, "sin_port=htons(%u), ", ntohs(address->sin_port));
    decode_inet(out, "sin_addr", &address->sin_addr);
}

static bool is_of_link(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LINKLOCAL(address) || IN6_IS_ADDR_MC_LINKLOCAL(address);
}

static void append_inet6(struct buffer *out, const struct shown *shown)
{
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)shown->storage;

    buffer_printf(out, "sin6_port=htons(%u), sin6_flowinfo=htonl(%u), ", ntohs(address->sin6_port),
                  ntohl(address->sin6_flowinfo));
    decode_inet6(out, "sin6_addr", &address->sin6_addr);
    if (shown->length <= offsetof(struct sockaddr_in6, sin6_scope_id)) /* as before RFC 2553 */
        return;
    buffer_append_text(out, ", sin6_scope_id=");
    if (is_of_link(&address->sin6_addr))
        decode_interface(out, shown->how, address->sin6_scope_id);
    else
        buffer_printf(out, "%u", address->sin6_scope_id);
}

/* unix(7): a path ends with NUL or with the address; a name in the abstract space begins with NUL. */
static void append_unix(struct buffer *out, const struct shown *shown)
{
    struct span path = span_after((struct span){(const char *)shown->storage, shown->length},
                                  offsetof(struct sockaddr_un, sun_path));
    bool is_abstract = path.data[0] == '\0';

    buffer_append_text(out, is_abstract ? "sun_path=@" : "sun_path=");
    append_quoted(out, is_abstract ? span_after(path, 1)
                                   : (struct span){path.data, strnlen(path.data, path.length)});
}

static void append_packet(struct buffer *out, const struct shown *shown)
{
    static const struct decode_word hardware[] = {{ARPHRD_NETROM, "ARPHRD_NETROM"},
                                                  {ARPHRD_ETHER, "ARPHRD_ETHER"},
                                                  {ARPHRD_LOOPBACK, "ARPHRD_LOOPBACK"},
                                                  {ARPHRD_NONE, "ARPHRD_NONE"},
                                                  {0, ""}};
    static const struct decode_word kinds[] = {
        {PACKET_HOST, "PACKET_HOST"},           {PACKET_BROADCAST, "PACKET_BROADCAST"},
        {PACKET_MULTICAST, "PACKET_MULTICAST"}, {PACKET_OTHERHOST, "PACKET_OTHERHOST"},
        {PACKET_OUTGOING, "PACKET_OUTGOING"},   {0, ""}};
    const struct sockaddr_ll *address = (const struct sockaddr_ll *)shown->storage;
    size_t room = sizeof(address->sll_addr);

    buffer_append_text(out, "sll_protocol=htons(");
    decode_word(out, decode_ether_types, ntohs(address->sll_protocol), "ETH_P_???");
    buffer_append_text(out, "), sll_ifindex=");
    decode_interface(out, shown->how, (unsigned)address->sll_ifindex);
    buffer_append_text(out, ", sll_hatype=");
    decode_word(out, hardware, address->sll_hatype, "ARPHRD_???");
    buffer_append_text(out, ", sll_pkttype=");
    decode_word(out, kinds, address->sll_pkttype, "PACKET_???");
    buffer_printf(out, ", sll_halen=%u", address->sll_halen);
    if (address->sll_halen == 0)
        return;
    buffer_append_text(out, ", sll_addr=[");
    for (size_t i = 0; i < address->sll_halen && i < room; i++)
        buffer_printf(out, "%s%#02x", i ? ", " : "", address->sll_addr[i]);
    buffer_append_text(out, address->sll_halen > room ? ", ...]" : "]");
}

static void append_vsock(struct buffer *out, const struct shown *shown)
{
    static const struct decode_word cids[] = {{VMADDR_CID_ANY, "VMADDR_CID_ANY"},
                                              {VMADDR_CID_HYPERVISOR, "VMADDR_CID_HYPERVISOR"},
                                              {1, "VMADDR_CID_LOCAL"},
                                              {VMADDR_CID_HOST, "VMADDR_CID_HOST"},
                                              {0, ""}};
    const struct sockaddr_vm *address = (const struct sockaddr_vm *)shown->storage;
    const struct decode_word *cid = cids;

    while (cid->name[0] && cid->number != address->svm_cid)
        cid++;
    if (cid->name[0])
        buffer_printf(out, "svm_cid=%s, ", cid->name);
    else
        buffer_printf(out, "svm_cid=%#x, ", address->svm_cid);
    if (address->svm_port == VMADDR_PORT_ANY)
        buffer_append_text(out, "svm_port=VMADDR_PORT_ANY, svm_flags=0");
    else
        buffer_printf(out, "svm_port=%#x, svm_flags=0", address->svm_port);
}

static void append_netlink(struct buffer *out, const struct shown *shown)
{
    const struct sockaddr_nl *address = (const struct sockaddr_nl *)shown->storage;

    buffer_printf(out, "nl_pid=%u, nl_groups=%08x", address->nl_pid, address->nl_groups);
}

/* An address shorter than its family's is just bytes. */
static const struct {
    sa_family_t family;
    size_t least;
    void (*append)(struct buffer *out, const struct shown *shown);
} forms[] = {
    {AF_INET, sizeof(struct sockaddr_in), append_inet},
    {AF_INET6, offsetof(struct sockaddr_in6, sin6_scope_id), append_inet6},
    {AF_UNIX, sizeof(sa_family_t) + 1, append_unix},
    {AF_PACKET, sizeof(struct sockaddr_ll), append_packet},
    {AF_VSOCK, sizeof(struct sockaddr_vm), append_vsock},
    {AF_NETLINK, sizeof(struct sockaddr_nl), append_netlink},
};

static void append_parts(struct buffer *out, const struct shown *shown)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (shown->storage->ss_family == forms[i].family && shown->length >= forms[i].least) {
            forms[i].append(out, shown);
            return;
        }
    buffer_append_text(out, "sa_data=");
    append_quoted(out, span_after((struct span){(const char *)shown->storage, shown->length},
                                  sizeof(sa_family_t)));
}

void decode_address(struct buffer *out, const struct decode *how, struct span address)
{
    struct sockaddr_storage storage = {0};

    if (address.length < sizeof(sa_family_t)) {
        buffer_append_text(out, DECODE_POINTER);
        return;
    }
    if (address.length > sizeof(storage))
        address.length = sizeof(storage);
    memcpy(&storage, address.data, address.length);
    buffer_append_text(out, "{sa_family=");
    decode_word(out, decode_families, storage.ss_family, "AF_???");
    if (address.length > sizeof(sa_family_t)) {
        buffer_append_text(out, ", ");
        append_parts(out, &(struct shown){&storage, address.length, how});
    }
    buffer_append_byte(out, '}');
}
