#include "base/ring.h"

#include <string.h>

struct ring ring_over(char *bytes, size_t size)
{
    return (struct ring){.bytes = bytes, .size = size};
}

/* Strings are whole: what does not fit before the end begins at the beginning. */
static uint64_t place_for(const struct ring *ring, size_t length)
{
    size_t at = ring->next % ring->size;

    return at + length <= ring->size ? ring->next : ring->next + (ring->size - at);
}

char *ring_take(struct ring *ring, size_t length, uint64_t *ret_place)
{
    uint64_t place = place_for(ring, length);

    ring->next = place + length;
    *ret_place = place;
    return ring->bytes + place % ring->size;
}

uint64_t ring_put(struct ring *ring, struct span bytes)
{
    size_t length = bytes.length < ring->size ? bytes.length : ring->size;
    uint64_t place;
    char *room = ring_take(ring, length, &place);

    if (length)
        memcpy(room, bytes.data, length);
    return place;
}

bool ring_get(const struct ring *ring, uint64_t place, size_t length, struct span *ret_bytes)
{
    if (length > ring->size || place + length > ring->next || ring->next - place > ring->size)
        return false;
    *ret_bytes = (struct span){ring->bytes + place % ring->size, length};
    return true;
}
