/* Every parameter of every command of the table: completion has something for it, or it is known to be free. */
#include "completing.h"

#include "commands/table.h"
#include "shell/command.h"

#include <string.h>

/* Parameters that can be anything: new names, numbers, patterns, what only the user knows. */
static const struct {
    const char *command, *parameter;
} free_form[] = {
    {"pair", "NAME"},    {"pair", "NAME2"},     {"adopt", "FD"},      {"listen", "BACKLOG"},
    {"recv", "N"},       {"recvfrom", "N"},     {"recvexact", "N"},   {"recvmsg", "N"},
    {"recvfd", "N"},     {"expect", "PATTERN"}, {"join", "source"},   {"join", "block"},
    {"join", "unblock"}, {"leave", "source"},   {"fill", "N"},        {"fill", "BYTE"},
    {"pack", "FORMAT"},  {"pack", "VALUE"},     {"unpack", "FORMAT"}, {"unpack", "from"},
    {"rename", "NEW"},   {"sleep", "D"},        {"quit", "STATUS"},   {"repeat", "N"},
    {"trace", "data"},   {"ladder", "last"},
};

static const char *const entries[] = {"open history.example 80", "join 239.1.2.3 lo"};

static size_t count_entries(void)
{
    return sizeof(entries) / sizeof(entries[0]);
}

static const char *get_entry(size_t index, unsigned *ret_number)
{
    *ret_number = (unsigned)index + 1;
    return entries[index];
}

/* A duration is a duration wherever it stands. */
static bool is_free(const struct command *command, const struct parameter *parameter)
{
    if (parameter->type == PARAMETER_DURATION)
        return true;
    for (size_t i = 0; i < sizeof(free_form) / sizeof(free_form[0]); i++)
        if (strcmp(free_form[i].command, command->name) == 0 &&
            strcmp(free_form[i].parameter, parameter->name) == 0)
            return true;
    return false;
}

/* The first candidate that is no option, appended to `line` as a word of its own. */
static bool append_first(struct shell *shell, struct buffer *line)
{
    struct completion *completion = complete(shell, buffer_span(line), line->length);
    const char *first = NULL;

    for (size_t i = 0; i < completion->count && !first; i++) {
        const struct candidate *candidate = &completion->items[i];
        if (strncmp(candidate->text, "--", 2) != 0)
            first = candidate->text;
        if (!candidate->label[0] || (!candidate->summary[0] && candidate->text[0] != '$'))
            shell_fail(shell, __FILE__, __LINE__, "%s%s has no summary", buffer_text(line),
                       candidate->text);
    }
    if (first)
        buffer_append_text(line, first);
    completion_free(completion);
    return first;
}

/* Walks the parameters, each behind the first candidates of those before. */
static void check_parameters(struct shell *shell, const struct command *command)
{
    cleanup_buffer struct buffer line = {0};

    buffer_printf(&line, "%s", command->name);
    for (const struct parameter *p = command->parameters; p && p->name[0]; p++) {
        buffer_append_byte(&line, ' ');
        bool found = append_first(shell, &line);
        if (found == is_free(command, p))
            shell_fail(shell, __FILE__, __LINE__, "%s: %s %s", buffer_text(&line), p->name,
                       found ? "is said to be free, and has candidates" : "has no candidates");
        if (!found)
            buffer_append_text(&line, "1");
        if (p->completes == COMPLETES_OPTION_SET) { /* the first of all takes any number */
            buffer_clear(&line);
            buffer_printf(&line, "%s nodelay", command->name);
        }
    }
}

static void check_options(struct shell *shell, const struct command *command)
{
    for (const struct parameter *o = command->options; o && o->name[0]; o++) {
        cleanup_buffer struct buffer line = {0};
        buffer_printf(&line, "%s --%s ", command->name, o->name);
        if (o->type == PARAMETER_FLAG)
            continue;
        if (append_first(shell, &line) == is_free(command, o))
            shell_fail(shell, __FILE__, __LINE__, "%s: --%s is%s free", command->name, o->name,
                       is_free(command, o) ? " said to be" : "n't");
    }
}

static void test_every_parameter(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "plain", "x");
    run_ok(shell, "let variable 1; c = socket tcp");
    shell->session->history = (struct history){count_entries, get_entry};
    for (size_t i = 0; commands_table[i]; i++) {
        check_parameters(shell, commands_table[i]);
        check_options(shell, commands_table[i]);
    }
}

static bool has_parameter(const struct command *command, const char *name)
{
    size_t count = parameter_count(command->parameters),
           options = parameter_count(command->options);

    return parameter_index(command->parameters, span_of(name)) < count ||
           parameter_index(command->options, span_of(name)) < options;
}

static void test_what_is_free_is_there(void **state)
{
    struct error error;

    (void)state;
    for (size_t i = 0; i < sizeof(free_form) / sizeof(free_form[0]); i++) {
        const struct command *command =
            command_find(commands_table, span_of(free_form[i].command), false, &error);
        if (!command || !has_parameter(command, free_form[i].parameter))
            fail_msg("%s has no %s", free_form[i].command, free_form[i].parameter);
    }
}

/* Words that mean different things are told apart. */
static void check_meanings(struct shell *shell, const char *line)
{
    struct completion *completion = complete_line(shell, line);

    for (size_t i = 1; i < completion->count; i++)
        if (strcmp(completion->items[i].summary, completion->items[i - 1].summary) == 0)
            shell_fail(shell, __FILE__, __LINE__, "%s: %s and %s are told alike", line,
                       completion->items[i - 1].text, completion->items[i].text);
    completion_free(completion);
}

static void test_choices_are_told_apart(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        const struct parameter *first = command->parameters;
        cleanup_buffer struct buffer line = {0};
        buffer_printf(&line, "%s |", command->name);
        if (first && first->type == PARAMETER_CHOICE)
            check_meanings(shell, buffer_text(&line));
    }
    check_meanings(shell, "setsockopt nodelay |");
    check_meanings(shell, "set hints |");
    check_meanings(shell, "timeout |");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_parameter),
        cmocka_unit_test(test_what_is_free_is_there),
        TEST(test_choices_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
