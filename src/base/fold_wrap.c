/* Folding once more, for the terminal that is there. */
#include "base/escape.h"
#include "base/fold.h"
#include "fold_word.h"

enum {
    LEAST_ROOM = 20, /* columns that are left for words behind an indent */
    HANG = 2,        /* how far a line that goes on is indented, where nothing else tells */
};

static size_t count_blanks(struct span text)
{
    size_t count = 0;

    while (count < text.length && text.data[count] == ' ')
        count++;
    return count;
}

/* How many bytes of the text go into a line: whole words, within `room` if it can be. */
static size_t length_of_line(struct span text, size_t room)
{
    size_t at = count_blanks(text), width = at, cut = 0;

    while (at < text.length && (width <= room || cut == 0)) {
        struct span rest = span_after(text, at);
        size_t length = fold_word(rest);
        if (rest.data[0] == ' ')
            cut = at;
        rest.length = length ? length : 1;
        width += escape_width(rest);
        at += rest.length;
    }
    return cut && width > room ? cut : text.length;
}

void fold_wrap(struct buffer *out, struct span text, size_t used, size_t indent, size_t columns)
{
    while (columns && escape_width(text) + used > columns) {
        size_t length = length_of_line(text, columns > used ? columns - used : 0);
        if (length == text.length)
            break;
        buffer_append(out, (struct span){text.data, length});
        text = span_after(text, length);
        text = span_after(text, count_blanks(text));
        buffer_append_byte(out, '\n');
        buffer_append_repeated(out, ' ', indent);
        used = indent;
    }
    buffer_append(out, text);
}

/* Whether fold() may have made two lines of one: the next one's first word had no room. */
static bool was_broken(struct span line, struct span next)
{
    size_t word = fold_word(span_after(next, count_blanks(next)));

    return word && line.length && line.length + 1 + word > (size_t)FOLD_WIDTH;
}

/* Where the meaning begins in a row such as "  name   meaning"; 0 where the line is none. */
static size_t column_of(struct span line)
{
    struct span words = span_after(line, count_blanks(line));
    const char *gap = words.length ? memmem(words.data, words.length, "  ", 2) : NULL;
    size_t at = gap ? (size_t)(gap - line.data) : 0;

    return gap ? at + count_blanks(span_after(line, at)) : 0;
}

/* Where what goes on stands: below the meaning; else a little further in. */
static size_t hang_of(struct span line, size_t columns)
{
    size_t start = count_blanks(line), column = column_of(line);

    return column && column + LEAST_ROOM <= columns ? column : start + HANG;
}

/* What goes on in a row stands below its meaning, and no other row begins there. */
static bool is_of_row(struct span row, struct span next)
{
    return column_of(row) == 0 || count_blanks(next) > count_blanks(row);
}

static struct span take_line(struct span *text)
{
    const char *feed = memchr(text->data, '\n', text->length);
    struct span line = {text->data, feed ? (size_t)(feed - text->data) : text->length};

    *text = span_after(*text, line.length + (feed != NULL));
    return line;
}

static struct span look_at_line(struct span text)
{
    return text.length ? take_line(&text) : text;
}

void fold_lines(struct buffer *out, struct span text, size_t columns)
{
    bool is_narrow = columns && columns < (size_t)FOLD_WIDTH;

    while (text.length) {
        cleanup_buffer struct buffer whole = {0};
        struct span first = take_line(&text), line = first;
        size_t indent = hang_of(line, columns), start = count_blanks(line);
        buffer_append(&whole, line);
        for (struct span next = look_at_line(text);
             is_narrow && was_broken(line, next) && is_of_row(first, next);
             next = look_at_line(text)) {
            size_t blanks = count_blanks(next);
            indent = blanks + LEAST_ROOM <= columns ? blanks : start + HANG;
            buffer_append_byte(&whole, ' ');
            buffer_append(&whole, span_after(next, blanks));
            line = take_line(&text);
        }
        fold_wrap(out, buffer_span(&whole), 0, indent, columns);
        buffer_append_byte(out, '\n');
    }
}
