/* Urgent data and its mark in the stream: poll, sockatmark, recv --oob and the option oobinline. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static void test_poll_urgent(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send --oob !; s.poll");
    expect_field(shell, "urgent", "true");
    run_ok(shell, "s.recv --oob");
    expect_data(shell, "!");
    run_ok(shell, "s.poll --timeout 0");
    expect_field(shell, "urgent", "false");
}

/* Before it, at it and behind it. */
static void test_the_mark(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.sockatmark");
    expect_field(shell, "at_mark", "false");
    expect_text(shell, "s: not at the urgent mark");
    run_ok(shell, "c.send before; c.send --oob !; c.send after");
    run_ok(shell, "while ${s.bytes_received} < 12 { }; s.sockatmark");
    expect_field(shell, "at_mark", "false");
    run_ok(shell, "s.recv");
    expect_data(shell, "before"); /* it stops at the mark */
    run_ok(shell, "s.sockatmark");
    expect_field(shell, "at_mark", "true");
    expect_text(shell, "s: at the urgent mark");
    expect_word(shell, "${s.at_mark}", "true");
    expect_word(shell, "$(s.sockatmark)", "true");
    run_ok(shell, "s.recv --oob");
    expect_data(shell, "!");
    run_ok(shell, "s.recv");
    expect_data(shell, "after");
    run_ok(shell, "s.sockatmark");
    expect_field(shell, "at_mark", "false");
}

/* Even a recv that asks for more than what is before the mark, and one that peeks. */
static void test_recv_stops_at_the_mark(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send before; c.send --oob !; c.send after");
    run_ok(shell, "while ${s.bytes_received} < 12 { }; s.recv 3; s.recv --peek");
    expect_data(shell, "ore");
    run_ok(shell, "s.recv 100");
    expect_data(shell, "ore");
    run_ok(shell, "s.recv 100"); /* the urgent byte isn't in the stream */
    expect_data(shell, "after");
}

static void test_oobinline(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.setsockopt oobinline on; c.send before; c.send --oob !; c.send after");
    run_ok(shell, "while ${s.bytes_received} < 12 { }; s.recv");
    expect_data(shell, "before");
    run_ok(shell, "s.sockatmark");
    expect_field(shell, "at_mark", "true");
    run_fails(shell, "socket", "EINVAL", "s.recv --oob");
    run_ok(shell, "s.recv");
    expect_data(shell, "!after");
    run_ok(shell, "s.sockatmark");
    expect_field(shell, "at_mark", "false");
}

static void test_no_urgent_data(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EINVAL", "s.recv --oob");
    run_ok(shell, "c.send plain; s.poll");
    run_fails(shell, "socket", "EINVAL", "s.recv --oob");
    run_ok(shell, "s.recv; c.send --oob !; s.poll; s.recv --oob");
    run_fails(shell, "socket", "EINVAL", "s.recv --oob"); /* it was taken */
    run_ok(shell, "c.send x; s.recv");
    expect_data(shell, "x");
}

/* Of several bytes sent as urgent only the last is. */
static void test_the_last_byte_is_urgent(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send --oob abc; s.poll; s.recv");
    expect_data(shell, "ab");
    run_ok(shell, "s.recv --oob --peek");
    expect_data(shell, "c");
    run_ok(shell, "s.recv --oob");
    expect_data(shell, "c");
}

static void test_sockatmark_of_others(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "socket", "ENOTTY", "u = socket udp; sockatmark");
    expect_hint(shell, "no urgent mark");
    run_ok(shell, "srv = server tcp 127.0.0.1 0; sockatmark");
    expect_field(shell, "at_mark", "false");
    run_fails(shell, "name", "", "close u; u.sockatmark");
}

static void expect_file(struct shell *shell, const char *name, const char *content)
{
    char *found = shell_read_file(shell, name);

    expect_true(shell, found && strcmp(found, content) == 0);
    free(found);
}

/* The kernel doesn't splice over the mark: what stands behind it comes all the same. */
static void test_into_a_file_over_the_mark(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send abc; c.send --oob x; c.send def");
    run_fails(shell, "timeout", "", "s.recvall --timeout 100ms > $dir/open");
    expect_field(shell, "length", "6");
    expect_file(shell, "open", "abcdef");
    run_ok(shell, "c.send ghi; c.send --oob x; c.send jkl; close c; s.recvall > $dir/closed");
    expect_field(shell, "length", "6");
    expect_file(shell, "closed", "ghijkl");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_IP_STREAMS(test_poll_urgent),
        OVER_IP_STREAMS(test_the_mark),
        OVER_IP_STREAMS(test_recv_stops_at_the_mark),
        OVER_IP_STREAMS(test_oobinline),
        OVER_IP_STREAMS(test_no_urgent_data),
        OVER_IP_STREAMS(test_the_last_byte_is_urgent),
        TEST(test_sockatmark_of_others),
        OVER_IP_STREAMS(test_into_a_file_over_the_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
