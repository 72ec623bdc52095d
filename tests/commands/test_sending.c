/* send, sendall, sendline, sendto, and what happens where the peer doesn't take it. */
#include "harness.h"

#include <stdlib.h>

static void test_send_joins_its_words(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send  hello,   world");
    expect_field(shell, "sent", "12");
    expect_field(shell, "length", "12");
    expect_text(shell, "c: sent 12 bytes");
    run_ok(shell, "s.recv");
    expect_data(shell, "hello, world");
}

static void test_send_any_bytes(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send x\"00 ff 0d 0a\" \"\\0\\e\\xfe\"; s.recv");
    expect_data(shell, "\x00\xff\x0d\x0a \x00\x1b\xfe");
    run_ok(shell, "c.send ${_}; s.recv");
    expect_data(shell, "\x00\xff\x0d\x0a \x00\x1b\xfe");
}

static void test_send_braces_as_they_stand(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send {\"a\":1}; b.recv");
    expect_data(shell, "{\"a\":1}");
}

static void test_send_unconnected(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "t = socket tcp");
    run_fails(shell, "socket", "EPIPE", "send x");
    expect_hint(shell, "`connect` first");
    run_ok(shell, "u = socket udp");
    run_fails(shell, "socket", "EDESTADDRREQ", "send x");
    run_ok(shell, "x = socket unix-dgram");
    run_fails(shell, "socket", "ENOTCONN", "send x");
}

/* The missed error of every course: the first send after the peer's close succeeds, draws RST, and only
 * the second one tells. */
static void test_send_after_peer_closed(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close s; c.recv");
    expect_field(shell, "eof", "true");
    run_ok(shell, "c.send one; while ${c.error_pending} == false { }");
    run_fails(shell, "socket", "EPIPE", "c.send two");
    expect_hint(shell, "the peer had closed");
}

static void test_send_after_reset(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send unread; s.poll; close s; c.poll");
    run_fails(shell, "socket", "ECONNRESET", "c.send more");
    expect_hint(shell, "RST");
    run_fails(shell, "socket", "EPIPE", "c.send more");
}

static void test_send_unix_after_peer_closed(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b %s; close b", shell->transport);
    run_fails(shell, "socket", "EPIPE", "a.send x");
}

/* One send(2) takes what fits and says how much that was. */
static void test_send_takes_a_part(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "let a 0123456789abcdef; repeat 16 { let a $a$a }");
    run_ok(shell, "c.setsockopt sndbuf 16K; c.send $a$a$a$a$a$a$a$a");
    expect_field(shell, "length", "8388608");
    expect_true(shell, atoi(seen_field(shell->last, "sent")) > 0);
    expect_true(shell, atoi(seen_field(shell->last, "sent")) < 8388608);
    expect_text(shell, "of 8388608 bytes: the kernel took no more");
}

static void test_send_to_a_full_buffer(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; let n 0123456789abcdef; repeat 12 { let n $n$n }");
    run_fails(shell, "socket", "EAGAIN", "repeat 1000 { a.send --nowait $n }");
    expect_hint(shell, "the send buffer is full");
    run_fails(shell, "timeout", "", "a.send x --timeout 10ms");
    expect_hint(shell, "did not make room");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "a.send x");
    run_ok(shell, "b.recv; a.send --timeout 5s x");
}

static void test_sendall_tells_how_far_it_came(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; let n 0123456789abcdef; repeat 16 { let n $n$n }");
    run_fails(shell, "timeout", "", "a.sendall $n --timeout 50ms");
    expect_field(shell, "length", "1048576");
    expect_true(shell, atoi(seen_field(shell->last, "sent")) > 0);
    expect_true(shell, atoi(seen_field(shell->last, "sent")) < 1048576);
    expect_hint(shell, " of 1048576 bytes were sent before that");
    run_ok(shell, "assert ${a.bytes_out} > 0");
}

static void test_sendall_from_a_file(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    shell_write_file(shell, "data", "from a file\n");
    run_ok(shell, "c.sendall < $dir/data; s.recv");
    expect_data(shell, "from a file\n");
    run_fails(shell, "file", "ENOENT", "c.sendall < $dir/none");
    run_fails(shell, "file", "EISDIR", "c.sendall < $dir");
}

static void test_sendline(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.sendline HELO  example; s.recv");
    expect_data(shell, "HELO example\r\n");
    run_ok(shell, "c.line-ending lf; c.sendline a; s.recv");
    expect_data(shell, "a\n");
    run_ok(shell, "c.line-ending none; c.sendline b; s.recv");
    expect_data(shell, "b");
    run_ok(shell, "c.line-ending crlf; c.sendline; s.recv");
    expect_data(shell, "\r\n");
}

static void test_sendto(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell, "srv = server %s %s 0; u = socket %s", shell->transport, host, shell->transport);
    run_ok(shell, "sendto %s ${srv.local.port} hello, world", host);
    expect_field(shell, "sent", "12");
    expect_field(shell, "to.address", host);
    run_ok(shell, "srv.recvfrom");
    expect_data(shell, "hello, world");
    run_ok(shell, "assert $(u.getsockname) != 0");
}

static void test_sendto_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp");
    run_fails(shell, "usage", "", "sendto 127.0.0.1");
    run_fails(shell, "service", "", "sendto 127.0.0.1 no-such-service x");
    run_fails(shell, "address", "EAI_ADDRFAMILY", "sendto ::1 9 x");
    run_fails(shell, "socket", "EACCES", "sendto 255.255.255.255 9 x");
    expect_hint(shell, "broadcast");
}

static void test_sendto_too_much(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server udp 127.0.0.1 0; u = socket udp");
    run_ok(shell, "let n 0123456789abcdef; repeat 12 { let n $n$n }");
    run_fails(shell, "socket", "EMSGSIZE", "u.sendto 127.0.0.1 ${srv.local.port} $n");
    expect_hint(shell, "65507");
    run_ok(shell, "u.sendto 127.0.0.1 ${srv.local.port} ${n[0:65507]}; srv.recv");
    expect_field(shell, "length", "65507");
}

static void test_urgent_byte(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EINVAL", "s.recv --oob");
    expect_hint(shell, "no urgent byte");
    run_ok(shell, "c.send --oob !; s.poll");
    expect_field(shell, "urgent", "true");
    run_ok(shell, "s.recv --oob");
    expect_data(shell, "!");
}

static void test_more_waits_for_more(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server udp 127.0.0.1 0; u = open udp://127.0.0.1:${srv.local.port}");
    run_ok(shell, "u.send --more one; u.send two; srv.recv");
    expect_data(shell, "onetwo");
}

static void test_message_in_one_piece(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send first; c.send; c.send third; s.recv");
    expect_data(shell, "first");
    run_ok(shell, "s.recv");
    expect_data(shell, "");
    expect_field(shell, "eof", "false");
    run_ok(shell, "s.recv");
    expect_data(shell, "third");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_send_joins_its_words),
        OVER_IP_DATAGRAMS(test_send_joins_its_words),
        OVER_STREAMS(test_send_any_bytes),
        OVER_IP_DATAGRAMS(test_send_any_bytes),
        OVER("unix-seqpacket", test_send_any_bytes),
        TEST(test_send_braces_as_they_stand),
        TEST(test_send_unconnected),
        OVER_IP_STREAMS(test_send_after_peer_closed),
        OVER_IP_STREAMS(test_send_after_reset),
        OVER("unix", test_send_unix_after_peer_closed),
        OVER("unix-seqpacket", test_send_unix_after_peer_closed),
        OVER_STREAMS(test_send_takes_a_part),
        TEST(test_send_to_a_full_buffer),
        TEST(test_sendall_tells_how_far_it_came),
        OVER_STREAMS(test_sendall_from_a_file),
        OVER_STREAMS(test_sendline),
        OVER_IP_DATAGRAMS(test_sendto),
        TEST(test_sendto_wrong),
        TEST(test_sendto_too_much),
        OVER_IP_STREAMS(test_urgent_byte),
        TEST(test_more_waits_for_more),
        OVER_IP_DATAGRAMS(test_message_in_one_piece),
        OVER("unix-dgram", test_message_in_one_piece),
        OVER("unix-seqpacket", test_message_in_one_piece),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
