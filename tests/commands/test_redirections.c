/* < > >> |: raw bytes to and from files and shell commands. */
#include "harness.h"

#include <stdlib.h>

static void expect_file(struct shell *shell, const char *name, const char *content)
{
    char *found = shell_read_file(shell, name);

    if (!found || strcmp(found, content))
        shell_fail(shell, __FILE__, __LINE__, "file %s holds \"%s\", wanted \"%s\"", name,
                   found ? found : "(no file)", content);
    free(found);
}

static void test_data_into_a_file(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send \"one\\r\\n\"; b.recv > $dir/f");
    expect_file(shell, "f", "one\r\n");
    expect_field(shell, "length", "5");
    expect_text(shell, "b: received 5 bytes\n");
    expect_true(shell, !strstr(shell->last->text, "one"));
    expect_true(shell, !strstr(shell->last->json, "base64"));
    expect_word(shell, "$_", "one\r\n");
}

static void test_append(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print one > $dir/f; print two >> $dir/f; print three >>$dir/f");
    expect_file(shell, "f", "onetwothree");
    run_ok(shell, "print new >$dir/f");
    expect_file(shell, "f", "new");
}

static void test_text_of_a_reply(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; info a > $dir/info; a.send hello > $dir/sent");
    expect_file(shell, "sent", "a: sent 5 bytes\n");
    char *info = shell_read_file(shell, "info");
    expect_true(shell, info && strstr(info, "state           connected"));
    free(info);
}

static void test_into_a_command(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send \"h\\0llo\"; b.recv | tr '\\000a-z' '_A-Z' > %s/f",
           shell->directory);
    expect_file(shell, "f", "H_LLO");
    expect_field(shell, "length", "5");
}

/* Behind | stands text for sh: nothing in it is this language's. */
static void test_command_to_the_end_of_the_line(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print hello | sed 's/l/;/g' | cat > %s/f # sh's comment\nprint next",
           shell->directory);
    expect_file(shell, "f", "he;;o");
    expect_data(shell, "next");
}

static void test_all_into_a_file(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; c.send world; close c; s.recvall > $dir/f");
    expect_file(shell, "f", "helloworld");
    expect_field(shell, "length", "10");
    expect_field(shell, "eof", "true");
}

static void test_from_a_file(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "f", "two\nlines\n");
    shell_connect(shell);
    run_ok(shell, "c.send < $dir/f; s.recv");
    expect_data(shell, "two\nlines\n");
    run_ok(shell, "c.sendline <$dir/f; s.recv; print < $dir/f > $dir/g");
    expect_file(shell, "g", "two\nlines\n");
    run_ok(shell, "c.sendall < $dir/f; s.recv");
    expect_data(shell, "two\nlines\n");
}

static void test_empty_file(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "empty", "");
    run_ok(shell, "pair a b; a.send < $dir/empty");
    expect_field(shell, "sent", "0");
    run_ok(shell, "a.sendall < $dir/empty; let v < $dir/empty");
    run_fails(shell, "socket", "EAGAIN", "b.recv --nowait");
}

static void test_names_are_expanded(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let name 'a file'; print x > $dir/$name; let v < \"$dir/a file\"");
    expect_word(shell, "$v", "x");
    run_fails(shell, "usage", "", "print > \"a\\0b\"");
    run_fails(shell, "name", "", "print > $nothing");
}

static void test_what_fails(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "file", "ENOENT", "print x > $dir/no/f");
    run_fails(shell, "file", "EISDIR", "print x > $dir");
    run_fails(shell, "file", "ENOENT", "let v < $dir/none");
    expect_text(shell, "/none: No such file or directory [ENOENT]");
    run_fails(shell, "usage", "", "hostname < /dev/null");
    run_fails(shell, "usage", "", "print x < /dev/null");
    run_fails(shell, "usage", "", "print >");
    run_fails(shell, "usage", "", "print > $dir/f > $dir/g");
    run_fails(shell, "usage", "", "print > $dir/f more");
    run_fails(shell, "usage", "", "print |");
}

/* A file that can't be opened must not cost what waits in the socket. */
static void test_failing_file_takes_nothing(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello");
    run_fails(shell, "file", "ENOENT", "b.recv > $dir/no/f");
    run_ok(shell, "b.recv");
    expect_data(shell, "hello");
}

static void test_full_device(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello");
    run_fails(shell, "file", "ENOSPC", "b.recv > /dev/full");
    expect_word(shell, "$_", "hello");
    run_ok(shell, "a.send more; close a");
    run_fails(shell, "file", "ENOSPC", "b.recvall > /dev/full");
    expect_hint(shell, "are in $_");
    expect_word(shell, "$_", "more");
}

/* No SIGPIPE, and an error that says so. */
static void test_command_that_does_not_read(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let n 0123456789abcdef; repeat 16 { let n $n$n }");
    run_fails(shell, "file", "EPIPE", "print $n | true");
    run_ok(shell, "print alive");
}

static void test_statement_that_fails_leaves_the_file(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print old > $dir/f; pair a b");
    run_fails(shell, "usage", "", "a.recv --bad > $dir/f");
    expect_file(shell, "f", "old");
}

static void test_comparisons_are_no_redirections(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "assert 1 < 2; assert 2 > 1; if 1 < 2 { print x > $dir/f }");
    expect_file(shell, "f", "x");
    expect_true(shell, !shell_read_file(shell, "1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_data_into_a_file),
        TEST(test_append),
        TEST(test_text_of_a_reply),
        TEST(test_into_a_command),
        TEST(test_command_to_the_end_of_the_line),
        OVER_STREAMS(test_all_into_a_file),
        OVER_STREAMS(test_from_a_file),
        TEST(test_empty_file),
        TEST(test_names_are_expanded),
        TEST(test_what_fails),
        TEST(test_failing_file_takes_nothing),
        TEST(test_full_device),
        TEST(test_command_that_does_not_read),
        TEST(test_statement_that_fails_leaves_the_file),
        TEST(test_comparisons_are_no_redirections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
