/* NAME =, $(...), $_, $?: what is kept of a reply, and when. */
#include "harness.h"

static void test_value_of_each_kind(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; n = a.send hello; data = b.recv; who = use a");
    expect_word(shell, "$n $data $who", "5 hello a");
    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}");
    run_ok(shell, "peer = c.getpeername; assert $peer == 127.0.0.1:${srv.local.port}");
    run_ok(shell, "said = print words; assert $said == words; nothing = sleep 0");
    expect_word(shell, "[$nothing]", "[]");
}

static void test_name_of_a_new_handle(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let web 1; web = socket tcp; info web");
    expect_field(shell, "type", "tcp");
    expect_word(shell, "$web", "web");
}

/* Refused before the command runs: nothing is sent, received or made. */
static void test_open_handle_is_not_overwritten(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; b.send hello");
    run_fails(shell, "name", "", "a = a.recv");
    expect_text(shell, "a is an open handle");
    expect_hint(shell, "`close a` first");
    run_fails(shell, "name", "", "b = socket tcp");
    run_fails(shell, "name", "", "b = print $(a.recv)");
    run_ok(shell, "a.recv");
    expect_data(shell, "hello");
    run_ok(shell, "close a; a = socket tcp");
}

static void test_failure_keeps_the_old_value(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let v old; pair a b");
    run_fails(shell, "timeout", "", "v = a.recv --timeout 0");
    expect_word(shell, "$v", "old");
    run_fails(shell, "socket", "ENOENT", "h = open unix:$dir/nobody");
    run_fails(shell, "name", "", "print $h");
}

static void test_names_that_cannot_be(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "_ = socket tcp");
    run_fails(shell, "usage", "", "x = repeat 1 { print }");
    expect_text(shell, "repeat has no value to keep");
    run_ok(shell, "sockets");
    expect_text(shell, "no sockets");
}

static void test_substitution(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; print [$(a.send hello)] [$(b.recv)] \"[$(a.getsockname)]\"");
    expect_data(shell, "[5] [hello] [(unnamed)]");
    run_ok(shell, "print $(print $(print deep))er");
    expect_data(shell, "deeper");
    run_ok(shell, "print $(print \"two  words\") $(print)");
    expect_data(shell, "two  words ");
}

/* Of what is inside $(...) nothing is shown but the statement's own reply. */
static void test_substitution_is_quiet(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print $(print inside)");
    expect_true(shell, shell->first == shell->last);
    run_fails(shell, "name", "", "print $(nobody.recv)");
    expect_true(shell, strcmp(shell->last->command->name, "print") == 0);
    expect_true(shell, shell->first->next == shell->last);
}

static void test_error_of_a_substitution(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "timeout", "", "a.send $(a.recv --timeout 0)");
    expect_word(shell, "${a.bytes_out}", "0");
    run_fails(shell, "name", "", "let x $(print $(print $nothing))");
    run_fails(shell, "name", "", "print $x");
}

static void test_last_category(void **state)
{
    struct shell *shell = *state;

    expect_word(shell, "$?", "ok");
    run_fails(shell, "name", "", "nothing");
    expect_word(shell, "$?", "name");
    expect_word(shell, "$?", "ok");
    run_ok(shell, "try { socket tcp 17 }");
    expect_word(shell, "$?", "socket");
    run_ok(shell, "try { assert 1 == 2 }; if $? == mismatch { print seen }");
    expect_data(shell, "seen");
}

static void test_category_of_a_parse_error(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "print 'open");
    expect_text(shell, "the quote ' isn't closed");
    expect_word(shell, "$?", "usage");
}

static void test_shell_output_as_a_value(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let x $(! printf '%%s' 'a (b)'); today = ! echo hello");
    expect_word(shell, "$x", "a (b)");
    expect_word(shell, "$today", "hello\n");
    run_ok(shell, "x = ! exit 3");
    expect_field(shell, "status", "3");
    expect_text(shell, "exit status 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_value_of_each_kind),
        TEST(test_name_of_a_new_handle),
        TEST(test_open_handle_is_not_overwritten),
        TEST(test_failure_keeps_the_old_value),
        TEST(test_names_that_cannot_be),
        TEST(test_substitution),
        TEST(test_substitution_is_quiet),
        TEST(test_error_of_a_substitution),
        TEST(test_last_category),
        TEST(test_category_of_a_parse_error),
        TEST(test_shell_output_as_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
