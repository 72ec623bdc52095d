/* From words to arguments: options, slices, fields. */
#include "harness.h"

static void test_options_anywhere(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; b.send hello; a.recv --peek 2; a.recv 2 --peek");
    expect_data(shell, "he");
    run_ok(shell, "a.recv --timeout=1s 2 --peek; a.recv --timeout 1s");
    expect_data(shell, "hello");
}

static void test_two_dashes_end_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send -- --oob -- x; b.recv");
    expect_data(shell, "--oob -- x");
    run_ok(shell, "print -x -");
    expect_data(shell, "-x -");
}

static void test_quoted_words_are_no_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print '--oob' \"--more\" x\"2d2d78\" ''--y");
    expect_data(shell, "--oob --more --x --y");
    run_fails(shell, "usage", "", "print --y");
}

static void test_expansions_are_no_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let o '--peek'; print $o ${o}x $(print '--oob')");
    expect_data(shell, "--peek --peekx --oob");
    run_ok(shell, "pair a b; a.send $o; b.recv");
    expect_data(shell, "--peek");
    run_ok(shell, "let d '--'; a.send $d --nowait; b.recv");
    expect_data(shell, "--");
}

static void test_options_that_are_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "usage", "", "a.recv --peak");
    expect_hint(shell, "peek");
    run_fails(shell, "usage", "", "a.send --regards");
    expect_hint(shell, "put it in quotes");
    run_fails(shell, "usage", "", "a.recv --peek=1");
    run_fails(shell, "usage", "", "a.recv --timeout");
    run_fails(shell, "usage", "", "a.recv --timeout soon");
    run_fails(shell, "usage", "", "print --x");
}

static void test_too_many_and_too_few(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "usage", "", "a.recv 1 2");
    expect_text(shell, "too many words");
    expect_hint(shell, "recv [N]");
    run_fails(shell, "usage", "", "a.recvexact");
    expect_text(shell, "N is missing");
    run_fails(shell, "usage", "", "print { a }");
    run_fails(shell, "usage", "", "use { a }");
}

static void test_errors_point_at_the_word(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "usage", "", "print one\n  a.recv two");
    expect_text(shell, "line 2:10: error (usage)");
    expect_text(shell, "  a.recv two\n           ^\n");
    expect_json(shell, "\"line\":2,\"column\":10}");
}

static void test_slices(void **state)
{
    static const struct {
        const char *word, *value;
    } cases[] = {
        {"${v[0:4]}", "0123"},    {"${v[2:5]}", "234"},      {"${v[-3:]}", "789"},
        {"${v[:-8]}", "01"},      {"${v[5:2]}", ""},         {"${v[8:99]}", "89"},
        {"${v[99:]}", ""},        {"${v[:]}", "0123456789"}, {"${v[3]}", "3"},
        {"${v[-1]}", "9"},        {"${v[i:j]}", "45"},       {"${v[-99:1]}", "0"},
        {"${v[i]}${v[j]}", "46"},
    };
    struct shell *shell = *state;

    run_ok(shell, "let v 0123456789; let i 4; let j 6; let w word");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cleanup_buffer struct buffer quoted = {0};
        buffer_printf(&quoted, "\"%s\"", cases[i].word);
        expect_word(shell, buffer_text(&quoted), cases[i].value);
    }
    run_fails(shell, "usage", "", "print ${v[10]}");
    run_fails(shell, "usage", "", "print ${v[-11]}");
    run_fails(shell, "usage", "", "print ${v[w:]}");
    run_fails(shell, "name", "", "print ${v[nothing:]}");
    run_fails(shell, "usage", "", "print ${v[]}");
}

static void test_slices_of_what_was_received(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send x\"00 01 02 03\"; b.recv; a.send ${_[1:3]}; b.recv");
    expect_data(shell, "\x01\x02");
}

static void test_fields(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "assert ${c.peer} == ${s.local}; assert ${c.type} == %s", shell->transport);
    run_ok(shell, "assert ${c.peer.port} == ${s.local.port}; assert ${c.fd} == $(c.fileno)");
    expect_word(shell, "${c.peer.address}", shell_loopback(shell));
    run_ok(shell, "c.setsockopt nodelay on");
    expect_word(shell, "${c.options.nodelay}", "on");
    run_fails(shell, "name", "", "print ${c.peer.path}");
    run_fails(shell, "name", "", "print ${c.nothing}");
    expect_hint(shell, "`info c`");
    run_fails(shell, "name", "", "print ${srv.peer}");
    expect_text(shell, "srv has no peer now\n");
    expect_hint(shell, "`info srv` shows what it has");
    run_fails(shell, "name", "", "print ${nobody.peer}");
}

static void test_fields_are_of_handles(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let v 1");
    run_fails(shell, "name", "", "print ${v.peer}");
    expect_hint(shell, "only handles have fields");
    run_ok(shell, "print $v.peer ${_[0:0]}");
    expect_data(shell, "1.peer ");
    run_fails(shell, "name", "", "print ${_.length}");
}

/* A field that is asked for changes nothing, a pending error least of all. */
static void test_fields_do_not_disturb(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.poll; let q ${s.receive_queue}; close c --reset");
    run_ok(shell, "assert $q == 5; while ${s.error_pending} == false { }; s.recv");
    expect_data(shell, "hello");
    run_fails(shell, "socket", "ECONNRESET", "s.recv");
}

static void test_expansion_is_one_word(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let v \"a b\\n'c\\\" \\$v ; } #\"; print [$v]");
    expect_data(shell, "[a b\n'c\" $v ; } #]");
    run_ok(shell, "let name x; rename name y");
    run_fails(shell, "name", "", "rename $v z");
}

static void test_comments_and_ends(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print a#b '#c' # a comment; print no\nprint d;# e\n;;\n\r\n");
    expect_data(shell, "d");
    run_ok(shell, "print \"one\\\ntwo\"");
    expect_data(shell, "onetwo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_options_anywhere),
        TEST(test_two_dashes_end_options),
        TEST(test_quoted_words_are_no_options),
        TEST(test_expansions_are_no_options),
        TEST(test_options_that_are_wrong),
        TEST(test_too_many_and_too_few),
        TEST(test_errors_point_at_the_word),
        TEST(test_slices),
        TEST(test_slices_of_what_was_received),
        OVER_IP_STREAMS(test_fields),
        TEST(test_fields_are_of_handles),
        OVER_IP_STREAMS(test_fields_do_not_disturb),
        TEST(test_expansion_is_one_word),
        TEST(test_comments_and_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
