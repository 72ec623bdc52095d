/* Connections as a capture knows them. Private to the files of that name. */
#ifndef JOURNAL_CONVERSATION_H
#define JOURNAL_CONVERSATION_H

#include "capture_parts.h"

enum stage {
    STAGE_CALLED, /* a SYN was shown, and no answer */
    STAGE_OPEN,
    STAGE_OVER, /* reset, or never answered */
};

struct side {
    struct packet_end end;
    bool ours;            /* a socket of this shell is, or was, this side */
    unsigned descriptors; /* of this shell that are open, and those on their way to itself */
    unsigned passed;      /* those on their way */
    bool finished;        /* its FIN was shown */
    bool is_deaf;         /* shut down for receiving: an end tells nothing of the peer */
    bool has_shut;        /* shut down both ways, when so many segments with data had come: */
    uint64_t segments;
    bool resets_at_close;  /* SO_LINGER of no time */
    uint64_t first;        /* the number of its SYN, where that was shown */
    uint64_t next;         /* the number of what it will send next */
    uint64_t heard;        /* the other's next when this one finished */
    uint64_t acknowledged; /* what it said of the other's numbers last */
    uint64_t taken;        /* the other's numbers up to which its calls have received */
    uint64_t before;       /* sent by the other before the capture, and still to be received */
};

struct conversation {
    struct conversation *in_bucket, *newer;
    unsigned bucket;
    enum capture_interface interface;
    enum stage stage;
    bool keeps_messages;
    bool is_untold;       /* connect(2) was under way when it last returned */
    bool is_own;          /* of a socket that is connected to itself: side 0 is both */
    bool was_passed_on;   /* another process may have its socket, too: a close closes nothing */
    bool was_urgent;      /* what was received is not all that there was */
    struct side sides[2]; /* 0 has called, or is the first half of a pair */
};

/* Which side of which conversation a socket is. */
struct seat {
    struct seat *in_bucket;
    unsigned socket;
    struct conversation *conversation;
    unsigned side;
};

/* ---- conversation_table.c: which there are, and which sockets are in them ---- */

/* A conversation between two ends, of which nothing is shown yet. */
struct conversation *conversations_add(struct conversations *all,
                                       const struct journal_socket *socket,
                                       const struct packet_end *caller,
                                       const struct packet_end *called);

/* Where the socket sits; NULL for nowhere. A seat is taken until the socket leaves it; until then its conversation is
 * not forgotten. */
struct seat *conversations_seat(struct conversations *all, unsigned socket);
void conversations_take_seat(struct conversations *all, unsigned socket,
                             struct conversation *conversation, unsigned side);
void conversations_leave(struct conversations *all, unsigned socket);
/* A descriptor of the side is on its way to this shell, where it will take a seat of its own. */
void conversations_pass(struct conversation *conversation, unsigned side);

/* The newest one between two ends over IP, and which of its sides the first end is. */
struct conversation *conversations_between(const struct conversations *all,
                                           const struct packet_end *end,
                                           const struct packet_end *other, unsigned *ret_side);
/* The one that has called and was not accepted yet: over IP between these ends, of Unix sockets the oldest that
 * calls there, for a listener's queue keeps their order. */
struct conversation *conversations_calling(const struct conversations *all,
                                           const struct packet_end *called,
                                           const struct packet_end *caller);
struct conversation *conversations_calling_unix(const struct conversations *all,
                                                const struct packet_end *called);
/* The oldest that this shell has begun over IP, that is not over, and that nobody of this shell has accepted at the
 * listener, which is of this host. */
struct conversation *conversations_waiting(const struct conversations *all,
                                           const struct packet_end *listener);

/* What was counted as on its way before the capture is so at the least: where the journal has forgotten calls, a
 * count may have come out below nothing. */
void conversations_settle(struct conversations *all);

/* An end of a socket as its packets have it. */
struct packet_end conversation_end(const struct journal_socket *socket,
                                   const struct journal_end *end);

/* Behind the last of a side's numbers that stand for data. */
uint64_t conversation_data_end(const struct side *side);
/* How many numbers of the other's were shown that the side has still to receive. */
uint64_t conversation_under_way(const struct side *side, const struct side *other);

/* Connections that this shell has closed and whose peers may still answer: the newest ones. */
enum { CONVERSATIONS_LEFT = 16 };
struct conversation_left {
    struct packet_end own, peer;  /* of version 0: none */
    int family;                   /* of its socket: AF_INET6 may speak IPv4 */
    struct capture_counts counts; /* when it was seen last that no RST had come */
    uint64_t segments;            /* of its own that may have been sent since then */
    nanoseconds until; /* then the kernel forgets it by itself; 0 where that isn't known */
};
struct conversations_left {
    struct conversation_left items[CONVERSATIONS_LEFT];
    size_t next;
    struct conversation_left coming; /* what is known before a close */
};
struct conversations_left *conversations_left(struct conversations *all);

/* ---- conversation_show.c: its packets ---- */

/* SYN; a note tells the name that a Unix socket's made-up address stands for. */
void conversation_call(struct capture *capture, struct conversation *conversation,
                       const struct journal_end *called);
/* SYN and ACK, ACK, where there was no answer yet. */
void conversation_answer(struct capture *capture, struct conversation *conversation);
/* ACK of all that the other side has said, where that is news. */
void conversation_acknowledge(struct capture *capture, struct conversation *conversation,
                              unsigned from);
/* FIN, once. */
void conversation_finish(struct capture *capture, struct conversation *conversation, unsigned from);
/* RST, once: of its own accord. */
void conversation_reset(struct capture *capture, struct conversation *conversation, unsigned from);

/* The same as the answer to a segment that acknowledges something, which itself doesn't (RFC 9293, 3.10.7.1). */
void conversation_refuse(struct capture *capture, struct conversation *conversation, unsigned from);

/* Data, in segments that fit into packets. Urgent is its last byte. */
void conversation_bytes(struct capture *capture, struct conversation *conversation, unsigned from,
                        struct span data, bool is_urgent, const char *note);
/* A message of one that keeps them, or its beginning. */
void conversation_message(struct capture *capture, struct conversation *conversation, unsigned from,
                          struct span data, size_t whole);

/* ---- conversation_noticed.c: what the other side had sent when the kernel tells of it, by this descriptor ---- */

/* Bytes wait at the side, or may. */
void conversation_bytes_noticed(struct capture *capture, struct conversation *conversation,
                                unsigned side, int fd);
/* FIN has come to the side. */
void conversation_end_noticed(struct capture *capture, struct conversation *conversation,
                              unsigned side, int fd);
/* An error that a call on the side had, or SO_ERROR told. */
void conversation_error_noticed(struct capture *capture, struct conversation *conversation,
                                unsigned side, int fd, int number);
/* The connection is over, and the side hadn't finished; how many numbers behind SYN it got the kernel has counted (0
 * where that isn't known). */
void conversation_over_noticed(struct capture *capture, struct conversation *conversation,
                               unsigned side, int fd, uint64_t count);

/* The side gives up a connection that was over before. */
void conversation_conclude(struct capture *capture, struct conversation *conversation,
                           unsigned side);

/* The side has been shut down both ways: data that comes now is answered with RST. */
void conversation_shut_noticed(struct capture *capture, struct conversation *conversation,
                               unsigned side, const struct journal_event *event);

/* ---- conversation_left.c: what comes behind a close ---- */

/* The side is about to be closed; what is known then counts for the next close. */
void conversation_prepare_to_leave(struct capture *capture, struct conversations *all,
                                   const struct seat *seat, int fd);
/* The side has finished by a close of this socket. */
void conversation_leave_to_kernel(struct capture *capture, struct conversations *all,
                                  const struct conversation *conversation, unsigned side,
                                  const struct journal_socket *socket);

/* ---- conversation_open.c: how it begins ---- */

void conversation_connect(struct capture *capture, struct conversations *all,
                          const struct seen_call *seen);
/* What came of an attempt. */
void conversation_attempt(struct capture *capture, struct conversation *conversation, int fd,
                          int number);
void conversation_accept(struct capture *capture, struct conversations *all,
                         const struct seen_call *seen);
/* A listener is closed: whoever still waits there will not be accepted. */
void conversation_unlisten(struct capture *capture, struct conversations *all,
                           const struct journal_socket *listener);
void conversation_pair(struct conversations *all, const struct seen_call *seen);

#endif
