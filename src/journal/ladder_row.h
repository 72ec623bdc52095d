/* A row of a terminal, cell by cell. Private to src/journal. */
#ifndef JOURNAL_LADDER_ROW_H
#define JOURNAL_LADDER_ROW_H

#include "journal/ladder_text.h"

struct row {
    size_t width;
    char cells[LADDER_WIDE][16]; /* a character with its marks; "" behind a wide one */
};

/* What the parts of a drawing are made of, a column each. */
struct row_signs {
    const char *lifeline, *note, *look, *data, *segment, *crossing, *right, *left, *lost;
};
extern const struct row_signs row_lines, row_ascii;

void row_start(struct row *row, size_t width);
/* What is beyond the row is cut off. */
void row_put(struct row *row, size_t at, struct span text);
/* With a line feed, without blanks at the end. */
void row_append(struct buffer *out, const struct row *row);

/* How many bytes of a text fit into so many columns. */
size_t row_cut(struct span text, size_t columns);

#endif
