/* What the parts of a capture share. Private to src/journal. */
#ifndef JOURNAL_CAPTURE_PARTS_H
#define JOURNAL_CAPTURE_PARTS_H

#include "journal/capture.h"
#include "journal/packet.h"
#include "journal/pcapng.h"

enum capture_interface {
    INTERFACE_IP,
    INTERFACE_UNIX,
    INTERFACE_FRAMES,
    INTERFACE_PACKETS,
    INTERFACE_NOTES,
    INTERFACE_COUNT
};

/* A call on a socket, and what it told. */
struct seen_call {
    const struct journal_event *event;
    const struct journal_bytes *bytes;
    const struct journal_socket *socket;
};

/* A message and its two ends. */
struct message {
    struct packet_end from, to;
    struct span data;
    size_t whole; /* its true length, where `data` is its beginning only */
    const char *note;
};

/* ---- capture.c ---- */

/* A packet of the call under way. Its comment is the statement, with the note behind it unless NULL. */
void capture_emit(struct capture *capture, enum capture_interface interface, bool inbound,
                  struct span bytes, size_t whole, const char *note);
/* The packets of the call under way were sent before it, which has only noticed them. */
void capture_notice(struct capture *capture);
const struct capture_ways *capture_ways(const struct capture *capture);
const struct journal *capture_journal(const struct capture *capture);

/* The address that came with a call; of length 0 where none did. */
struct journal_end capture_end(struct span address);

/* Whether a call has received what is gone from the socket now: not by a look, nor from the error queue. */
bool capture_took(const struct journal_event *event);

/* The data of the next control message of that kind in `rest`, which then begins behind it; no bytes where there
 * is none. */
struct span capture_control(struct span *rest, int level, int type);

/* ---- capture_unix.c ---- */

/* An address for an end of a Unix socket, which has none: always the same for a name, and for a socket
 * without one. */
struct packet_end capture_unix_end(const struct journal_end *end, unsigned socket);

/* A message of the call under way, as a datagram; one that is longer than those can be, as several. */
void capture_unix_message(struct capture *capture, bool inbound, const struct message *message);

/* ---- conversation.c: connections ---- */

struct conversations *conversations_new(void);
void conversations_free(struct conversations *conversations);

/* A socket that is there when the capture begins, in the order of their ids. */
void conversations_find(struct capture *capture, struct conversations *conversations,
                        const struct journal_socket *socket);
/* All were found: what is on its way between them was sent before. */
void conversations_begin(struct capture *capture, struct conversations *conversations);

/* A call on a socket that can have a connection. */
void conversations_read(struct capture *capture, struct conversations *conversations,
                        const struct seen_call *call);

/* What peers have answered to a close of this shell's since; whether more may come. */
bool conversations_look_back(struct capture *capture, struct conversations *conversations);

/* A call on the socket is about to send something: what has come by now comes first. */
void conversations_look(struct capture *capture, struct conversations *conversations,
                        const struct journal_event *event);

/* Whether this socket's messages go through a connection: then the above reads them. */
bool conversations_have(const struct conversations *conversations, unsigned socket);

/* ---- messages.c: datagrams and what is below them ---- */

struct messages *messages_new(void);
void messages_free(struct messages *messages);
void messages_read(struct capture *capture, struct messages *messages,
                   const struct seen_call *call);

#endif
