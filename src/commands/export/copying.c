#include "export/copying.h"

#include <string.h>

static void find_first_line(struct copying *copying)
{
    copying->found = copying->text;
    copying->found_line = 1;
}

void copying_begin(struct copying *copying, struct span text, struct span part)
{
    bool is_other = text.data != copying->text.data;

    copying->text = text;
    copying->at = part.data;
    copying->end = part.data + part.length;
    if (is_other)
        find_first_line(copying);
}

const char *copying_find(struct copying *copying, struct place place)
{
    if (copying->found_line > place.line)
        find_first_line(copying);
    for (; copying->found_line < place.line; copying->found_line++) {
        struct span rest = copying->found;
        const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;
        if (!end)
            return copying->end + 1;
        copying->found = span_after(rest, (size_t)(end - rest.data) + 1);
    }
    return copying->found.data + place.column - 1;
}

bool copying_up_to(struct copying *copying, const char *here)
{
    if (here < copying->at || here > copying->end)
        return false;
    buffer_append(copying->out, (struct span){copying->at, (size_t)(here - copying->at)});
    copying->at = here;
    return true;
}

bool copying_up_to_place(struct copying *copying, struct place place)
{
    return copying_up_to(copying, copying_find(copying, place));
}

static bool is_at(const struct copying *copying, char byte)
{
    return copying->at < copying->end && *copying->at == byte;
}

static void skip_blanks(struct copying *copying)
{
    while (is_at(copying, ' ') || is_at(copying, '\t'))
        copying->at++;
}

void copying_leave_out(struct copying *copying, struct span statement)
{
    struct buffer *out = copying->out;

    if (!copying_up_to(copying, statement.data))
        return;
    copying->at = statement.data + statement.length;
    skip_blanks(copying);
    if (is_at(copying, ';')) {
        copying->at++;
        skip_blanks(copying);
        return;
    }
    size_t length = out->length;
    while (length && strchr(" \t", out->data[length - 1]))
        length--;
    if (length && out->data[length - 1] == '\n' && is_at(copying, '\n')) {
        out->length = length;
        copying->at++;
    }
}
