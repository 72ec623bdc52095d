/* One call while a ladder is made, and what becomes of it: a function a call. Private to src/journal. */
#ifndef JOURNAL_LADDER_CALL_H
#define JOURNAL_LADDER_CALL_H

#include "ladder_parts.h"

/* A call on the socket of a column. */
struct call {
    struct building *building;
    const struct journal_event *event;
    unsigned column;
    struct lane *lane;
    const struct journal_socket *socket;
};

/* ladder_events.c */

/* A rung at its own end; `what` in place of the call's words, NULL for those. */
struct ladder_rung *call_note(const struct call *call, const char *what);
unsigned call_peer(const struct call *call);
struct lane *call_lane(const struct call *call, unsigned column);
/* Whether the column's end is in this shell. */
bool call_is_ours(const struct call *call, unsigned column);
/* It would have blocked, or a signal came: nothing has happened. */
bool call_waits(const struct journal_event *event);

/* ladder_stream.c */

/* To be called with each call of the column's own. What its end means where it is a receive that came to the end of a
 * stream: of the peer's FIN it tells only where nothing else has ended the stream before. NULL for any other. */
const char *stream_follow(const struct call *call);

/* ladder_begin.c: how an end comes to be, and to have a peer */

void replay_socket(const struct call *call);
void replay_plain(const struct call *call);
void replay_pair(const struct call *call);
void replay_connect(const struct call *call);
void replay_listen(const struct call *call);
void replay_accept(const struct call *call);
/* Nothing has come of an attempt. */
void fail_attempt(const struct call *call, int error);

/* ladder_move.c: bytes and messages */

void replay_send(const struct call *call);
void replay_receive(const struct call *call);
void replay_splice(const struct call *call);
/* SO_ERROR tells what a transfer would have failed with. */
void replay_error(const struct call *call);

/* ladder_waiting.c: bytes that had come before their sender's end was noticed */

/* What is received was among them. */
bool take_waiting(const struct call *call);
/* So many of them are left. */
void count_waiting(const struct call *call, uint64_t bytes);
void replay_ioctl(const struct call *call);

/* ladder_finish.c: shutdown and close */

void replay_shutdown(const struct call *call);
void replay_close(const struct call *call);
/* Bytes that have come and were not taken; 0 also where that can't be known. */
uint64_t ladder_unread(const struct building *building, unsigned column);

/* ladder_own.c: a connection of a socket to itself */

bool own_has(const struct call *call);
/* Whether a connect(2) to that address begins one. */
bool own_begins(const struct call *call, const struct journal_end *to);
void own_connect(const struct call *call);
/* Its FIN, which comes to itself; or its RST. */
void own_finish(const struct call *call);
void own_reset(const struct call *call, const char *what);

#endif
