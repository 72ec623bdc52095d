/* Packets as they would be on the wire, with right lengths and checksums. What no call tells is made up: the
 * time to live is 64, nothing is fragmented. */
#ifndef JOURNAL_PACKET_H
#define JOURNAL_PACKET_H

#include "base/buffer.h"
#include "journal/journal.h"

#include <stdint.h>

/* Bytes of data that one segment or datagram of IPv4 holds at the most. */
enum { PACKET_TCP_DATA = 65495, PACKET_UDP_DATA = 65507 };

/* An end as packets have it: an IPv4 address that an IPv6 socket sees as ::ffff:a.b.c.d is one of IPv4. */
struct packet_end {
    unsigned char version; /* 4 or 6; 0: not known */
    unsigned char address[16];
    uint16_t port;
};

/* Of an address of IPv4 or IPv6; version 0 for another. */
struct packet_end packet_end(const struct journal_end *end);
bool packet_end_equal(const struct packet_end *a, const struct packet_end *b);
/* Whether its address is the wildcard, or not known. */
bool packet_end_is_any(const struct packet_end *end);
/* Whether both are addresses of one host, as what they are tells. */
bool packet_ends_are_here(const struct packet_end *a, const struct packet_end *b);

enum tcp_flags { TCP_F = 1, TCP_S = 2, TCP_R = 4, TCP_P = 8, TCP_A = 16, TCP_U = 32 };

struct packet_tcp {
    const struct packet_end *from, *to;
    uint32_t sequence, acknowledged;
    unsigned flags;  /* a set of tcp_flags */
    uint16_t urgent; /* of TCP_U: where the byte behind the urgent one is */
    struct span data;
};

/* Append a segment. One with TCP_S says the usual options. */
void packet_tcp(struct buffer *out, const struct packet_tcp *tcp);

/* Append a datagram of IPPROTO_UDP or IPPROTO_UDPLITE; `whole` is its true length, where `data` is its
 * beginning. */
void packet_udp(struct buffer *out, int protocol, const struct packet_end *from,
                const struct packet_end *to, struct span data, size_t whole);

/* Append a packet of another protocol. */
void packet_ip(struct buffer *out, int protocol, const struct packet_end *from,
               const struct packet_end *to, struct span payload, size_t whole);

/* The checksum of a message with the pseudo header of IPv6, as ICMPv6 has it. */
uint16_t packet_checksum6(int protocol, const struct packet_end *from, const struct packet_end *to,
                          struct span message);

/* What the kernel fills in where a raw socket sends the header itself (raw(7), IP_HDRINCL): length, source
 * and checksum. False where it is no header of IPv4. */
bool packet_complete(struct buffer *packet, const struct packet_end *from);

#endif
