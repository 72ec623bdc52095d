/* The making of a ladder: who faces whom, then what happened. Private to src/journal. */
#ifndef JOURNAL_LADDER_PARTS_H
#define JOURNAL_LADDER_PARTS_H

#include "journal/ladder.h"

enum { NO_COLUMN = LADDER_COLUMNS };

/* An attempt of one end to reach another, or one that was accepted, or a pair. */
struct attempt {
    uint64_t event;
    unsigned socket;             /* who tries; 0: somebody elsewhere */
    unsigned accepted;           /* who answers, once that is known; 0: nobody of ours */
    unsigned listener;           /* of ours in whose queue it is */
    struct journal_end to, from; /* `to` as given to connect(2), `from` as accept(2) told */
    bool is_pending, has_failed;
    bool was_given_up; /* so that nobody has answered */
    bool was_undone;   /* by a disconnect, so that the socket's address is none of its any more */
    unsigned column, peer;
};

/* What the calls of a connection have told of its bytes. */
struct stream {
    bool was_reset;
    bool is_mute,
        is_deaf;    /* shut down: for sending; for receiving, before anything else ended it */
    bool has_ended; /* a receive has got nothing before */
};

/* A column while events are gone through. */
struct lane {
    unsigned peer; /* column; NO_COLUMN */
    bool is_tcp;
    bool has_acted; /* there is a rung of it */
    unsigned char state;
    unsigned char told; /* the state that the kernel told last */
    size_t guesses;     /* the first rung that rests on a guess since then */
    unsigned open;      /* descriptors */
    bool is_whole;      /* known from its beginning, so that its bytes can be counted */
    bool is_own;        /* connected to itself */
    bool is_accepted;   /* of one with a listener: so far the listener stands for it */
    bool is_trying;     /* SYN is sent, no answer was seen */
    bool aborts;        /* SO_LINGER of no time */
    bool is_over;       /* the kernel has said CLOSE, and the peer's FIN was not seen */
    bool has_timed_out; /* a call has said that nobody answers */
    bool stopped;       /* shut down for receiving */
    struct stream stream;
    bool fin_sent, fin_unacknowledged, reset, urgent;
    uint64_t sent, taken;
    size_t waiting;             /* behind the rung of what waited when its peer's end was noticed */
    uint64_t waiting_taken;     /* received since then */
    nanoseconds last;           /* its last rung's time */
    nanoseconds unacknowledged; /* until when its FIN was, as far as is known */
};

/* What is known of a socket by its id: which column is its, whether it has accepted any. */
struct slot {
    unsigned socket, column;
    bool has_accepted;
    size_t told; /* the first of those that tell how it ended, from 1 */
    struct slot *in_bucket;
};

/* A call that has told how the connection ended, or that another one was begun. */
struct told {
    uint64_t event;
    int error;   /* 0 for a beginning */
    size_t next; /* of the same socket, from 1 */
};

struct building {
    const struct journal *journal;
    struct slot *slots[1024]; /* by the id's last bits */
    struct ladder *ladder;
    struct lane *lanes; /* one a column, and one of NO_COLUMN that is never used */
    struct attempt *attempts;
    size_t attempt_count, attempt_next;
    size_t *waiting; /* rungs of messages that nobody has received yet */
    size_t waiting_count, waiting_first;
    struct told *told;
    size_t told_count;
};

/* ladder_ends.c */

bool end_is_tcp(const struct journal_socket *socket);
bool end_is_connected_type(unsigned type);
/* AF_UNSPEC: connect(2) to nobody. */
bool end_is_nobody(const struct journal_end *end);

/* What is known of a socket; the journal must remember it. */
struct slot *ends_slot(struct building *building, unsigned socket);
void ends_free(struct building *building);

/* The column of a socket, made when it isn't there; NO_COLUMN where the socket is forgotten, or there are too
 * many. Copies have the column of their original. */
unsigned ends_column(struct building *building, unsigned socket);
/* The same where it is there already. */
unsigned ends_find_column(const struct building *building, unsigned socket);
/* Those that a listener stands for: the first at or after `from`; NO_COLUMN at the end. */
unsigned ends_next_accepted(const struct building *building, unsigned listener, unsigned from);
/* A column for somebody elsewhere: whom a connection leads to has it for that alone, whom messages go to has one
 * for all who send there. */
unsigned ends_add_elsewhere(struct building *building, const struct ladder_column *like,
                            const struct journal_end *address);
/* Whether what is sent to that address comes to who has this one. */
bool ends_reaches(const struct journal_end *to, const struct journal_end *local);
/* Whom messages to this address reach. */
unsigned ends_receiver(struct building *building, const struct journal_socket *sender,
                       const struct journal_end *address);
/* Whom the column is connected to; NO_COLUMN. */
unsigned ends_peer(struct building *building, unsigned column);
void ends_link(struct building *building, unsigned from, unsigned to);

bool ends_address_of(const struct journal *journal, const struct journal_event *event,
                     struct journal_end *ret_end);

/* ladder_attempts.c */

/* Note who connected to whom, and make the columns in the order in which they began. */
void ends_pair(struct building *building);

/* The socket that an accept4(2) has made; 0 where it is not known. */
unsigned ends_accepted_by(const struct journal *journal, const struct journal_event *event);

/* ladder_told.c */

void told_find(struct building *building);
/* The error by which a call behind that event, when the connection or the attempt at one was over, tells how that
 * ended: EPIPE where FIN had come before RST, also where a receive tells that; 0 where none does. To be asked in the
 * order of events. */
int told_behind(struct building *building, const struct journal_event *event);

/* ladder_states.c: rungs, and the states that follow. */

struct ladder_rung *rung_add(struct building *building, enum ladder_kind kind, unsigned from,
                             unsigned to, const struct journal_event *event, const char *what);
void rung_guess(struct building *building, unsigned column, int happening,
                const struct journal_event *event);
void rung_told(struct building *building, unsigned column, int state,
               const struct journal_event *event);
/* FIN or RST, with what it makes of both ends. */
void rung_fin(struct building *building, unsigned from, unsigned to,
              const struct journal_event *event, const char *what);
void rung_reset(struct building *building, unsigned from, unsigned to,
                const struct journal_event *event, const char *what);
/* An attempt of the column has ended with that error: with RST, once, which may have come behind the handshake. */
void rung_fail(struct building *building, unsigned column, int error,
               const struct journal_event *event);
/* The handshake that is under way comes to its end. */
void rung_established(struct building *building, unsigned from, const struct journal_event *event);
/* A connection that is over without a word of how has come to TIME-WAIT: the rest of the way there. */
void rung_conclude(struct building *building, unsigned column, const struct journal_event *event);
/* The ACK of the column's FIN, where that is owed and its peer has certainly sent it, alone. */
void rung_acknowledge_if_certain(struct building *building, unsigned column,
                                 const struct journal_event *event);
/* The column has got data, which carried that ACK where it was owed still. */
void rung_carries_ack(struct building *building, unsigned column,
                      const struct journal_event *event);

/* ladder_waiting.c */

/* The end of somebody elsewhere is noticed: what has come by now, and is received later, stands here. */
void rung_waiting(struct building *building, unsigned from, unsigned to,
                  const struct journal_event *event);

/* ladder_own.c */

/* A socket that is connected to itself has got its own FIN by now. */
void own_conclude(struct building *building, unsigned column, const struct journal_event *event);

/* ladder_events.c */

void events_replay(struct building *building);

#endif
