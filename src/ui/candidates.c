#include "candidates.h"

#include "base/escape.h"
#include "shell/completion.h"

enum { LABEL_LEAST = 8, LABEL_MOST = 28, INDENT = 2, GAP = 2, ELLIPSIS = 3 };

/* As much of the text as fits, with an ellipsis where that isn't all; returns its columns. */
static size_t write_cut(struct buffer *out, const char *text, size_t columns)
{
    struct span rest = span_of(text);
    bool cut = escape_width(rest) > columns;
    size_t used = 0;

    if (cut)
        columns -= columns < ELLIPSIS ? columns : ELLIPSIS;

    while (rest.length) {
        unsigned character;
        size_t length;
        escape_decode(rest, &character, &length);
        struct span first = {rest.data, length};
        size_t width = escape_width(first);
        if (used + width > columns)
            break;
        buffer_append(out, first);
        used += width;
        rest = span_after(rest, length);
    }
    if (cut)
        buffer_append_text(out, "...");
    return cut ? used + ELLIPSIS : used;
}

static size_t label_width(const struct candidate *const *candidates, size_t count)
{
    size_t widest = LABEL_LEAST;

    for (size_t i = 0; i < count; i++) {
        size_t width = escape_width(span_of(candidates[i]->label));
        if (width > widest)
            widest = width;
    }
    return widest < LABEL_MOST ? widest : LABEL_MOST;
}

/* A label that is too long for its column pushes its summary aside. */
static void write_candidate(struct buffer *out, const struct candidate *candidate, size_t label,
                            size_t columns)
{
    size_t used = INDENT;

    buffer_append_repeated(out, ' ', INDENT);
    used += write_cut(out, candidate->label, columns > used ? columns - used : 0);
    size_t text = INDENT + label + GAP > used + GAP ? INDENT + label + GAP : used + GAP;
    if (candidate->summary[0] && text < columns) {
        buffer_append_repeated(out, ' ', text - used);
        write_cut(out, candidate->summary, columns - text);
    }
    buffer_append_byte(out, '\n');
}

void candidates_write(struct buffer *out, const struct candidate *const *candidates, size_t count,
                      size_t rows, size_t columns)
{
    size_t shown = count <= rows ? count : rows > 1 ? rows - 1 : 0;
    size_t label = label_width(candidates, shown);

    for (size_t i = 0; i < shown; i++)
        write_candidate(out, candidates[i], label, columns);
    if (shown < count)
        buffer_printf(out, "%*s... and %zu more\n", INDENT, "", count - shown);
}
