/* Sockets without data to receive or without room to send: what is counted is what arrives. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

/* Data that is looked at stays; nothing there is EAGAIN, whatever the mode. */
static void test_peek_and_nowait(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EAGAIN", "s.recv --nowait");
    run_fails(shell, "socket", "EAGAIN", "s.recv --nowait --peek");
    run_ok(shell, "c.send hello; s.recv --peek");
    expect_data(shell, "hello");
    run_ok(shell, "s.recv 2 --peek");
    expect_data(shell, "he");
    expect_word(shell, "${s.bytes_in}", "0");
    run_ok(shell, "s.recv --nowait");
    expect_data(shell, "hello");
    expect_word(shell, "${s.bytes_in}", "5");
    run_ok(shell, "s.blocking off");
    run_fails(shell, "socket", "EAGAIN", "s.recv");
}

/* What the replies to send, since this one, say was sent. */
static long long sum_of_sent(const struct seen *seen)
{
    long long sum = 0;

    for (; seen; seen = seen->next) {
        const char *sent = seen_field(seen, "sent");
        if (sent)
            sum += atoll(sent);
    }
    return sum;
}

/* Send until there is no room. What the replies count arrives, and nothing else. */
static void fill(struct shell *shell, const char *command)
{
    char sum[32];

    shell_connect(shell);
    run_ok(shell, "let x 0123456789abcdef; repeat 14 { let x $x$x }");
    const struct seen *before = shell->last;
    run_fails(shell, "socket", "EAGAIN", "repeat 1000 { c.%s $x }", command);
    snprintf(sum, sizeof(sum), "%lld", sum_of_sent(before));
    expect_word(shell, "${c.bytes_out}", sum);
    run_ok(shell, "close c; s.recvall > $dir/got");
    expect_field(shell, "length", sum);
}

static void test_nowait_until_full(void **state)
{
    fill(*state, "send --nowait");
}

static void test_sendall_nowait_until_full(void **state)
{
    fill(*state, "sendall --nowait");
}

static void test_not_blocking_until_full(void **state)
{
    fill(*state, "blocking off; c.send");
}

static void test_sendall_not_blocking_until_full(void **state)
{
    fill(*state, "blocking off; c.sendall");
}

/* A send that waits for room takes what there is room for, and says so. */
static void test_a_send_is_partial(void **state)
{
    struct shell *shell = *state;
    char sum[32];

    shell_connect(shell);
    run_ok(shell, "let x 0123456789abcdef; repeat 20 { let x $x$x }");
    const struct seen *before = shell->last;
    run_ok(shell, "c.send $x");
    expect_field(shell, "length", "16777216");
    snprintf(sum, sizeof(sum), "%lld", sum_of_sent(before));
    expect_true(shell, atoll(sum) > 0 && atoll(sum) < 16777216);
    run_ok(shell, "close c; s.recvall > $dir/got");
    expect_field(shell, "length", sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_peek_and_nowait),
        OVER_STREAMS(test_nowait_until_full),
        OVER_STREAMS(test_sendall_nowait_until_full),
        OVER_STREAMS(test_not_blocking_until_full),
        OVER_STREAMS(test_sendall_not_blocking_until_full),
        OVER_STREAMS(test_a_send_is_partial),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
