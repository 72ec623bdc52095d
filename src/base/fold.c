#include "base/fold.h"

/* Between two columns. */
enum { GAP = 3 };

/* How much of `text` the next line takes: up to a blank or a line feed, within `room` if it can be. */
static size_t line_length(const char *text, size_t room)
{
    size_t length = strcspn(text, "\n");

    if (length <= room)
        return length;
    for (length = room; length > 0 && text[length] != ' '; length--)
        continue;
    return length ? length : strcspn(text, " \n");
}

void fold(struct buffer *out, const char *first, const char *rest, const char *text)
{
    for (const char *indent = first; *text; indent = rest) {
        size_t used = strlen(indent);
        size_t length = line_length(text, used < FOLD_WIDTH ? FOLD_WIDTH - used : 0);
        buffer_printf(out, "%s%.*s\n", length ? indent : "", (int)length, text);
        text += length + (text[length] != '\0');
    }
}

static size_t widest(const char *title, const char *block)
{
    size_t width = strlen(title);

    for (size_t length; *block; block += length + (block[length] != '\0')) {
        length = strcspn(block, "\n");
        width = width > length ? width : length;
    }
    return width;
}

/* The block's next line; it is taken. */
static struct span take_line(const char **block)
{
    struct span line = {*block, strcspn(*block, "\n")};

    *block += line.length + ((*block)[line.length] != '\0');
    return line;
}

static void append_beside(struct buffer *out, const char *indent, struct span left,
                          struct span right, size_t width)
{
    int padding = right.length ? (int)width : 0;

    if (left.length || right.length)
        buffer_printf(out, "%s%-*.*s%.*s", indent, padding, SPAN_ARGS(left), SPAN_ARGS(right));
    buffer_append_byte(out, '\n');
}

static void append_below(struct buffer *out, const char *indent, const char *title,
                         const char *block)
{
    cleanup_buffer struct buffer deeper = {0};

    if (!*block)
        return;
    buffer_printf(&deeper, "%s  ", indent);
    if (*title)
        buffer_printf(out, "%s%s\n", indent, title);
    fold(out, buffer_text(&deeper), buffer_text(&deeper), block);
}

void fold_beside(struct buffer *out, const char *indent, const char *const titles[2],
                 const char *const blocks[2])
{
    const char *left = blocks[0], *right = blocks[1];
    size_t width = widest(titles[0], left) + GAP;

    if (!*left || !*right ||
        strlen(indent) + width + widest(titles[1], right) > (size_t)FOLD_WIDTH) {
        append_below(out, indent, titles[0], left);
        append_below(out, indent, titles[1], right);
        return;
    }
    append_beside(out, indent, span_of(titles[0]), span_of(titles[1]), width);
    while (*left || *right) {
        struct span line = take_line(&left);
        append_beside(out, indent, line, take_line(&right), width);
    }
}
