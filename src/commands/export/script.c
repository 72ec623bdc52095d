/* The session as a script of its own language: its statements as they were typed, but for what only the prompt
 * takes. */
#include "export/export.h"

#include "base/number.h"
#include "commands.h"
#include "export/copying.h"
#include "export/lookout.h"
#include "export/scene.h"
#include "lang/parse.h"
#include "shell/session.h"

enum {
    ENTRIES = 16,
    LONGEST = 16 << 20, /* that entries of the history may fill up to */
};

struct script {
    struct session *session;
    struct lookout *lookout;
    struct copying copying; /* of the program that the statement stands in, into the script */
    struct scene scene;
    bool of_some; /* of some handles: what names are given by themselves may be others there */
    bool failed;
    bool goes_on;            /* behind each error: with -k in a block that isn't a try's */
    const char *left_status; /* $? where what is left out set it; NULL: as in the script */
    struct buffer left_out;  /* of the statement's blocks: comments before it */
    unsigned missing;
    unsigned entries; /* of the history, inside one another */
};

/* An abbreviation of the prompt's becomes the whole name, and what the prompt knew is written out. */
static void write_command(struct script *script, const struct command *command,
                          const struct statement *statement)
{
    struct copying *copying = &script->copying;
    struct span acts_on = scene_handle(&script->scene, command, statement);
    bool is_named = statement->name.length || !(command->needs & COMMAND_MAKES_HANDLE) ||
                    scene_adopts_passed(command, statement);

    if (!copying_up_to_place(copying, statement->place))
        return;
    scene_note(&script->scene, command, statement);
    if (script->of_some && script->scene.made.length && !is_named && command != &pair_command)
        buffer_printf(copying->out, "%.*s = ", SPAN_ARGS(script->scene.made));
    if (!copying_up_to_place(copying, statement->command_place))
        return;
    if (script->of_some && acts_on.length && !statement->handle.length)
        buffer_printf(copying->out, "%.*s.", SPAN_ARGS(acts_on));
    if (!command_is_called(command, statement->command)) {
        buffer_append_text(copying->out, command->name);
        copying->at += statement->command.length;
    }
}

/* A field of a handle that the script doesn't make becomes what it was. */
static void write_field(struct script *script, const struct piece *piece)
{
    struct copying *copying = &script->copying;
    cleanup_buffer struct buffer written = {0}, value = {0};

    if (!script->of_some || !piece->field.length || scene_find(&script->scene, piece->text))
        return;
    buffer_printf(&written, "${%.*s.%.*s}", SPAN_ARGS(piece->text), SPAN_ARGS(piece->field));
    const char *found =
        memmem(copying->at, (size_t)(copying->end - copying->at), written.data, written.length);
    if (!found || !export_known_field(script->session, piece->text, piece->field, &value)) {
        script->failed = true;
        return;
    }
    copying_up_to(copying, found);
    buffer_append(copying->out, buffer_span(&value));
    copying->at = found + written.length;
}

/* $? becomes what it was, behind what isn't in the script. */
static void write_status(struct script *script, const struct piece *piece)
{
    struct copying *copying = &script->copying;
    const char *start = copying_find(copying, piece->place);
    struct span rest = {start, start < copying->end ? (size_t)(copying->end - start) : 0};
    size_t length = span_starts(rest, SPAN("$?")) ? 2 : span_starts(rest, SPAN("${?}")) ? 4 : 0;

    if (length && copying_up_to(copying, start)) {
        buffer_append_text(copying->out, script->left_status);
        copying->at += length;
    } else {
        script->failed = true;
    }
}

/* ---- what other handles do ---- */

static bool is_there(const struct script *script, struct span name)
{
    return name.length && scene_find(&script->scene, name);
}

/* A handle among the words that the script doesn't make. A close does without it, unless there is no other. */
static struct span named_one_lacks(const struct script *script, const struct command *command,
                                   const struct statement *statement)
{
    const struct parameter *parameter = command->parameters;
    struct span lacks = {0}, name = scene_word(statement, 0);

    for (size_t i = 0; parameter && parameter->name[0] && parameter->type == PARAMETER_HANDLE &&
                       name.length && parse_is_name(name);
         name = scene_word(statement, ++i)) {
        if (!is_there(script, name))
            lacks = name;
        else if (command == &close_command)
            return (struct span){0};
        parameter += parameter->presence != REPEATED;
    }
    return lacks;
}

/* A handle that the statement takes and the script doesn't make; empty for none. */
static struct span find_lacking(const struct script *script, const struct statement *statement)
{
    const struct command *command = step_command(script->session, statement);
    struct span lacks = {0};

    if (!command || !script->of_some)
        return lacks;
    struct span acts_on = scene_handle(&script->scene, command, statement);
    lacks = acts_on.length && !is_there(script, acts_on)
                ? acts_on
                : named_one_lacks(script, command, statement);
    for (size_t i = 0; i < statement->word_count; i++)
        for (const struct piece *p = statement->words[i].pieces; p && !lacks.length; p = p->next)
            if (p->statement)
                lacks = find_lacking(script, p->statement);
    return lacks;
}

static void tell_lacking(struct script *script, const struct statement *statement,
                         struct span lacks)
{
    buffer_append_text(&script->left_out, "# not exported: ");
    export_first_line(&script->left_out, statement->source);
    buffer_printf(&script->left_out, "; nothing here makes %.*s\n", SPAN_ARGS(lacks));
    script->missing++;
}

/* ---- words, blocks, statements ---- */

static void write_nested(struct script *script, const struct statement *statement);

/* What a shell runs takes the rest of its line. */
static void write_caught(struct script *script, const struct statement *statement)
{
    struct copying *copying = &script->copying;
    struct span source = span_trim_end(statement->source);

    copying_up_to(copying, source.data);
    buffer_append_text(copying->out, "try { ");
    write_nested(script, statement);
    copying_up_to(copying, source.data + source.length);
    buffer_append_text(copying->out, statement->shell.length ? "\n}" : " }");
}

static void write_in_block(struct script *script, const struct statement *statement)
{
    bool goes_on = script->goes_on;
    bool is_written_out = step_command(script->session, statement) == &source_command;

    if (goes_on && !is_written_out && statement_is_caught(script->session, statement)) {
        write_caught(script, statement);
        return;
    }
    script->goes_on &= step_command(script->session, statement) != &try_command;
    write_nested(script, statement);
    script->goes_on = goes_on;
}

/* Behind its first statement $? is what that has left. */
static void write_block(struct script *script, const struct block *block)
{
    const char *left_status = script->left_status;

    for (const struct statement *s = block->first; s; s = s->next) {
        struct span lacks = find_lacking(script, s);
        script->left_status = s == block->first ? left_status : NULL;
        if (!lacks.length) {
            write_in_block(script, s);
            continue;
        }
        tell_lacking(script, s, lacks);
        copying_leave_out(&script->copying, s->source);
        scene_note_outside(&script->scene, s);
    }
    script->left_status = left_status;
}

static void write_word(struct script *script, const struct word *word)
{
    if (word->block)
        write_block(script, word->block);
    for (const struct piece *p = word->pieces; p; p = p->next) {
        if (p->statement)
            write_nested(script, p->statement);
        else if (p->kind == PIECE_VARIABLE && script->left_status && span_is(p->text, "?"))
            write_status(script, p);
        else if (p->kind == PIECE_VARIABLE)
            write_field(script, p);
    }
}

/* How long a name is in the text that starts with it, perhaps between quotes; 0 where it is written otherwise. */
static size_t written_length(struct span text, struct span name)
{
    bool is_quoted = text.length && strchr("\"'", text.data[0]);
    struct span bare = span_after(text, is_quoted);

    if (!span_starts(bare, name))
        return 0;
    if (!is_quoted)
        return name.length;
    return bare.length > name.length && bare.data[name.length] == text.data[0] ? name.length + 2
                                                                               : 0;
}

/* A handle that the script doesn't make can't be closed in it. */
static void drop_unknown(struct script *script, const struct word *word)
{
    struct span name = word->literal;
    bool is_option = word->bare && span_starts(name, SPAN("--"));

    if (!script->of_some || word->pieces || !name.length || is_option ||
        scene_find(&script->scene, name))
        return;
    struct copying *copying = &script->copying;
    const char *start = copying_find(copying, word->place);
    size_t length = 0;
    if (start <= copying->end)
        length = written_length((struct span){start, (size_t)(copying->end - start)}, name);
    if (length && copying_up_to(copying, start))
        copying->at = start + length;
    else
        script->failed = true;
}

/* Those of an entry of the history, or of a file, with that between them. */
static void write_statements(struct script *script, const struct program *program,
                             const char *between)
{
    struct copying *copying = &script->copying;

    for (const struct statement *s = program->body.first; s; s = s->next) {
        copying_begin(copying, program->text, s->source);
        write_in_block(script, s);
        copying_up_to(copying, copying->end);
        if (s->next)
            buffer_append_text(copying->out, between);
    }
}

/* In the statement's place. */
static void write_in_place(struct script *script, const struct statement *statement,
                           struct span text, const char *between)
{
    struct program *program = NULL;

    if (script->failed || statement->name.length || script->entries == ENTRIES ||
        script->copying.out->length > LONGEST ||
        !copying_up_to(&script->copying, statement->source.data) ||
        (program = session_parse(text)) == NULL) {
        script->failed = true;
        return;
    }
    struct copying outer = script->copying;
    script->entries++;
    write_statements(script, program, between);
    script->entries--;
    script->copying = outer;
    script->copying.at += span_trim_end(statement->source).length;
    program_free(program);
}

/* A file that went on behind errors: the script would end at the first one, and the file with it. */
static void write_file(struct script *script, const struct statement *statement)
{
    cleanup_buffer struct buffer text = {0};
    struct span word = scene_word(statement, 0);
    struct arena arena = {0};

    script->failed |= !word.length || !export_read_file(arena_text(&arena, word), &text);
    arena_free(&arena);
    write_in_place(script, statement, buffer_span(&text), "\n");
}

/* A script has no history: what the entry says stands in its place. */
static void write_entry(struct script *script, const struct statement *statement)
{
    int64_t number;
    const char *entry = NULL;

    if (number_integer(scene_word(statement, 0), &number))
        entry = history_line(script->session, number);
    script->failed |= !entry;
    write_in_place(script, statement, entry ? span_of(entry) : SPAN(""), "; ");
}

/* Each round has another one. */
static bool asks_status_in_rounds(const struct command *command, const struct statement *statement)
{
    bool has_rounds = command == &repeat_command || command == &while_command;

    return has_rounds && memmem(statement->source.data, statement->source.length, "$?", 2);
}

static void write_nested(struct script *script, const struct statement *statement)
{
    const struct command *command = step_command(script->session, statement);

    if (!command || !lookout_goes_on(script->lookout))
        return;
    script->failed |= script->left_status && asks_status_in_rounds(command, statement);
    if (command == &history_command && statement->word_count && script->session->history.count) {
        write_entry(script, statement);
        return;
    }
    if (command == &source_command && script->goes_on) {
        write_file(script, statement);
        return;
    }
    write_command(script, command, statement);
    for (size_t i = 0; i < statement->word_count; i++) {
        if (command == &close_command)
            drop_unknown(script, &statement->words[i]);
        write_word(script, &statement->words[i]);
    }
}

static void leave_out_step(struct script *script, const struct step *step, struct span lacks)
{
    struct buffer *out = script->copying.out;

    buffer_clear(&script->left_out);
    if (lacks.length) {
        tell_lacking(script, step->statement, lacks);
        scene_note_outside(&script->scene, step->statement);
        buffer_append(out, buffer_span(&script->left_out));
        return;
    }
    script->missing++;
    buffer_append_text(out, "# not exported: ");
    export_first_line(out, step->statement->source);
    buffer_append_byte(out, '\n');
}

static void write_step(struct script *script, const struct step *step)
{
    struct span source = step->statement->source, lacks = find_lacking(script, step->statement);
    cleanup_buffer struct buffer text = {0};
    struct buffer *out = script->copying.out;
    unsigned missing = script->missing;

    buffer_clear(&script->left_out);
    script->failed = false;
    script->goes_on = step->went_on;
    script->left_status = step->left_status;
    script->copying.out = &text;
    copying_begin(&script->copying, step->program->text, source);
    if (step->outcome)
        buffer_append_text(&text, "try {\n    ");
    if (!lacks.length)
        write_nested(script, step->statement);
    copying_up_to(&script->copying, script->copying.end);
    text.length = span_trim_end(buffer_span(&text)).length;
    buffer_append_text(&text, step->outcome ? "\n}\n" : "\n");
    script->copying.out = out;
    if (script->failed || lacks.length) {
        script->missing = missing;
        leave_out_step(script, step, lacks);
        return;
    }
    buffer_append(out, buffer_span(&script->left_out));
    buffer_append(out, buffer_span(&text));
}

unsigned export_script(struct session *session, const struct steps *steps, struct buffer *out)
{
    struct script script = {.session = session,
                            .copying = {.out = out},
                            .lookout = steps->lookout,
                            .scene = scene_start(session),
                            .of_some = steps->of_some};

    buffer_append_text(out, "#!/usr/bin/env -S socksh\n"
                            "# What a session did, written by `export script`.\n");
    export_forgotten(steps->forgotten, "# ", "", out);
    buffer_append_byte(out, '\n');
    for (size_t i = 0; i < steps->count && lookout_goes_on(steps->lookout); i++) {
        scene_begin_step(&script.scene);
        if (steps->items[i].chosen)
            write_step(&script, &steps->items[i]);
        else
            scene_note_outside(&script.scene, steps->items[i].statement);
        scene_end_step(&script.scene, steps->items[i].number);
    }
    scene_free(&script.scene);
    buffer_free(&script.left_out);
    return script.missing;
}
