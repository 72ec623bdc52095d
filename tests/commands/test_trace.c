/* trace: what it replies. Events and files are in script/test_trace.py. */
#include "harness.h"

#include <stdlib.h>

static void test_the_last_statement(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "trace");
    expect_text(shell, "no calls yet");
    expect_json(shell, "\"statements\":[]");
    run_ok(shell, "pair a b; a.send hello; trace");
    expect_field(shell, "statements.0.statement", "a.send hello");
    expect_field(shell, "statements.0.calls.0.call", "sendto");
    expect_field(shell, "statements.0.calls.0.handle", "a");
    expect_field(shell, "statements.0.calls.0.result", "5");
    expect_field(shell, "statements.0.calls.0.errno", "");
    expect_no_field(shell, "statements.0.calls.1.call");
    expect_text(shell, "a.send hello\n  sendto(");
    expect_text(shell, ", \"hello\", 5, MSG_NOSIGNAL, NULL, 0) = 5 <0.");
    run_ok(shell, "print no calls; trace; trace");
    expect_field(shell, "statements.0.statement", "a.send hello");
}

static void test_a_failed_call(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; try { getpeername }; trace");
    expect_field(shell, "statements.0.statement", "getpeername");
    expect_field(shell, "statements.0.calls.0.code", "ENOTCONN");
    expect_field(shell, "statements.0.calls.0.result", "-1");
    expect_text(shell, "-1 ENOTCONN (Transport endpoint is not connected)");
}

static void test_inner_statements(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; repeat 2 { a.send x; b.recv }; trace");
    expect_field(shell, "statements.0.statement", "a.send x");
    expect_field(shell, "statements.1.statement", "b.recv");
    expect_field(shell, "statements.3.statement", "b.recv");
    expect_field(shell, "statements.3.calls.0.call", "recvfrom");
    run_ok(shell, "repeat 1 { a.send inner; trace }");
    expect_field(shell, "statements.0.statement", "a.send inner");
}

static void test_many_calls(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set journal 1M; pair a b; repeat 150 { a.send x; b.recv }; trace");
    expect_field(shell, "left_out", "100");
    expect_text(shell, "100 calls before these: `trace --all` shows them");
    run_ok(shell, "trace --all");
    expect_no_field(shell, "left_out");
    expect_field(shell, "statements.299.statement", "b.recv");
    run_ok(shell, "set journal 64K; repeat 1000 { a.send x; b.recv }; trace --all");
    expect_text(shell, "calls before these are forgotten");
}

static void test_brief_and_data(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; trace --brief");
    expect_field(shell, "statements.0.calls.3.call", "listen");
    expect_no_field(shell, "statements.0.calls.4.call");
    run_ok(shell, "pair a b; a.send 0123456789; trace --data 4");
    expect_text(shell, "\"0123\"..., 10,");
    run_ok(shell, "a.send $(fill 40 x); trace");
    expect_text(shell, "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"..., 40,");
    run_ok(shell, "trace --data 1K");
    expect_text(shell, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", 40,");
}

static void test_on_and_off(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "trace off");
    expect_field(shell, "trace", "off");
    expect_no_field(shell, "calls");
    run_ok(shell, "trace on");
    expect_field(shell, "trace", "on");
    run_ok(shell, "pair a b; trace off");
    expect_field(shell, "calls", "1");
    expect_text(shell, "trace off, 1 call");
}

static void test_a_file(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "trace $dir/calls --brief");
    expect_field(shell, "trace", "file");
    run_ok(shell, "pair a b; a.send hello");
    char *text = shell_read_file(shell, "calls"); /* at once */
    expect_true(shell, strstr(text, " pair a b\n  socketpair(AF_UNIX, "));
    expect_true(shell, strstr(text, " a.send hello\n  sendto("));
    free(text);
    run_fails(shell, "file", "ENOENT", "trace $dir/nowhere/calls");
    run_fails(shell, "file", "EISDIR", "trace $dir");
    run_fails(shell, "usage", "", "trace x\"61 00\"");
    run_ok(shell, "b.recv; trace off");
    expect_field(shell, "calls", "3");
    run_ok(shell, "a.send more; print ${a.state}");
    text = shell_read_file(shell, "calls");
    expect_true(shell, strstr(text, "recvfrom("));
    expect_true(shell, !strstr(text, "more"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_last_statement),
        TEST(test_a_failed_call),
        TEST(test_inner_statements),
        TEST(test_many_calls),
        TEST(test_brief_and_data),
        TEST(test_on_and_off),
        TEST(test_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
