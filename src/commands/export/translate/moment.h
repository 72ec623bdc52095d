/* What is known at a point of the program, and where ways to it join. Private to src/commands. */
#ifndef COMMANDS_EXPORT_MOMENT_H
#define COMMANDS_EXPORT_MOMENT_H

#include "base/span.h"

#include <stdbool.h>

struct loop_round;
struct scene_handle;
struct statement;
struct translation;

/* All that a way changes, as it is here; the caller frees. */
struct moment;
struct moment *moment_now(const struct translation *t);
void moment_free(struct moment *moment);
static inline void moment_cleanup(struct moment **moment)
{
    moment_free(*moment);
}
#define cleanup_moment __attribute__((cleanup(moment_cleanup)))

/* Another way begins where that was. */
void moment_return(struct translation *t, const struct moment *moment);
/* Another way ends here, too: what it differs in is unsure. */
void moment_join(struct translation *t, const struct moment *moment);

/* A block that may be run again, or not at all where it isn't certain. */
struct loop_way {
    struct loop_round *round;
    unsigned timeouts; /* written before it */
    struct moment *before;
};
void moment_open_loop(struct translation *t, struct loop_way *way);
/* Where calls come behind the last round, as those of a condition do. */
void moment_end_loop_by_calls(struct translation *t, const struct loop_way *way);
void moment_close_loop(struct translation *t, const struct loop_way *way, bool is_certain);

/* A block that may end at each call in it. */
struct try_way {
    struct moment *first; /* of those ends */
    unsigned timeouts;    /* written before that */
    size_t length;        /* of what was */
    struct try_way *outer;
};
void moment_open_try(struct translation *t, struct try_way *way);
void moment_before_call(struct translation *t, const struct statement *statement);
void moment_close_try(struct translation *t, const struct try_way *way);
/* The handle's timeout was written, where the text was so long. */
void moment_note_timeout(struct translation *t, struct scene_handle *handle, size_t length);

/* The current handle where that is unsure, as the journal saw it; else gives up. */
bool moment_find_current(struct translation *t, const struct statement *statement);

#endif
