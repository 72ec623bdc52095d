#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>

/* The first block is what most arenas are content with; each further one is twice as large, up to a huge
 * page, which spares a program of a million statements its page faults. */
enum {
    FIRST_BLOCK = 4 * 1024,
    HUGE_PAGE = 2 * 1024 * 1024,
};

struct arena_block {
    struct arena_block *previous;
    size_t size;
    alignas(max_align_t) char bytes[];
};

static size_t aligned(size_t size)
{
    size_t unit = alignof(max_align_t);

    return (size + unit - 1) / unit * unit;
}

/* Whole, with its header: twice the block before it, or what is asked for now. */
static size_t next_size(const struct arena *arena, size_t room)
{
    size_t size = FIRST_BLOCK;

    if (arena->current)
        size = 2 * (arena->current->size + sizeof(struct arena_block));
    if (size > HUGE_PAGE)
        size = HUGE_PAGE;
    return size < room + sizeof(struct arena_block) ? room + sizeof(struct arena_block) : size;
}

static void add_block(struct arena *arena, size_t room)
{
    size_t size = next_size(arena, room);
    struct arena_block *block =
        size == HUGE_PAGE ? memory_huge_page(size) : memory_resize(NULL, size);

    block->previous = arena->current;
    block->size = size - sizeof(*block);
    arena->current = block;
    arena->used = 0;
}

static void *take(struct arena *arena, size_t size)
{
    size = aligned(size);
    if (!arena->current || arena->current->size - arena->used < size)
        add_block(arena, size);

    char *memory = arena->current->bytes + arena->used;
    arena->used += size;
    return memory;
}

void *arena_new(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

struct span arena_copy(struct arena *arena, struct span bytes)
{
    return (struct span){arena_text(arena, bytes), bytes.length};
}

char *arena_text(struct arena *arena, struct span bytes)
{
    char *copy = take(arena, bytes.length + 1);

    if (bytes.length)
        memcpy(copy, bytes.data, bytes.length);
    copy[bytes.length] = '\0';
    return copy;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->current, arena->used};
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
    while (arena->current != mark.block) {
        struct arena_block *gone = arena->current;
        /* The first block stays: a loop of small statements then allocates nothing. */
        if (!gone->previous && !mark.block && gone->size + sizeof(*gone) == FIRST_BLOCK) {
            arena->used = 0;
            return;
        }
        arena->current = gone->previous;
        free(gone);
    }
    arena->used = mark.used;
}

void arena_free(struct arena *arena)
{
    while (arena->current) {
        struct arena_block *gone = arena->current;
        arena->current = gone->previous;
        free(gone);
    }
    arena->used = 0;
}
