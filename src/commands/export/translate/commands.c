/* The commands of the session that a template can't say, and what closes and waits. */
#include "export/translate/writers.h"

#include "base/number.h"
#include "export/translate/call.h"
#include "export/translate/closed.h"
#include "export/translate/code.h"
#include "export/translate/files.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "shell/command.h"

void export_let(struct translation *t, struct call *call)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    const struct argument_words *value = call_argument(call, "VALUE");
    struct variable *present = variable_find(t, name);
    bool may_be_kept = call_option(call, "default") && present;
    enum definition defined = may_be_kept ? variable_definition_here(t, present) : UNDEFINED;

    if (defined == DEFINED)
        return;
    if (defined == LOST)
        give_up_for(t, "what it was given before is not exported");
    if (defined == PERHAPS_DEFINED)
        t->language->open_if(t, made(t, "%s == 0", variable_mark(t, present)));
    if (call->statement->input)
        variable_assign(t, name, code_of_file(t, call->statement->input));
    else
        variable_assign(t, name, call_value(t, value));
    if (defined == PERHAPS_DEFINED)
        t->language->close_block(t);
}

/* A name that a program no longer uses costs it nothing. */
void export_unset(struct translation *t, struct call *call)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    struct variable *variable = variable_find(t, name);

    check_free(t, name);
    if (variable)
        variable_unset(t, variable);
    else if (t->within_try && was_nowhere(t, name))
        give_up_as_mistaken(t, "name");
}

void export_print(struct translation *t, struct call *call)
{
    struct code code = call->statement->input ? code_of_file(t, call->statement->input)
                                              : call_value(t, call_argument(call, "DATA"));

    if (call->statement->name.length || call->statement->output != OUTPUT_REPLY)
        call_deliver(t, call, code);
    else
        t->language->say(t, code);
}

void export_shell(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    struct span command = span_trim_end(statement->shell);

    if (statement->name.length)
        variable_assign(t, statement->name, t->language->output_of(t, command));
    else
        t->language->shell(t, command);
}

/* Which handle is meant each line of the program says. */
void export_use(struct translation *t, struct call *call)
{
    (void)t, (void)call;
}

/* What the program knows of the handle beside its socket goes by its name, too. */
static void rename_knowledge(struct translation *t, const struct scene_handle *handle,
                             struct span name)
{
    struct scene_handle renamed = *handle;
    struct span counted = counter_of(t, handle);

    renamed.name = name;
    struct span counts = counter_of(t, &renamed);
    if (handle->has_from)
        t->language->assign(
            t, made(t, "%s_from", handle_name(t, name)), CODE_NUMBER,
            code_expression(CODE_NUMBER, made(t, "%s_from", handle_name(t, handle->name))));
    if (!variable_find(t, counts))
        return;
    if (!variable_find(t, counted))
        variable_declare(t, counted, code_constant(SPAN("0")));
    variable_assign(t, counts, code_expression(CODE_NUMBER, variable_name(t, counted)));
}

static const struct command_export export_rename_watched = {
    .python = "rename_watched({handle}, \"{name}\")",
    .c = "rename_watched({handle}, \"{name}\")",
};

/* What comes on it is shown by its name. */
static void rename_watched(struct translation *t, struct call *call, struct scene_handle *renamed)
{
    if (!t->watches)
        return;
    call->handle = renamed;
    call_by_template(t, call, t->language->template(&export_rename_watched));
}

void export_rename(struct translation *t, struct call *call)
{
    struct span old = call_constant(t, call_argument(call, "OLD"));
    struct span name = call_constant(t, call_argument(call, "NEW"));
    struct variable *variable = variable_find(t, old);

    if (!name_is_variable(t, old) && open_handle(t, old)) {
        t->language->assign(t, handle_name(t, name), CODE_NUMBER,
                            code_expression(CODE_NUMBER, handle_name(t, old)));
        rename_knowledge(t, scene_find(&t->scene, old), name);
        call_note_scene(t, call);
        struct scene_handle *renamed = scene_find(&t->scene, name);
        if (renamed) {
            name_is_handle(t, name);
            rename_watched(t, call, renamed);
            renamed->nested |= call_is_nested(t);
            renamed->timeout_set = ++t->timeouts;
        }
    } else if (variable) {
        variable_check(t, variable);
        variable_assign(t, name,
                        code_expression(variable_type(t, variable), variable_name(t, old)));
        variable_unset(t, variable);
        call->noted = true; /* no handle is */
    } else {
        named_handle(t, old); /* there is none */
    }
}

static const struct command_export export_reset = {.python = "reset({handle})",
                                                   .c = "reset_connection({handle})"};

static bool is_named_before(const struct argument_words *named, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (span_equal(named->words[i].literal, named->words[index].literal))
            return true;
    return false;
}

void export_close(struct translation *t, struct call *call)
{
    const struct argument_words *named = call_argument(call, "HANDLE");

    for (size_t i = 0; i < (named ? named->count : 1); i++) {
        if (named)
            call->handle = scene_find(&t->scene, named->words[i].literal);
        if (!call->handle || (named && is_named_before(named, i)))
            continue; /* one that the program doesn't have, or has closed */
        const struct command_export *exported =
            call_option(call, "reset") ? &export_reset : call->command->exported;
        call_by_template(t, call, t->language->template(exported));
        note_closed(t, call->handle);
    }
}

/* In a variable that nothing else is given to. */
static struct code keep_value(struct translation *t, struct code code)
{
    struct span name = name_of_ours(t, "value");

    variable_assign(t, name, code);
    struct variable *kept = variable_find(t, name);
    return code_expression(variable_type(t, kept), variable_name(t, name));
}

/* What the handle is set to, where that is known. */
static void deliver_setting(struct translation *t, const struct call *call, const char *setting)
{
    bool is_wanted = call->statement->name.length || call->statement->output != OUTPUT_REPLY;

    if (setting == scene_unsure)
        call_leave_out_value(t, call);
    else if (is_wanted)
        call_deliver(t, call, code_constant(span_of(setting)));
}

/* As `timeout` says it. */
static const char *shown_timeout(struct translation *t, const char *seconds)
{
    cleanup_buffer struct buffer text = {0};
    nanoseconds duration;

    if (!seconds)
        return "none";
    if (!number_duration(span_of(seconds), &duration))
        return scene_unsure;
    number_format_duration(&text, duration);
    return arena_text(&t->arena, buffer_span(&text));
}

void export_timeout(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "D|none");
    struct code code = call_value(t, given);

    if (given && code.constant) {
        call->handle->usual = span_is(code.value, "none") ? NULL : code_write(t, code, AS_SECONDS);
    } else if (given) {
        call->handle->usual = code_write(t, keep_value(t, code), AS_SECONDS);
        call->handle->timeout = NULL;
    }
    if (given)
        call_timeout(t, call->handle, call_wait(t, call));
    deliver_setting(t, call, shown_timeout(t, call->handle->usual));
}

void export_blocking(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "STATE");

    if (given) {
        call->handle->blocking = arena_text(&t->arena, call_constant(t, given));
        call_timeout(t, call->handle, call_wait(t, call));
    }
    deliver_setting(t, call, call->handle->blocking);
}

static const struct {
    const char *name, *bytes;
} endings[] = {{"crlf", "\r\n"}, {"lf", "\n"}, {"none", ""}};

void export_line_ending(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "ENDING");
    struct span name = given ? call_constant(t, given) : (struct span){0};
    const char *shown = scene_unsure;

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (span_is(name, endings[i].name))
            call->handle->ending = endings[i].bytes;
        if (strcmp(call->handle->ending, endings[i].bytes) == 0)
            shown = endings[i].name;
    }
    deliver_setting(t, call, shown);
}

/* What a session's script takes of a watched handle it takes while it waits: so does the program. */
void export_watch(struct translation *t, struct call *call)
{
    const struct argument_words *state = call_argument(call, "STATE");
    bool is_wanted = call->statement->name.length || call->statement->output != OUTPUT_REPLY;

    t->changed |= !t->watches;
    t->watches = true;
    if (state)
        call_by_template(t, call, t->language->template(call->command->exported));
    if (is_wanted && state)
        call_deliver(t, call, code_constant(call_constant(t, state)));
    else if (is_wanted)
        call_deliver(t, call,
                     code_expression(CODE_TEXT, made(t, t->language->on_off,
                                                     made(t, "is_watched(%s)",
                                                          handle_name(t, call->handle->name)))));
}

static const struct command_export export_sleep_watching = {
    .python = "sleep_watching({D:seconds})",
    .c = "sleep_for({D:seconds})",
};

void export_sleep(struct translation *t, struct call *call)
{
    const struct command_export *exported =
        t->watches ? &export_sleep_watching : call->command->exported;

    call_make(t, call, t->language->template(exported));
}
