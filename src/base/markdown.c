#include "base/markdown.h"

#include "base/fold.h"

/* A paragraph, or an item of a list, whose lines are being collected. */
struct paragraph {
    struct buffer *out;
    struct buffer text;
    const char *first, *rest; /* what its lines begin with */
};

static void end_paragraph(struct paragraph *p)
{
    if (p->text.length)
        fold(p->out, p->first, p->rest, buffer_text(&p->text));
    buffer_clear(&p->text);
    p->first = p->rest = "";
}

static void add_line(struct paragraph *p, struct span line)
{
    if (p->text.length)
        buffer_append_byte(&p->text, ' ');
    buffer_append(&p->text, line);
}

static void append_heading(struct buffer *out, struct span line)
{
    while (line.length && (line.data[0] == '#' || line.data[0] == ' '))
        line = span_after(line, 1);
    buffer_append(out, line);
    buffer_append_byte(out, '\n');
    buffer_append_repeated(out, '-', line.length);
    buffer_append_byte(out, '\n');
}

static void append_verbatim(struct buffer *out, struct span line)
{
    buffer_append_text(out, "  ");
    buffer_append(out, line);
    buffer_append_byte(out, '\n');
}

static bool is_item(struct span line)
{
    return span_starts(line, SPAN("- ")) || span_starts(line, SPAN("* "));
}

static void append_line(struct paragraph *p, struct span line)
{
    if (line.length == 0) {
        end_paragraph(p);
        buffer_append_byte(p->out, '\n');
    } else if (line.data[0] == '#') {
        end_paragraph(p);
        append_heading(p->out, line);
    } else if (line.data[0] == '|') {
        end_paragraph(p);
        append_verbatim(p->out, line);
    } else if (is_item(line)) {
        end_paragraph(p);
        p->first = "- ";
        p->rest = "  ";
        add_line(p, span_after(line, 2));
    } else {
        while (line.length && line.data[0] == ' ')
            line = span_after(line, 1);
        add_line(p, line);
    }
}

static struct span take_line(struct span *text)
{
    const char *feed = memchr(text->data, '\n', text->length);
    size_t length = feed ? (size_t)(feed - text->data) : text->length;
    struct span line = {text->data, length};

    *text = span_after(*text, length + (feed != NULL));
    return span_trim_end(line);
}

void markdown_append(struct buffer *out, struct span text)
{
    struct paragraph paragraph = {.out = out, .first = "", .rest = ""};
    bool fenced = false;

    while (text.length) {
        struct span line = take_line(&text);
        if (span_starts(line, SPAN("<!--")))
            continue;
        if (span_starts(line, SPAN("```"))) {
            end_paragraph(&paragraph);
            fenced = !fenced;
        } else if (fenced) {
            append_verbatim(out, line);
        } else {
            append_line(&paragraph, line);
        }
    }
    end_paragraph(&paragraph);
    buffer_free(&paragraph.text);
}
