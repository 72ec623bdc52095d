/* Statements whose own words change the handles they are about: $(...) runs after the handle is found and
 * the name is checked. No handle may be lost, none used after its end, and no test here may crash. */
#include "harness.h"

#include <dirent.h>

static void expect_handles(struct shell *shell, const char *first, const char *second)
{
    run_ok(shell, "sockets");
    if (first)
        expect_field(shell, "sockets.0.handle", first);
    else
        expect_no_field(shell, "sockets.0.handle");
    if (second)
        expect_field(shell, "sockets.1.handle", second);
    else
        expect_no_field(shell, "sockets.1.handle");
}

/* Run it, whether it succeeds or not. */
static void run_either(struct shell *shell, const char *statements)
{
    session_run_text(shell->session, span_of(statements), 1);
}

static unsigned count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void test_words_close_the_handle(void **state)
{
    static const char *const commands[] = {"send", "sendall", "sendline", "getsockopt", "expect"};
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        run_ok(shell, "pair a b");
        run_fails(shell, "name", "", "a.%s $(close a)", commands[i]);
        run_ok(shell, "close b");
    }
    expect_handles(shell, NULL, NULL);
}

static void test_words_close_the_current_handle(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "name", "", "send $(close)");
    expect_handles(shell, "b", NULL);
}

static void test_redirection_closes_the_handle(void **state)
{
    static const char *const commands[] = {"a.recv", "a.recvall", "a.info",   "info a",
                                           "use a",  "close a",   "poll a b", "a.poll"};
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        run_ok(shell, "pair a b; b.send x");
        run_fails(shell, "name", "", "%s > $dir/$(close a)", commands[i]);
        run_ok(shell, "close b");
    }
    expect_handles(shell, NULL, NULL);
}

static void test_words_replace_the_handle(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "replace", "close a\npair a c\n");
    run_ok(shell, "pair a b");
    run_either(shell, "a.send $(source $dir/replace)");
    run_ok(shell, "close b; a.send x; c.recvexact 1");
    expect_data(shell, "x");
}

/* A name that a handle got meanwhile: refusing is fine, and so is keeping the handle. Losing it is not. */
static void test_words_take_the_name(void **state)
{
    static const char *const statements[] = {
        "x = print $(x = socket tcp)",
        "x = source $dir/take",
        "x = socket tcp 6$(source $dir/take)",
        "socket tcp; x = rename tcp1 x",
        "x = pair x y",
        "x = pair y x",
    };
    struct shell *shell = *state;

    shell_write_file(shell, "take", "x = socket udp\n");
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        unsigned before = count_descriptors();
        run_either(shell, statements[i]);
        run_either(shell, "info; getsockname");
        run_either(shell, "try { close x }; try { close y }; try { close tcp1 }");
        if (count_descriptors() != before)
            shell_fail(shell, __FILE__, __LINE__, "a descriptor has no handle any more");
    }
}

/* What is closed before the words are bound is simply gone. */
static void test_words_close_an_argument(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "name", "", "info a $(close a)");
    run_fails(shell, "name", "", "close b $(close b)");
    expect_handles(shell, NULL, NULL);
}

static void test_closed_twice_in_one_statement(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; close a a");
    expect_no_field(shell, "closed.1.handle");
    expect_handles(shell, "b", NULL);
}

static void test_condition_closes_the_handle(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; if $(close a) == a { print closed }");
    expect_data(shell, "closed");
    run_fails(shell, "name", "", "a.send x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_words_close_an_argument),        TEST(test_closed_twice_in_one_statement),
        TEST(test_condition_closes_the_handle),    TEST(test_words_take_the_name),
        TEST(test_words_replace_the_handle),       TEST(test_words_close_the_handle),
        TEST(test_words_close_the_current_handle), TEST(test_redirection_closes_the_handle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
