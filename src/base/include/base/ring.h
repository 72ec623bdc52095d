/* Byte strings in bounded memory: the newest are kept, the oldest forgotten first. */
#ifndef BASE_RING_H
#define BASE_RING_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct ring {
    char *bytes;
    size_t size;
    uint64_t next; /* where the next string goes, counted from the first byte ever */
};

/* A place where no string ever is. */
#define RING_NOWHERE (UINT64_MAX / 2)

/* A ring in that memory, which stays the caller's. */
struct ring ring_over(char *bytes, size_t size);

/* Room for a string no longer than the ring, to be filled in at once. */
char *ring_take(struct ring *ring, size_t length, uint64_t *ret_place);

/* Keep a copy; a string longer than the ring is cut. Returns where it is. */
uint64_t ring_put(struct ring *ring, struct span bytes);

/* The string of that length at that place, valid until the next ring_put(). False when it is forgotten. */
bool ring_get(const struct ring *ring, uint64_t place, size_t length, struct span *ret_bytes);

#endif
