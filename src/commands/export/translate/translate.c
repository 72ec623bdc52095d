#include "export/translate/translate.h"

#include "commands.h"
#include "export/lookout.h"
#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/fate.h"
#include "export/translate/files.h"
#include "export/translate/language.h"
#include "export/translate/moment.h"
#include "export/translate/naming.h"
#include "export/translate/parts.h"
#include "export/translate/variable.h"
#include "shell/session.h"

#include <stdlib.h>

static bool is_control(const struct command *command)
{
    return command->needs & COMMAND_CONTROLS;
}

static void note_status(struct translation *t, const struct command *command)
{
    if (!is_control(command))
        status_is(t, "ok");
}

static bool runs_others(const struct command *command)
{
    return command == &source_command || command == &replay_command || command == &lesson_command ||
           command == &history_command;
}

/* What it has set, and what it has received, the program doesn't have. */
static void note_lost(struct translation *t, const struct statement *statement, bool receives)
{
    const struct command *command = step_command(t->session, statement);

    variables_lose_set(t, statement);
    files_lose(t, statement);
    t->data_lost |= receives;
    if (!command || !runs_others(command))
        return;
    variables_lose_all(t);
    t->data_lost = t->scene.unsure = true;
}

/* How much there was before a statement. */
struct written {
    size_t out, constants, assignments;
    unsigned missing, indent;
    const struct scene_handle *last_handle;
};

static struct written written_now(const struct translation *t)
{
    return (struct written){
        .out = t->out.length,
        .constants = t->constants.length,
        .assignments = t->assignment_count,
        .missing = t->missing,
        .indent = t->indent,
        .last_handle = t->scene.handles,
    };
}

static void take_back(struct translation *t, const struct written *before)
{
    t->out.length = before->out;
    t->constants.length = before->constants;
    t->missing = before->missing;
    t->indent = before->indent;
    scene_forget_since(&t->scene, before->last_handle);
    variables_lose_since(t, before->assignments);
}

/* What stands in a statement has run before the mistake of its own, `print $(a.recv) ${a.nosuch}`. */
static struct written written_up_to_mistake(const struct translation *t, struct written before)
{
    const struct mistake *mistake = &t->mistake;

    if (mistake->is == MISTAKE && mistake->length > before.out &&
        mistake->indent == before.indent) {
        before.out = mistake->length;
        before.constants = t->constants.length;
        before.missing = mistake->missing;
    }
    return before;
}

/* The program does without it, but not without the end of the try in which it failed, nor where its reply is kept. */
static void write_look(struct translation *t, const struct statement *statement)
{
    struct fate fate = t->within_try ? fate_of(t, statement) : (struct fate){WENT_WELL, NULL};

    if (fate.is == FAILED || (fate.is == UNKNOWN && statement->word_count))
        give_up(t);
    else if (statement->name.length || statement->output)
        give_up_for(t, "a program has no such reply");
}

/* What the session says of them, or has as their value, nothing in the program does. */
static bool tells_nothing(const struct command *command)
{
    static const struct command *const silent[] = {
        &let_command,    &unset_command,  &use_command,    &rename_command, &close_command,
        &source_command, &replay_command, &lesson_command, &pair_command,
    };

    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
        if (command == silent[i])
            return true;
    return false;
}

static void write_statement(struct translation *t, const struct statement *statement,
                            const struct command *command)
{
    const char *lost = files_lost_to_shell(t, statement->shell);
    struct call call;

    if (lost)
        give_up_for(t, made(t, "what wrote %s is not exported", lost));
    if (!command) {
        give_up_as_mistaken(t, "name");
    } else if (!command->exported) {
        write_look(t, statement);
    } else if (call_read(t, statement, &call)) {
        call_write(t, &call);
        if (!t->failed && tells_nothing(command))
            call_leave_out_value(t, &call);
        if (command->exported->write && !t->failed && !is_control(command))
            call_note_scene(t, &call);
    }
    if (t->mistake.is == MISTAKE_PERHAPS && command && is_control(command))
        give_up_for(t, "a mistake in it, with which the try may have ended");
}

static void note_done(struct translation *t, const struct command *command)
{
    variables_mark(t);
    if (command_keeps_data(command)) {
        t->data_known |= !call_is_nested(t);
        t->data_lost = false;
    }
    if (command->exported)
        note_status(t, command);
}

bool translate_inner(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);
    struct written before = written_now(t);
    bool failed_outside = t->failed;
    unsigned receipts = t->receipts;

    t->failed = false;
    t->receipts += command && command_keeps_data(command);
    write_statement(t, statement, command);
    bool done = !t->failed;
    t->failed = failed_outside;
    if (done) {
        note_done(t, command);
    } else {
        struct written kept = written_up_to_mistake(t, before);
        take_back(t, &kept);
        fate_of_left_out(t, statement);
        if (t->mistake.is != MISTAKE)
            note_lost(t, statement, t->receipts > receipts);
    }
    return done;
}

/* Of what was run in its blocks nobody knows how it ended. */
static void note_left_out(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);

    if (command && is_control(command))
        status_is_lost(t);
    else
        status_is(t, "ok");
}

bool translate_statement(struct translation *t, const struct statement *statement)
{
    cleanup_buffer struct buffer text = {0};

    if (!lookout_goes_on(t->lookout))
        return false;
    const char *outer = t->why;
    t->why = NULL;
    moment_before_call(t, statement);
    bool done = translate_inner(t, statement);
    if (!done) {
        note_left_out(t, statement);
        export_first_line(&text, statement->source);
        leave_out(t, "%s%s%s", buffer_text(&text), t->why ? "; " : "", t->why ? t->why : "");
    }
    t->why = outer;
    return done;
}

/* An error ends it alone. */
static void translate_caught(struct translation *t, const struct statement *statement)
{
    struct try_way way;

    t->language->open_try(t);
    t->within_try++;
    moment_open_try(t, &way);
    translate_statement(t, statement);
    moment_close_try(t, &way);
    translate_end_of_try(t, NULL);
}

void translate_list(struct translation *t, const struct statement *first, struct frame *frame)
{
    t->frame = frame;
    for (const struct statement *s = first; s && !t->mistake.is; s = s->next) {
        frame->next = s->next;
        if (t->goes_on && statement_is_caught(t->session, s))
            translate_caught(t, s);
        else
            translate_statement(t, s);
    }
    t->frame = frame->outer;
}

void translate_end_of_try(struct translation *t, const struct step *step)
{
    struct mistake mistake = t->mistake;
    bool hides_end = t->hides_end;

    t->mistake = (struct mistake){0};
    t->hides_end = false;
    t->within_try--;
    status_is(t, mistake.is == MISTAKE ? mistake.status : "ok");
    t->language->close_try(t, step, t->uses_status);
    status_after_try(t);
    if (mistake.is == MISTAKE_PERHAPS || hides_end)
        status_is_lost(t);
}

void translate_block(struct translation *t, const struct block *block, const struct statement *loop)
{
    struct frame frame = {.loop = loop, .outer = t->frame};

    translate_list(t, block->first, &frame);
    status_hold(t);
}

/* ---- the program ---- */

static void translate_step(struct translation *t, const struct step *step)
{
    const struct command *command = step_command(t->session, step->statement);

    bool is_caught = step->outcome && command != &replay_command; /* which catches what it runs */

    if (!is_caught || !command->exported) {
        translate_statement(t, step->statement);
        if (step->outcome) /* the replies differed, or it only looks */
            status_is(t, error_kind(step->outcome)->name);
        return;
    }
    struct try_way way;
    t->language->open_try(t);
    t->within_try++;
    moment_open_try(t, &way);
    bool done = translate_statement(t, step->statement);
    moment_close_try(t, &way);
    if (!done)
        t->mistake = (struct mistake){MISTAKE, error_kind(step->outcome)->name};
    translate_end_of_try(t, step);
}

static void start(struct translation *t)
{
    t->out.length = 0;
    buffer_clear(&t->constants);
    t->indent = t->language->indent;
    t->missing = t->temporaries = t->pairs = t->tries = t->timeouts = t->within_try = 0;
    t->included = 0;
    t->included_length = 0;
    t->changed = t->failed = t->hides_end = false;
    t->mistake = (struct mistake){0};
    t->status = status_at_start(t);
    t->data_known = t->data_lost = false;
    scene_free(&t->scene);
    t->scene = scene_start(t->session);
    t->loop = NULL;
    t->open_try = NULL;
    t->try_way = NULL;
    t->assignment_count = t->marked_count = 0;
    naming_restart(t);
    files_restart(t);
    for (struct variable *v = t->variables; v; v = v->next)
        variable_define(t, v, UNDEFINED);
    for (struct variable *v = t->variables; v; v = v->next)
        if (v->marked)
            variable_set_mark(t, v, false);
}

static void walk(struct translation *t, const struct steps *steps)
{
    struct frame frame = {0};

    start(t);
    t->frame = &frame;
    for (size_t i = 0; i < steps->count && lookout_goes_on(t->lookout); i++) {
        frame.next = steps->items[i].statement->next;
        t->step = &steps->items[i];
        t->goes_on = t->step->went_on;
        if (t->step->left_status)
            status_is(t, t->step->left_status);
        scene_begin_step(&t->scene);
        if (steps->items[i].only_writes)
            files_lose(t, steps->items[i].statement);
        else if (steps->items[i].chosen)
            translate_step(t, &steps->items[i]);
        else
            scene_note_outside(&t->scene, steps->items[i].statement);
        scene_end_step(&t->scene, t->step->number);
    }
    t->frame = NULL;
}

/* What follows a statement is asked of its block's list: what the program has of the session is one. */
static void link_steps(const struct steps *steps)
{
    struct statement *next = NULL;

    for (size_t i = steps->count; i-- > 0;) {
        struct statement *statement = (struct statement *)steps->items[i].statement;
        statement->next = next;
        if (steps->items[i].chosen)
            next = statement;
    }
}

unsigned translate(struct session *session, const struct steps *steps,
                   const struct language *language, struct buffer *out)
{
    struct translation t = {.session = session,
                            .language = language,
                            .scene = scene_start(session),
                            .of_some = steps->of_some,
                            .forgotten = steps->forgotten,
                            .lookout = steps->lookout};
    t.parts = parts_read(&t.arena, language);
    link_steps(steps);
    do /* what a walk finds is never taken back, so that it comes to an end */
        walk(&t, steps);
    while (t.changed);
    if (lookout_goes_on(t.lookout))
        language->finish(&t, &t.out, out);
    for (size_t i = 0; i < t.program_count; i++)
        program_free(t.programs[i]);
    free(t.programs);
    calls_free(&t);
    uses_free(&t);
    HASH_CLEAR(hh, t.variables_by_name);
    naming_free(&t);
    buffer_free(&t.out);
    buffer_free(&t.constants);
    buffer_free(&t.definitions);
    free(t.assignments);
    scene_free(&t.scene);
    arena_free(&t.arena);
    return t.missing;
}
