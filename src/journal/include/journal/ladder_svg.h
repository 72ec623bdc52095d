/* A ladder as a figure of its own: SVG without anything from elsewhere. */
#ifndef JOURNAL_LADDER_SVG_H
#define JOURNAL_LADDER_SVG_H

#include "journal/ladder.h"

void ladder_svg(struct buffer *out, const struct ladder_view *view);

#endif
