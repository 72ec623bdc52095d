/* socket, open, server, pair, dup. */
#include "harness.h"

static void test_socket_of_every_type(void **state)
{
    static const char *const types[] = {"tcp", "udp", "unix", "unix-dgram", "unix-seqpacket"};
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        run_ok(shell, "h = socket %s", types[i]);
        expect_field(shell, "handle", "h");
        expect_field(shell, "type", types[i]);
        expect_word(shell, "$(fileno)", seen_field(shell->last, "fd"));
        run_ok(shell, "close");
    }
}

static void test_socket_over_ipv6(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "t = socket tcp6; socket udp6");
    expect_field(shell, "handle", "udp1");
    expect_word(shell, "${t.type}", "tcp6");
}

static void test_fresh_names_count_on(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "socket tcp; socket tcp; close tcp1; socket tcp");
    expect_field(shell, "handle", "tcp3");
    run_ok(shell, "let unix1 taken; socket unix-dgram");
    expect_field(shell, "handle", "unix2");
}

static void test_socket_becomes_current(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "a = socket tcp; b = socket udp; info");
    expect_field(shell, "handle", "b");
}

static void test_socket_protocol(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "socket tcp 6; socket udp 17");
    run_fails(shell, "socket", "EPROTONOSUPPORT", "socket tcp 17");
    expect_hint(shell, "protocol");
    run_fails(shell, "usage", "", "socket tcp no-such-protocol");
    run_fails(shell, "usage", "", "socket tcp -1");
}

static void test_socket_type_must_be_one(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "socket tpc");
    expect_text(shell, "tcp");
    run_fails(shell, "usage", "", "socket");
    run_fails(shell, "usage", "", "socket tcp 6 7");
}

static void test_open(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell, "srv = server %s %s 0; c = open %s ${srv.local.port}", shell->transport, host,
           host);
    expect_field(shell, "handle", "c");
    expect_field(shell, "peer.address", host);
    expect_field(shell, "tried.0.message", "connected");
    expect_json(shell, "\"tried\":[{");
    run_ok(shell, "assert ${c.peer.port} == ${srv.local.port}");
}

static void test_open_url(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = open tcp://127.0.0.1:${srv.local.port}/");
    expect_field(shell, "peer.address", "127.0.0.1");
    run_ok(shell, "u = server udp 127.0.0.1 0; d = open udp://127.0.0.1:${u.local.port}");
    expect_field(shell, "handle", "d");
    expect_word(shell, "${d.type}", "udp");
    run_ok(shell, "x = server unix $dir/s; y = open \"unix:$dir/s\"");
    expect_word(shell, "${y.peer.path}", seen_field(shell->last, "peer.path"));
}

static void test_open_url_ipv6(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "srv = server tcp6 ::1 0; c = open \"tcp://[::1]:${srv.local.port}\"");
    expect_field(shell, "peer.family", "inet6");
    run_fails(shell, "usage", "", "open 'tcp://[::1]'");
}

static void test_open_tries_every_address(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = open localhost ${srv.local.port}");
    expect_field(shell, "peer.address", "127.0.0.1");
}

static void test_open_refused(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "s = socket tcp; bind 127.0.0.1 0; let port ${s.local.port}; close s");
    run_fails(shell, "socket", "ECONNREFUSED", "open 127.0.0.1 $port");
    expect_field(shell, "tried.0.code", "ECONNREFUSED");
    expect_hint(shell, "nothing listens");
    run_ok(shell, "sockets");
    expect_text(shell, "no sockets");
}

static void test_open_wrong(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "open 127.0.0.1");
    run_fails(shell, "usage", "", "open tcp://127.0.0.1");
    run_fails(shell, "usage", "", "open 127.0.0.1 65536");
    run_fails(shell, "service", "", "open 127.0.0.1 no-such-service");
    run_fails(shell, "socket", "ENOENT", "open unix:$dir/nobody");
    run_fails(shell, "usage", "", "open unix:");
}

static void test_server(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell, "server %s %s 0", shell->transport, host);
    expect_field(shell, "handle", "srv1");
    expect_field(shell, "local.address", host);
    expect_text(shell, "listening on");
    run_ok(shell, "assert ${srv1.local.port} > 0; assert $(getsockopt reuseaddr) == on");
    expect_word(shell, "${srv1.state}", "LISTEN");
}

static void test_server_of_datagrams_is_bound(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "server %s %s 0", shell->transport, shell_loopback(shell));
    expect_text(shell, "bound to");
    expect_word(shell, "${srv1.state}", "bound");
}

static void test_server_is_for_this_machine(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "server tcp 0");
    expect_field(shell, "local.address", "127.0.0.1");
    run_ok(shell, "server tcp * 0");
    expect_field(shell, "local.address", "0.0.0.0");
}

static void test_server_unix(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "server unix $dir/stream; server unix-seqpacket $dir/seqpacket");
    expect_text(shell, "listening on");
    run_ok(shell, "server unix-dgram $dir/dgram");
    expect_text(shell, "bound to");
    run_fails(shell, "usage", "", "server unix $dir/other 80");
}

static void test_server_fails_whole(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0");
    run_fails(shell, "socket", "EADDRINUSE", "server tcp 127.0.0.1 ${srv.local.port}");
    expect_hint(shell, "another socket has that port");
    run_fails(shell, "socket", "EADDRNOTAVAIL", "server tcp 192.0.2.1 0");
    run_ok(shell, "sockets");
    expect_no_field(shell, "sockets.1.handle");
}

static void test_pair(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    expect_field(shell, "handle", "a");
    expect_field(shell, "other", "b");
    expect_field(shell, "type", "unix");
    run_ok(shell, "info");
    expect_field(shell, "handle", "a");
    run_ok(shell, "pair c d unix-dgram; pair e f unix-seqpacket; e.send x; f.recv");
    expect_data(shell, "x");
}

static void test_pair_wants_two_free_names(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "pair a a");
    run_fails(shell, "usage", "", "pair a");
    run_fails(shell, "usage", "", "pair a b tcp");
    run_fails(shell, "usage", "", "pair 1a b");
    run_ok(shell, "a = socket tcp");
    run_fails(shell, "name", "", "pair a b");
    run_fails(shell, "name", "", "pair b a");
    run_ok(shell, "sockets");
    expect_no_field(shell, "sockets.1.handle");
}

static void test_dup_shares_the_socket(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.dup");
    expect_field(shell, "handle", "a1");
    expect_field(shell, "original", "a");
    run_ok(shell, "close a; a1.send hello; b.recv");
    expect_data(shell, "hello");
    run_ok(shell, "a2 = a1.dup; a2.shutdown wr; b.recv");
    expect_field(shell, "eof", "true");
    run_fails(shell, "socket", "EPIPE", "a1.send more");
}

static void test_an_address_of_the_other_family(void **state)
{
    static const struct {
        const char *statement, *hint;
    } cases[] = {
        {"server tcp ::1 0", "addresses such as ::1: tcp6 is for these"},
        {"server udp ::1 0", "udp6 is for these"},
        {"server tcp6 127.0.0.1 0", "tcp is for these"},
        {"t = socket tcp; t.bind ::1 0", "tcp6 is for these"},
        {"s = socket tcp6; s.connect 127.0.0.1 80", "tcp is for these; `open` takes either"},
        {"u = socket udp; u.sendto ::1 9 x", "udp6 is for these"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        run_fails(shell, "address", "EAI_ADDRFAMILY", "%s", cases[i].statement);
        expect_hint(shell, cases[i].hint);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_address_of_the_other_family),
        TEST(test_socket_of_every_type),
        TEST(test_socket_over_ipv6),
        TEST(test_fresh_names_count_on),
        TEST(test_socket_becomes_current),
        TEST(test_socket_protocol),
        TEST(test_socket_type_must_be_one),
        OVER_IP_STREAMS(test_open),
        TEST(test_open_url),
        TEST(test_open_url_ipv6),
        TEST(test_open_tries_every_address),
        TEST(test_open_refused),
        TEST(test_open_wrong),
        OVER_IP_STREAMS(test_server),
        OVER_IP_DATAGRAMS(test_server_of_datagrams_is_bound),
        TEST(test_server_is_for_this_machine),
        TEST(test_server_unix),
        TEST(test_server_fails_whole),
        TEST(test_pair),
        TEST(test_pair_wants_two_free_names),
        TEST(test_dup_shares_the_socket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
