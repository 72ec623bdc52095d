/* Colours of the text renderer: none where there is no terminal for them. Private to src/ui. */
#ifndef UI_STYLE_H
#define UI_STYLE_H

#include "base/buffer.h"

enum style { STYLE_ERROR, STYLE_HINT, STYLE_MARK, STYLE_HEAD };

static inline void style_append(struct buffer *out, bool colour, enum style style, struct span text)
{
    static const char *const codes[] = {
        [STYLE_ERROR] = "\033[1;31m",
        [STYLE_HINT] = "\033[36m",
        [STYLE_MARK] = "\033[2m",
        [STYLE_HEAD] = "\033[1m",
    };

    if (colour)
        buffer_append_text(out, codes[style]);
    buffer_append(out, text);
    if (colour)
        buffer_append_text(out, "\033[0m");
}

#endif
