/* Text as lines that fit a terminal. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/buffer.h"

/* Columns of a line of help; a terminal has 80 at the least. */
enum { FOLD_WIDTH = 79 };

/* Append `text` folded at blanks: its first line after `first`, the others after `rest`. A line feed in it
 * ends a line; a word that is too long for a line stands on one of its own. A byte counts as a column. */
void fold(struct buffer *out, const char *first, const char *rest, const char *text);

/* Append text that is escaped, broken at blanks where a line would have more than `columns`; 0 for as many as it
 * has. The first line has `used` columns already, the others begin with `indent` blanks. A word that is too
 * long for a line stands on one of its own. */
void fold_wrap(struct buffer *out, struct span text, size_t used, size_t indent, size_t columns);

/* The same for lines: what goes on stands below where the line's words begin. On a terminal narrower than
 * FOLD_WIDTH what fold() has broken is put together first. */
void fold_lines(struct buffer *out, struct span text, size_t columns);

/* Two blocks of lines beside each other where both fit, each under its title, its lines after `indent`;
 * else one below the other, folded. One that is empty is left out with its title. */
void fold_beside(struct buffer *out, const char *const titles[2], const char *indent,
                 const char *const blocks[2]);

#endif
