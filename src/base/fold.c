#include "base/fold.h"

#include "fold_word.h"

/* Between two columns. */
enum { GAP = 3 };

/* How much of `text` the next line takes: whole words, within `room` if it can be, up to a line feed. */
static size_t line_length(const char *text, size_t room)
{
    size_t length = strcspn(text, "\n"), at = strspn(text, " "), cut = 0;

    if (length <= room)
        return length;
    while (at < length && (at <= room || cut == 0)) {
        if (text[at] == ' ')
            cut = at++;
        else
            at += fold_word((struct span){text + at, length - at});
    }
    return cut && at > room ? cut : length;
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

static size_t widest(const char *block)
{
    size_t width = 0;

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

/* A line of each, the left one padded to `width`. */
static void append_beside(struct buffer *out, const char *indent, struct span left,
                          struct span right, size_t width)
{
    if (right.length)
        buffer_printf(out, "%s%-*.*s%s%.*s", indent, (int)width, SPAN_ARGS(left), indent,
                      SPAN_ARGS(right));
    else if (left.length)
        buffer_printf(out, "%s%.*s", indent, SPAN_ARGS(left));
    buffer_append_byte(out, '\n');
}

static void append_below(struct buffer *out, const char *title, const char *indent,
                         const char *block)
{
    if (!*block)
        return;
    buffer_printf(out, "%s\n", title);
    fold(out, indent, indent, block);
}

void fold_beside(struct buffer *out, const char *const titles[2], const char *indent,
                 const char *const blocks[2])
{
    const char *left = blocks[0], *right = blocks[1];
    size_t width = strlen(indent) + widest(left), least = strlen(titles[0]);

    width = (width > least ? width : least) + GAP;
    if (!*left || !*right || width + strlen(indent) + widest(right) > (size_t)FOLD_WIDTH) {
        append_below(out, titles[0], indent, left);
        append_below(out, titles[1], indent, right);
        return;
    }
    append_beside(out, "", span_of(titles[0]), span_of(titles[1]), width);
    while (*left || *right) {
        struct span line = take_line(&left);
        append_beside(out, indent, line, take_line(&right), width - strlen(indent));
    }
}
