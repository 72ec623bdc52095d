#include "journal/packet.h"

#include "base/checksum.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    TCP_HEADER = 20,
    UDP_HEADER = 8,
    TIME_TO_LIVE = 64,
    DO_NOT_FRAGMENT = 0x4000,
    SYN_WINDOW = 65535,
    TCP_WINDOW = 65534, /* another one: an ACK that says nothing new counts as a duplicate */
    LONGEST = 65535,    /* that the length in a header can say */
};

/* Of a SYN: the longest segment, and windows in units of 2^14 bytes, which no data fills. */
static const char syn_options[] = {2, 4, (char)0xFF, (char)0xD7, 1, 3, 3, 14};

struct packet_end packet_end(const struct journal_end *end)
{
    struct sockaddr_storage storage = {0};
    struct packet_end made = {0};

    memcpy(&storage, end->bytes, end->length);
    if (storage.ss_family == AF_INET && end->length >= sizeof(struct sockaddr_in)) {
        const struct sockaddr_in *inet = (const struct sockaddr_in *)&storage;
        made.version = 4;
        made.port = ntohs(inet->sin_port);
        memcpy(made.address, &inet->sin_addr, 4);
    } else if (storage.ss_family == AF_INET6 && end->length >= sizeof(struct sockaddr_in6)) {
        const struct sockaddr_in6 *inet6 = (const struct sockaddr_in6 *)&storage;
        const unsigned char *bytes = inet6->sin6_addr.s6_addr;
        bool is_mapped = IN6_IS_ADDR_V4MAPPED(&inet6->sin6_addr);
        made.version = is_mapped ? 4 : 6;
        made.port = ntohs(inet6->sin6_port);
        memcpy(made.address, is_mapped ? bytes + 12 : bytes, is_mapped ? 4 : 16);
    }
    return made;
}

bool packet_end_equal(const struct packet_end *a, const struct packet_end *b)
{
    return a->version == b->version && a->port == b->port &&
           memcmp(a->address, b->address, sizeof(a->address)) == 0;
}

static bool packet_end_is_loopback(const struct packet_end *end)
{
    static const unsigned char loopback[16] = {[15] = 1};

    return end->version == 4 ? end->address[0] == 127
                             : memcmp(end->address, loopback, sizeof(loopback)) == 0;
}

bool packet_ends_are_here(const struct packet_end *a, const struct packet_end *b)
{
    struct packet_end host = *a;

    host.port = b->port;
    return packet_end_equal(&host, b) || packet_end_is_loopback(b);
}

bool packet_end_is_any(const struct packet_end *end)
{
    static const unsigned char any[16];

    return memcmp(end->address, any, sizeof(any)) == 0;
}

static void put8(struct buffer *out, unsigned value)
{
    buffer_append_byte(out, (char)value);
}

static void put16(struct buffer *out, size_t value)
{
    put8(out, (unsigned)(value >> 8 & 0xFF));
    put8(out, (unsigned)(value & 0xFF));
}

static void put32(struct buffer *out, size_t value)
{
    put16(out, value >> 16 & 0xFFFF);
    put16(out, value & 0xFFFF);
}

static void set16(char *place, unsigned value)
{
    place[0] = (char)(value >> 8);
    place[1] = (char)value;
}

static void put_address(struct buffer *out, const struct packet_end *end, size_t length)
{
    buffer_append(out, (struct span){(const char *)end->address, length});
}

/* The family of a packet whose one end may not be known. */
static bool is_ipv6(const struct packet_end *from, const struct packet_end *to)
{
    return from->version == 6 || to->version == 6;
}

static size_t bounded(size_t length)
{
    return length < LONGEST ? length : LONGEST;
}

static void put_ipv4(struct buffer *out, int protocol, const struct packet_end *from,
                     const struct packet_end *to, size_t length)
{
    size_t start = out->length;

    put8(out, 4 << 4 | IPV4_HEADER / 4);
    put8(out, 0);
    put16(out, bounded(IPV4_HEADER + length));
    put16(out, 0);
    put16(out, DO_NOT_FRAGMENT);
    put8(out, TIME_TO_LIVE);
    put8(out, (unsigned)protocol & 0xFF);
    put16(out, 0);
    put_address(out, from, 4);
    put_address(out, to, 4);
    set16(out->data + start + 10, checksum_internet((struct span){out->data + start, IPV4_HEADER}));
}

static void put_ipv6(struct buffer *out, int protocol, const struct packet_end *from,
                     const struct packet_end *to, size_t length)
{
    put32(out, (size_t)6 << 28);
    put16(out, bounded(length));
    put8(out, (unsigned)protocol & 0xFF);
    put8(out, TIME_TO_LIVE);
    put_address(out, from, 16);
    put_address(out, to, 16);
}

static void put_header(struct buffer *out, int protocol, const struct packet_end *from,
                       const struct packet_end *to, size_t length)
{
    if (is_ipv6(from, to))
        put_ipv6(out, protocol, from, to, length);
    else
        put_ipv4(out, protocol, from, to, length);
}

/* Of a message behind the pseudo header, `whole` long in it. */
static uint16_t checksum(int protocol, const struct packet_end *from, const struct packet_end *to,
                         struct span message, size_t whole)
{
    cleanup_buffer struct buffer pseudo = {0};
    size_t address = is_ipv6(from, to) ? 16 : 4;

    put_address(&pseudo, from, address);
    put_address(&pseudo, to, address);
    put32(&pseudo, whole);
    put32(&pseudo, (size_t)protocol);
    unsigned sum = (uint16_t)~checksum_internet(buffer_span(&pseudo)) +
                   (unsigned)(uint16_t)~checksum_internet(message);
    return (uint16_t) ~((sum & 0xFFFF) + (sum >> 16));
}

uint16_t packet_checksum6(int protocol, const struct packet_end *from, const struct packet_end *to,
                          struct span message)
{
    return checksum(protocol, from, to, message, message.length);
}

void packet_tcp(struct buffer *out, const struct packet_tcp *tcp)
{
    struct span options = {syn_options, tcp->flags & TCP_S ? sizeof(syn_options) : 0};
    size_t header = TCP_HEADER + options.length, length = header + tcp->data.length;

    put_header(out, IPPROTO_TCP, tcp->from, tcp->to, length);
    size_t start = out->length;
    put16(out, tcp->from->port);
    put16(out, tcp->to->port);
    put32(out, tcp->sequence);
    put32(out, tcp->acknowledged);
    put8(out, (unsigned)(header / 4) << 4);
    put8(out, tcp->flags);
    put16(out, tcp->flags & TCP_S ? SYN_WINDOW : TCP_WINDOW);
    put16(out, 0);
    put16(out, tcp->urgent);
    buffer_append(out, options);
    buffer_append(out, tcp->data);
    set16(out->data + start + 16, checksum(IPPROTO_TCP, tcp->from, tcp->to,
                                           (struct span){out->data + start, length}, length));
}

/* No checksum is 0 but that of IPv4's UDP which wasn't reckoned. The rest of a part isn't there to reckon. */
static unsigned checksum_udp(int protocol, const struct packet_end *from,
                             const struct packet_end *to, struct span datagram, size_t whole)
{
    unsigned sum = checksum(protocol, from, to, datagram, whole);

    if (datagram.length < whole && !is_ipv6(from, to))
        return 0;
    return sum ? sum : 0xFFFF;
}

void packet_udp(struct buffer *out, int protocol, const struct packet_end *from,
                const struct packet_end *to, struct span data, size_t whole)
{
    put_header(out, protocol, from, to, UDP_HEADER + whole);
    size_t start = out->length;
    put16(out, from->port);
    put16(out, to->port);
    /* Of UDP-Lite it is how much the checksum covers: all, unless udplite(7) is told otherwise. */
    put16(out, bounded(UDP_HEADER + whole));
    put16(out, 0);
    buffer_append(out, data);
    struct span datagram = {out->data + start, out->length - start};
    set16(out->data + start + 6, checksum_udp(protocol, from, to, datagram, UDP_HEADER + whole));
}

void packet_ip(struct buffer *out, int protocol, const struct packet_end *from,
               const struct packet_end *to, struct span payload, size_t whole)
{
    put_header(out, protocol, from, to, whole);
    buffer_append(out, payload);
}

bool packet_complete(struct buffer *packet, const struct packet_end *from)
{
    char *bytes = packet->data;

    if (packet->length < IPV4_HEADER || (unsigned char)bytes[0] >> 4 != 4)
        return false;
    size_t header = (size_t)(bytes[0] & 0xF) * 4;
    if (header < IPV4_HEADER || header > packet->length)
        return false;
    set16(bytes + 2, (unsigned)bounded(packet->length));
    if (memcmp(bytes + 12, "\0\0\0\0", 4) == 0)
        memcpy(bytes + 12, from->address, 4);
    set16(bytes + 10, 0);
    set16(bytes + 10, checksum_internet((struct span){bytes, header}));
    return true;
}
