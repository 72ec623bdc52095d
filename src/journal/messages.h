/* Datagrams and what is below them, as a capture knows them. Private to the files of that name. */
#ifndef JOURNAL_MESSAGES_H
#define JOURNAL_MESSAGES_H

#include "capture_parts.h"

/* How a call's message is read and shown. */
typedef void read_message(struct capture *capture, struct messages *messages,
                          const struct seen_call *seen);

/* ---- messages.c ---- */

/* Keep of a message that was sent what it is known again by, when this shell receives it; and whether one is kept.
 * The key is made of what sender and receiver both know. */
uint64_t messages_key(int protocol, unsigned number);
void messages_remember(struct messages *messages, uint64_t key, struct span data);
bool messages_know(const struct messages *messages, uint64_t key, struct span data, size_t whole);

/* Where the call was to or from: it says so, or the socket is connected. Of sockets without ports the kernel
 * doesn't tell. */
struct journal_end message_far_end(struct capture *capture, const struct seen_call *seen);

/* The message of a call, and between which ends it went. */
struct message message_sent(struct capture *capture, const struct seen_call *seen);
struct message message_received(struct capture *capture, const struct seen_call *seen);

/* ---- messages_pieces.c ---- */

/* How long each of the datagrams is that one call has sent, or received, but for the last; 0 for a single one. */
size_t message_piece_sent(struct capture *capture, const struct seen_call *seen);
size_t message_piece_received(const struct seen_call *seen);
/* Take the next one; behind the last there are no more data. */
struct message message_take_piece(struct message *rest, size_t length);

/* ---- messages.c ---- */

/* How long its header of IP is. */
size_t message_header(const struct message *message);

/* ---- messages_refused.c: datagrams that nobody takes ---- */

/* The caller frees. */
struct refusals *refusals_new(void);
/* The packet of a datagram that was sent, whole. */
void refusals_remember(struct capture *capture, struct refusals *refusals,
                       const struct seen_call *seen, const struct message *message,
                       struct span packet);
/* ICMP's port unreachable, where a call on the socket tells of it. */
void refusals_read(struct capture *capture, struct refusals *refusals,
                   const struct seen_call *seen);

/* ---- messages_raw.c: raw sockets and those of ICMP ---- */

/* Of `data`, which is IPPROTO_ICMP's or IPPROTO_ICMPV6's, between the message's ends. */
void message_set_icmp_checksum(const struct message *message, int protocol, struct buffer *data);

read_message ping_sent, ping_received, raw_sent, raw4_received, raw6_received;

/* ---- messages_link.c: packet sockets ---- */

read_message frame_sent, frame_received;

#endif
