#include "excerpt.h"

#include "base/escape.h"

enum { INDENT = 2, ELLIPSIS = 3, BEHIND = 12, LEAST = 20 };

/* Columns of the excerpt: those from `from` up to `to` are shown. */
struct window {
    size_t from, to, width;
};

/* What stands behind the caret matters less than what stands before it. */
static struct window choose_window(size_t width, size_t caret, size_t columns)
{
    struct window window = {0, width, width};
    size_t room = columns > INDENT ? columns - INDENT : 0;

    if (columns == 0 || width <= room || room < LEAST)
        return window;
    if (caret + BEHIND > room)
        window.from = caret - room * 2 / 3;
    if (window.from + room < width)
        window.to = window.from + room;
    return window;
}

/* Ellipses take columns of the window where something is left out. */
static void append_window(struct buffer *out, struct span text, const struct window *window)
{
    size_t first = window->from ? window->from + ELLIPSIS : 0, column = 0, used = window->from;
    size_t last = window->to < window->width ? window->to - ELLIPSIS : window->to;

    if (window->from) {
        buffer_append_text(out, "...");
        used = first;
    }
    while (text.length) {
        unsigned character;
        size_t length;
        escape_decode(text, &character, &length);
        struct span one = {text.data, length};
        size_t width = escape_width(one);
        if (column >= first && column + width <= last) {
            buffer_append_repeated(out, ' ', column - used); /* half of a wide one */
            buffer_append(out, one);
            used = column + width;
        }
        column += width;
        text = span_after(text, length);
    }
    if (window->to < window->width)
        buffer_append_text(out, "...");
}

void excerpt_append(struct buffer *out, const struct error *error, size_t columns)
{
    struct span text = span_of(error->excerpt);
    struct window window = choose_window(escape_width(text), error->caret, columns);

    buffer_append_repeated(out, ' ', INDENT);
    append_window(out, text, &window);
    buffer_append_byte(out, '\n');
    buffer_append_repeated(out, ' ', INDENT + error->caret - window.from);
    buffer_append_text(out, "^\n");
}
