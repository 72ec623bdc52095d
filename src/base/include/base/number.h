/* Numbers as people write them: integers, sizes (512, 4K, 1M), durations (250ms, 2s, 1m, 1.5). */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/buffer.h"
#include "base/clock.h"

#include <stdint.h>

/* All of these read the whole span, and leave *ret_... untouched when it is not such a number. */
bool number_integer(struct span text,
                    int64_t *ret_value); /* decimal or 0x, with an optional sign */
bool number_wide(struct span text, bool *ret_negative,
                 uint64_t *ret_amount); /* the same, as sign and amount: to 2^64 - 1 */
bool number_real(struct span text, double *ret_value);   /* 1, -2.5, 1e3; no inf, no nan */
bool number_size(struct span text, uint64_t *ret_bytes); /* suffixes K, M, G: powers of 1024 */
bool number_duration(struct span text, nanoseconds *ret_duration); /* us ms s m h; bare: seconds */

/* 812 us, 1.5 ms, 2 s: three figures at the most. */
/* For reading: 512 bytes, 1.5 KiB, 10.0 GiB. */
void number_format_size(struct buffer *out, uint64_t bytes);

void number_format_duration(struct buffer *out, nanoseconds duration);

#endif
