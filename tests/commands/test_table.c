/* The table keeps its promises: every description is whole, and every example works. */
#include "harness.h"

#include "commands/table.h"
#include "commands/topics.h"
#include "net/failures.h"
#include "net/option.h"
#include "shell/command.h"
#include "spoken.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void test_names_are_unique(void **state)
{
    struct error error;

    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        struct span name = span_of(commands_table[i]->name);
        assert_ptr_equal(command_find(commands_table, name, false, &error), commands_table[i]);
    }
}

static void test_groups_are_together(void **state)
{
    (void)state;
    for (size_t i = 1; commands_table[i]; i++)
        assert_in_range(commands_table[i]->group, commands_table[i - 1]->group, GROUP_COUNT - 1);
    for (int group = 0; group < GROUP_COUNT; group++)
        assert_non_null(command_group_title((enum command_group)group));
}

static void check_text(const struct command *command, const char *what, const char *text)
{
    if (!text || !text[0])
        fail_msg("%s has no %s", command->name, what);
}

static void test_descriptions_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        check_text(command, "summary", command->summary);
        check_text(command, "example", command->examples ? command->examples->statement : NULL);
        for (const struct example *e = command->examples; e->statement[0]; e++)
            check_text(command, "summary of an example", e->summary);
        assert_non_null(command->details);
        assert_non_null(command->c_call);
        assert_non_null(command->python_call);
        assert_non_null(command->run);
    }
}

static bool takes_the_rest(const struct parameter *parameter)
{
    return parameter->type == PARAMETER_DATA || parameter->presence == REPEATED;
}

static void check_spoken(const char *whose, const char *text)
{
    cleanup_buffer struct buffer fault = {0};

    if (text && !spoken_is_typeable(text, &fault))
        fail_msg("%s: `%s` can't be typed, in: %s", whose, buffer_text(&fault), text);
}

/* What the texts between backquotes tell to type is there, with its options. */
static void test_what_is_told_can_be_typed(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        check_spoken(command->name, command->summary);
        check_spoken(command->name, command->details);
        check_spoken(command->name, command->kernel);
        for (const struct parameter *p = command->parameters; p && p->name[0]; p++)
            check_spoken(command->name, p->summary);
        for (const struct parameter *o = command->options; o && o->name[0]; o++)
            check_spoken(command->name, o->summary);
        for (const struct command_error *e = command->errors; e && e->meaning[0]; e++)
            check_spoken(command->name, e->meaning);
    }
    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        check_spoken(option->name, option->advice);
    for (const struct failure *failure = failures; failure->name[0]; failure++)
        check_spoken(failure->name, failure->meaning), check_spoken(failure->name, failure->next);
    for (const struct topic *topic = topics; topic->name; topic++)
        check_spoken(topic->name, topic->text);
}

/* A text that filled its room would go on into the next. */
#define ENDS(text) (strnlen(text, sizeof(text)) < sizeof(text))

static void check_ends(const struct parameter *parameters)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++)
        assert_true(ENDS(p->name) && ENDS(p->summary) && ENDS(p->choices) && ENDS(p->suggests) &&
                    ENDS(p->meanings));
}

static void test_texts_in_rows_end_there(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        check_ends(commands_table[i]->parameters);
        check_ends(commands_table[i]->options);
        for (const struct example *e = commands_table[i]->examples; e->statement[0]; e++)
            assert_true(ENDS(e->statement) && ENDS(e->summary));
        for (const struct command_error *e = commands_table[i]->errors; e && e->meaning[0]; e++)
            assert_true(ENDS(e->meaning));
    }
    for (const struct socket_option *o = socket_options; o->name[0]; o++)
        assert_true(ENDS(o->name) && ENDS(o->c_name) && ENDS(o->summary) && ENDS(o->advice) &&
                    ENDS(o->list));
    for (const struct failure *f = failures; f->name[0]; f++)
        assert_true(ENDS(f->name) && ENDS(f->meaning) && ENDS(f->next));
    for (const struct failure_at *at = failures_at; at->calls[0]; at++)
        assert_true(ENDS(at->calls) && ENDS(at->meaning));
}

/* What comes after an optional word, or after the one that takes all, could never be given. */
static void check_order(const struct command *command, const struct parameter *parameters)
{
    for (const struct parameter *p = parameters; p->name[0] && p[1].name[0]; p++) {
        if (takes_the_rest(p))
            fail_msg("%s: nothing can stand behind %s", command->name, p->name);
        if (p->presence == OPTIONAL && p[1].presence == REQUIRED)
            fail_msg("%s: %s is required behind an optional one", command->name, p[1].name);
    }
}

static size_t count_words(const char *words)
{
    size_t count = 1;

    while ((words = strchr(words, '|'))) {
        words++;
        count++;
    }
    return count;
}

static void check_parameters(const struct command *command, const struct parameter *parameters)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++) {
        check_text(command, p->name, p->summary);
        if (p->type == PARAMETER_CHOICE)
            check_text(command, "choices", p->choices);
        const char *words = p->suggests[0] ? p->suggests : p->choices;
        if (p->meanings[0] && count_words(p->meanings) != count_words(words))
            fail_msg("%s: not every word of %s has a meaning", command->name, p->name);
        for (const struct parameter *other = p + 1; other->name[0]; other++)
            assert_string_not_equal(p->name, other->name);
    }
}

static void test_parameters_are_described(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        check_parameters(command, command->parameters);
        check_parameters(command, command->options);
        if (command->parameters)
            check_order(command, command->parameters);
        for (const struct parameter *o = command->options; o && o->name[0]; o++) {
            assert_int_equal(o->presence, OPTIONAL);
            if (o->type != PARAMETER_FLAG)
                check_text(command, "name of an option's value", o->choices);
        }
    }
}

static void test_parser_knows_who_compares(void **state)
{
    struct parse_rules rules = session_rules();

    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        bool compares = commands_table[i]->needs & COMMAND_COMPARES;
        if (rules.compares(span_of(commands_table[i]->name)) != compares)
            fail_msg("%s: the parser and the table disagree", commands_table[i]->name);
    }
}

/* Every {field} of a sentence, but those in [...], is in the reply. */
static void check_sentence(struct shell *shell, const struct seen *seen)
{
    unsigned optional = 0;

    for (const char *at = seen->says; at && *at; at++) {
        char name[64];
        optional += *at == '[';
        optional -= *at == ']';
        if (*at != '{' || optional)
            continue;
        assert_int_equal(sscanf(at, "{%63[^|}]", name), 1);
        bool is_handle = strcmp(name, "handle") == 0 && seen->handle[0];
        if (!seen_field(seen, name) && !is_handle)
            shell_fail(shell, __FILE__, __LINE__, "%s has no field {%s}", seen->command->name,
                       name);
    }
}

/* What a user sees: a sentence, fields, or data; nothing only where the table says so. */
static void check_reply(struct shell *shell, const struct seen *seen)
{
    bool silent = seen->says && !seen->says[0] && !seen->has_data;

    check_sentence(shell, seen);
    if (!silent && !seen->text[0] && !seen->fields && !seen->has_data)
        shell_fail(shell, __FILE__, __LINE__, "%s replies nothing", seen->command->name);
    if (strncmp(seen->json, "{\"line\":", 8) != 0 || !strstr(seen->json, "\"ok\":true"))
        shell_fail(shell, __FILE__, __LINE__, "%s: its JSON is %s", seen->command->name,
                   seen->json);
}

/* Runs with this machine's abstract names: those of another run must not be in the way. */
static void private_statement(struct buffer *out, const char *statement)
{
    const char *name = strstr(statement, "@example");

    if (name)
        buffer_printf(out, "%.*s@example-%d%s", (int)(name - statement), statement, (int)getpid(),
                      name + strlen("@example"));
    else
        buffer_append_text(out, statement);
}

/* Examples adopt it; whoever does closes it at the end. */
static void make_standard_input_a_socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    if (fd != STDIN_FILENO) {
        assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
        close(fd);
    }
}

static const char *reason_to_skip(const char *statement)
{
    if (strstr(statement, "service ") && !getservbyname("http", "tcp"))
        return "/etc/services doesn't know http";
    if ((strstr(statement, "--regex") || strstr(statement, " matches ")) && !has_regex())
        return "built without regular expressions";
    return NULL;
}

/* A session in a directory of its own, for files that an example makes. */
static struct shell *start_elsewhere(void **state)
{
    make_standard_input_a_socket();
    shell_start(state);
    assert_int_equal(chdir(((struct shell *)*state)->directory), 0);
    return *state;
}

static void end_elsewhere(void **state)
{
    assert_int_equal(chdir("/"), 0);
    shell_end(state);
}

/* How many of the replies are the command's own. */
static unsigned check_example(const struct command *command, const struct example *example)
{
    cleanup_buffer struct buffer statement = {0};
    bool shall_fail =
        strncmp(example->summary, "fails", 5) == 0 || strstr(example->summary, "; fails");
    unsigned own = 0;
    void *state = NULL;

    struct shell *shell = start_elsewhere(&state);
    private_statement(&statement, example->statement);
    bool done = session_run_text(shell->session, buffer_span(&statement), 1);
    if (done == shall_fail)
        shell_fail(shell, __FILE__, __LINE__, "the example of %s %s: %s", command->name,
                   done ? "succeeds" : "fails", buffer_text(&statement));
    for (const struct seen *seen = shell->first; seen; seen = seen->next) {
        own += seen->command == command;
        if (seen->ok)
            check_reply(shell, seen);
    }
    end_elsewhere(&state);
    return own;
}

static void test_examples_work(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        bool replies = !(command->needs & COMMAND_CONTROLS);
        unsigned own = 0;
        for (const struct example *e = command->examples; e->statement[0]; e++) {
            const char *why = reason_to_skip(e->statement);
            if (why)
                print_message("%s: example left out: %s\n", command->name, why);
            own += why ? 1 : check_example(command, e);
        }
        if (replies && own == 0)
            fail_msg("no example of %s shows its reply", command->name);
    }
}

/* `x = COMMAND` and $(COMMAND) must give something where the table promises a main field. */
static void test_values_are_there(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        const struct example *example = command->examples;
        bool found = !command->value || reason_to_skip(example->statement);
        for (; !found && example->statement[0]; example++) {
            void *one = NULL;
            struct shell *shell = start_elsewhere(&one);
            session_run_text(shell->session, span_of(example->statement), 1);
            for (const struct seen *seen = shell->first; seen; seen = seen->next)
                found |= seen->command == command && seen_field(seen, command->value);
            end_elsewhere(&one);
        }
        if (!found)
            fail_msg("no reply of %s has its main field %s", command->name, command->value);
    }
}

static void test_help_tells_every_command(void **state)
{
    struct shell *shell = *state;

    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        if (strcmp(command->name, "!") == 0)
            run_ok(shell, "help '!'");
        else
            run_ok(shell, "help %s", command->name);
        expect_field(shell, "name", command->name);
        expect_text(shell, command->summary);
        for (const struct parameter *o = command->options; o && o->name[0]; o++)
            expect_text(shell, o->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_groups_are_together),
        cmocka_unit_test(test_descriptions_are_whole),
        cmocka_unit_test(test_parameters_are_described),
        cmocka_unit_test(test_what_is_told_can_be_typed),
        cmocka_unit_test(test_texts_in_rows_end_there),
        cmocka_unit_test(test_parser_knows_who_compares),
        cmocka_unit_test(test_examples_work),
        cmocka_unit_test(test_values_are_there),
        TEST(test_help_tells_every_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
