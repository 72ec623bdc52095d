/* A journal of two sockets that face each other, a and b, written by hand, and the ladder of it. */
#ifndef UNIT_STORY_H
#define UNIT_STORY_H

#include "support.h"

#include "base/buffer.h"
#include "journal/journal.h"

struct story {
    struct journal *journal;
    nanoseconds now;
    struct buffer text; /* what was shown last */
};

enum { A = 1, B = 2 };

/* It begins with socketpair(2); of TCP they are connected. */
struct story story_of(int family, int type, size_t size);
struct story story_of_tcp(void);
void story_end(struct story *story);
#define cleanup_story __attribute__((cleanup(story_end)))

/* What comes next, a while after what was told before. */
void story_tell(struct story *story, struct journal_event event, const char *data);
void story_sends(struct story *story, unsigned socket, const char *data);
void story_receives(struct story *story, unsigned socket, const char *data, int flags);
void story_shuts_down(struct story *story, unsigned socket);
void story_closes(struct story *story, unsigned socket);

/* The kernel told another state; it was asked, and told this one: the journal notes it as a state only when it is new. */
void story_state(struct story *story, unsigned socket, int before, int now);
void story_looks(struct story *story, unsigned socket, int state);

/* The ladder of it, once. */
const char *story_shown(struct story *story, size_t columns, size_t rungs);

size_t occurrences(const char *text, const char *what);

#endif
