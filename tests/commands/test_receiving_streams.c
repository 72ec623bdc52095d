/* recvline, recvexact, recvall, expect: nothing is taken past what is returned. */
#include "harness.h"

static void test_recvline(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send \"one\\r\\n\\ntwo\\nrest\"; s.recvline");
    expect_data(shell, "one\r\n");
    expect_field(shell, "length", "5");
    run_ok(shell, "s.recvline");
    expect_data(shell, "\n");
    run_ok(shell, "s.recvline; s.recv");
    expect_data(shell, "rest");
}

static void test_recvline_waits_for_the_rest(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send half");
    run_fails(shell, "timeout", "", "s.recvline --timeout 10ms");
    expect_hint(shell, "4 bytes wait");
    run_ok(shell, "c.send \" a line\\n\"; s.recvline");
    expect_data(shell, "half a line\n");
}

static void test_recvline_at_the_end(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send partial; close c");
    run_fails(shell, "closed", "", "s.recvline");
    expect_hint(shell, "7 bytes came before the end; they still wait");
    run_ok(shell, "s.recv");
    expect_data(shell, "partial");
    run_fails(shell, "closed", "", "s.recvline");
    expect_hint(shell, "nothing came before that");
}

static void test_recvline_after_reset(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close c --reset; s.poll");
    run_fails(shell, "socket", "ECONNRESET", "s.recvline");
}

static void test_recvexact(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; c.send world; s.recvexact 7");
    expect_data(shell, "hellowo");
    run_ok(shell, "s.recvexact 0");
    expect_data(shell, "");
    run_ok(shell, "s.recv");
    expect_data(shell, "rld");
    run_fails(shell, "usage", "", "s.recvexact");
}

static void test_recvexact_too_few(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello");
    run_fails(shell, "timeout", "", "s.recvexact 9 --timeout 10ms");
    run_ok(shell, "close c");
    run_fails(shell, "closed", "", "s.recvexact 9");
    run_ok(shell, "s.recv");
    expect_data(shell, "hello");
}

/* More than the receive buffer holds can't all wait in the kernel: it must be taken on the way. */
static void test_recvexact_of_much(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "let n 0123456789abcdef; repeat 13 { let n $n$n }");
    run_ok(shell, "c.setsockopt sndbuf 1M; c.sendall ${n[0:100000]}; s.recvexact 100000");
    expect_field(shell, "length", "100000");
    run_ok(shell, "assert $_ == ${n[0:100000]}; c.send rest; s.recv");
    expect_data(shell, "rest");
}

static void test_recvall(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; c.send world; close c; s.recvall");
    expect_data(shell, "helloworld");
    expect_field(shell, "eof", "true");
    run_ok(shell, "s.recvall");
    expect_data(shell, "");
}

static void test_recvall_given_up(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello");
    run_fails(shell, "timeout", "", "s.recvall --timeout 20ms");
    expect_hint(shell, "5 bytes that came before are in $_");
    expect_word(shell, "$_", "hello");
    run_ok(shell, "c.send again; close c; s.recvall");
    expect_data(shell, "again");
}

static void test_expect(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send \"220 ready\\r\\nmore\"; s.expect \"\\r\\n\"");
    expect_data(shell, "220 ready\r\n");
    expect_field(shell, "matched", "\r\n");
    expect_text(shell, "received 11 bytes, through \\r\\n");
    run_ok(shell, "s.recv");
    expect_data(shell, "more");
}

static void test_expect_across_pieces(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send \"aab\"");
    run_fails(shell, "timeout", "", "s.expect aabc --timeout 10ms");
    run_ok(shell, "c.send cd; s.expect aabc; s.recv");
    expect_data(shell, "d");
}

static void test_expect_any_bytes(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send x\"01 00 ff 02\"; s.expect x\"00 ff\"");
    expect_data(shell, "\x01\x00\xff");
    run_ok(shell, "c.send '--regex'; s.expect '--regex'");
    expect_field(shell, "matched", "--regex");
}

static void test_expect_at_the_end(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send nothing; close c");
    run_fails(shell, "closed", "", "s.expect something");
    run_ok(shell, "s.recv");
    expect_data(shell, "nothing");
}

static void test_expect_regex(void **state)
{
    struct shell *shell = *state;

    if (!has_regex())
        SKIP("built without regular expressions");
    shell_connect(shell);
    run_ok(shell, "c.send \"Content-Length: 42\\r\\nrest\"; s.expect --regex '[0-9]+\\r\\n'");
    expect_field(shell, "matched", "42\r\n");
    run_ok(shell, "s.recv");
    expect_data(shell, "rest");
    run_fails(shell, "usage", "", "s.expect --regex '('");
    expect_text(shell, "the pattern is wrong");
}

static void test_streams_only(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send x");
    run_fails(shell, "usage", "", "s.recvline");
    run_fails(shell, "usage", "", "s.recvexact 1");
    run_fails(shell, "usage", "", "s.recvall");
    expect_hint(shell, "`recv`");
    run_ok(shell, "s.recv");
    expect_data(shell, "x");
}

/* What is looked for is looked at again and again, from the beginning. */
static void test_peek_off(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; b.setsockopt peek_off 0; a.sendline hello");
    run_fails(shell, "usage", "", "b.recvline");
    expect_hint(shell, "`setsockopt peek_off -1`");
    run_ok(shell, "b.setsockopt peek_off -1; b.recvline");
    expect_data(shell, "hello\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_peek_off),
        OVER_STREAMS(test_recvline),
        OVER_STREAMS(test_recvline_waits_for_the_rest),
        OVER_STREAMS(test_recvline_at_the_end),
        OVER_IP_STREAMS(test_recvline_after_reset),
        OVER_STREAMS(test_recvexact),
        OVER_STREAMS(test_recvexact_too_few),
        OVER_STREAMS(test_recvexact_of_much),
        OVER_STREAMS(test_recvall),
        OVER_STREAMS(test_recvall_given_up),
        OVER_STREAMS(test_expect),
        OVER_STREAMS(test_expect_across_pieces),
        OVER_STREAMS(test_expect_any_bytes),
        OVER_STREAMS(test_expect_at_the_end),
        OVER_STREAMS(test_expect_regex),
        OVER_IP_DATAGRAMS(test_streams_only),
        OVER("unix-dgram", test_streams_only),
        OVER("unix-seqpacket", test_streams_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
