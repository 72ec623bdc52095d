/* A call that is made: its timeout, its line, and where goes what it gives. */
#include "export/translate/call.h"

#include "commands.h"
#include "export/translate/code.h"
#include "export/translate/files.h"
#include "export/translate/language.h"
#include "export/translate/moment.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <stdlib.h>
#include <uthash.h>

/* Which timeouts a handle has anywhere in the program: none, one or several. */
struct timed {
    const char *name;
    const char *seconds; /* the first that was set; "" for none */
    bool several;        /* and others */
    UT_hash_handle hh;
};

static struct timed *find_timed(const struct translation *t, struct span name)
{
    struct timed *timed;

    HASH_FIND(hh, t->timed, name.data, name.length, timed);
    return timed;
}

static void note_timed(struct translation *t, struct span name, const char *seconds, bool is_known)
{
    struct timed *timed = find_timed(t, name);

    if (timed) {
        bool differs = !is_known || strcmp(timed->seconds, seconds) != 0;
        t->changed |= differs && !timed->several;
        timed->several |= differs;
        return;
    }
    timed = arena_new(&t->arena, sizeof(*timed));
    *timed = (struct timed){arena_text(&t->arena, name), seconds, !is_known, {0}};
    HASH_ADD_KEYPTR(hh, t->timed, timed->name, name.length, timed);
    t->changed = true;
}

static bool is_literal(const char *seconds)
{
    return seconds[strspn(seconds, "0123456789.e+-")] == '\0';
}

/* No kernel waits less than a microsecond: 0 is no wait at all to a socket, or one without an end. */
static const char *some_time(struct translation *t, const char *seconds)
{
    if (!seconds)
        return NULL;
    if (is_literal(seconds))
        return strtod(seconds, NULL) < 1e-6 ? "1e-06" : seconds;
    return made(t, t->language->some_time, seconds);
}

/* What `timeout` gave is kept until the next one. */
static bool is_usual(struct translation *t, const struct scene_handle *handle, const char *seconds)
{
    bool is_known = handle->usual && handle->usual != scene_unsure;

    return is_known && strcmp(seconds, some_time(t, handle->usual)) == 0;
}

/* What a variable holds may change. */
void call_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    const char *wanted = seconds ? seconds : "";
    bool is_known = is_literal(wanted) || is_usual(t, handle, wanted);

    if (is_known && handle->timeout && strcmp(handle->timeout, wanted) == 0)
        return;
    note_timed(t, handle->name, wanted, is_known);
    size_t length = t->out.length;
    t->language->set_timeout(t, handle, seconds);
    handle->timeout = is_known ? wanted : NULL;
    moment_note_timeout(t, handle, length);
}

void call_forget_timeout(const struct translation *t, struct scene_handle *handle)
{
    const struct timed *timed = handle->name.length ? find_timed(t, handle->name) : NULL;

    if (timed && handle->timeout &&
        (timed->several || strcmp(timed->seconds, handle->timeout) != 0))
        handle->timeout = NULL;
}

void call_forget_timeouts(struct translation *t)
{
    for (const struct timed *timed = t->timed; timed; timed = timed->hh.next) {
        struct scene_handle *handle = scene_find(&t->scene, span_of(timed->name));
        if (handle)
            call_forget_timeout(t, handle);
    }
}

void calls_free(struct translation *t)
{
    HASH_CLEAR(hh, t->timed);
}

bool call_is_timed(const struct translation *t, const struct scene_handle *handle)
{
    return find_timed(t, handle->name);
}

bool command_waits(const struct command *command)
{
    return parameter_index(command->options, SPAN("timeout")) < parameter_count(command->options);
}

/* poll(2) takes a time itself, and so does what makes the handle. */
bool call_waits_on_handle(const struct call *call)
{
    return call->handle && (call->command->needs & COMMAND_HANDLE) && command_waits(call->command);
}

const char *call_write_timeout(struct translation *t, struct code code)
{
    return some_time(t, code_write(t, code, AS_SECONDS));
}

const char *call_wait(struct translation *t, const struct call *call)
{
    const struct argument_words *given = call_option(call, "timeout");
    const struct scene_handle *handle = call->handle;
    bool is_unsure = handle->blocking == scene_unsure || (!given && handle->usual == scene_unsure);

    if (is_unsure)
        give_up_for(t, "its timeout depends on a block before it");
    if (strcmp(handle->blocking, "off") == 0)
        return "0";
    return given ? call_write_timeout(t, call_value(t, given)) : some_time(t, handle->usual);
}

/* With --nowait no time counts, if the language knows. */
static void prepare_timeout(struct translation *t, const struct call *call)
{
    if (!call_waits_on_handle(call))
        return;
    bool never_waits = call_option(call, "nowait") && strcmp(call->handle->blocking, "on") == 0;
    if (!never_waits)
        call_timeout(t, call->handle, call_wait(t, call));
    else if (t->language->timeouts_prevail)
        call_timeout(t, call->handle, NULL);
}

void call_deliver(struct translation *t, const struct call *call, struct code code)
{
    const struct statement *statement = call->statement;

    if (statement->name.length) { /* also where writing fails */
        variable_assign(t, statement->name, code);
        variables_mark(t);
        code = code_expression(variable_type(t, variable_find(t, statement->name)),
                               variable_name(t, statement->name));
    }
    if (statement->output == OUTPUT_FILE || statement->output == OUTPUT_APPEND)
        t->language->write_file(t, code_of_word(t, statement->output_file),
                                statement->output == OUTPUT_APPEND, code);
    else if (statement->output == OUTPUT_PIPE)
        t->language->pipe(t, statement->shell, code);
    else if (!statement->name.length)
        t->language->show(t, code);
    files_note_written(t, statement);
}

static bool throws_reply_away(struct translation *t, const struct statement *statement)
{
    if (statement->output != OUTPUT_FILE && statement->output != OUTPUT_APPEND)
        return false;
    struct code path = code_of_word(t, statement->output_file);
    return path.constant && span_is(path.value, "/dev/null");
}

void call_leave_out_value(struct translation *t, const struct call *call)
{
    bool is_taken =
        call->statement->output != OUTPUT_REPLY && !throws_reply_away(t, call->statement);

    if (call->statement->name.length || is_taken)
        leave_out(t, "the value of %s", call->command->name);
    files_lose_output(t, call->statement);
    variable_lose(t, call->statement->name);
}

bool call_is_nested(const struct translation *t)
{
    return t->within_try || t->indent > t->language->indent;
}

void call_note_made(struct translation *t, struct span name)
{
    struct scene_handle *handle = scene_find(&t->scene, name);

    if (!handle)
        return;
    name_is_handle(t, name);
    handle->nested = call_is_nested(t);
    handle->timeout_set = ++t->timeouts;
    if (variable_find(t, counter_of(t, handle)))
        variable_assign(t, counter_of(t, handle), code_constant(SPAN("0")));
}

static void count(struct translation *t, const struct scene_handle *handle, const char *received)
{
    struct span name = counter_of(t, handle);
    const char *written = variable_name(t, name);

    if (!variable_find(t, name))
        return;
    const char *length = made(t, t->language->length, received);
    variable_assign(t, name, code_expression(CODE_NUMBER, made(t, "%s + %s", written, length)));
}

static bool has_call(const struct word *word)
{
    for (const struct piece *p = word->pieces; p; p = p->next)
        if (p->statement)
            return true;
    return false;
}

/* The session opens the file first: where it can't, nothing is received. */
static bool open_output(struct translation *t, const struct statement *statement)
{
    bool is_file = statement->output == OUTPUT_FILE || statement->output == OUTPUT_APPEND;

    if (!t->within_try || !is_file || has_call(statement->output_file))
        return false;
    struct code path = code_of_word(t, statement->output_file);
    if (path.constant && span_is(path.value, "-"))
        return false;
    t->language->open_output(t, path, statement->output == OUTPUT_APPEND);
    return true;
}

/* What goes through as it comes is nobody's value. */
static void keep_nothing(struct translation *t, const struct call *call)
{
    if (t->uses_data)
        t->language->assign(t, t->language->data, CODE_BYTES, code_constant(SPAN("")));
    if (call->statement->name.length)
        variable_assign(t, call->statement->name, code_constant(SPAN("")));
}

static const struct command_export streamed = {
    .gives = EXPORT_BYTES,
    .python = "recvall_into({handle}, file)",
    .c = "receive_all_to_output({handle})",
};

/* Where it ends with an error, the file has what came before. */
static void stream(struct translation *t, struct call *call)
{
    call_by_template(t, call, t->language->template(&streamed));
    t->language->close_output(t);
    keep_nothing(t, call);
}

static void receive(struct translation *t, struct call *call, const char *text)
{
    const struct statement *statement = call->statement;
    bool streams =
        call->command->needs & COMMAND_STREAMS_OUTPUT && statement->output != OUTPUT_REPLY;
    bool keeps = command_keeps_data(call->command);
    struct code data = code_expression(CODE_BYTES, t->language->data);
    bool into_variable = statement->name.length && !(t->uses_data && keeps);

    bool is_open = open_output(t, statement);
    if (is_open && streams && !variable_find(t, counter_of(t, call->handle))) {
        stream(t, call);
        return;
    }
    call->into = into_variable ? variable_declare(t, statement->name, data) : t->language->data;
    call_by_template(t, call, text);
    count(t, call->handle, call->into);
    if (into_variable)
        data = code_expression(CODE_BYTES, call->into);
    if (is_open) {
        if (statement->name.length) {
            variable_assign(t, statement->name, data);
            variables_mark(t);
        }
        t->language->write_output(t, data);
    } else if (statement->output != OUTPUT_REPLY || (statement->name.length && !into_variable)) {
        call_deliver(t, call, data);
    } else if (!statement->name.length && !data_is_used(t)) {
        t->language->show(t, data);
    }
    if (streams)
        keep_nothing(t, call);
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

/* `timeout` goes on to what is accepted and to a copy; in Python what the calls of the first one have set to a copy
 * alone. */
static void hand_on(const struct translation *t, const struct call *call,
                    struct scene_handle *handle)
{
    bool hands_all_on = call->command == &dup_command || t->language->hands_timeouts_on;

    handle->usual = call->handle->usual;
    if (call->command == &dup_command)
        handle->blocking = call->handle->blocking;
    if (hands_all_on && find_timed(t, call->handle->name))
        handle->timeout = NULL;
}

void call_note_handle(struct translation *t, const struct call *call, struct scene_handle *handle)
{
    if (t->failed) {
        scene_forget(&t->scene, handle->name);
        return;
    }
    if (call->command == &accept_command || call->command == &dup_command)
        hand_on(t, call, handle);
    else if (call_option(call, "timeout"))
        handle->timeout = NULL;
    call_note_made(t, handle->name);
}

void call_note_scene(struct translation *t, struct call *call)
{
    if (!call->noted)
        scene_note(&t->scene, call->command, call->statement);
    call->noted = true;
}

void call_leave_out_reply(struct translation *t, const struct call *call)
{
    if (call->statement->output != OUTPUT_REPLY && !throws_reply_away(t, call->statement))
        leave_out(t, "where the reply of %s goes", call->command->name);
    files_lose_output(t, call->statement);
}

void call_count(struct translation *t, struct call *call, const char *text)
{
    struct span name = call->statement->name;

    call->into = name.length ? number_target(t, name) : NULL;
    t->language->call(t, call, text);
    call_leave_out_reply(t, call);
    if (call->into)
        variable_assign(t, name, code_expression(CODE_NUMBER, call->into));
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
    call_by_template(t, call, text);
    call_leave_out_reply(t, call);
    if (call->into && gives == EXPORT_NUMBER)
        variable_assign(t, statement->name, code_expression(CODE_NUMBER, call->into));
    if (gives == EXPORT_HANDLE)
        call_note_handle(t, call, scene_find(&t->scene, t->scene.made));
}

static enum code_type type_given(const struct command_export *exported)
{
    switch (exported->gives) {
    case EXPORT_NUMBER: return CODE_NUMBER;
    case EXPORT_TEXT: return CODE_TEXT;
    default: return CODE_BYTES;
    }
}

struct code call_result(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;

    call->result = code_constant(SPAN(""));
    if (exported->write)
        exported->write(t, call);
    else
        call->result = code_expression(type_given(exported),
                                       call_template(t, call, t->language->template(exported)));
    return call->result;
}

void call_write(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;

    if (exported->is_pure) {
        struct code result = call_result(t, call);
        if (!t->failed)
            call_deliver(t, call, result);
    } else if (exported->write) {
        exported->write(t, call);
    } else {
        call_make(t, call, t->language->template(exported));
    }
}
