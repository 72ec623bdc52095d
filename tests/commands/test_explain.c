/* explain, and what every command's description tells it. */
#include "harness.h"

#include "commands/table.h"
#include "net/failures.h"
#include "shell/command.h"

#include <errno.h>

/* Nothing can go wrong with these. */
static const char *const faultless[] = {"sockets", "variables", "hostname"};

static bool is_faultless(const struct command *command)
{
    for (size_t i = 0; i < sizeof(faultless) / sizeof(faultless[0]); i++)
        if (strcmp(command->name, faultless[i]) == 0)
            return true;
    return false;
}

static void test_every_command_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        bool has_errors = command->errors && command->errors->meaning[0];
        if (!command->kernel || !command->kernel[0])
            fail_msg("%s: nothing is said of the kernel", command->name);
        if (has_errors == is_faultless(command))
            fail_msg("%s: its errors, or none", command->name);
    }
}

/* Of another command, as in `poll --write`. */
static bool is_elsewhere(const char *text, const char *option)
{
    size_t quotes = 0;

    for (const char *at = text; at < option; at++)
        quotes += *at == '`';
    return quotes % 2 == 1 && option[-1] == ' ';
}

/* What an error's text names begins with --; the command must have it. */
static void check_options(const struct command *command, const char *meaning)
{
    for (const char *at = meaning; (at = strstr(at, "--")); at += strlen("--")) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
        struct span name = {at + strlen("--"), length - strlen("--")};
        const struct parameter *option = command->options;
        while (option && option->name[0] && !span_is(name, option->name))
            option++;
        if ((!option || !option->name[0]) && !is_elsewhere(meaning, at))
            fail_msg("%s has no --%.*s: %s", command->name, SPAN_ARGS(name), meaning);
    }
}

static void check_error(const struct command *command, const struct command_error *row)
{
    struct error made = {0};

    if (row->number && !failure_of(row->number))
        fail_msg("%s: error %d is not explained", command->name, row->number);
    if (row->number > 0) { /* a shortage is of category resource wherever it comes from */
        error_call(&made, ERROR_SOCKET, row->number, "", "%s", "");
        assert_int_equal(made.category, row->category);
    }
    check_options(command, row->meaning);
    for (const struct command_error *other = row + 1; other->meaning[0]; other++)
        if (other->category == row->category && other->number == row->number)
            fail_msg("%s: an error is told twice: %s", command->name, other->meaning);
}

static void test_errors_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++)
        for (const struct command_error *e = commands_table[i]->errors; e && e->meaning[0]; e++)
            check_error(commands_table[i], e);
}

static void expect_narrow(struct shell *shell)
{
    for (const char *line = shell->last->text; *line; line += strcspn(line, "\n") + 1)
        if (strcspn(line, "\n") > 79)
            shell_fail(shell, __FILE__, __LINE__, "a line is too long: %.*s",
                       (int)strcspn(line, "\n"), line);
}

static void test_tells_every_command(void **state)
{
    struct shell *shell = *state;

    for (size_t i = 0; commands_table[i]; i++) {
        run_ok(shell, "explain '%s'", commands_table[i]->name);
        expect_field(shell, "name", commands_table[i]->name);
        expect_field(shell, "kernel", commands_table[i]->kernel);
        expect_narrow(shell);
        run_ok(shell, "help '%s'", commands_table[i]->name);
        expect_text(shell, "`explain ");
    }
}

static void test_tells_a_command(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain recv");
    expect_field(shell, "c", "ssize_t recv(int sockfd, void *buf, size_t len, int flags)");
    expect_field(shell, "python", "data = s.recv(65536)");
    expect_field(shell, "errors.0.category", "socket");
    expect_field(shell, "errors.0.code", "ENOTCONN");
    expect_text(shell, "CLOSE-WAIT");
    expect_text(shell, "\n  ECONNRESET        the peer sent RST");
    run_ok(shell, "explain recvfr"); /* an unambiguous beginning will do */
    expect_field(shell, "name", "recvfrom");
    run_ok(shell, "explain disconnect"); /* Python has none */
    expect_no_field(shell, "python_example");
}

static void test_c_and_python_beside_each_other(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain listen");
    expect_text(shell, "  int listen(int sockfd, int backlog)     s.listen(backlog)\n");
    run_ok(shell, "explain recv");
    expect_text(shell, "int flags)\nPython:\n  data = s.recv(65536)\n");
}

static void test_tells_every_code(void **state)
{
    struct shell *shell = *state;

    for (const struct failure *failure = failures; failure->name[0]; failure++) {
        run_ok(shell, "explain %s", failure->name);
        expect_field(shell, "code", failure->name);
        expect_field(shell, "meaning", failure->meaning);
        expect_field(shell, "next", failure->next);
        expect_narrow(shell);
    }
}

static void test_tells_a_code(void **state)
{
    static const char *const words[] = {"ECONNREFUSED", "econnrefused", "111"};
    struct shell *shell = *state;

    for (size_t i = 0; i < 3; i++) {
        run_ok(shell, "explain %s", words[i]);
        expect_field(shell, "code", "ECONNREFUSED");
        expect_field(shell, "number", "111");
        expect_field(shell, "category", "socket");
        expect_field(shell, "calls.0.call", "connect");
        expect_field(shell, "commands.0.command", "open");
        expect_text(shell, "Connection refused");
    }
    run_ok(shell, "explain EMFILE");
    expect_field(shell, "category", "resource");
    run_ok(shell, "explain eai_noname");
    expect_field(shell, "category", "address");
    expect_text(shell, "Name or service not known");
    run_ok(shell, "explain Mismatch");
    expect_field(shell, "category", "mismatch");
    run_ok(shell, "explain EWOULDBLOCK");
    expect_field(shell, "code", "EAGAIN");
}

static void test_tells_every_category(void **state)
{
    struct shell *shell = *state;

    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++) {
        const struct error_kind *kind = error_kind((enum error_category)category);
        run_ok(shell, "explain %s", kind->name);
        expect_field(shell, "category", kind->name);
        expect_field(shell, "exception", kind->python);
        expect_text(shell, "to go on after it, `try`");
        expect_narrow(shell);
    }
}

/* A few words are both: both are told. */
static void test_command_and_category(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain timeout");
    expect_field(shell, "name", "timeout");
    expect_field(shell, "category", "timeout");
    expect_text(shell, "timeout: show or set how long");
    expect_text(shell, "\ntimeout, a category of errors:");
}

static void test_unknown_word(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "explain conect");
    expect_hint(shell, "did you mean connect?");
    run_fails(shell, "name", "", "explain ECONREFUSED");
    expect_hint(shell, "did you mean ECONNREFUSED?");
    run_fails(shell, "name", "", "explain mismach");
    expect_hint(shell, "did you mean mismatch?");
    run_fails(shell, "name", "", "explain frobnication");
    expect_hint(shell, "`help` lists the commands");
    run_fails(shell, "name", "", "explain 99999");
}

/* Two numbers among errno's are nobody's. */
static void test_every_number(void **state)
{
    struct shell *shell = *state;

    for (int number = 1; number < 140; number++)
        if (strerrorname_np(number))
            run_ok(shell, "explain %d", number);
        else
            run_fails(shell, "name", "", "explain %d", number);
}

static void test_no_error_yet(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain");
    expect_text(shell, "there was no error");
    expect_json(shell, "\"category\":null");
}

static void test_last_error(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "ECONNREFUSED", "c.connect 127.0.0.1 1");
    run_ok(shell, "explain error");
    expect_field(shell, "failed", "connect");
    expect_field(shell, "handle", "c");
    expect_field(shell, "state", "CLOSED");
    expect_field(shell, "category", "socket");
    expect_field(shell, "code", "ECONNREFUSED");
    expect_field(shell, "call", "connect");
    expect_field(shell, "subject", "127.0.0.1:1");
    expect_text(shell, "error (socket): connect 127.0.0.1:1: Connection refused [ECONNREFUSED]");
    expect_text(shell, "RST answered the SYN");
    expect_text(shell, "look next");
    expect_narrow(shell);
}

static void test_state_at_that_time(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0");
    run_fails(shell, "socket", "ENOTCONN", "srv.recv");
    run_ok(shell, "close srv; explain");
    expect_field(shell, "handle", "srv");
    expect_field(shell, "state", "LISTEN");
}

/* Words are at fault there, not a socket. */
static void test_no_state_of_words(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "usage", "", "a.shutdown everything");
    run_ok(shell, "explain error");
    expect_field(shell, "handle", "a");
    expect_no_field(shell, "state");
    expect_field(shell, "here", "HOW is one of rd, wr, rdwr");
}

static void test_error_of_a_substitution(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "ENOTCONN", "print $(c.recv)");
    run_ok(shell, "explain error");
    expect_field(shell, "failed", "recv");
    expect_field(shell, "handle", "c");
    expect_field(shell, "state", "CLOSED");
}

static void test_explain_keeps_the_last_error(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "mismatch", "", "assert 1 == 2");
    run_fails(shell, "name", "", "explain nothing-at-all");
    run_ok(shell, "explain recv; explain error");
    expect_field(shell, "category", "mismatch");
    expect_field(shell, "failed", "assert");
    expect_field(shell, "here", "the condition doesn't hold; a script ends with exit status 1");
    run_ok(shell, "print fine; explain"); /* nor does success change it */
    expect_field(shell, "category", "mismatch");
}

static void test_unparsed_statement(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; try { c.recv }");
    run_fails(shell, "usage", "", "print \"open");
    run_ok(shell, "explain error");
    expect_field(shell, "category", "usage");
    expect_no_field(shell, "failed");
    expect_no_field(shell, "handle");
}

/* What a peer had a hand in doesn't command the terminal. */
static void test_subject_is_escaped(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "file", "ENOENT", "print x > \"/nowhere/\\e[31m\"");
    run_ok(shell, "explain");
    expect_true(shell, !strchr(shell->last->text, '\033'));
    expect_text(shell, "\\e[31m");
}

static void test_value_is_the_text(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "x = explain recv; if $x contains CLOSE-WAIT { print yes }");
    expect_data(shell, "yes");
}

/* A command without a counterpart says so; none is left without a word about calls. */
static void test_calls_or_none(void **state)
{
    static const char none[] = "no call of C or Python: it is the shell's own";
    struct shell *shell = *state;

    for (size_t i = 0; commands_table[i]; i++) {
        bool has_call = commands_table[i]->c_call[0] || commands_table[i]->python_call[0];
        run_ok(shell, "explain %s", commands_table[i]->name);
        const char *text = seen_field(shell->last, "text");
        expect_true(shell, has_call == !strstr(text, none));
    }
    run_ok(shell, "explain rename");
    expect_text(shell, none);
    run_ok(shell, "explain line-ending");
    expect_text(shell, "makefile");
}

static void test_sockatmark_among_the_calls(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain EBADF");
    expect_text(shell, "sockatmark(3)");
    run_ok(shell, "explain EINVAL");
    expect_text(shell, "sockatmark(3)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_calls_or_none),
        TEST(test_sockatmark_among_the_calls),
        cmocka_unit_test(test_every_command_is_explained),
        cmocka_unit_test(test_errors_are_known),
        TEST(test_tells_every_command),
        TEST(test_tells_a_command),
        TEST(test_c_and_python_beside_each_other),
        TEST(test_tells_every_code),
        TEST(test_tells_a_code),
        TEST(test_tells_every_category),
        TEST(test_command_and_category),
        TEST(test_unknown_word),
        TEST(test_every_number),
        TEST(test_no_error_yet),
        TEST(test_last_error),
        TEST(test_state_at_that_time),
        TEST(test_no_state_of_words),
        TEST(test_error_of_a_substitution),
        TEST(test_explain_keeps_the_last_error),
        TEST(test_unparsed_statement),
        TEST(test_subject_is_escaped),
        TEST(test_value_is_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
