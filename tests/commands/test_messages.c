/* Datagrams and sequenced packets: empty, truncated, refused; four things that must read differently. */
#include "harness.h"

static void test_recvfrom_tells_the_sender(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvfrom");
    expect_data(shell, "hello");
    expect_field(shell, "from.address", host);
    expect_field(shell, "truncated", "false");
    run_ok(shell, "assert ${c.local.port} == ${s.peer.port}");
}

static void test_recvfrom_of_a_stream_has_no_sender(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvfrom");
    expect_data(shell, "hello");
    expect_no_field(shell, "from");
}

static void test_empty(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send; s.recv");
    expect_data(shell, "");
    expect_field(shell, "length", "0");
    expect_field(shell, "eof", "false");
    expect_field(shell, "truncated", "false");
    expect_text(shell, "an empty message: 0 bytes, and not the end");
}

static void test_truncated(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; c.send next; s.recv 2");
    expect_data(shell, "he");
    expect_field(shell, "truncated", "true");
    expect_field(shell, "message_length", "5");
    expect_field(shell, "eof", "false");
    expect_text(shell, "2 bytes of a message of 5: the rest is lost");
    run_ok(shell, "s.recv");
    expect_data(shell, "next");
    expect_no_field(shell, "message_length");
}

/* Of nothing but its end a message is as truncated as of its half, and not empty. */
static void test_truncated_to_nothing(void **state)
{
    static const char *const commands[] = {"recv", "recvfrom", "recvmsg"};
    struct shell *shell = *state;

    shell_connect(shell);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        run_ok(shell, "c.send hello; s.%s 0", commands[i]);
        expect_data(shell, "");
        expect_field(shell, "truncated", "true");
        expect_field(shell, "message_length", "5");
        expect_text(shell, "0 bytes of a message of 5");
        expect_text(shell, "the rest is lost");
        run_ok(shell, "c.send; s.%s 0", commands[i]);
        expect_field(shell, "truncated", "false");
        expect_text(shell, "an empty message");
    }
}

/* The kernel says of the end, of an empty message and of one it was given no room for: 0 bytes. */
static void test_truncated_before_the_end(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-seqpacket; a.send last; close a; b.recv 0");
    expect_field(shell, "eof", "false");
    expect_text(shell, "0 bytes of a message of 4: the rest is lost");
    run_ok(shell, "b.recv");
    expect_field(shell, "eof", "true");
}

static void test_peeked_message_stays(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recv 2 --peek");
    expect_field(shell, "truncated", "true");
    expect_text(shell, "2 bytes of a message of 5: the whole still waits");
    run_ok(shell, "s.recvfrom 0 --peek");
    expect_text(shell, "0 bytes of a message of 5");
    expect_text(shell, "the whole still waits");
    run_ok(shell, "s.recv");
    expect_data(shell, "hello");
}

static void test_nothing_there(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "timeout", "", "s.recv --timeout 10ms");
    expect_hint(shell, "no message came");
    run_fails(shell, "socket", "EAGAIN", "s.recv --nowait");
    run_ok(shell, "c.send hello; s.recv");
    expect_data(shell, "hello");
}

static void test_end_of_a_packet_connection(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-seqpacket; a.send last; close a; b.recv");
    expect_data(shell, "last");
    expect_field(shell, "eof", "false");
    run_ok(shell, "b.recv");
    expect_data(shell, "");
    expect_field(shell, "eof", "true");
    expect_text(shell, "end of stream");
}

/* An empty packet followed by the end: two replies, of which only the second is the end. */
static void test_empty_packet_before_the_end(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-seqpacket; a.send; a.send last; close a; b.recv");
    expect_field(shell, "eof", "false");
    run_ok(shell, "b.recv");
    expect_data(shell, "last");
}

static void test_refused_datagram(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell,
           "s = server %s %s 0; c = socket %s; connect %s ${s.local.port}; close s; c.send x",
           shell->transport, host, shell->transport, host);
    run_fails(shell, "socket", "ECONNREFUSED", "c.recv");
    expect_hint(shell, "port unreachable");
    run_fails(shell, "timeout", "", "c.recv --timeout 0");
}

static void test_closed_unix_datagram_peer(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-dgram; close b");
    run_fails(shell, "socket", "ECONNREFUSED", "a.send x");
}

static void test_expect_of_a_message(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello, world; s.expect lo");
    expect_data(shell, "hello, world");
    expect_field(shell, "matched", "lo");
}

static void test_expect_leaves_another_message(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello");
    run_fails(shell, "mismatch", "", "s.expect world");
    expect_hint(shell, "it is \"hello\"; `recv` takes it");
    run_ok(shell, "s.recv");
    expect_data(shell, "hello");
    run_fails(shell, "timeout", "", "s.expect x --timeout 0");
}

static void test_expect_at_the_end_of_packets(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-seqpacket; close a");
    run_fails(shell, "closed", "", "b.expect x");
}

static void test_order_of_senders(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "srv = server udp 127.0.0.1 0; a = socket udp; b = socket udp\n"
           "a.sendto 127.0.0.1 ${srv.local.port} one; b.sendto 127.0.0.1 ${srv.local.port} two\n"
           "srv.recvfrom");
    run_ok(shell, "srv.sendto 127.0.0.1 ${a.local.port} back; a.recvfrom");
    expect_data(shell, "back");
    run_ok(shell, "srv.recvfrom");
    expect_data(shell, "two");
    expect_word(shell, "${b.local.port}", seen_field(shell->last, "from.port"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_IP_DATAGRAMS(test_recvfrom_tells_the_sender),
        OVER_STREAMS(test_recvfrom_of_a_stream_has_no_sender),
        OVER_IP_DATAGRAMS(test_empty),
        OVER("unix-dgram", test_empty),
        OVER("unix-seqpacket", test_empty),
        OVER_IP_DATAGRAMS(test_truncated),
        OVER("unix-dgram", test_truncated),
        OVER("unix-seqpacket", test_truncated),
        OVER_IP_DATAGRAMS(test_truncated_to_nothing),
        OVER("unix-dgram", test_truncated_to_nothing),
        OVER("unix-seqpacket", test_truncated_to_nothing),
        TEST(test_truncated_before_the_end),
        OVER_IP_DATAGRAMS(test_peeked_message_stays),
        OVER("unix-dgram", test_peeked_message_stays),
        OVER_IP_DATAGRAMS(test_nothing_there),
        OVER("unix-dgram", test_nothing_there),
        OVER("unix-seqpacket", test_nothing_there),
        TEST(test_end_of_a_packet_connection),
        TEST(test_empty_packet_before_the_end),
        OVER_IP_DATAGRAMS(test_refused_datagram),
        TEST(test_closed_unix_datagram_peer),
        OVER_IP_DATAGRAMS(test_expect_of_a_message),
        OVER("unix-dgram", test_expect_of_a_message),
        OVER("unix-seqpacket", test_expect_of_a_message),
        OVER_IP_DATAGRAMS(test_expect_leaves_another_message),
        OVER("unix-seqpacket", test_expect_leaves_another_message),
        TEST(test_expect_at_the_end_of_packets),
        TEST(test_order_of_senders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
