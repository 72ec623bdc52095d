/* A command's template as `explain` shows it: with names in place of arguments. */
#include "export/export.h"

#include <ctype.h>

struct outline {
    const struct command_export *exported;
    bool is_c;
    struct buffer *out;
};

/* What stands in a directive's place. */
struct stand {
    const char *directive, *python, *c;
};

static const struct stand stands[] = {
    {"handle", "s", "fd"},
    {"name", "name", "name"},
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
    {0},
};

/* The same where the call gives a socket: what comes beside that is the data. */
static const struct stand stands_of_makers[] = {
    {"into", "conn", "conn"},
    {"beside", "data", "data"},
    {0},
};

static const struct stand *find_in(const struct stand *table, struct span directive)
{
    while (table->directive && !span_is(directive, table->directive))
        table++;
    return table->directive ? table : NULL;
}

static const struct stand *find_stand(const struct outline *outline, struct span directive)
{
    const struct stand *stand = NULL;

    if (outline->exported->gives == EXPORT_HANDLE)
        stand = find_in(stands_of_makers, directive);
    return stand ? stand : find_in(stands, directive);
}

static void fill(struct outline *outline, struct span text);

/* An argument by its name, bytes in C with their length; of a choice the first. */
static void fill_directive(struct outline *outline, struct span directive)
{
    const struct stand *stand = find_stand(outline, directive);
    size_t length = 0;

    if (stand) {
        buffer_append_text(outline->out, outline->is_c ? stand->c : stand->python);
        return;
    }
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

static void write_outline(const struct command_export *exported, const char *template, bool is_c,
                          struct buffer *out)
{
    struct outline outline = {exported, is_c, out};

    if (template)
        fill(&outline, span_of(template));
}

void export_outline_c(const struct command_export *exported, struct buffer *out)
{
    write_outline(exported, exported->c, true, out);
}

void export_outline_python(const struct command_export *exported, struct buffer *out)
{
    write_outline(exported, exported->python, false, out);
}
