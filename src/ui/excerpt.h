/* The words that an error points at. Private to src/ui. */
#ifndef UI_EXCERPT_H
#define UI_EXCERPT_H

#include "base/buffer.h"
#include "base/error.h"

/* The error's excerpt, and a caret below it: of what is wider than `columns` the part around the caret. 0 for
 * any width. */
void excerpt_append(struct buffer *out, const struct error *error, size_t columns);

#endif
