#include "fold_word.h"

/* The length of a quoted part with its marks, where the text begins with one that is closed on its line; else 0. */
static size_t quoted_length(struct span text)
{
    char mark = text.data[0];

    if (mark != '`' && mark != '"')
        return 0;
    for (size_t i = 1; i < text.length && text.data[i] != '\n'; i++) {
        if (text.data[i] == mark)
            return i + 1;
        i += mark == '"' && text.data[i] == '\\';
    }
    return 0;
}

size_t fold_word(struct span text)
{
    bool may_open = true;
    size_t at = 0;

    while (at < text.length && text.data[at] != ' ' && text.data[at] != '\n') {
        size_t quoted = may_open ? quoted_length(span_after(text, at)) : 0;
        may_open = text.data[at] == '(' || text.data[at] == '=';
        at += quoted ? quoted : 1;
    }
    return at;
}
