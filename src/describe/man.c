/* The man page socksh(1). */
#include "describe.h"

#include "base/buffer.h"
#include "base/error.h"
#include "commands/table.h"
#include "commands/topics.h"
#include "options.h"
#include "roff.h"

/* A thing and what is to be said of it. */
struct entry {
    const char *head, *text;
};

static const struct entry environment[] = {
    {"NO_COLOR", "Set and not empty: no colours. TERM=dumb does so, too."},
    {"PAGER", "What shows a text of help that is longer than the screen, at a prompt; less unless "
              "set, nothing where it is empty."},
    {"XDG_CONFIG_HOME, XDG_STATE_HOME",
     "Where the files below lie; ~/.config and ~/.local/state unless set."},
    {"INPUTRC",
     "The settings of GNU readline, which edits the lines: see readline(3). \"$if socksh\" "
     "begins those for socksh alone."},
    {0},
};

static const struct entry files[] = {
    {"$XDG_CONFIG_HOME/socksh/init.socksh",
     "Statements that every interactive session begins with."},
    {"$XDG_STATE_HOME/socksh/history", "The lines typed at prompts."},
    {"/etc/hosts, /etc/services, /etc/protocols", "Names of hosts, ports and protocols."},
    {0},
};

/* The calls of a shell; every one of them is run by a test. */
static const char *const examples[][2] = {
    {"A server and a client in one session:",
     "socksh -c 'srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; sockets'"},
    {"What a socket receives, as raw bytes, and nothing else:",
     "socksh -q -c 'pair a b; a.send hello; b.recv' | od -c"},
    {"Replies for a program:", "socksh --json -c 'resolve localhost'"},
    {"A script with a setting:", "echo 'print hello, $NAME' | socksh -e NAME=world -"},
};

static void append_entries(struct buffer *out, const struct entry *entries)
{
    for (const struct entry *entry = entries; entry->head; entry++) {
        roff_entry(out, entry->head);
        roff_text(out, entry->text);
    }
}

static void append_head(struct buffer *out)
{
    buffer_append_text(out,
                       ".TH SOCKSH 1 " MANUAL_DATE " \"socksh " SOCKSH_VERSION "\"\n.ad l\n.nh\n");
    roff_section(out, "NAME");
    buffer_append_text(out, "socksh \\- a socket shell: the BSD socket calls as commands\n");
    roff_section(out, "SYNOPSIS");
    buffer_append_text(out, "\\fBsocksh\\fR [\\fIOPTION\\fR...] [\\fIFILE\\fR | \\fB\\-\\fR]\n"
                            ".br\n"
                            "\\fBsocksh\\fR [\\fIOPTION\\fR...] \\fB\\-c\\fR \\fISTATEMENTS\\fR\n");
    roff_section(out, "DESCRIPTION");
    roff_text(
        out, "socksh runs statements that are socket calls, on sockets with names, and shows what "
             "really happened. Without FILE and -c it asks for them at a prompt, if standard input "
             "is a terminal, and else reads them there.");
    roff_paragraph(out);
    roff_text(out, topics[0].text);
}

static void append_options(struct buffer *out)
{
    roff_section(out, "OPTIONS");
    roff_entry(out, "FILE");
    roff_text(out, "run the statements of a file. Nothing else may stand behind it.");
    roff_entry(out, "-");
    roff_text(out, "run those that come on standard input.");
    for (const struct program_option *option = program_options; option->code; option++) {
        cleanup_buffer struct buffer head = {0};
        cleanup_buffer struct buffer text = {0};
        option_append(&head, option);
        if (option->value)
            buffer_printf(&head, " %s", option->value);
        roff_entry(out, buffer_text(&head));
        buffer_printf(&text, "%s. %s", option->summary, option->details);
        while (text.length && text.data[text.length - 1] == ' ')
            text.length--;
        roff_text(out, buffer_text(&text));
    }
}

static void append_choices(struct buffer *out, const char *choices)
{
    cleanup_buffer struct buffer text = {0};

    for (; *choices; choices++)
        buffer_printf(&text, "%.*s", *choices == '|' ? 2 : 1, *choices == '|' ? ", " : choices);
    roff_text(out, buffer_text(&text));
}

static void append_parameters(struct buffer *out, const struct parameter *parameters,
                              const char *prefix)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++) {
        cleanup_buffer struct buffer head = {0};
        bool has_value = *prefix && p->choices[0];
        buffer_printf(&head, "%s%s%s%s", prefix, p->name, has_value ? " " : "",
                      has_value ? p->choices : "");
        roff_entry(out, buffer_text(&head));
        roff_text(out, p->summary);
        if (parameter_has_long_choices(p))
            append_choices(out, p->choices);
    }
}

static void append_calls(struct buffer *out, const struct command *command)
{
    cleanup_buffer struct buffer text = {0};

    if (command->c_call[0])
        buffer_printf(&text, "In C: %s\n\n", command->c_call);
    if (command->python_call[0])
        buffer_printf(&text, "In Python: %s\n", command->python_call);
    if (text.length)
        roff_paragraph(out);
    roff_text(out, buffer_text(&text));
}

static void append_examples(struct buffer *out, const struct example *list)
{
    if (!list || !list->statement[0])
        return;
    roff_begin_lines(out);
    for (const struct example *e = list; e->statement[0]; e++)
        roff_line(out, e->statement);
    roff_end_lines(out);
}

static void append_command(struct buffer *out, const struct command *command)
{
    cleanup_buffer struct buffer head = {0};
    cleanup_buffer struct buffer text = {0};

    command_outline(&head, command);
    roff_entry(out, buffer_text(&head));
    buffer_printf(&text, "%s. %s", command->summary, command->details);
    while (text.data[text.length - 1] == ' ')
        text.length--;
    if (command->aliases)
        buffer_printf(&text, " The same: %s.", command->aliases);
    roff_text(out, buffer_text(&text));
    buffer_append_text(out, ".RS\n");
    append_parameters(out, command->parameters, "");
    append_parameters(out, command->options, "--");
    append_calls(out, command);
    append_examples(out, command->examples);
    buffer_append_text(out, ".RE\n");
}

static void append_commands(struct buffer *out)
{
    roff_section(out, "COMMANDS");
    roff_text(out, "Those with [HANDLE.] before them act on a handle, the current one unless said. "
                   "`help COMMAND` tells "
                   "also which errors one may meet, `explain COMMAND` what it does in the kernel.");
    for (size_t i = 0; commands_table[i]; i++) {
        if (i == 0 || commands_table[i]->group != commands_table[i - 1]->group)
            roff_subsection(out, command_group_title(commands_table[i]->group));
        append_command(out, commands_table[i]);
    }
}

/* The first of them is the description already. */
static void append_topics(struct buffer *out)
{
    roff_section(out, "LANGUAGE AND TOPICS");
    for (const struct topic *topic = topics + 1; topic->name; topic++) {
        cleanup_buffer struct buffer title = {0};
        buffer_printf(&title, "\"%s: %s\"", topic->name, topic->summary);
        roff_subsection(out, buffer_text(&title));
        roff_text(out, topic->text);
        append_examples(out, topic->examples);
    }
}

static void append_statuses(struct buffer *out)
{
    roff_section(out, "EXIT STATUS");
    roff_text(out, "0, or that of the error that ended the run, by its category:");
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++) {
        const struct error_kind *kind = error_kind((enum error_category)category);
        cleanup_buffer struct buffer head = {0};
        buffer_printf(&head, "%d %s", kind->exit_status, kind->name);
        roff_entry(out, buffer_text(&head));
        roff_text(out, kind->summary);
    }
}

static void append_calls_of_shells(struct buffer *out)
{
    roff_section(out, "EXAMPLES");
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        roff_paragraph(out);
        roff_text(out, examples[i][0]);
        roff_begin_lines(out);
        roff_line(out, examples[i][1]);
        roff_end_lines(out);
    }
}

void describe_man(struct buffer *out)
{
    append_head(out);
    append_options(out);
    append_topics(out);
    append_commands(out);
    append_statuses(out);
    roff_section(out, "ENVIRONMENT");
    append_entries(out, environment);
    roff_section(out, "FILES");
    append_entries(out, files);
    append_calls_of_shells(out);
    roff_section(out, "SEE ALSO");
    roff_text(out, "socket(2), socket(7), ip(7), tcp(7), udp(7), unix(7), ss(8), tcpdump(8)");
}
