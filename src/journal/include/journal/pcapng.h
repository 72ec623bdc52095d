/* Blocks of a pcapng file, in this machine's byte order (draft-ietf-opsawg-pcapng). Each function appends one
 * whole block. */
#ifndef JOURNAL_PCAPNG_H
#define JOURNAL_PCAPNG_H

#include "base/buffer.h"
#include "base/clock.h"

enum pcapng_link {
    LINK_ETHERNET = 1,
    LINK_RAW = 101,       /* IPv4 or IPv6, as its first byte says */
    LINK_UPPER_PDU = 252, /* what a dissector named in front of it reads */
    LINK_SLL2 = 276,      /* packet(7) without the link's header */
};

/* A section's beginning: what wrote it, and a comment. */
void pcapng_section(struct buffer *out, struct span application, struct span comment);

/* An interface; the first of a section is 0. Times of its packets are nanoseconds. */
void pcapng_interface(struct buffer *out, enum pcapng_link link, struct span name,
                      struct span description);

struct pcapng_packet {
    unsigned interface;
    nanoseconds time; /* since 1970 */
    bool inbound;     /* else outbound */
    struct span bytes;
    size_t whole; /* its true length, where `bytes` are its beginning only */
    struct span comment;
};

void pcapng_packet(struct buffer *out, const struct pcapng_packet *packet);

/* Secrets of TLS, in lines of the key log format: they must stand before the packets they are for. */
void pcapng_secrets(struct buffer *out, struct span lines);

#endif
