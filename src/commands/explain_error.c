/* What explain tells of a code, and of the session's last error. */
#include "explain.h"

#include "base/escape.h"
#include "base/fold.h"
#include "net/failures.h"
#include "shell/reply.h"
#include "shell/session.h"

#include <netdb.h>

/* The category in which an error of that code comes. */
static enum error_category category_of(int number)
{
    struct error made = {0};

    if (number < 0)
        return ERROR_ADDRESS;
    error_call(&made, ERROR_SOCKET, number, "", "%s", "");
    return made.category;
}

/* "send recv" as a row for each in the list; it becomes "send, recv". */
static void add_calls(struct list *list, const struct failure_at *at, struct buffer *shown)
{
    for (const char *calls = at->calls; *calls;) {
        struct span call = {calls, strcspn(calls, " ")};
        struct fields *row = list_add(list);
        fields_text(row, "call", call);
        fields_text(row, "meaning", span_of(at->meaning));
        buffer_printf(shown, "%s%.*s", shown->length ? ", " : "", SPAN_ARGS(call));
        calls += call.length + (calls[call.length] == ' ');
    }
}

static void describe_calls(const struct failure *failure, struct reply *reply, struct buffer *text)
{
    struct list *list = fields_list(&reply->fields, "calls");

    for (const struct failure_at *at = failures_at; at->calls[0]; at++) {
        cleanup_buffer struct buffer shown = {0};
        if (at->number != failure->number)
            continue;
        if (!list->first)
            buffer_append_text(text, "\nat the calls:\n");
        add_calls(list, at, &shown);
        tell_row(text, buffer_text(&shown), at->meaning);
    }
}

/* The commands whose descriptions name the code. */
static void describe_commands(const struct session *session, int number, struct reply *reply,
                              struct buffer *text)
{
    struct list *list = fields_list(&reply->fields, "commands");

    for (size_t i = 0; session->commands[i]; i++) {
        const struct command *command = session->commands[i];
        for (const struct command_error *e = command->errors; e && e->meaning[0]; e++) {
            if (e->number != number)
                continue;
            buffer_append_text(text, list->first ? "" : "\nhere, where it comes from:\n");
            struct fields *row = list_add(list);
            fields_text(row, "command", span_of(command->name));
            fields_text(row, "meaning", span_of(e->meaning));
            tell_row(text, command->name, e->meaning);
        }
    }
}

static void describe_next(const char *next, struct reply *reply, struct buffer *text)
{
    fields_text(&reply->fields, "next", span_of(next));
    buffer_append_text(text, "\nlook next:\n");
    fold(text, "  ", "  ", next);
}

void tell_failure(const struct session *session, const struct failure *failure, struct reply *reply,
                  struct buffer *text)
{
    cleanup_buffer struct buffer head = {0};
    struct fields *fields = &reply->fields;
    const char *message =
        failure->number < 0 ? gai_strerror(failure->number) : strerrordesc_np(failure->number);
    const char *category = error_kind(category_of(failure->number))->name;

    fields_text(fields, "code", span_of(failure->name));
    fields_integer(fields, "number", failure->number);
    fields_text(fields, "category", span_of(category));
    fields_text(fields, "message", span_of(message));
    fields_text(fields, "meaning", span_of(failure->meaning));
    buffer_printf(&head, "%s (%d, category %s): %s", failure->name, failure->number, category,
                  message);
    fold(text, "", "  ", buffer_text(&head));
    buffer_append_byte(text, '\n');
    fold(text, "  ", "  ", failure->meaning);
    describe_calls(failure, reply, text);
    describe_commands(session, failure->number, reply, text);
    describe_next(failure->next, reply, text);
}

/* A field, and a row of text about it; nothing where there is nothing to tell. What a peer had a
 * hand in is escaped on its way to be read. */
static void tell(struct reply *reply, struct buffer *text, const char *field, const char *about,
                 const char *value)
{
    cleanup_buffer struct buffer shown = {0};

    if (!value || !value[0])
        return;
    fields_text(&reply->fields, field, span_of(value));
    if (!about)
        return;
    escape_message(&shown, span_of(value));
    tell_row(text, about, buffer_text(&shown));
}

/* The error as it was shown. */
static void repeat(const struct error *error, struct buffer *text)
{
    cleanup_buffer struct buffer line = {0};
    cleanup_buffer struct buffer shown = {0};

    buffer_printf(&line, "error (%s): ", error_kind(error->category)->name);
    if (error->call[0])
        buffer_printf(&line, "%s%s%s: ", error->call, error->subject[0] ? " " : "", error->subject);
    buffer_append_text(&line, error->message);
    if (error->code[0])
        buffer_printf(&line, " [%s]", error->code);
    escape_message(&shown, buffer_span(&line));
    fold(text, "", "  ", buffer_text(&shown));
    buffer_append_byte(text, '\n');
}

static void describe_category(const struct error *error, struct reply *reply, struct buffer *text)
{
    const struct error_kind *kind = error_kind(error->category);
    cleanup_buffer struct buffer line = {0};

    fields_text(&reply->fields, "category", span_of(kind->name));
    fields_text(&reply->fields, "exception", span_of(kind->python));
    fields_integer(&reply->fields, "exit_status", kind->exit_status);
    buffer_printf(&line, "%s: %s (exit status %d; Python: %s)", kind->name, kind->summary,
                  kind->exit_status, kind->python);
    tell_row(text, "category", buffer_text(&line));
}

void tell_last(const struct session *session, struct reply *reply, struct buffer *text)
{
    const struct error *error = &session->last_error;
    const struct failing *failing = &session->last_failing;
    const struct failure *failure = error->code[0] ? failure_of(error->number) : NULL;
    const char *here = tell_meaning(failing->command, error->category, error->number);

    if (error->category == ERROR_NONE) {
        fields_null(&reply->fields, "category");
        buffer_append_text(text, "there was no error in this session\n");
        return;
    }
    repeat(error, text);
    tell(reply, text, "failed", "command", failing->command ? failing->command->name : NULL);
    tell(reply, text, "handle", "on the handle", failing->handle);
    tell(reply, text, "state", "its state then", failing->state);
    describe_category(error, reply, text);
    tell(reply, text, "code", NULL, error->code);
    if (error->number > 0) /* EAI codes are negative */
        fields_integer(&reply->fields, "errno", error->number);
    tell(reply, text, "call", NULL, error->call);
    tell(reply, text, "subject", NULL, error->subject);
    tell(reply, text, "message", NULL, error->message);
    tell(reply, text, "meaning", error->code, failure ? failure->meaning : NULL);
    tell(reply, text, "at_call", here ? NULL : "at this call",
         failure ? failure_meaning_at(error->number, error->call) : NULL);
    tell(reply, text, "here", "at this command", here);
    tell(reply, text, "hint", "likely cause", error->hint);
    tell(reply, text, "next", "look next", failure ? failure->next : NULL);
}
