/* A command's template as `explain` shows it: with names in place of arguments. */
#include "export.h"

#include <ctype.h>

struct outline {
    bool is_c;
    struct buffer *out;
};

static const struct {
    const char *directive, *python, *c;
} stands[] = {
    {"handle", "s", "fd"},
    {"address", "(host, port)", "host, port"},
    {"local", "(host, port)", "host, port"},
    {"flags", "", "0"},
    {"into", "data", "data"},
    {"ends", "a, b", "ends"},
    {"beside", "ancillary", "ancillary"},
    {"line", "line", "line, length"},
    {"family", "socket.AF_INET", "AF_INET"},
    {"kind", "socket.SOCK_STREAM", "SOCK_STREAM"},
    {"protocol=0", "0", "0"},
};

static void fill(struct outline *outline, struct span text);

/* An argument by its name, bytes in C with their length; of a choice the first. */
static void fill_directive(struct outline *outline, struct span directive)
{
    for (size_t i = 0; i < sizeof(stands) / sizeof(stands[0]); i++)
        if (span_is(directive, stands[i].directive)) {
            buffer_append_text(outline->out, outline->is_c ? stands[i].c : stands[i].python);
            return;
        }
    size_t length = 0;
    while (length < directive.length && !strchr(":?=!|", directive.data[length]))
        length++;
    struct span rest = span_after(directive, length);
    if (rest.length && rest.data[0] == '?') {
        const char *sign = memchr(rest.data, '=', rest.length);
        struct span first = span_after(rest, (size_t)(sign - rest.data) + 1);
        fill(outline, (struct span){first.data, export_part(first, '|')});
        return;
    }
    for (size_t i = 0; i < length; i++)
        buffer_append_byte(outline->out, (char)tolower((unsigned char)directive.data[i]));
    if (outline->is_c && (span_starts(rest, SPAN(":bytes")) || span_starts(rest, SPAN(":kept"))))
        buffer_append_text(outline->out, ", length");
}

static void fill(struct outline *outline, struct span text)
{
    while (text.length) {
        size_t taken = 1;
        if (text.data[0] == '{') {
            size_t length = export_part(span_after(text, 1), '}');
            fill_directive(outline, (struct span){text.data + 1, length});
            taken = length + 2;
        } else if (span_starts(text, SPAN("[["))) {
            const char *end = memmem(text.data, text.length, "]]", 2);
            taken = (size_t)(end - text.data) + 2;
        } else {
            buffer_append_byte(outline->out, text.data[0]);
        }
        text = span_after(text, taken);
    }
}

void export_outline(const char *template, bool is_c, struct buffer *out)
{
    struct outline outline = {is_c, out};

    if (template)
        fill(&outline, span_of(template));
}
