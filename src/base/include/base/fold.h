/* Text as lines that fit a terminal. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/buffer.h"

/* Columns of a line of help; a terminal has 80 at the least. */
enum { FOLD_WIDTH = 79 };

/* Append `text` folded at blanks: its first line after `first`, the others after `rest`. A line feed in it
 * ends a line; a word that is too long for a line stands on one of its own. A byte counts as a column. */
void fold(struct buffer *out, const char *first, const char *rest, const char *text);

/* Two blocks of lines beside each other where both fit, each under its title, its lines after `indent`;
 * else one below the other, folded. One that is empty is left out with its title. */
void fold_beside(struct buffer *out, const char *const titles[2], const char *indent,
                 const char *const blocks[2]);

#endif
