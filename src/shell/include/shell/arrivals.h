/* What comes on the session's handles by itself: told once, or received where a handle is watched.
 *
 * Each handle has an edge-triggered watch in the loop. What it calls back about is looked at a moment
 * later, many at a time, with calls that consume nothing: poll(2), SIOCINQ, TCP_INFO. */
#ifndef SHELL_ARRIVALS_H
#define SHELL_ARRIVALS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct arrivals;
struct entry;
struct session;

/* How many are told one by one at a time, and how long the rest waits at least. */
enum { ARRIVALS_AT_ONCE = 6 };
#define ARRIVALS_PAUSE (500 * MILLISECOND)

/* A terminal where somebody may be typing: called before events are shown and after that. */
struct arrivals_stage {
    void *context;
    void (*clear)(void *context);
    void (*redraw)(void *context);
};

/* Which of many events are told one by one, and the count of the others. */
struct arrivals_batch {
    unsigned told;
    uint64_t more, more_handles;
};
bool arrivals_admit(struct arrivals_batch *batch, bool first_of_handle);

/* `set arrivals`: begin to follow the session's handles, or leave it. False with a `resource` error. */
bool arrivals_set(struct session *session, bool on, struct error *error);
bool arrivals_are_set(const struct session *session);

/* `watch`: what comes on this handle is received and shown. */
bool arrivals_watch(struct session *session, struct entry *entry, bool on, struct error *error);
bool arrivals_is_watched(const struct entry *entry);

/* From now on there is a prompt on a stage, until it is NULL. What one's own statements bring about at once is
 * no news there. */
void arrivals_at_prompt(struct session *session, const struct arrivals_stage *stage);

/* A statement has ended: tell what had to wait for that. Before a prompt: what it brought about is known; false
 * where Ctrl-C came by then. */
void arrivals_after_statement(struct session *session);
bool arrivals_before_prompt(struct session *session);

/* Part of session_free(). */
void arrivals_free(struct session *session);

#endif
