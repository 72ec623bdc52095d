/* help: every command, every topic, the search; and what is said of a command that doesn't exist. */
#include "harness.h"

#include "commands/table.h"
#include "commands/topics.h"
#include "net/failures.h"
#include "shell/command.h"

#include <ctype.h>

/* A screen of 24 rows, with the line typed and the next prompt. */
enum { ROWS = 22, COLUMNS = 79 };

static void expect_narrow(struct shell *shell)
{
    for (const char *line = shell->last->text; *line; line += strcspn(line, "\n") + 1)
        if (strcspn(line, "\n") > COLUMNS)
            shell_fail(shell, __FILE__, __LINE__, "a line is too long: %.*s",
                       (int)strcspn(line, "\n"), line);
}

static void expect_screen(struct shell *shell, const char *statement)
{
    unsigned rows = 0;

    run_ok(shell, "%s", statement);
    expect_narrow(shell);
    for (const char *at = shell->last->text; *at; at++)
        rows += *at == '\n';
    expect_true(shell, rows <= ROWS);
}

static void test_fits_a_screen(void **state)
{
    struct shell *shell = *state;

    expect_screen(shell, "help start");
    expect_screen(shell, "help");
    for (size_t i = 0; commands_table[i]; i++)
        expect_text(shell, commands_table[i]->name);
}

/* The same words, whatever was folded: blanks and line feeds are one blank, and a statement's parts that stand on
 * lines of their own are joined again. */
static void append_words(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        bool is_blank = isspace((unsigned char)*text) || *text == ';';
        if (!is_blank)
            buffer_append_byte(out, *text);
        else if (out->length && out->data[out->length - 1] != ' ')
            buffer_append_byte(out, ' ');
    }
}

static void expect_words(struct shell *shell, const char *words)
{
    cleanup_buffer struct buffer shown = {0};
    cleanup_buffer struct buffer wanted = {0};

    append_words(&shown, shell->last->text);
    append_words(&wanted, words);
    if (!strstr(buffer_text(&shown), buffer_text(&wanted)))
        shell_fail(shell, __FILE__, __LINE__, "not told: %s", words);
}

static void expect_parameters(struct shell *shell, const struct parameter *parameters)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++) {
        expect_text(shell, p->name);
        expect_words(shell, p->summary);
    }
}

static void test_tells_all_of_every_command(void **state)
{
    struct shell *shell = *state;

    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        run_ok(shell, "help '%s'", command->name);
        expect_field(shell, "name", command->name);
        expect_narrow(shell);
        expect_words(shell, command->summary);
        expect_words(shell, command->details);
        expect_words(shell, command->c_call);
        expect_words(shell, command->python_call);
        expect_parameters(shell, command->parameters);
        expect_parameters(shell, command->options);
        for (const struct example *e = command->examples; e->statement[0]; e++)
            expect_words(shell, e->statement);
        for (const struct command_error *e = command->errors; e && e->meaning[0]; e++) {
            expect_text(shell, e->number ? failure_name(e->number) : error_kind(e->category)->name);
            expect_words(shell, e->meaning);
        }
    }
}

/* Statements that stand on several lines are cut where they can be pasted: outside of quotes. */
static void test_long_examples_are_cut_between_statements(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "help while");
    expect_text(shell, "    pair a b; a.send \"1\\n2\\nend\\n\"; let line ''\n"
                       "    while $line != \"end\\n\" { line = b.recvline }\n");
}

static void test_topics_are_listed_and_told(void **state)
{
    struct shell *shell = *state;

    for (const struct topic *topic = topics; topic->name; topic++) {
        struct error ignored;
        run_ok(shell, "help topics");
        expect_narrow(shell);
        expect_text(shell, topic->name);
        expect_words(shell, topic->summary);
        run_ok(shell, "help %s", topic->name);
        expect_field(shell, "name", topic->name);
        expect_narrow(shell);
        expect_words(shell, topic->text);
        if (command_find(commands_table, span_of(topic->name), false, &ignored))
            fail_msg("%s is a command: help would never tell the topic", topic->name);
    }
    run_ok(shell, "help JSON");
    expect_field(shell, "name", "json");
}

static void test_examples_of_topics_run(void **state)
{
    (void)state;
    for (const struct topic *topic = topics; topic->name; topic++)
        for (const struct example *e = topic->examples; e && e->statement[0]; e++) {
            void *one = NULL;
            shell_start(&one);
            run_ok((struct shell *)one, "%s", e->statement);
            shell_end(&one);
        }
}

static void test_search_ranks(void **state)
{
    static const struct {
        const char *words, *kind, *name;
    } rows[] = {
        {"shutdown half", "command", "shutdown"}, {"half close", "command", "shutdown"},
        {"HALF-CLOSE", "command", "shutdown"},    {"nagle", "option", "nodelay"},
        {"tcp_nodelay", "option", "nodelay"},     {"binary", "topic", "bytes"},
        {"memory", "topic", "journal"},           {"forgotten ladder", "topic", "journal"},
        {"edge deadline", "topic", "waiting"},    {"socketpair", "command", "pair"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run_ok(shell, "help %s", rows[i].words);
        expect_field(shell, "found.0.kind", rows[i].kind);
        expect_field(shell, "found.0.name", rows[i].name);
        expect_text(shell, rows[i].name);
        expect_narrow(shell);
    }
    run_ok(shell, "help nagle"); /* where a short name means two options */
    expect_field(shell, "found.1.name", "SCTP_NODELAY");
}

/* An error's code is told by `explain`, also one that no socket call lists. */
static void test_search_knows_the_codes_of_errors(void **state)
{
    static const char *const codes[][2] = {{"ECONNRESET", "ECONNRESET"},
                                           {"eai_noname", "EAI_NONAME"},
                                           {"EWOULDBLOCK", "EAGAIN"},
                                           {"ENOTTY", "ENOTTY"}};
    cleanup_buffer struct buffer typed = {0};
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        buffer_clear(&typed);
        buffer_printf(&typed, "explain %s", codes[i][1]);
        run_ok(shell, "help %s", codes[i][0]);
        expect_field(shell, "found.0.kind", "error");
        expect_field(shell, "found.0.name", codes[i][1]);
        expect_text(shell, buffer_text(&typed));
        expect_narrow(shell);
        run_ok(shell, "%s", buffer_text(&typed));
    }
    run_fails(shell, "name", "", "help 104"); /* a number is no name */
}

static void test_what_is_remembered(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "help set");
    expect_words(shell, "from 64K to 1G; what is oldest is forgotten first (`help journal`)");
    run_ok(shell, "help trace");
    expect_words(shell, "Left out are what a look-up asks when its wait was left");
    run_ok(shell, "set");
    expect_text(shell, "64K to 1G");
}

static void test_a_mistyped_word_gives_the_nearest(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "help shutdwn");
    expect_hint(shell, "did you mean shutdown?");
    run_fails(shell, "name", "", "help mulitcast");
    expect_hint(shell, "multicast");
    run_fails(shell, "name", "", "help scriptng");
    expect_hint(shell, "scripting");
    run_fails(shell, "name", "", "help xyzzyplugh");
    expect_hint(shell, "`help topics`");
    run_fails(shell, "name", "", "help \"a\\0bcd\"");
}

static void test_other_names_do_the_same(void **state)
{
    static const char *const names[] = {"exit", "bye"};
    struct shell *shell = *state;

    for (size_t i = 0; i < 2; i++) {
        run_ok(shell, "help %s", names[i]);
        expect_field(shell, "name", "quit");
        expect_text(shell, "the same: exit bye\n");
        run_ok(shell, "explain %s", names[i]);
        expect_field(shell, "name", "quit");
    }
    run_ok(shell, "bye 7; print not reached");
    expect_true(shell, shell->session->exit_status == 7 && shell->session->quitting);
    expect_true(shell, strcmp(shell->last->command->name, "quit") == 0);
}

static void test_a_mistyped_other_name(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "exti");
    expect_hint(shell, "did you mean exit?");
}

static void test_a_line_of_a_protocol(void **state)
{
    static const struct {
        const char *typed, *hint;
    } rows[] = {
        {"GET / HTTP/1.0", "`send \"GET / HTTP/1.0\\r\\n\\r\\n\"` sends it"},
        {"  HEAD /a?b=\"c d\" HTTP/1.1  ", "send \"HEAD /a?b=\\\"c d\\\" HTTP/1.1\\r\\n\\r\\n\""},
        {"print x; MAIL FROM:<a@b>", "`send \"MAIL FROM:<a@b>\\r\\n\"` sends it"},
        {"print x\nEHLO me\nprint y", "`send \"EHLO me\\r\\n\"` sends it"},
        {"GET /$_ HTTP/1.0", "send \"GET /\\$_ HTTP/1.0\\r\\n\\r\\n\""},
        {"JOIN #socksh", "send \"JOIN #socksh\\r\\n\""},
        {"NICK ada", "send \"NICK ada\\r\\n\""},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run_fails(shell, "name", "", "%s", rows[i].typed);
        expect_hint(shell, rows[i].hint);
    }
    run_fails(shell, "name", "", "Get / HTTP/1.0"); /* in capitals, as the protocols have it */
    expect_hint(shell, "did you mean");
}

/* What the hint says is what would have been sent. */
static void test_the_hint_sends_the_line(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "GET /$a\"b\" HTTP/1.0");
    char *statement = strstr(shell->last->error.hint, "send \"");
    expect_true(shell, statement);
    *strrchr(statement, '`') = '\0';
    run_ok(shell, "pair a b");
    run_ok(shell, "a.%s", statement);
    run_ok(shell, "b.recv");
    expect_data(shell, "GET /$a\"b\" HTTP/1.0\r\n\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_fits_a_screen),
        TEST(test_tells_all_of_every_command),
        TEST(test_long_examples_are_cut_between_statements),
        TEST(test_topics_are_listed_and_told),
        cmocka_unit_test(test_examples_of_topics_run),
        TEST(test_search_ranks),
        TEST(test_search_knows_the_codes_of_errors),
        TEST(test_what_is_remembered),
        TEST(test_a_mistyped_word_gives_the_nearest),
        TEST(test_other_names_do_the_same),
        TEST(test_a_mistyped_other_name),
        TEST(test_a_line_of_a_protocol),
        TEST(test_the_hint_sends_the_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
