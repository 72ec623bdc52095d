/* The list of candidates as a screen can bear it. Private to the line editor. */
#ifndef UI_CANDIDATES_H
#define UI_CANDIDATES_H

#include "base/buffer.h"

struct candidate;

/* A line for each, label and summary, cut to `columns`; at the most `rows` lines, of which the last says
 * how many more there are. */
void candidates_write(struct buffer *out, const struct candidate *const *candidates, size_t count,
                      size_t rows, size_t columns);

#endif
