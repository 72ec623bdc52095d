/* What control messages are called, and what they say. */
#include "net/ancillary.h"

#include "base/encode.h"
#include "base/error.h"
#include "net/address.h"
#include "net/interface.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/if_packet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/time.h>
#include <time.h>

#ifndef SCM_SECURITY
#define SCM_SECURITY 3
#endif

typedef void describer(struct buffer *out, struct span data);

/* A value of a fixed layout, copied out of the message, whose data may be unaligned. */
#define COPY(type, name, bytes) \
    type name = {0};            \
    copy(&name, sizeof(name), bytes)

static void copy(void *to, size_t size, struct span bytes)
{
    memcpy(to, bytes.data, bytes.length < size ? bytes.length : size);
}

static void describe_bytes(struct buffer *out, struct span data)
{
    encode_hex_joined(out, data, " ");
}

static void describe_int(struct buffer *out, struct span data)
{
    COPY(int, number, data);
    buffer_printf(out, "%d", number);
}

/* IP_TOS comes as a byte, IPV6_TCLASS as an int. */
static void describe_class(struct buffer *out, struct span data)
{
    static const char *const ecn[] = {"not ECN-capable", "ECT(1)", "ECT(0)",
                                      "congestion experienced"};
    COPY(unsigned char, first, data);
    COPY(int, whole, data);
    int class = data.length == 1 ? first : whole;

    buffer_printf(out, "0x%02x: DSCP %d, %s", class, class >> 2, ecn[class & 3]);
}

static void describe_instant(struct buffer *out, time_t seconds, long nanoseconds)
{
    char date[32];
    struct tm parts;

    if (!gmtime_r(&seconds, &parts)) {
        buffer_printf(out, "%lld seconds", (long long)seconds);
        return;
    }
    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts);
    buffer_printf(out, "%s.%09ldZ", date, nanoseconds);
}

static void describe_timeval(struct buffer *out, struct span data)
{
    COPY(struct timeval, time, data);
    describe_instant(out, time.tv_sec, time.tv_usec % 1000000 * 1000);
}

static void describe_timespec(struct buffer *out, struct span data)
{
    COPY(struct timespec, time, data);
    describe_instant(out, time.tv_sec, time.tv_nsec);
}

/* Three stamps: by software, one that is no longer used, by hardware (timestamping.rst). */
static void describe_timestamping(struct buffer *out, struct span data)
{
    COPY(struct scm_timestamping, stamps, data);
    static const char *const names[] = {"software", NULL, "hardware"};
    size_t before = out->length;

    for (size_t i = 0; i < 3; i++) {
        if (!names[i] || (!stamps.ts[i].tv_sec && !stamps.ts[i].tv_nsec))
            continue;
        buffer_printf(out, "%s%s ", out->length > before ? " " : "", names[i]);
        describe_instant(out, stamps.ts[i].tv_sec, stamps.ts[i].tv_nsec);
    }
}

static void describe_interface(struct buffer *out, unsigned index)
{
    char name[IF_NAMESIZE];

    if (interface_name(index, name))
        buffer_printf(out, "interface %s", name);
    else
        buffer_printf(out, "interface %u", index);
}

static void append_host(struct buffer *out, int family, const void *bytes, size_t length)
{
    struct address address = {.storage.ss_family = (sa_family_t)family,
                              .length = sizeof(struct sockaddr_in6)};

    if (family == AF_INET)
        memcpy(&((struct sockaddr_in *)&address.storage)->sin_addr, bytes, length);
    else
        memcpy(&((struct sockaddr_in6 *)&address.storage)->sin6_addr, bytes, length);
    address_host(out, &address);
}

static void describe_pktinfo(struct buffer *out, struct span data)
{
    COPY(struct in_pktinfo, info, data);

    describe_interface(out, (unsigned)info.ipi_ifindex);
    buffer_append_text(out, ", sent to ");
    append_host(out, AF_INET, &info.ipi_addr, sizeof(info.ipi_addr));
    buffer_append_text(out, ", local ");
    append_host(out, AF_INET, &info.ipi_spec_dst, sizeof(info.ipi_spec_dst));
}

static void describe_pktinfo6(struct buffer *out, struct span data)
{
    COPY(struct in6_pktinfo, info, data);

    describe_interface(out, info.ipi6_ifindex);
    buffer_append_text(out, ", sent to ");
    append_host(out, AF_INET6, &info.ipi6_addr, sizeof(info.ipi6_addr));
}

static struct address to_address(struct span data)
{
    struct address address = {0};

    address.length =
        (socklen_t)(data.length < sizeof(address.storage) ? data.length : sizeof(address.storage));
    memcpy(&address.storage, data.data, address.length);
    return address;
}

static void describe_address(struct buffer *out, struct span data)
{
    struct address address = to_address(data);

    address_format(out, &address);
}

static void describe_credentials(struct buffer *out, struct span data)
{
    COPY(struct ucred, peer, data);
    buffer_printf(out, "pid %d, uid %u, gid %u", peer.pid, peer.uid, peer.gid);
}

static void describe_descriptors(struct buffer *out, struct span data)
{
    size_t count = data.length / sizeof(int);

    buffer_printf(out, "%zu descriptor%s; `recvfd` makes handles of them", count,
                  count == 1 ? "" : "s");
}

static void describe_process(struct buffer *out, struct span data)
{
    (void)data;
    buffer_append_text(out, "a descriptor of the sender's process");
}

static void describe_text(struct buffer *out, struct span data)
{
    buffer_append(out, (struct span){data.data, strnlen(data.data, data.length)});
}

/* An entry of the error queue (ip(7), IP_RECVERR), with who caused it behind it. */
static void describe_error(struct buffer *out, struct span data)
{
    static const char *const origins[] = {
        [SO_EE_ORIGIN_NONE] = "nobody",
        [SO_EE_ORIGIN_LOCAL] = "this machine",
        [SO_EE_ORIGIN_ICMP] = "ICMP",
        [SO_EE_ORIGIN_ICMP6] = "ICMPv6",
        [SO_EE_ORIGIN_TXSTATUS] = "a time stamp",
        [SO_EE_ORIGIN_ZEROCOPY] = "zero copy",
    };
    COPY(struct sock_extended_err, entry, data);
    bool is_icmp = entry.ee_origin == SO_EE_ORIGIN_ICMP || entry.ee_origin == SO_EE_ORIGIN_ICMP6;

    buffer_append_text(out, entry.ee_errno ? error_code_name((int)entry.ee_errno) : "no error");
    buffer_printf(out, " from %s",
                  entry.ee_origin < sizeof(origins) / sizeof(origins[0]) ? origins[entry.ee_origin]
                                                                         : "elsewhere");
    if (is_icmp)
        buffer_printf(out, ", type %u, code %u", entry.ee_type, entry.ee_code);
    if (entry.ee_errno == EMSGSIZE)
        buffer_printf(out, ", MTU %u", entry.ee_info);
    if (is_icmp && data.length > sizeof(entry)) {
        struct address offender = to_address(span_after(data, sizeof(entry)));
        buffer_append_text(out, ", by ");
        address_host(out, &offender);
    }
}

static void describe_auxdata(struct buffer *out, struct span data)
{
    COPY(struct tpacket_auxdata, frame, data);

    buffer_printf(out, "length %u, captured %u", frame.tp_len, frame.tp_snaplen);
    if (frame.tp_status & TP_STATUS_VLAN_VALID)
        buffer_printf(out, ", VLAN %u", frame.tp_vlan_tci & 0x0FFF);
}

static const struct {
    int level, type;
    const char *name;
    describer *describe;
} known[] = {
    {SOL_SOCKET, SCM_RIGHTS, "SCM_RIGHTS", describe_descriptors},
    {SOL_SOCKET, SCM_CREDENTIALS, "SCM_CREDENTIALS", describe_credentials},
    {SOL_SOCKET, SCM_SECURITY, "SCM_SECURITY", describe_text},
    {SOL_SOCKET, SCM_PIDFD, "SCM_PIDFD", describe_process},
    {SOL_SOCKET, SO_TIMESTAMP, "SO_TIMESTAMP", describe_timeval},
    {SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS", describe_timespec},
    {SOL_SOCKET, SO_TIMESTAMPING, "SO_TIMESTAMPING", describe_timestamping},
    {SOL_SOCKET, SO_RXQ_OVFL, "SO_RXQ_OVFL", describe_int},
    {SOL_SOCKET, SO_MARK, "SO_MARK", describe_int},
    {IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO", describe_pktinfo},
    {IPPROTO_IP, IP_TTL, "IP_TTL", describe_int},
    {IPPROTO_IP, IP_TOS, "IP_TOS", describe_class},
    {IPPROTO_IP, IP_RECVERR, "IP_RECVERR", describe_error},
    {IPPROTO_IP, IP_ORIGDSTADDR, "IP_ORIGDSTADDR", describe_address},
    {IPPROTO_IP, IP_CHECKSUM, "IP_CHECKSUM", describe_int},
    {IPPROTO_IP, IP_RECVFRAGSIZE, "IP_RECVFRAGSIZE", describe_int},
    {IPPROTO_IPV6, IPV6_PKTINFO, "IPV6_PKTINFO", describe_pktinfo6},
    {IPPROTO_IPV6, IPV6_HOPLIMIT, "IPV6_HOPLIMIT", describe_int},
    {IPPROTO_IPV6, IPV6_TCLASS, "IPV6_TCLASS", describe_class},
    {IPPROTO_IPV6, IPV6_RECVERR, "IPV6_RECVERR", describe_error},
    {IPPROTO_IPV6, IPV6_ORIGDSTADDR, "IPV6_ORIGDSTADDR", describe_address},
    {IPPROTO_IPV6, IPV6_RECVFRAGSIZE, "IPV6_RECVFRAGSIZE", describe_int},
    {IPPROTO_TCP, TCP_CM_INQ, "TCP_INQ", describe_int},
    {IPPROTO_UDP, UDP_GRO, "UDP_GRO", describe_int},
    {SOL_PACKET, PACKET_AUXDATA, "PACKET_AUXDATA", describe_auxdata},
};

enum { KNOWN_COUNT = sizeof(known) / sizeof(known[0]) };

static size_t find(const struct ancillary *message)
{
    size_t i = 0;

    while (i < KNOWN_COUNT && (known[i].level != message->level || known[i].type != message->type))
        i++;
    return i;
}

void ancillary_name(struct buffer *out, const struct ancillary *message)
{
    size_t i = find(message);

    if (i < KNOWN_COUNT)
        buffer_append_text(out, known[i].name);
    else
        buffer_printf(out, "%d:%d", message->level, message->type);
}

void ancillary_describe(struct buffer *out, const struct ancillary *message)
{
    size_t i = find(message);

    (i < KNOWN_COUNT ? known[i].describe : describe_bytes)(out, message->data);
}
