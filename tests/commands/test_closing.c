/* shutdown, close, disconnect. */
#include "harness.h"

static void test_half_close(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send bye; c.shutdown wr");
    expect_field(shell, "how", "wr");
    run_ok(shell, "s.recv; s.recv");
    expect_field(shell, "eof", "true");
    run_ok(shell, "s.send answer; c.recv");
    expect_data(shell, "answer");
    run_fails(shell, "socket", "EPIPE", "c.send more");
    expect_hint(shell, "sending was finished by `shutdown`");
    run_ok(shell, "s.close; c.recv");
    expect_text(shell, "end of stream");
}

static void test_unix_peer_gone(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; b.send bye; b.close");
    run_fails(shell, "socket", "EPIPE", "a.send more");
    run_ok(shell, "a.recv; a.recv");
    expect_text(shell, "end of stream");
}

static void test_shutdown_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "ENOTCONN", "shutdown wr");
    run_fails(shell, "usage", "", "shutdown");
    run_fails(shell, "usage", "", "shutdown both");
}

static void test_close_ends_the_handle(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close c");
    expect_field(shell, "handle", "c");
    run_fails(shell, "name", "", "c.send x");
    run_fails(shell, "name", "", "close c");
    run_ok(shell, "s.recv");
    expect_field(shell, "eof", "true");
}

static void test_close_several(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; pair c d");
    run_fails(shell, "name", "", "close a b nobody");
    run_ok(shell, "close a b");
    expect_field(shell, "closed.1.handle", "b");
    expect_text(shell, "closed: a b");
    run_ok(shell, "use d; close; info c");
    run_fails(shell, "name", "", "close");
}

static void test_close_reset(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close c --reset");
    run_fails(shell, "socket", "ECONNRESET", "s.recv");
    expect_hint(shell, "RST");
}

/* Data that come behind it Linux answers with RST, and says ECONNRESET to this side. */
static void test_reset_by_this_side(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.shutdown rdwr; s.recv; s.send late");
    run_fails(shell, "socket", "ECONNRESET", "c.recv");
    expect_hint(shell, "this side was shut down both ways");
}

static void test_disconnect(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell, "u = socket %s; connect %s 9; disconnect", shell->transport, host);
    run_fails(shell, "socket", "ENOTCONN", "getpeername");
    run_ok(shell, "srv = server %s %s 0; u.sendto %s ${srv.local.port} x; srv.recv",
           shell->transport, host, host);
    expect_data(shell, "x");
}

static void test_disconnect_stream(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.disconnect");
    run_fails(shell, "socket", "ECONNRESET", "s.recv");
    run_ok(shell, "c.connect %s ${srv.local.port}; t = srv.accept; c.send again; t.recv",
           shell_loopback(shell));
    expect_data(shell, "again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_half_close),
        TEST(test_unix_peer_gone),
        TEST(test_shutdown_wrong),
        OVER_STREAMS(test_close_ends_the_handle),
        TEST(test_close_several),
        OVER_IP_STREAMS(test_close_reset),
        OVER_IP_STREAMS(test_reset_by_this_side),
        OVER_IP_DATAGRAMS(test_disconnect),
        OVER_IP_STREAMS(test_disconnect_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
