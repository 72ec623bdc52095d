/* What explain tells of a command. */
#include "explain.h"

#include "base/fold.h"
#include "commands.h"
#include "export/export.h"
#include "net/failures.h"
#include "shell/reply.h"

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

const char *tell_meaning(const struct command *command, enum error_category category, int number)
{
    const char *general = NULL;

    for (const struct command_error *e = command ? command->errors : NULL; e && e->meaning[0];
         e++) {
        if (e->category == category && e->number == number)
            return e->meaning;
        if (e->category == category && e->number == 0)
            general = e->meaning;
    }
    return general;
}

static void describe_errors(const struct command *command, struct reply *reply, struct buffer *text)
{
    struct list *list = fields_list(&reply->fields, "errors");

    if (command->errors && command->errors->meaning[0])
        buffer_append_text(text, "\nerrors to expect:\n");
    for (const struct command_error *e = command->errors; e && e->meaning[0]; e++) {
        struct fields *row = list_add(list);
        const char *category = error_kind(e->category)->name;
        fields_text(row, "category", span_of(category));
        if (e->number)
            fields_text(row, "code", span_of(failure_name(e->number)));
        else
            fields_null(row, "code");
        fields_text(row, "meaning", span_of(e->meaning));
        tell_row(text, e->number ? failure_name(e->number) : category, e->meaning);
    }
}

static void add_text(struct reply *reply, const char *name, const char *text)
{
    if (text && text[0])
        fields_text(&reply->fields, name, span_of(text));
}

static void describe_calls(const struct command *command, struct buffer *text)
{
    const char *c = or_nothing(command->c_example), *python = or_nothing(command->python_example);
    bool has_socket = command->needs & (COMMAND_HANDLE | COMMAND_LOOKS);

    buffer_append_text(text, command->c_call[0] || command->python_call[0]
                                 ? "\n"
                                 : "\nno call of C or Python: it is the shell's own\n");
    fold_beside(text, (const char *[]){"C:", "Python:"}, "  ",
                (const char *[]){command->c_call, command->python_call});
    if (!c[0] && !python[0])
        return;
    buffer_printf(text, "\nfor example%s\n", has_socket ? ", where fd and s are the socket," : "");
    fold_beside(text, (const char *[]){"in C:", "in Python:"}, "  ", (const char *[]){c, python});
}

/* The line that `export` writes for it, by the same row. */
static void describe_export(const struct command *command, struct reply *reply, struct buffer *text)
{
    cleanup_buffer struct buffer c = {0}, python = {0};
    const struct command_export *exported = command->exported;

    if (!exported || (!exported->python && !exported->c))
        return;
    export_outline_c(exported, &c);
    export_outline_python(exported, &python);
    add_text(reply, "c_export", buffer_text(&c));
    add_text(reply, "python_export", buffer_text(&python));
    buffer_append_text(text, "\nas `export` writes it:\n");
    fold_beside(text, (const char *[]){"in C:", "in Python:"}, "  ",
                (const char *[]){buffer_text(&c), buffer_text(&python)});
}

void tell_command(const struct command *command, struct reply *reply, struct buffer *text)
{
    add_text(reply, "name", command->name);
    add_text(reply, "summary", command->summary);
    add_text(reply, "kernel", command->kernel);
    add_text(reply, "c", command->c_call);
    add_text(reply, "python", command->python_call);
    add_text(reply, "c_example", command->c_example);
    add_text(reply, "python_example", command->python_example);

    buffer_printf(text, "%s: %s\n\nthe kernel:\n", command->name, command->summary);
    fold(text, "  ", "  ", or_nothing(command->kernel));
    describe_calls(command, text);
    describe_export(command, reply, text);
    describe_errors(command, reply, text);
}
