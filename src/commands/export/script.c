/* The session as a script of its own language: its statements as they were typed, but for what only the prompt
 * takes. */
#include "export.h"

#include "../commands.h"
#include "base/number.h"
#include "lang/parse.h"
#include "scene.h"
#include "shell/session.h"

enum { ENTRIES = 16 };

struct script {
    struct session *session;
    struct buffer *out;
    struct scene scene;
    bool of_some; /* of some handles: what names are given by themselves may be others there */
    bool failed;
    unsigned entries;     /* of the history, inside one another */
    struct span text;     /* of the program that the statement stands in */
    const char *at, *end; /* what is still to copy of the statement's text */
};

/* Where in the text a place is. */
static const char *find_place(const struct script *script, struct place place)
{
    struct span rest = script->text;

    for (unsigned line = 1; line < place.line; line++) {
        const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;
        if (!end)
            return script->end + 1;
        rest = span_after(rest, (size_t)(end - rest.data) + 1);
    }
    return rest.data + place.column - 1;
}

/* Copy what stands before `here`; false for what is no part of the text. */
static bool copy_up_to(struct script *script, const char *here)
{
    if (here < script->at || here > script->end)
        return false;
    buffer_append(script->out, (struct span){script->at, (size_t)(here - script->at)});
    script->at = here;
    return true;
}

/* An abbreviation of the prompt's becomes the whole name, and what the prompt knew is written out. */
static void write_command(struct script *script, const struct command *command,
                          const struct statement *statement)
{
    struct span acts_on = scene_handle(&script->scene, command, statement);
    bool is_named = statement->name.length || !(command->needs & COMMAND_MAKES_HANDLE);

    if (!copy_up_to(script, find_place(script, statement->place)))
        return;
    scene_note(&script->scene, command, statement);
    if (script->of_some && script->scene.made.length && !is_named && command != &pair_command)
        buffer_printf(script->out, "%.*s = ", SPAN_ARGS(script->scene.made));
    if (!copy_up_to(script, find_place(script, statement->command_place)))
        return;
    if (script->of_some && acts_on.length && !statement->handle.length)
        buffer_printf(script->out, "%.*s.", SPAN_ARGS(acts_on));
    if (!command_is_called(command, statement->command)) {
        buffer_append_text(script->out, command->name);
        script->at += statement->command.length;
    }
}

/* A field of a handle that the script doesn't make becomes what it was. */
static void write_field(struct script *script, const struct piece *piece)
{
    cleanup_buffer struct buffer written = {0}, value = {0};

    if (!script->of_some || !piece->field.length || scene_find(&script->scene, piece->text))
        return;
    buffer_printf(&written, "${%.*s.%.*s}", SPAN_ARGS(piece->text), SPAN_ARGS(piece->field));
    const char *found =
        memmem(script->at, (size_t)(script->end - script->at), written.data, written.length);
    if (!found || !export_known_field(script->session, piece->text, piece->field, &value)) {
        script->failed = true;
        return;
    }
    copy_up_to(script, found);
    buffer_append(script->out, buffer_span(&value));
    script->at = found + written.length;
}

static void write_nested(struct script *script, const struct statement *statement);

static void write_word(struct script *script, const struct word *word)
{
    for (const struct statement *s = word->block ? word->block->first : NULL; s; s = s->next)
        write_nested(script, s);
    for (const struct piece *p = word->pieces; p; p = p->next) {
        if (p->statement)
            write_nested(script, p->statement);
        else if (p->kind == PIECE_VARIABLE)
            write_field(script, p);
    }
}

/* A handle that the script doesn't make can't be closed in it. */
static void drop_unknown(struct script *script, const struct word *word)
{
    struct span name = word->literal;
    const char *found;

    if (!script->of_some || word->pieces || !name.length || scene_find(&script->scene, name))
        return;
    found = memmem(script->at, (size_t)(script->end - script->at), name.data, name.length);
    if (found && copy_up_to(script, found))
        script->at = found + name.length;
}

/* The statements of an entry of the history, as they are written elsewhere. */
static void write_statements(struct script *script, const struct program *program)
{
    script->text = program->text;
    for (const struct statement *s = program->body.first; s; s = s->next) {
        script->at = s->source.data;
        script->end = s->source.data + s->source.length;
        write_nested(script, s);
        copy_up_to(script, script->end);
        if (s->next)
            buffer_append_text(script->out, "; ");
    }
}

/* A script has no history: what the entry says stands in its place. */
static void write_entry(struct script *script, const struct statement *statement)
{
    struct parse_rules rules = session_rules();
    struct program *program = NULL;
    struct error ignored;
    int64_t number;
    const char *entry = NULL, *start = statement->source.data;
    struct span text = script->text;
    const char *end = script->end;

    if (number_integer(scene_word(statement, 0), &number))
        entry = history_line(script->session, number);
    if (!entry || statement->name.length || script->entries == ENTRIES ||
        !copy_up_to(script, start) ||
        parse_program(span_of(entry), 1, &rules, &program, &ignored) != PARSE_DONE) {
        script->failed = true;
        return;
    }
    script->entries++;
    write_statements(script, program);
    script->entries--;
    program_free(program);
    script->text = text;
    script->at = start + statement->source.length;
    script->end = end;
}

static void write_nested(struct script *script, const struct statement *statement)
{
    const struct command *command = step_command(script->session, statement);

    if (!command)
        return;
    if (command == &history_command && statement->word_count) {
        write_entry(script, statement);
        return;
    }
    write_command(script, command, statement);
    for (size_t i = 0; i < statement->word_count; i++) {
        if (command == &close_command)
            drop_unknown(script, &statement->words[i]);
        write_word(script, &statement->words[i]);
    }
}

static bool write_step(struct script *script, const struct step *step)
{
    struct span source = step->statement->source;
    size_t start = script->out->length;

    script->failed = false;
    script->text = step->program->text;
    script->at = source.data;
    script->end = source.data + source.length;
    if (step->outcome)
        buffer_append_text(script->out, "try {\n    ");
    write_nested(script, step->statement);
    copy_up_to(script, script->end);
    script->out->length = span_trim_end(buffer_span(script->out)).length;
    buffer_append_text(script->out, step->outcome ? "\n}\n" : "\n");
    if (!script->failed)
        return true;
    script->out->length = start;
    buffer_append_text(script->out, "# not exported: ");
    export_first_line(script->out, source);
    buffer_append_byte(script->out, '\n');
    return false;
}

unsigned export_script(struct session *session, const struct steps *steps, struct buffer *out)
{
    struct script script = {
        .session = session, .out = out, .scene = scene_start(session), .of_some = steps->of_some};
    unsigned missing = 0;

    buffer_append_text(out, "#!/usr/bin/env -S socksh\n"
                            "# What a session did, written by `export script`.\n\n");
    for (size_t i = 0; i < steps->count; i++)
        if (steps->items[i].chosen)
            missing += !write_step(&script, &steps->items[i]);
        else
            scene_note_outside(&script.scene, steps->items[i].statement);
    scene_free(&script.scene);
    return missing;
}
