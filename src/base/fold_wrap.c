/* Folding once more, for the terminal that is there. */
#include "base/escape.h"
#include "base/fold.h"

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

/* How many bytes of the text go into a line: up to a blank within `room`, else up to the first. */
static size_t length_of_line(struct span text, size_t room)
{
    size_t at = count_blanks(text), width = at, cut = 0;

    while (at < text.length && (width <= room || cut == 0)) {
        unsigned character;
        size_t length;
        if (text.data[at] == ' ')
            cut = at;
        escape_decode(span_after(text, at), &character, &length);
        width += escape_width((struct span){text.data + at, length});
        at += length;
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

static struct span first_word(struct span line)
{
    struct span word = span_after(line, count_blanks(line));
    const char *blank = word.length ? memchr(word.data, ' ', word.length) : NULL;

    if (blank)
        word.length = (size_t)(blank - word.data);
    return word;
}

/* Whether fold() may have made two lines of one: the next one's first word had no room. */
static bool was_broken(struct span line, struct span next)
{
    struct span word = first_word(next);

    return word.length && line.length && line.length + 1 + word.length > (size_t)FOLD_WIDTH;
}

/* Where the words begin: behind two blanks or more, as in "  name   meaning"; else a little further in. */
static size_t hang_of(struct span line, size_t columns)
{
    size_t start = count_blanks(line);
    struct span words = span_after(line, start);
    const char *gap = memmem(words.data, words.length, "  ", 2);
    size_t hang = start + HANG;

    if (gap)
        hang =
            (size_t)(gap - line.data) + count_blanks(span_after(line, (size_t)(gap - line.data)));
    return hang + LEAST_ROOM <= columns ? hang : start + HANG;
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
        struct span line = take_line(&text);
        size_t indent = hang_of(line, columns), start = count_blanks(line);
        buffer_append(&whole, line);
        for (struct span next = look_at_line(text); is_narrow && was_broken(line, next);
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
