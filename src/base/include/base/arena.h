/* An arena gives memory piece by piece and takes it all back at once, or back to a mark.
 * A zeroed struct is an empty arena. What it gives is zeroed and aligned for any type. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

struct arena_block;

struct arena {
    struct arena_block *current;
    size_t used; /* of the current block */
};

struct arena_mark {
    struct arena_block *block;
    size_t used;
};

void *arena_new(struct arena *arena, size_t size);
struct span arena_copy(struct arena *arena, struct span bytes);
/* The bytes with a NUL behind them. */
char *arena_text(struct arena *arena, struct span bytes);

struct arena_mark arena_mark(const struct arena *arena);
/* Everything given since the mark is void. */
void arena_release(struct arena *arena, struct arena_mark mark);
void arena_free(struct arena *arena);

#endif
