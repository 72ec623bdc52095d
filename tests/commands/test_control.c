/* repeat, if, while, try, source, !: blocks and errors inside them. */
#include "harness.h"

#include <stdio.h>

static unsigned count_replies(const struct shell *shell)
{
    unsigned count = 0;

    for (const struct seen *seen = shell->first; seen; seen = seen->next)
        count++;
    return count;
}

static void test_repeat(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let v ''; repeat 3 { let v ${v}x }");
    expect_word(shell, "$v", "xxx");
    run_ok(shell, "let n 2; repeat $n { repeat 0x2 { let v ${v}y } }; repeat 0 { let v z }");
    expect_word(shell, "$v", "xxxyyyy");
}

static void test_repeat_wrong(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "repeat { print }");
    run_fails(shell, "usage", "", "repeat 3");
    run_fails(shell, "usage", "", "repeat three { print }");
    run_fails(shell, "usage", "", "repeat -1 { print }");
    run_fails(shell, "usage", "", "repeat 1 { print } more");
    expect_text(shell, "the end of the statement belongs here");
    run_fails(shell, "usage", "", "repeat 1 { print } > $dir/f");
}

/* Control statements reply nothing of their own. */
static void test_only_statements_inside_reply(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "repeat 2 { print }; if 1 == 1 { print }; try { print }; while 1 == 2 { print }");
    assert_int_equal(count_replies(shell), 4);
}

static void test_if(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let n 3; if $n > 2 { print many } else { print few }");
    expect_data(shell, "many");
    run_ok(shell, "if $n < 2 { print few } else if $n == 3 { print three } else { print other }");
    expect_data(shell, "three");
    run_ok(shell,
           "if $n < 2 {\n print few\n} else if $n == 4 {\n print four\n} else {\n print other\n}");
    expect_data(shell, "other");
    run_ok(shell, "if abc contains b { print yes }; if 10 < 9 { print no }");
    expect_data(shell, "yes");
}

static void test_if_is_checked_whole(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "if 1 == 1 { print ran } else");
    run_fails(shell, "usage", "", "if 1 == 1 { print ran } otherwise { print }");
    run_fails(shell, "usage", "", "if 1 == 1 { print ran } else if { print }");
    run_fails(shell, "usage", "", "if 1 == { print ran }");
    run_fails(shell, "usage", "", "if 1 is 1 { print ran }");
    expect_hint(shell, "operators are");
    run_fails(shell, "name", "", "if $nothing == 1 { print ran }");
    for (const struct seen *seen = shell->first; seen; seen = seen->next)
        assert_false(seen->ok);
}

/* The condition of a branch that isn't reached is not evaluated: its substitution must not run. */
static void test_later_conditions_do_not_run(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "pair a b; b.send x; if 1 == 1 { print first } else if $(a.recv) == x { print second }");
    expect_data(shell, "first");
    expect_word(shell, "${a.receive_queue}", "1");
}

static void test_while(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let v ''; while $v != xxx { let v ${v}x }");
    expect_word(shell, "$v", "xxx");
    run_ok(shell, "pair a b; a.send \"1\\n2\\nend\\n\"; let line ''; let all ''\n"
                  "while $line != \"end\\n\" {\n line = b.recvline\n let all $all$line\n}");
    expect_word(shell, "$all", "1\n2\nend\n");
    run_fails(shell, "usage", "", "while 1 == 1");
    run_fails(shell, "mismatch", "", "while 1 == 1 { assert 1 == 2 }");
}

static void test_while_can_be_left(void **state)
{
    struct shell *shell = *state;

    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "while 1 == 1 { }");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "repeat 1000000000 { let x 1 }");
}

/* `try` doesn't hold Ctrl-C: a loop around it could not be left. */
static void test_try_lets_an_interrupt_through(void **state)
{
    struct shell *shell = *state;

    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "pair a b; repeat 3 { try { a.recv --timeout 1h } }");
}

static void test_try(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "try { print before; assert 1 == 2; print never }; print $?");
    expect_data(shell, "mismatch");
    assert_int_equal(count_replies(shell), 3);
    run_ok(shell, "try { print }; print $?");
    expect_data(shell, "ok");
    run_ok(shell, "try { try { assert 1 == 2 }; print inner }; print outer");
    expect_data(shell, "outer");
    run_fails(shell, "usage", "", "try print");
}

static void test_errors_inside_blocks(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "mismatch", "",
              "repeat 3 { print x; repeat 3 { assert 1 == 2 } }; print never");
    assert_int_equal(count_replies(shell), 2);
    expect_true(shell, shell->session->exit_status == 1);
    expect_true(shell, shell->session->depth == 0);
}

static void test_keep_going(void **state)
{
    struct shell *shell = *state;

    shell->session->keep_going = true;
    run_ok(shell, "assert 1 == 2; nothing; repeat 2 { assert 3 == 4; print on }; print end");
    expect_data(shell, "end");
    expect_true(shell, shell->session->exit_status == 1);
    run_ok(shell, "try { assert 1 == 2; print never }; print $?");
    expect_data(shell, "mismatch");
}

static void test_source(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "script", "pair a b\nlet v $dir\n");
    run_ok(shell, "source $dir/script; a.send x; b.recv; assert $v == $dir");
    run_fails(shell, "file", "ENOENT", "source $dir/none");
    run_fails(shell, "file", "EISDIR", "source $dir");
}

static void test_errors_of_a_source(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "fails", "print one\n  assert 1 == 2\nprint never\n");
    run_fails(shell, "mismatch", "", "source $dir/fails; print never");
    expect_text(shell, "/fails:2:3: error (mismatch): ");
    expect_json(shell, "\"source\":\"/tmp/");
    assert_int_equal(count_replies(shell), 2);
    shell_write_file(shell, "broken", "print one\nprint 'open\n");
    run_fails(shell, "usage", "", "source $dir/broken");
    expect_text(shell, "/broken:2:7: error (usage)");
    run_ok(shell, "try { source $dir/fails }; print $?");
    expect_data(shell, "mismatch");
}

static void test_source_of_itself(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "again", "source $dir/again\n");
    run_fails(shell, "resource", "", "source $dir/again");
    expect_text(shell, "nested deeper");
    run_ok(shell, "print alive");
    expect_true(shell, shell->session->depth == 0);
}

static void test_depth_of_blocks(void **state)
{
    struct shell *shell = *state;
    cleanup_buffer struct buffer text = {0};

    for (int i = 0; i < 70; i++)
        buffer_append_text(&text, "try { ");
    buffer_append_text(&text, "print deep");
    for (int i = 0; i < 70; i++)
        buffer_append_text(&text, " }");
    run_fails(shell, "usage", "", "%s", buffer_text(&text));
    expect_text(shell, "deep");
}

static void test_shell_commands(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let unexpanded 1; ! test -d \"$dir\" && exit 4; exit 5");
    expect_field(shell, "status", "5");
    run_ok(shell, "! kill -9 $$");
    expect_field(shell, "status", "137");
    run_fails(shell, "usage", "", "!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_repeat),
        TEST(test_repeat_wrong),
        TEST(test_only_statements_inside_reply),
        TEST(test_if),
        TEST(test_if_is_checked_whole),
        TEST(test_later_conditions_do_not_run),
        TEST(test_while),
        TEST(test_while_can_be_left),
        TEST(test_try_lets_an_interrupt_through),
        TEST(test_try),
        TEST(test_errors_inside_blocks),
        TEST(test_keep_going),
        TEST(test_source),
        TEST(test_errors_of_a_source),
        TEST(test_source_of_itself),
        TEST(test_depth_of_blocks),
        TEST(test_shell_commands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
