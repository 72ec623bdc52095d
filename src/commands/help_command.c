/* What help tells of a command, and of all. */
#include "help.h"

#include "base/fold.h"
#include "explain.h"
#include "net/failures.h"

/* Where the commands of a group begin. */
#define GROUP_INDENT "              "

/* "tcp|udp" as ": tcp, udp". */
static void append_choices(struct buffer *out, const char *choices)
{
    buffer_append_text(out, ": ");
    for (; *choices; choices++) {
        if (*choices == '|')
            buffer_append_text(out, ", ");
        else
            buffer_append_byte(out, *choices);
    }
}

static void tell_parameters(struct buffer *out, const struct parameter *parameters,
                            const char *prefix)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++) {
        cleanup_buffer struct buffer name = {0};
        cleanup_buffer struct buffer summary = {0};
        buffer_printf(&name, "%s%s%s%s", prefix, p->name, *prefix && p->choices[0] ? " " : "",
                      *prefix && p->choices[0] ? p->choices : "");
        buffer_append_text(&summary, p->summary);
        if (parameter_has_long_choices(p))
            append_choices(&summary, p->choices);
        tell_row(out, buffer_text(&name), buffer_text(&summary));
    }
}

/* The last "; " outside of quotes that lets the line end by then; 0 where there is none. */
static size_t cut_of(const char *statement, size_t width)
{
    size_t cut = 0;
    char quote = '\0';

    for (size_t i = 0; statement[i] && i < width; i++) {
        char byte = statement[i];
        if (byte == '\\' && quote == '"' && statement[i + 1])
            i++;
        else if (quote)
            quote = byte == quote ? '\0' : quote;
        else if (byte == '"' || byte == '\'')
            quote = byte;
        else if (byte == ';' && statement[i + 1] == ' ')
            cut = i;
    }
    return cut;
}

/* One that is too long for a line stands on several; pasted, it runs all the same. */
static void tell_statement(struct buffer *out, const char *indent, const char *statement)
{
    size_t width = FOLD_WIDTH - strlen(indent);

    while (strlen(statement) > width) {
        size_t cut = cut_of(statement, width);
        if (cut == 0)
            break;
        buffer_printf(out, "%s%.*s\n", indent, (int)cut, statement);
        statement += cut + strlen("; ");
    }
    buffer_printf(out, "%s%s\n", indent, statement);
}

void help_tell_examples(struct buffer *out, const struct example *examples)
{
    if (examples && examples->statement[0])
        buffer_append_text(out, "\nexamples:\n");
    for (const struct example *e = examples; e && e->statement[0]; e++) {
        tell_statement(out, "    ", e->statement);
        fold(out, "        ", "        ", e->summary);
    }
}

static void tell_errors(struct buffer *out, const struct command_error *errors)
{
    if (errors && errors->meaning[0])
        buffer_append_text(out, "\nerrors it may meet:\n");
    for (const struct command_error *e = errors; e && e->meaning[0]; e++)
        tell_row(out, e->number ? failure_name(e->number) : error_kind(e->category)->name,
                 e->meaning);
}

static void tell_calls(struct buffer *out, const struct command *command)
{
    if (command->c_call[0] || command->python_call[0])
        buffer_append_byte(out, '\n');
    fold(out, "  C       ", "          ", command->c_call);
    fold(out, "  Python  ", "          ", command->python_call);
}

void help_tell_command(struct buffer *out, const struct command *command)
{
    cleanup_buffer struct buffer synopsis = {0};

    command_outline(&synopsis, command);
    fold(out, "", "    ", buffer_text(&synopsis));
    fold(out, "  ", "  ", command->summary);
    if (command->aliases)
        buffer_printf(out, "  the same: %s\n", command->aliases);
    if (command->parameters || command->options)
        buffer_append_byte(out, '\n');
    tell_parameters(out, command->parameters, "");
    tell_parameters(out, command->options, "--");
    if (command->details[0]) {
        buffer_append_byte(out, '\n');
        fold(out, "  ", "  ", command->details);
    }
    help_tell_examples(out, command->examples);
    tell_errors(out, command->errors);
    tell_calls(out, command);
    buffer_printf(out, "\n`explain %s` tells what the kernel does, and the same in C and Python.\n",
                  command->name);
}

static void list_group(struct buffer *out, command_table table, enum command_group group)
{
    cleanup_buffer struct buffer head = {0};
    cleanup_buffer struct buffer names = {0};

    for (size_t i = 0; table[i]; i++)
        if (table[i]->group == group)
            buffer_printf(&names, "%s%s", names.length ? " " : "", table[i]->name);
    buffer_printf(&head, "%-14s", command_group_title(group));
    fold(out, buffer_text(&head), GROUP_INDENT, buffer_text(&names));
}

void help_list_commands(struct buffer *out, command_table table)
{
    buffer_append_text(
        out, "[NAME =] [HANDLE.]COMMAND ARGUMENT...   as in: web = open localhost 80\n\n");
    for (int group = 0; group < GROUP_COUNT; group++)
        list_group(out, table, (enum command_group)group);
    buffer_append_text(out,
                       "\n`help COMMAND` tells of one, `explain COMMAND` what the kernel does.\n"
                       "`help start` is for the first minute, `help topics` lists more to read,\n"
                       "`help WORD...` looks for words in all of it. `quit` ends.\n");
}
