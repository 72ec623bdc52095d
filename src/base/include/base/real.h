/* Numbers of IEEE 754 in 2, 4 or 8 bytes: from text to their bits, and back. */
#ifndef BASE_REAL_H
#define BASE_REAL_H

#include "base/buffer.h"

#include <stdint.h>

/* The bits of a number that is written in decimal or 0x, or inf, infinity or nan in any case; rounded to
 * the nearest, a tie to the even one. False for what is no number, or rounds to more than the largest. */
bool real_read(struct span text, size_t size, uint64_t *ret_bits);

/* Append the number: as an integer where it is one below 1e16, else with the fewest digits that
 * real_read() makes the same bits of. A NaN is "nan", whatever its bits. */
void real_format(struct buffer *out, size_t size, uint64_t bits);

/* The largest number of a size, as text. */
const char *real_largest(size_t size);

#endif
