#include "roff.h"

#include "base/buffer.h"

/* Columns of a line of the source. */
enum { SOURCE_WIDTH = 78 };

/* What roff would read as something else: its escape, and characters that it makes prettier. */
static const struct {
    char byte;
    const char *escape;
} escapes[] = {
    {'\\', "\\e"}, {'-', "\\-"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"},
};

static const char *escape_of(char byte)
{
    for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
        if (escapes[i].byte == byte)
            return escapes[i].escape;
    return NULL;
}

/* A line of text; one that begins with a dot would be a macro. */
static void append_escaped(struct buffer *out, struct span text)
{
    if (text.length && text.data[0] == '.')
        buffer_append_text(out, "\\&");
    for (size_t i = 0; i < text.length; i++) {
        const char *escape = escape_of(text.data[i]);
        if (escape)
            buffer_append_text(out, escape);
        else
            buffer_append_byte(out, text.data[i]);
    }
}

void roff_section(struct buffer *out, const char *title)
{
    buffer_printf(out, ".SH %s\n", title);
}

void roff_subsection(struct buffer *out, const char *title)
{
    buffer_printf(out, ".SS %s\n", title);
}

void roff_entry(struct buffer *out, const char *head)
{
    buffer_append_text(out, ".TP\n\\fB");
    append_escaped(out, span_of(head));
    buffer_append_text(out, "\\fR\n");
}

/* Behind a title one begins by itself. */
void roff_paragraph(struct buffer *out)
{
    struct span all = buffer_span(out);
    const char *feed = memrchr(all.data, '\n', all.length - 1);
    struct span last = span_after(all, feed ? (size_t)(feed - all.data) + 1 : 0);

    if (!span_starts(last, SPAN(".S")) && !span_starts(last, SPAN(".PP")))
        buffer_append_text(out, ".PP\n");
}

void roff_begin_lines(struct buffer *out)
{
    roff_paragraph(out);
    buffer_append_text(out, ".EX\n");
}

void roff_line(struct buffer *out, const char *line)
{
    append_escaped(out, span_of(line));
    buffer_append_byte(out, '\n');
}

void roff_end_lines(struct buffer *out)
{
    buffer_append_text(out, ".EE\n");
}

/* Filled anew, for lines of a source are short. */
static void append_prose(struct buffer *out, struct span text)
{
    size_t start = out->length;

    while (text.length) {
        cleanup_buffer struct buffer word = {0};
        const char *blank = memchr(text.data, ' ', text.length);
        size_t length = blank ? (size_t)(blank - text.data) : text.length;
        append_escaped(&word, (struct span){text.data, length});
        bool is_first = out->length == start;
        bool fits = out->length + 1 + word.length - start <= SOURCE_WIDTH;
        if (!is_first)
            buffer_append_byte(out, fits ? ' ' : '\n');
        if (!fits)
            start = out->length;
        buffer_append(out, buffer_span(&word));
        text = span_after(text, length + 1);
    }
    buffer_append_byte(out, '\n');
}

void roff_text(struct buffer *out, const char *text)
{
    bool as_is = false, was_empty = false;

    for (struct span line; *text; text += line.length + (text[line.length] == '\n')) {
        line = (struct span){text, strcspn(text, "\n")};
        bool is_fixed = span_starts(line, SPAN("    "));
        if (as_is && !is_fixed)
            roff_end_lines(out);
        if (!as_is && is_fixed)
            roff_begin_lines(out);
        else if (line.length && !is_fixed && (was_empty || as_is))
            roff_paragraph(out);
        as_is = is_fixed;
        was_empty = line.length == 0;
        if (is_fixed)
            append_escaped(out, line);
        else if (line.length)
            append_prose(out, line);
        if (is_fixed)
            buffer_append_byte(out, '\n');
    }
    if (as_is)
        roff_end_lines(out);
}
