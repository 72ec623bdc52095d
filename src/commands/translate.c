#include "translate.h"

#include "base/memory.h"
#include "commands.h"
#include "shell/session.h"

#include <stdarg.h>
#include <stdlib.h>

enum { PASSES = 64 }; /* more than the types of variables can change */

void line(struct translation *t, const char *format, ...)
{
    va_list arguments;

    buffer_append_repeated(&t->out, ' ', 4 * (size_t)t->indent);
    va_start(arguments, format);
    buffer_vprintf(&t->out, format, arguments);
    va_end(arguments);
    buffer_append_byte(&t->out, '\n');
}

char *made(struct translation *t, const char *format, ...)
{
    cleanup_buffer struct buffer text = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    return arena_text(&t->arena, buffer_span(&text));
}

void give_up(struct translation *t)
{
    t->failed = true;
}

void give_up_for(struct translation *t, const char *why)
{
    t->failed = true;
    t->why = why;
}

void leave_out(struct translation *t, const char *format, ...)
{
    cleanup_buffer struct buffer what = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&what, format, arguments);
    va_end(arguments);
    line(t, "%snot exported: %s", t->language->comment, buffer_text(&what));
    t->missing++;
}

/* ---- calls ---- */

static struct timed *find_timed(struct translation *t, struct span name)
{
    for (size_t i = 0; i < t->timed_count; i++)
        if (span_equal(t->timed[i].name, name))
            return &t->timed[i];
    return NULL;
}

/* Which timeouts a handle has anywhere in the program: none, one or several. */
static void note_timed(struct translation *t, struct span name, const char *seconds)
{
    struct timed *timed = find_timed(t, name);

    if (timed) {
        bool differs = strcmp(timed->seconds, seconds) != 0;
        t->changed |= differs && !timed->several;
        timed->several |= differs;
    } else if (t->timed_count < sizeof(t->timed) / sizeof(t->timed[0])) {
        t->timed[t->timed_count++] = (struct timed){arena_copy(&t->arena, name), seconds, false};
        t->changed = true;
    }
}

void call_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    const char *wanted = seconds ? seconds : "";

    if (handle->timeout && strcmp(handle->timeout, wanted) == 0)
        return;
    note_timed(t, handle->name, wanted);
    t->language->set_timeout(t, handle, seconds);
    handle->timeout = wanted;
}

/* On a way that joins another one nobody knows which of several was set last. */
static void forget_timeouts(struct translation *t)
{
    for (struct scene_handle *h = t->scene.handles; h; h = h->next) {
        const struct timed *timed = find_timed(t, h->name);
        if (timed && h->timeout && (timed->several || strcmp(timed->seconds, h->timeout) != 0))
            h->timeout = NULL;
    }
}

bool command_waits(const struct command *command)
{
    return parameter_index(command->options, SPAN("timeout")) < parameter_count(command->options);
}

static void prepare_timeout(struct translation *t, const struct call *call)
{
    const struct argument_words *given = call_option(call, "timeout");

    if (!call->handle || !command_waits(call->command))
        return;
    call_timeout(t, call->handle,
                 given ? code_write(t, call_value(t, given), AS_SECONDS) : call->handle->usual);
}

void call_deliver(struct translation *t, const struct call *call, struct code code)
{
    const struct statement *statement = call->statement;

    if (statement->output == OUTPUT_FILE || statement->output == OUTPUT_APPEND)
        t->language->write_file(t, code_of_word(t, statement->output_file),
                                statement->output == OUTPUT_APPEND, code);
    else if (statement->output == OUTPUT_PIPE)
        t->language->pipe(t, statement->shell, code);
    if (statement->name.length)
        variable_assign(t, statement->name, code);
    else if (statement->output == OUTPUT_REPLY)
        t->language->show(t, code, false);
}

static void count(struct translation *t, const struct scene_handle *handle, const char *received)
{
    struct span name = counter_of(t, handle);
    const char *written = variable_name(t, name);

    if (!variable_find(t, name))
        return;
    const char *length = made(t, t->language->length, received);
    variable_assign(t, name,
                    received[0] ? code_expression(CODE_NUMBER, made(t, "%s + %s", written, length))
                                : code_constant(SPAN("0")));
}

static void receive(struct translation *t, struct call *call, const char *text)
{
    const struct statement *statement = call->statement;
    bool keeps = command_keeps_data(call->command);
    struct code data = code_expression(CODE_BYTES, t->language->data);
    bool into_variable = statement->name.length && !(t->uses_data && keeps);

    call->into = into_variable ? variable_declare(t, statement->name, data) : t->language->data;
    t->language->call(t, call, call_template(t, call, text));
    count(t, call->handle, call->into);
    if (into_variable) {
        variable_find(t, statement->name)->defined = true;
        data = code_expression(CODE_BYTES, call->into);
    }
    if (statement->output != OUTPUT_REPLY || (statement->name.length && !into_variable))
        call_deliver(t, call, data);
    else if (!statement->name.length && !data_is_used(t))
        t->language->show(t, data, false);
}

/* Where a count goes: the variable itself, or one of ours where that holds other things, too. */
static const char *number_target(struct translation *t, struct span name)
{
    struct code number = code_expression(CODE_NUMBER, "");
    const char *written = variable_declare(t, name, number);

    if (variable_find(t, name)->type == CODE_NUMBER)
        return written;
    struct span ours = name_of_ours(t, "number");
    return variable_declare(t, ours, number);
}

/* A handle has been made, or could not be written. */
static void note_handle(struct translation *t, const struct call *call)
{
    struct scene_handle *handle = scene_find(&t->scene, t->scene.made);

    if (t->failed) {
        scene_forget(&t->scene, handle->name);
        return;
    }
    handle->nested = t->indent > t->language->indent;
    if (call_option(call, "timeout"))
        handle->timeout = NULL;
    count(t, handle, "");
}

void call_note_scene(struct translation *t, struct call *call)
{
    if (!call->noted)
        scene_note(&t->scene, call->command, call->statement);
    call->noted = true;
}

void call_make(struct translation *t, struct call *call, const char *text)
{
    const struct statement *statement = call->statement;
    enum export_gives gives = call->command->exported->gives;

    prepare_timeout(t, call);
    if (gives == EXPORT_BYTES) {
        receive(t, call, text);
        return;
    }
    call_note_scene(t, call);
    if (gives == EXPORT_HANDLE)
        call->into = handle_name(t, t->scene.made);
    else if (statement->name.length && gives == EXPORT_NUMBER)
        call->into = number_target(t, statement->name);
    else if (statement->name.length)
        give_up(t);
    t->language->call(t, call, call_template(t, call, text));
    if (statement->output != OUTPUT_REPLY)
        leave_out(t, "where the reply of %s goes", call->command->name);
    if (call->into && gives == EXPORT_NUMBER)
        variable_assign(t, statement->name, code_expression(CODE_NUMBER, call->into));
    if (gives == EXPORT_HANDLE)
        note_handle(t, call);
}

static void write_call(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;

    if (exported->write && !exported->is_pure) {
        exported->write(t, call);
        return;
    }
    if (!exported->is_pure) {
        call_make(t, call, t->language->template(exported));
        return;
    }
    if (exported->write) {
        exported->write(t, call);
    } else {
        enum code_type type = exported->gives == EXPORT_NUMBER ? CODE_NUMBER
                              : exported->gives == EXPORT_TEXT ? CODE_TEXT
                                                               : CODE_BYTES;
        call->result =
            code_expression(type, call_template(t, call, t->language->template(exported)));
    }
    if (!t->failed)
        call_deliver(t, call, call->result);
}

/* ---- statements ---- */

static bool is_control(const struct command *command)
{
    return command->needs & COMMAND_CONTROLS;
}

static void note_status(struct translation *t, const struct command *command)
{
    t->after_try = command == &try_command;
    t->status_known = !is_control(command) && command != &source_command;
}

bool translate_inner(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);
    size_t start = t->out.length;
    unsigned missing = t->missing, indent = t->indent;
    bool failed_outside = t->failed;
    struct call call;

    t->failed = false;
    bool is_more = command && (statement->name.length || statement->output ||
                               (command == &history_command && statement->word_count));
    if (!command || (!command->exported && is_more))
        give_up(t);
    else if (command->exported && call_read(t, statement, &call)) {
        write_call(t, &call);
        if (command->exported->write && !t->failed && !is_control(command))
            call_note_scene(t, &call);
    }
    bool done = !t->failed;
    t->failed = failed_outside;
    if (done && command->exported)
        note_status(t, command);
    if (done)
        return true;
    t->out.length = start;
    t->missing = missing;
    t->indent = indent;
    return false;
}

void translate_statement(struct translation *t, const struct statement *statement)
{
    cleanup_buffer struct buffer text = {0};

    const char *outer = t->why;
    t->why = NULL;
    if (!translate_inner(t, statement)) {
        export_first_line(&text, statement->source);
        leave_out(t, "%s%s%s", buffer_text(&text), t->why ? "; " : "", t->why ? t->why : "");
    }
    t->why = outer;
}

void translate_block(struct translation *t, const struct block *block, const struct statement *loop)
{
    struct frame frame = {.loop = loop, .outer = t->frame};

    forget_timeouts(t);
    t->status_known = t->after_try = false;
    t->frame = &frame;
    for (const struct statement *s = block->first; s; s = s->next) {
        frame.next = s->next;
        translate_statement(t, s);
    }
    t->frame = frame.outer;
    if (t->loose_status && t->status_known)
        t->language->assign(t, t->language->status, CODE_TEXT, code_constant(SPAN("ok")));
    forget_timeouts(t);
    t->status_known = t->after_try = false;
}

/* ---- what is received and not used ---- */

enum use { USE_UNKNOWN, USE_READ, USE_REPLACED };

static enum use use_in_block(struct translation *t, const struct statement *first);

static bool word_reads_data(struct translation *t, const struct word *word)
{
    for (const struct piece *p = word->pieces; p; p = p->next) {
        if (p->kind == PIECE_VARIABLE && span_is(p->text, "_"))
            return true;
        if (p->statement && use_in_block(t, p->statement) == USE_READ)
            return true;
    }
    return false;
}

static bool words_read_data(struct translation *t, const struct statement *statement)
{
    for (size_t i = 0; i < statement->word_count; i++)
        if (word_reads_data(t, &statement->words[i]))
            return true;
    return statement->input && word_reads_data(t, statement->input);
}

static enum use use_in_statement(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);

    if (words_read_data(t, statement))
        return USE_READ;
    for (size_t i = 0; i < statement->word_count; i++)
        if (statement->words[i].block &&
            use_in_block(t, statement->words[i].block->first) == USE_READ)
            return USE_READ;
    return command && command_keeps_data(command) ? USE_REPLACED : USE_UNKNOWN;
}

static enum use use_in_block(struct translation *t, const struct statement *first)
{
    enum use use = USE_UNKNOWN;

    for (const struct statement *s = first; s && use == USE_UNKNOWN; s = s->next)
        use = use_in_statement(t, s);
    return use;
}

bool data_is_used(struct translation *t)
{
    enum use use = USE_UNKNOWN;

    for (const struct frame *f = t->frame; f && use == USE_UNKNOWN; f = f->outer) {
        use = use_in_block(t, f->next);
        if (use == USE_UNKNOWN && f->loop && words_read_data(t, f->loop))
            use = USE_READ;
    }
    return use == USE_READ;
}

/* ---- the program ---- */

static void translate_step(struct translation *t, const struct step *step)
{
    const struct command *command = step_command(t->session, step->statement);

    if (!step->outcome || !command->exported) {
        translate_statement(t, step->statement);
        return;
    }
    forget_timeouts(t);
    t->language->open_try(t);
    t->within_try++;
    translate_statement(t, step->statement);
    t->within_try--;
    t->language->close_try(t, step, t->uses_status);
    forget_timeouts(t);
    t->status_known = false;
    t->after_try = true;
}

static void start(struct translation *t)
{
    t->out.length = 0;
    t->indent = t->language->indent;
    t->missing = t->temporaries = t->tries = t->within_try = 0;
    t->changed = t->failed = false;
    t->status_known = true;
    scene_free(&t->scene);
    t->scene = scene_start(t->session);
    for (struct variable *v = t->variables; v; v = v->next)
        v->defined = false;
}

static void walk(struct translation *t, const struct steps *steps)
{
    struct frame frame = {0};

    start(t);
    t->frame = &frame;
    for (size_t i = 0; i < steps->count; i++) {
        frame.next = steps->items[i].statement->next;
        if (steps->items[i].chosen)
            translate_step(t, &steps->items[i]);
        else
            scene_note_outside(&t->scene, steps->items[i].statement);
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
                            .of_some = steps->of_some};
    link_steps(steps);
    for (int pass = 0; pass == 0 || (t.changed && pass < PASSES); pass++)
        walk(&t, steps);
    language->finish(&t, &t.out, out);
    for (size_t i = 0; i < t.program_count; i++)
        program_free(t.programs[i]);
    free(t.programs);
    buffer_free(&t.out);
    scene_free(&t.scene);
    arena_free(&t.arena);
    return t.missing;
}
