/* A ladder for a terminal. */
#ifndef JOURNAL_LADDER_TEXT_H
#define JOURNAL_LADDER_TEXT_H

#include "journal/ladder.h"

enum {
    LADDER_NARROW = 39,
    LADDER_WIDE = 160 /* columns that it takes at the least and the most */
};

struct ladder_page {
    size_t columns; /* of the terminal */
    bool has_lines; /* line-drawing characters; else it is in ASCII */
};

/* Columns of a figure that find room beside one another. */
size_t ladder_text_abreast(size_t columns);

void ladder_text(struct buffer *out, const struct ladder_view *view,
                 const struct ladder_page *page);

#endif
