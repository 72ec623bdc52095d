/* What the user's terminal can show, which is what the locale says of it. */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include "base/buffer.h"

#include <stdbool.h>

/* Whether it is UTF-8; else there is ASCII alone, and nothing to draw lines with. */
bool charset_is_utf8(void);

/* Whether it can show that text, in UTF-8. */
bool charset_can_show(struct span text);

/* Append text that has been escaped, as it can be shown: where the charset isn't UTF-8, the bytes of a character
 * would be others, 0x9b a control that begins a sequence. */
void charset_append(struct buffer *out, struct span escaped);

#endif
