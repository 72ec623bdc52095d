/* recv over streams: pieces, ends, resets, and waits that are left. */
#include "harness.h"

static void test_recv(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recv");
    expect_data(shell, "hello");
    expect_field(shell, "length", "5");
    expect_field(shell, "eof", "false");
    expect_no_field(shell, "truncated");
    expect_text(shell, "s: received 5 bytes");
    expect_json(shell, "\"length\":5,\"eof\":false,\"text\":\"hello\",\"base64\":\"aGVsbG8=\"");
}

static void test_recv_so_many(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recv 2");
    expect_data(shell, "he");
    run_ok(shell, "s.recv 1K");
    expect_data(shell, "llo");
    run_fails(shell, "usage", "", "s.recv two");
    run_fails(shell, "usage", "", "s.recv 1 2");
}

static void test_recv_nothing_is_no_end(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send x; s.poll; s.recv 0");
    expect_data(shell, "");
    expect_field(shell, "eof", "false");
    run_ok(shell, "s.recv");
    expect_data(shell, "x");
}

static void test_recv_at_the_end(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send last; close c; s.recv");
    expect_data(shell, "last");
    run_ok(shell, "s.recv");
    expect_data(shell, "");
    expect_field(shell, "eof", "true");
    expect_text(shell, "end of stream: the peer has finished sending");
    run_ok(shell, "s.recv");
    expect_field(shell, "eof", "true");
}

/* The end is one's own: the peer may have more to say. */
static void test_recv_at_ones_own_end(void **state)
{
    static const char own[] = "receiving was finished by `shutdown` on this side";
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.shutdown rd; c.recv");
    expect_field(shell, "eof", "true");
    expect_text(shell, own);
    run_ok(shell, "c.recvall");
    expect_text(shell, own);
    run_fails(shell, "closed", "", "c.recvline");
    expect_hint(shell, own);
    run_ok(shell, "s.shutdown wr; s.shutdown rd; c.recv");
    expect_text(shell, own);
}

static void test_recv_at_the_peers_end_after_ones_own(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.close; c.recv; c.shutdown rd; c.recv");
    expect_text(shell, "end of stream: the peer has finished sending");
}

static void test_recv_after_reset(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close c --reset; s.poll");
    run_fails(shell, "socket", "ECONNRESET", "s.recv");
    expect_text(shell, "Connection reset by peer [ECONNRESET]");
    expect_hint(shell, "the peer sent RST");
}

/* Which Unix sockets tell without any packet. */
static void test_recv_after_an_unread_close(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send unread; s.close");
    run_fails(shell, "socket", "ECONNRESET", "c.recv");
    expect_hint(shell, "the peer closed before it had read all");
}

static void test_after_ones_own_disconnect(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.disconnect");
    run_fails(shell, "socket", "ENOTCONN", "c.recv");
    expect_hint(shell, "the socket isn't connected: `connect` first");
    run_fails(shell, "socket", "EPIPE", "c.send x");
    run_fails(shell, "socket", "ENOTCONN", "c.shutdown wr");
    expect_hint(shell, "the socket isn't connected: `connect` first");
}

static void test_recv_unconnected(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "t = socket tcp");
    run_fails(shell, "socket", "ENOTCONN", "recv");
    expect_hint(shell, "`connect` first");
    expect_json(shell, "\"error\":{\"category\":\"socket\",\"code\":\"ENOTCONN\",\"errno\":107,"
                       "\"call\":\"recv\"");
    run_fails(shell, "socket", "ENOTCONN", "recvline");
    run_fails(shell, "socket", "ENOTCONN", "recvall");
    run_ok(shell, "srv = server tcp 127.0.0.1 0");
    run_fails(shell, "socket", "ENOTCONN", "recv");
    expect_hint(shell, "`accept`");
    run_ok(shell, "socket unix");
    run_fails(shell, "socket", "EINVAL", "recv");
}

static void test_timeout_leaves_the_socket(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "timeout", "", "s.recv --timeout 10ms");
    expect_text(shell, "timed out");
    expect_hint(shell, "sent nothing in that time");
    run_ok(shell, "c.send hello; s.recv --timeout 5s");
    expect_data(shell, "hello");
    run_fails(shell, "timeout", "", "s.recv --timeout=0");
    run_ok(shell, "s.timeout 10ms");
    run_fails(shell, "timeout", "", "s.recvline");
    run_fails(shell, "timeout", "", "s.recvall");
    run_ok(shell, "c.send again; s.recv");
    expect_data(shell, "again");
}

static void test_interrupt_leaves_the_socket(void **state)
{
    static const char *const commands[] = {"recv", "recvline", "recvexact 9", "recvall",
                                           "expect x"};
    struct shell *shell = *state;

    shell_connect(shell);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        shell_interrupt(shell);
        run_fails(shell, "interrupted", "", "s.%s", commands[i]);
    }
    run_ok(shell, "c.send hello; s.recv");
    expect_data(shell, "hello");
}

static void test_not_waiting(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EAGAIN", "s.recv --nowait");
    expect_hint(shell, "--nowait");
    run_ok(shell, "s.blocking off");
    run_fails(shell, "socket", "EAGAIN", "s.recv");
    expect_hint(shell, "non-blocking");
    run_fails(shell, "socket", "EAGAIN", "s.recvline");
    run_ok(shell, "c.send hello; s.poll; s.recv");
    expect_data(shell, "hello");
}

static void test_peek_takes_nothing(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recv 2 --peek");
    expect_data(shell, "he");
    expect_word(shell, "${s.bytes_in}", "0");
    run_ok(shell, "s.recv");
    expect_data(shell, "hello");
    expect_word(shell, "${s.bytes_in}", "5");
}

/* After `shutdown rd` the end is read at once, and sending goes on. */
static void test_own_reading_shut(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.shutdown rd; s.recv");
    expect_field(shell, "eof", "true");
    run_ok(shell, "s.send still; c.recv");
    expect_data(shell, "still");
}

static void test_last_data(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send one; b.recv");
    expect_word(shell, "$_", "one");
    run_fails(shell, "timeout", "", "b.recv --timeout 0");
    expect_word(shell, "$_", "one");
    run_ok(shell, "a.send two; x = b.recv; print ignored");
    expect_word(shell, "$_ $x", "two two");
    run_ok(shell, "a.send three; let y $(b.recv)");
    expect_word(shell, "$_", "three");
}

static void test_what_a_peer_sent_is_escaped(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "pair a b; a.send \"\\e[2Jhello there, all of you\\r\\nsecond \\u202e line of it\\n\"");
    run_ok(shell, "b.recv");
    expect_text(shell, "  \\e[2Jhello there, all of you\\r\\n\n");
    expect_text(shell, "  second \\u202E line of it\\n\n");
    expect_json(shell, "\\u001b[2J");
}

static void test_binary_is_shown_as_a_dump(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send x\"00 01 fe ff\"; b.recv");
    expect_text(shell, "00 01 fe ff");
    expect_json(shell, "\"base64\":\"AAH+/w==\"");
    expect_true(shell, !strstr(shell->last->json, "\"text\""));
}

static void test_display_limit(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set display-limit 4; pair a b; a.send hello; b.recv");
    expect_text(shell, "  hell\n");
    expect_text(shell, "1 bytes more");
    expect_json(shell, "\"text\":\"hello\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_recv),
        OVER_STREAMS(test_recv_so_many),
        OVER_STREAMS(test_recv_nothing_is_no_end),
        OVER_STREAMS(test_recv_at_the_end),
        OVER_STREAMS(test_recv_at_ones_own_end),
        OVER_IP_STREAMS(test_recv_at_the_peers_end_after_ones_own),
        OVER_IP_STREAMS(test_recv_after_reset),
        OVER("unix", test_recv_after_an_unread_close),
        OVER_IP_STREAMS(test_after_ones_own_disconnect),
        TEST(test_recv_unconnected),
        OVER_STREAMS(test_timeout_leaves_the_socket),
        OVER_STREAMS(test_interrupt_leaves_the_socket),
        OVER_STREAMS(test_not_waiting),
        OVER_STREAMS(test_peek_takes_nothing),
        OVER_STREAMS(test_own_reading_shut),
        TEST(test_last_data),
        TEST(test_what_a_peer_sent_is_escaped),
        TEST(test_binary_is_shown_as_a_dump),
        TEST(test_display_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
