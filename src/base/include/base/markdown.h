/* Markdown made readable on a terminal. */
#ifndef BASE_MARKDOWN_H
#define BASE_MARKDOWN_H

#include "base/buffer.h"

/* Append it folded to FOLD_WIDTH: headings underlined, paragraphs and items of lists folded, what is fenced
 * or in a table as it stands. Emphasis and code keep their marks; comments are left out. */
void markdown_append(struct buffer *out, struct span text);

#endif
