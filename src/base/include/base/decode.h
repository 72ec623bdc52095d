/* Text as the bytes it stands for: what base/encode.h writes. Strict: a `usage` error says which byte
 * is wrong, counted from 1, and nothing is guessed. What was decoded up to there is in `out`. */
#ifndef BASE_DECODE_H
#define BASE_DECODE_H

#include "base/buffer.h"
#include "base/error.h"

/* RFC 4648, section 4: groups of four digits, padded with = at the end alone, no line ends, and no bits
 * set that stand for nothing (section 3.5), so that no two texts mean the same bytes. */
bool decode_base64(struct buffer *out, struct span text, struct error *error);

/* Two digits a byte; between bytes blanks, line ends and colons are passed over. */
bool decode_hex(struct buffer *out, struct span text, struct error *error);

/* RFC 3986: %XX is a byte, any other byte stands for itself. */
bool decode_url(struct buffer *out, struct span text, struct error *error);

/* The same, and + is a blank. */
bool decode_url_plus(struct buffer *out, struct span text, struct error *error);

#endif
