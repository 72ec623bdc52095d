/* A lesson's document: read, and taken apart into exercises. */
#include "lesson_parts.h"

#include "base/escape.h"
#include "base/memory.h"
#include "lang/literate.h"
#include "lang/parse.h"
#include "shell/script.h"
#include "shell/session.h"

#include <ctype.h>
#include <stdlib.h>

static struct span between(const char *start, const char *end)
{
    return (struct span){start, (size_t)(end - start)};
}

/* "socksh ECONNREFUSED": whether the first word is that one; the rest. */
static bool is_block_of(const struct literate_part *part, const char *name, struct span *ret_rest)
{
    size_t length = strlen(name);
    struct span info = part->info;

    if (part->kind != LITERATE_BLOCK || !span_starts(info, span_of(name)) ||
        (info.length > length && info.data[length] != ' '))
        return false;
    *ret_rest = span_after(info, length + 1);
    return true;
}

/* The last of the statements that stand on one line, with ; between them: they are typed together. */
static const struct statement *last_of_line(const struct statement *s)
{
    for (; s->next; s = s->next) {
        const char *end = s->source.data + s->source.length;
        if (memchr(end, '\n', (size_t)(s->next->source.data - end)))
            break;
    }
    return s;
}

/* The lines of a block, an exercise each; `prose` stands before the first. */
static bool add_exercises(struct lesson *lesson, const struct literate_part *part,
                          struct span prose, struct exercise ***end, struct error *error)
{
    struct parse_rules rules = session_rules();
    struct program *program;

    if (parse_program(part->text, part->line, &rules, &program, error) != PARSE_DONE)
        return false;
    for (const struct statement *s = program->body.first, *last; s; s = last->next) {
        last = last_of_line(s);
        const char *line_end = last->source.data + last->source.length;
        struct exercise *exercise = arena_new(&lesson->arena, sizeof(*exercise));
        *exercise = (struct exercise){
            .prose = prose,
            .statement = arena_copy(&lesson->arena, between(s->source.data, line_end)),
            .line = s->place.line,
        };
        prose = SPAN("");
        **end = exercise;
        *end = &exercise->next;
    }
    program_free(program);
    return true;
}

/* The exercise whose `next` that is; NULL where there is none yet. */
static struct exercise *last_exercise(const struct lesson *lesson)
{
    struct exercise *exercise = lesson->first;

    while (exercise && exercise->next)
        exercise = exercise->next;
    return exercise;
}

static bool read_document(struct lesson *lesson, struct error *error)
{
    struct span document = buffer_span(&lesson->document), rest;
    struct literate literate = literate_start(document);
    struct literate_part part;
    struct exercise **end = &lesson->first;
    const char *told = document.data, *part_start = told;

    for (; literate_next(&literate, &part); part_start = literate.text.data) {
        struct exercise *last = last_exercise(lesson);
        if (is_block_of(&part, "socksh", &rest)) {
            if (!add_exercises(lesson, &part, between(told, part_start), &end, error))
                return false;
            if ((last = last_exercise(lesson)))
                last->fails = rest;
        } else if (last && is_block_of(&part, "check", &rest)) {
            last->check = part.text;
            last->check_line = part.line;
        } else {
            continue;
        }
        told = literate.text.data;
    }
    lesson->epilogue = between(told, document.data + document.length);
    return true;
}

bool lesson_report(struct session *session, const struct lesson *lesson, struct error *error)
{
    const char *outside = session->source;

    session->source = lesson->path;
    session_report(session, error);
    session->source = outside;
    return false;
}

/* A path may have blanks or worse in it. */
static char *typed_name(struct span name)
{
    cleanup_buffer struct buffer typed = {0};
    bool is_bare = true;

    for (size_t i = 0; i < name.length; i++)
        is_bare &= isalnum((unsigned char)name.data[i]) || strchr("-_./", name.data[i]);
    if (is_bare)
        buffer_append(&typed, name);
    else
        escape_quoted(&typed, name);
    return memory_copy_text(buffer_text(&typed));
}

bool lesson_load(struct session *session, const char *path, struct span name,
                 struct lesson **ret_lesson, struct error *error)
{
    struct lesson *lesson = NEW(struct lesson);

    lesson->path = memory_copy_text(path);
    lesson->name = typed_name(name);
    bool read = script_read_file(session, path, &lesson->document, error);
    if (read && !read_document(lesson, error))
        read = lesson_report(session, lesson, error);
    if (read)
        *ret_lesson = lesson;
    else
        lesson_free(lesson);
    return read;
}

void lesson_free(struct lesson *lesson)
{
    if (!lesson)
        return;
    free(lesson->path);
    free(lesson->name);
    buffer_free(&lesson->document);
    arena_free(&lesson->arena);
    free(lesson);
}
