/* A reader of the journal that writes what sockets send and receive from now on as packets of a pcapng file.
 *
 * Nothing is listened to: a packet is made of what a system call said. So addresses, bytes, directions, order
 * and times are true; what no call tells (sequence numbers, acknowledgements, windows) is made up so that it
 * is consistent, and what the kernel does alone, as sending again, isn't there. */
#ifndef JOURNAL_CAPTURE_H
#define JOURNAL_CAPTURE_H

#include "base/buffer.h"
#include "journal/journal.h"

/* What the kernel has counted of TCP, of all who have their connections where this shell has its own. */
struct capture_counts {
    uint64_t resets;   /* RST that were sent */
    uint64_t unread;   /* closes with data unread, each of which sends one */
    uint64_t segments; /* sent with something new in them: data or FIN */
    uint64_t
        given_up; /* connections that it has ended or forgotten for want of memory, time or room */
};

/* What a capture needs from above. Those that ask return false where there is no answer; they leave no note in
 * the journal. */
struct capture_ways {
    void *context;
    /* Take whole blocks; false ends the capture. */
    bool (*write)(void *context, struct span blocks);
    bool (*local)(void *context, int fd, struct journal_end *ret_end);
    bool (*peer)(void *context, int fd, struct journal_end *ret_end);
    /* The address that the descriptor would send to `to` from. */
    bool (*source)(void *context, int fd, const struct journal_end *to,
                   struct journal_end *ret_end);
    /* Append the bytes of a stream that wait to be received, which stay there, but for the first `known`; nothing
     * where they can't be told. */
    void (*waiting)(void *context, int fd, size_t known, struct buffer *bytes);
    /* Whether a stream has ended behind them. */
    bool (*has_ended)(void *context, int fd);
    /* The state (TCP_* of netinet/tcp.h, TCP_CLOSE for none) of the connection between two addresses, which no descriptor
     * of this shell has any more. */
    bool (*left)(void *context, const struct journal_end *local, const struct journal_end *peer,
                 int *ret_state);
    bool (*counts)(void *context, struct capture_counts *ret_counts);
    /* So long the kernel waits for the peer's FIN behind a close of the descriptor. */
    bool (*patience)(void *context, int fd, nanoseconds *ret_patience);
    /* How many segments with data have come to a socket of TCP, taken or not. */
    bool (*segments)(void *context, int fd, uint64_t *ret_count);
    /* Whether the peer has acknowledged all that a socket of TCP has sent. */
    bool (*is_acknowledged)(void *context, int fd);
    /* How long the datagrams are into which a socket of UDP cuts what it sends; 0 where it doesn't. */
    size_t (*piece)(void *context, int fd);
    /* Whether a raw socket sends the header of IPv4 itself (raw(7), IP_HDRINCL). */
    bool (*sends_header)(void *context, int fd);
};

struct capture;

/* Begin: the sockets that are open are looked at, and the section is written. The journal and the ways'
 * context must outlive the capture, which the caller frees. */
struct capture *capture_new(struct journal *journal, const struct capture_ways *ways);
void capture_free(struct capture *capture);

/* Write what peers have answered by now to closes of this shell's: to be asked before a capture ends. Whether there
 * may be more in a moment: a connection that was closed just now still waits for its peer's FIN. */
bool capture_look_back(struct capture *capture);

/* What was written so far: packets, and bytes in all. */
uint64_t capture_packets(const struct capture *capture);
uint64_t capture_bytes(const struct capture *capture);
/* Whether it goes on: no write has failed. */
bool capture_runs(const struct capture *capture);

/* Secrets of TLS in the key log format, to be told before the packets that they open. */
void capture_secrets(struct capture *capture, struct span lines);

#endif
