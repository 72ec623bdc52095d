#include "export/pattern/reader.h"

bool reader_lack(struct pattern_reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

bool reader_skip(struct pattern_reader *r, const char *text)
{
    if (!span_starts(r->rest, span_of(text)))
        return false;
    r->rest = span_after(r->rest, strlen(text));
    return true;
}

struct span reader_take(struct pattern_reader *r, size_t length)
{
    struct span taken = {r->rest.data, length};

    r->rest = span_after(r->rest, length);
    return taken;
}

bool reader_take_to(struct pattern_reader *r, char end, struct span *ret_text)
{
    const char *found = r->rest.length ? memchr(r->rest.data, end, r->rest.length) : NULL;

    if (!found)
        return false;
    *ret_text = reader_take(r, (size_t)(found - r->rest.data));
    r->rest = span_after(r->rest, 1);
    return true;
}

/* Behind `#`, to the line's end. */
static void skip_line(struct pattern_reader *r)
{
    while (r->rest.length && r->rest.data[0] != '\r' && r->rest.data[0] != '\n')
        r->rest = span_after(r->rest, 1);
}

static bool skip_one_ignored(struct pattern_reader *r)
{
    struct span comment;

    if (reader_skip(r, "\\E")) {
        r->is_quoted = false;
        return true;
    }
    if (r->is_quoted)
        return false;
    if (reader_skip(r, "\\Q"))
        return r->is_quoted = true;
    if (reader_skip(r, "(?#"))
        return reader_take_to(r, ')', &comment);
    if (!r->flags.is_spaced || !r->rest.length || !r->rest.data[0] ||
        !strchr(" \t\n\v\f\r#", r->rest.data[0]))
        return false;
    if (reader_take(r, 1).data[0] == '#')
        skip_line(r);
    return true;
}

void reader_skip_ignored(struct pattern_reader *r)
{
    while (skip_one_ignored(r))
        continue;
}

static bool set_flag(struct pattern_flags *flags, char letter, bool on)
{
    switch (letter) {
    case 'i': flags->ignores_case = on; return true;
    case 'm': flags->by_lines = on; return true;
    case 's': flags->dot_is_all = on; return true;
    case 'n': flags->captures_none = on; return true;
    case 'x':
        flags->is_spaced = on;
        flags->is_spaced_in_sets = false;
        return true;
    default: return false;
    }
}

bool reader_flags(struct pattern_reader *r, bool *ret_begins_group)
{
    struct pattern_flags flags = r->flags;
    struct span rest = r->rest;
    bool on = true;

    if (!reader_skip(r, "?"))
        return false;
    if (reader_skip(r, "^"))
        flags = (struct pattern_flags){0};
    for (; r->rest.length && !strchr("):", r->rest.data[0]); r->rest = span_after(r->rest, 1)) {
        bool is_doubled = on && span_starts(r->rest, SPAN("xx"));
        if (on && r->rest.data[0] == '-') {
            on = false;
        } else if (!set_flag(&flags, r->rest.data[0], on)) {
            r->rest = rest;
            return false;
        }
        if (is_doubled) {
            r->rest = span_after(r->rest, 1);
            flags.is_spaced_in_sets = true;
        }
    }
    *ret_begins_group = span_starts(r->rest, SPAN(":"));
    r->rest = span_after(r->rest, 1);
    r->flags = flags;
    return true;
}
