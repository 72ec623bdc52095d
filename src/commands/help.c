/* help: the table, for people. */
#include "commands.h"

#include "base/fold.h"
#include "shell/request.h"
#include "shell/session.h"

static void describe_parameters(struct buffer *out, const struct parameter *parameters,
                                const char *prefix)
{
    for (const struct parameter *p = parameters; p && p->name; p++) {
        cleanup_buffer struct buffer name = {0};
        buffer_printf(&name, "%s%s%s%s", prefix, p->name, *prefix && p->choices ? " " : "",
                      *prefix && p->choices ? p->choices : "");
        buffer_printf(out, "  %-16s %s\n", buffer_text(&name), p->summary);
    }
}

static void describe_calls(struct buffer *out, const struct command *command)
{
    if (command->c_call[0])
        buffer_printf(out, "\n  C       %s\n", command->c_call);
    if (command->python_call[0])
        buffer_printf(out, "%s  Python  %s\n", command->c_call[0] ? "" : "\n",
                      command->python_call);
}

static void describe(struct buffer *out, const struct command *command)
{
    command_synopsis(out, command);
    buffer_printf(out, "\n  %s\n", command->summary);
    if (command->parameters || command->options)
        buffer_append_byte(out, '\n');
    describe_parameters(out, command->parameters, "");
    describe_parameters(out, command->options, "--");
    if (command->details[0]) {
        buffer_append_byte(out, '\n');
        fold(out, "  ", "  ", command->details);
    }
    for (const struct example *e = command->examples; e && e->statement; e++)
        buffer_printf(out, "%s    %s\n        %s\n", e == command->examples ? "\nexamples:\n" : "",
                      e->statement, e->summary);
    describe_calls(out, command);
    buffer_printf(out, "\n`explain %s` tells what the kernel does, and what its errors mean.\n",
                  command->name);
}

static void list_group(struct buffer *out, command_table table, enum command_group group)
{
    cleanup_buffer struct buffer names = {0};

    for (size_t i = 0; table[i]; i++)
        if (table[i]->group == group)
            buffer_printf(&names, "%s%s", names.length ? " " : "", table[i]->name);
    buffer_printf(out, "%s\n", command_group_title(group));
    fold(out, "  ", "  ", buffer_text(&names));
}

static void list_all(struct buffer *out, command_table table)
{
    buffer_append_text(
        out, "[NAME =] [HANDLE.]COMMAND ARGUMENT...   as in: web = open localhost 80\n\n");
    for (int group = 0; group < GROUP_COUNT; group++)
        list_group(out, table, (enum command_group)group);
    buffer_append_text(
        out,
        "\n`help COMMAND` tells of one, `explain COMMAND` what the kernel does; `quit` ends.\n");
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    command_table table = request->session->commands;
    const struct argument *name = request_argument(request, "COMMAND");

    if (name->given) {
        const struct command *command = command_find(table, name->text, true, error);
        if (!command && !error->hint[0])
            error_hint(error, "`help` lists the commands");
        if (!command)
            return error_at(error, name->place);
        describe(&text, command);
        fields_text(&reply->fields, "name", span_of(command->name));
        fields_text(&reply->fields, "summary", span_of(command->summary));
    } else {
        list_all(&text, table);
    }
    fields_text(&reply->fields, "text", buffer_span(&text));
    return true;
}

static const struct parameter parameters[] = {
    {"COMMAND", PARAMETER_WORD, OPTIONAL, "a command; all of them unless said",
     .completes = COMPLETES_COMMAND},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"help", "all commands, by group"},
    {"help recv", "one command: parameters, examples, the C and Python calls"},
    {0},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no such command"},
    {0},
};

const struct command help_command = {
    .name = "help",
    .group = GROUP_SESSION,
    .summary = "list the commands, or tell of one",
    .details = "",
    .parameters = parameters,
    .examples = examples,
    .c_call = "man(1)",
    .python_call = "help(name)",
    .kernel = "Nothing: the shell does it alone.",
    .errors = errors,
    .says = "{text|lines}",
    .value = "text",
    .run = run,
};
