#include "shell/command.h"

#include "base/buffer.h"
#include "base/nearest.h"

enum { LONG_CHOICES = 32 };

const char *command_group_title(enum command_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_MAKING] = "Making",        [GROUP_CONNECTING] = "Connecting",
        [GROUP_SENDING] = "Sending",      [GROUP_RECEIVING] = "Receiving",
        [GROUP_SETTINGS] = "Settings",    [GROUP_LOOKING] = "Looking",
        [GROUP_BYTES] = "Bytes",          [GROUP_SESSION] = "Session",
        [GROUP_CONTROL] = "Control flow", [GROUP_CHECKING] = "Checking",
        [GROUP_SEEING] = "Seeing",
    };

    return titles[group];
}

size_t parameter_count(const struct parameter *parameters)
{
    size_t count = 0;

    while (parameters && parameters[count].name[0])
        count++;
    return count;
}

size_t parameter_index(const struct parameter *parameters, struct span name)
{
    size_t index = 0;

    while (parameters && parameters[index].name[0] && !span_is(name, parameters[index].name))
        index++;
    return index;
}

bool parameter_has_long_choices(const struct parameter *parameter)
{
    return parameter->type == PARAMETER_CHOICE && parameter->choices[0] &&
           strlen(parameter->choices) > LONG_CHOICES;
}

static void append_parameter(struct buffer *out, const struct parameter *parameter,
                             const char *name)
{
    if (parameter->presence == REQUIRED)
        buffer_printf(out, " %s", name);
    else
        buffer_printf(out, " [%s%s]", name, parameter->presence == REPEATED ? "..." : "");
}

static void append_head(struct buffer *out, const struct command *command)
{
    if (command->needs & COMMAND_HANDLE)
        buffer_append_text(out, "[HANDLE.]");
    buffer_append_text(out, command->name);
}

void command_outline_option(struct buffer *out, const struct parameter *option)
{
    buffer_printf(out, " [--%s%s%s]", option->name, option->choices[0] ? " " : "",
                  option->choices[0] ? option->choices : "");
}

static void append_options(struct buffer *out, const struct command *command)
{
    for (const struct parameter *o = command->options; o && o->name[0]; o++)
        command_outline_option(out, o);
}

void command_synopsis(struct buffer *out, const struct command *command)
{
    append_head(out, command);
    for (const struct parameter *p = command->parameters; p && p->name[0]; p++)
        append_parameter(out, p,
                         p->type == PARAMETER_CHOICE && p->choices[0] ? p->choices : p->name);
    append_options(out, command);
}

void command_outline_parameter(struct buffer *out, const struct parameter *parameter)
{
    bool shows_choices = parameter->type == PARAMETER_CHOICE && parameter->choices[0] &&
                         !parameter_has_long_choices(parameter);

    append_parameter(out, parameter, shows_choices ? parameter->choices : parameter->name);
}

void command_outline(struct buffer *out, const struct command *command)
{
    append_head(out, command);
    for (const struct parameter *p = command->parameters; p && p->name[0]; p++)
        command_outline_parameter(out, p);
    append_options(out, command);
}

/* The next word of a list with blanks between them; it is taken. */
static struct span take_word(const char **list)
{
    struct span word = {*list, strcspn(*list, " ")};

    *list += word.length + ((*list)[word.length] == ' ');
    return word;
}

static bool has_alias(const struct command *command, struct span name)
{
    for (const char *left = command->aliases; left && *left;)
        if (span_equal(take_word(&left), name))
            return true;
    return false;
}

bool command_is_called(const struct command *command, struct span name)
{
    return span_is(name, command->name) || has_alias(command, name);
}

static void offer_names(struct nearest *nearest, const struct command *command)
{
    nearest_offer(nearest, span_of(command->name));
    for (const char *left = command->aliases; left && *left;)
        nearest_offer(nearest, take_word(&left));
}

static const struct command *fail_unknown(command_table table, struct span name,
                                          struct error *error)
{
    struct nearest nearest = nearest_start(name);
    char shown[64];

    for (size_t i = 0; table[i]; i++)
        offer_names(&nearest, table[i]);
    error_copy(shown, sizeof(shown), name);
    error_set(error, ERROR_NAME, "there is no command %s", shown);
    nearest_hint(&nearest, error, NULL);
    return NULL;
}

static const struct command *fail_ambiguous(command_table table, struct span name,
                                            struct error *error)
{
    cleanup_buffer struct buffer candidates = {0};

    for (size_t i = 0; table[i]; i++)
        if (span_starts(span_of(table[i]->name), name))
            buffer_printf(&candidates, "%s%s", candidates.length ? ", " : "", table[i]->name);
    error_set(error, ERROR_NAME, "%.*s is the beginning of several commands", SPAN_ARGS(name));
    error_hint(error, "%s", buffer_text(&candidates));
    return NULL;
}

bool command_keeps_data(const struct command *command)
{
    return command->group == GROUP_RECEIVING;
}

const struct command *command_find(command_table table, struct span name, bool abbreviate,
                                   struct error *error)
{
    const struct command *found = NULL;
    unsigned beginnings = 0;

    for (size_t i = 0; name.length && table[i]; i++) {
        if (table[i]->name[0] != name.data[0])
            continue;
        if (span_is(name, table[i]->name))
            return table[i];
        if (span_starts(span_of(table[i]->name), name)) {
            found = table[i];
            beginnings++;
        }
    }
    for (size_t i = 0; table[i]; i++)
        if (has_alias(table[i], name))
            return table[i];
    if (!abbreviate || beginnings == 0)
        return fail_unknown(table, name, error);
    return beginnings == 1 ? found : fail_ambiguous(table, name, error);
}
