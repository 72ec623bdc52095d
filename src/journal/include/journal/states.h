/* The states of TCP that a socket went through, and RFC 9293's diagram of them (figure 5) with that path in it.
 * States are the kernel's numbers, TCP_* of netinet/tcp.h. */
#ifndef JOURNAL_STATES_H
#define JOURNAL_STATES_H

#include "base/buffer.h"
#include "journal/journal.h"

enum { STATES_KEPT = 64 /* steps of a path: the last ones */ };

/* How a step is known. */
enum states_how {
    STATES_MADE,    /* socket(2) begins there */
    STATES_TOLD,    /* the kernel told it when it was asked */
    STATES_IMPLIED, /* nobody saw it, but every way that the calls leave open leads through it */
};

struct states_step {
    int state;
    enum states_how how;
    nanoseconds time; /* when it was made or first told */
};

/* From the beginning to where the socket is now, which is the last step. */
struct states_path {
    struct states_step steps[STATES_KEPT];
    size_t count;
    bool
        is_whole; /* it begins where the socket did: nothing is forgotten, or from before our time */
};

/* What the journal knows of the socket, which must be one it remembers; `now` is what the kernel tells, 0 where
 * it doesn't. */
void states_follow(const struct journal *journal, unsigned socket, int now,
                   struct states_path *ret_path);

enum { STATES_WIDTH = 77 /* columns of the diagram */ };

/* Append the diagram, STATES_WIDTH wide and 18 lines with its legend: in lines and arrows of Unicode, or in ASCII.
 * The path is marked by characters. */
void states_draw(struct buffer *out, const struct states_path *path, bool in_ascii);

/* Append the path as a sentence, with times. */
void states_tell(struct buffer *out, const struct journal *journal, const struct states_path *path);

#endif
