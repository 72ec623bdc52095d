#include "lang/program.h"

#include "base/escape.h"

#include <stdlib.h>

/* How much of a long line is shown before and behind the word at fault, in bytes; and how many bytes its
 * escapes may make of what stands before. */
enum { BEFORE = 48, BEHIND = 64, LONGEST_BEFORE = 96 };

static struct span line_of(struct span text, unsigned lines_down)
{
    for (; lines_down > 0; lines_down--) {
        const char *end = memchr(text.data, '\n', text.length);
        if (!end)
            return (struct span){0};
        text = span_after(text, (size_t)(end - text.data) + 1);
    }

    const char *end = text.length ? memchr(text.data, '\n', text.length) : NULL;
    if (end)
        text.length = (size_t)(end - text.data);
    return text;
}

static bool inside_character(struct span line, size_t at)
{
    return at < line.length && ((unsigned char)line.data[at] & 0xC0) == 0x80;
}

void program_point(const struct program *program, struct error *error)
{
    cleanup_buffer struct buffer shown = {0};

    if (error->excerpt[0] || error->place.line < program->first_line)
        return;
    struct span line = line_of(program->text, error->place.line - program->first_line);
    size_t column = error->place.column ? error->place.column - 1 : 0;
    if (!line.data || column > line.length)
        return;

    size_t from = column > BEFORE ? column - BEFORE : 0;
    do { /* escapes make it longer */
        while (from < column && inside_character(line, from))
            from++;
        buffer_clear(&shown);
        escape_message(&shown, (struct span){line.data + from, column - from});
    } while (shown.length > LONGEST_BEFORE && ++from);
    error->caret = (unsigned)escape_width(buffer_span(&shown));
    size_t to = line.length - column > BEHIND ? column + BEHIND : line.length;
    escape_message(&shown, (struct span){line.data + column, to - column});
    error_copy(error->excerpt, sizeof(error->excerpt), buffer_span(&shown));
}

void program_free(struct program *program)
{
    if (!program)
        return;
    arena_free(&program->arena);
    free(program);
}
