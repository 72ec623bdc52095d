/* getsockopt, setsockopt, options: what is typed, what is told. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

static void test_asked_only_where_it_differs(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; setsockopt rcvbuf 4K");
    expect_field(shell, "value", "8192");
    expect_field(shell, "asked", "4096");
    expect_text(shell, "c: rcvbuf is 8192, asked for 4096");
    run_ok(shell, "setsockopt nodelay 1");
    expect_no_field(shell, "asked");
    run_ok(shell, "setsockopt user_timeout 2s");
    expect_field(shell, "value", "2000ms");
    expect_no_field(shell, "asked");
}

static void test_words(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket udp; setsockopt mtu_discover do; setsockopt tos lowdelay");
    expect_word(shell, "$(getsockopt mtu_discover) $(getsockopt IP_TOS)", "do lowdelay");
    run_ok(shell, "setsockopt timestamping rx_software,software");
    expect_field(shell, "value", "rx_software,software");
    run_ok(shell, "setsockopt timestamping \"software opt_id\"");
    expect_field(shell, "value", "software,opt_id");
    run_ok(shell, "setsockopt multicast_if lo");
    expect_field(shell, "value", "127.0.0.1");
    expect_no_field(shell, "asked");
    run_fails(shell, "usage", "", "setsockopt mtu_discover maybe");
    expect_text(shell, "dont, want, do, probe, interface, omit");
}

static void test_what_can_only_be_read(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    expect_word(shell, "$(getsockopt domain) $(getsockopt type) $(getsockopt protocol)",
                "AF_INET SOCK_STREAM IPPROTO_TCP");
    run_fails(shell, "usage", "", "setsockopt domain AF_INET");
    expect_text(shell, "domain can only be read");
    run_fails(shell, "socket", "ENOTCONN", "getsockopt mtu");
    run_ok(shell, "pair a b; a.getsockopt peercred");
    expect_true(shell, !!strstr(seen_field(shell->last, "value"), "uid "));
}

static void test_what_can_only_be_set(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp");
    run_fails(shell, "usage", "", "getsockopt rcvbufforce");
    expect_text(shell, "rcvbufforce can only be set");
    run_fails(shell, "usage", "", "setsockopt add_membership 239.1.2.3");
    expect_hint(shell, "join GROUP");
    run_fails(shell, "usage", "", "getsockopt IP_DROP_MEMBERSHIP");
    expect_hint(shell, "leave");
}

/* recverr is of IPv4 and of IPv6: the socket decides. */
static void test_the_level_of_the_socket(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp; setsockopt recverr on");
    expect_word(shell, "$(getsockopt IP_RECVERR)", "on");
    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "v = socket udp6; setsockopt recverr on");
    expect_word(shell, "$(getsockopt IPV6_RECVERR) $(getsockopt IP_RECVERR)", "on off");
}

static void test_by_number(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; setsockopt IPPROTO_TCP:1 1");
    expect_text(shell, "c: IPPROTO_TCP:1 is 1");
    expect_word(shell, "$(getsockopt nodelay) $(getsockopt tcp:1) $(getsockopt 6:1)", "on 1 1");
    run_ok(shell, "setsockopt SOL_SOCKET:13 x\"01 00 00 00 05 00 00 00\"");
    expect_word(shell, "$(getsockopt linger)", "5s");
    expect_word(shell, "$(getsockopt socket:13)", "01 00 00 00 05 00 00 00");
    run_fails(shell, "usage", "", "getsockopt tpc:1");
    expect_hint(shell, "IPPROTO_TCP:1");
    run_fails(shell, "socket", "ENOPROTOOPT", "getsockopt tcp:9999");
}

/* A number too large, and a word, were once sent as their letters, four of which the kernel took for a number. */
static void test_by_number_takes_a_number(void **state)
{
    static const char *const wrong[] = {
        "5000000000", "-5000000000", "99999999999999999999999", "on",
        "1x",         "$large",      "\"5000000000\"",          "1.5",
    };
    struct shell *shell = *state;

    run_ok(shell, "let large 5000000000; let one 1; c = socket tcp");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        run_fails(shell, "usage", "", "setsockopt tcp:1 %s", wrong[i]);
        expect_text(
            shell,
            "tcp:1 takes a number from -2147483648 to 2147483647, or bytes such as x\"01 02\"");
        expect_word(shell, "$(getsockopt tcp:1)", "0");
    }
    run_ok(shell, "setsockopt tcp:1 $one");
    expect_word(shell, "$(getsockopt tcp:1)", "1");
}

/* Bytes are what was written as bytes, whatever else they spell; or text that is no number. */
static void test_by_number_takes_bytes(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; let four $(pack '<I' 0); let name reno");
    run_ok(shell, "setsockopt tcp:1 x\"31 20 20 20\"");
    expect_word(shell, "$(getsockopt tcp:1)", "1");
    run_ok(shell, "setsockopt tcp:1 $four");
    expect_word(shell, "$(getsockopt tcp:1)", "0");
    run_ok(shell, "setsockopt tcp:1 x\"\"\"1000\"");
    expect_word(shell, "$(getsockopt tcp:1)", "1");
    run_fails(shell, "socket", "EINVAL", "setsockopt tcp:1 x\"31\""); /* one byte is too few */
    run_ok(shell, "setsockopt tcp:13 \"reno\"; setsockopt tcp:13 $name; setsockopt tcp:13 'reno'");
    expect_word(shell, "$(getsockopt congestion)", "reno");
}

static void test_hints(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp");
    run_fails(shell, "socket", "ENOPROTOOPT", "setsockopt nodelay on");
    expect_hint(shell, "TCP_NODELAY is an option of TCP sockets; this is a udp socket");
    run_fails(shell, "socket", "EINVAL", "setsockopt ttl 300");
    expect_hint(shell, "IP_TTL takes 1 to 255");
    run_fails(shell, "usage", "", "setsockopt tos 300"); /* the kernel would take 44 */
    expect_text(shell, "from 0 to 255");
    run_fails(shell, "socket", "ENODEV", "setsockopt multicast_if ol");
    expect_hint(shell, "lo");
    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "ENOENT", "setsockopt congestion no-such");
    expect_hint(shell, "tcp_available_congestion_control");
    run_fails(shell, "socket", "ENOENT", "setsockopt ulp no-such");
    expect_hint(shell, "tcp_available_ulp");
    run_ok(shell, "x = socket unix");
    run_fails(shell, "socket", "ENODATA", "getsockopt peergroups");
    expect_hint(shell, "`connect`");
}

/* A value that the kernel refuses is told with what would do. */
static void test_values_that_are_refused(void **state)
{
    static const struct {
        const char *type, *name, *value, *hint;
    } rows[] = {
        {"udp", "mtu_discover", "9", "one of dont, want, do, probe, interface, omit"},
        {"udp6", "mtu_discover", "9", "one of dont, want, do, probe, interface, omit"},
        {"udp", "timestamping", "100000000", "none, or any of tx_hardware, "},
        {"udp", "timestamping", "opt_stats", "together"},
        {"udp", "buf_lock", "7", "none, or any of send, receive"},
        {"udp", "local_port_range", "60000-50000", "the first port can't be above the last"},
        {"udp", "txtime", "\"clockid 1, flags 99\"", "0, 1 and 11"},
        {"udp6", "IPV6_MTU", "1000", "1280 or more"},
        {"udp6", "addr_preferences", "99", "one of tmp, public, pubtmp_default"},
        {"udp6", "addr_preferences", "tmp,public", "one of tmp, public, pubtmp_default"},
        {"udp6", "addrform", "AF_UNIX", "AF_INET alone"},
        {"raw6", "IPV6_CHECKSUM", "3", "an even offset, or off"},
        {"tcp", "rto_min_us", "1us", "up to 200ms"},
        {"tcp", "rto_max_ms", "4096", "1000ms to 120000ms"},
        {"tcp", "delack_max_us", "10us", "up to 200ms"},
        {"tcp", "txrehash", "5", "one of off, on, default"},
        {"tcp", "fastopen", "-1", "0 or more"},
        {"tcp", "fastopen_key", "abc", "16 bytes, or 32"},
        {"tcp", "congestion", "\"\"", "tcp_available_congestion_control"},
        {"tcp", "keepidle", "40000", "1s to 32767s"},
        {"packet", "PACKET_VERSION", "99", "one of v1, v2, v3"},
        {"packet", "vnet_hdr_sz", "3", "0, 10 or 12"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!has_socket_type(rows[i].type))
            continue;
        run_ok(shell, "h = socket %s; try { setsockopt %s %s }", rows[i].type, rows[i].name,
               rows[i].value);
        if (strcmp(shell->last->error.code, "ENOPROTOOPT") != 0) { /* newer than the kernel */
            expect_true(shell, strcmp(shell->last->error.code, "EINVAL") == 0);
            expect_hint(shell, rows[i].hint);
        }
        run_ok(shell, "close h");
    }
}

static void test_values_in_the_wrong_state(void **state)
{
    struct shell *shell = *state;

    if (has_ipv6()) {
        run_ok(shell, "u = server udp6 ::1 0");
        run_fails(shell, "socket", "EINVAL", "setsockopt v6only off");
        expect_hint(shell, "too late: v6only is set before `bind`");
    }
    if (!has_socket_type("raw"))
        SKIP("this user has no raw sockets");
    run_ok(shell, "r = socket raw");
    run_fails(shell, "socket", "ENOBUFS", "setsockopt router_alert off");
    expect_hint(shell, "it was not on");
    run_ok(shell, "setsockopt router_alert on");
    run_fails(shell, "socket", "EADDRINUSE", "setsockopt router_alert on");
    expect_hint(shell, "it is on already");
}

/* What doesn't fit the kernel's bytes is told with what does. */
static void test_values_that_are_too_large(void **state)
{
    static const char *const rows[][3] = {
        {"rcvbuf", "99999999999", "a size such as 65536 or 64K, from 0 to 2147483647"},
        {"linger", "99999999999", "such as 5s, from 0s to 2147483647s"},
        {"keepidle", "99999999999", "such as 30s, from 1s to 32767s"},
        {"user_timeout", "100000000", "such as 500ms, from 0ms to 2147483647ms"},
        {"busy_poll", "100000000", "such as 50us, from 0us to 2147483647us"},
        {"rcvtimeo", "99999999999", "such as 1.5s, from 0s to 9223372036s"},
        {"priority", "99999999999", "a number from -2147483648 to 2147483647"},
        {"keepcnt", "99999999999", "a number from 1 to 127"},
    };
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run_fails(shell, "usage", "", "setsockopt %s %s", rows[i][0], rows[i][1]);
        expect_text(shell, rows[i][2]);
    }
}

static void test_list(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; setsockopt keepalive on; options keepa");
    expect_field(shell, "options.0.name", "keepalive");
    expect_field(shell, "options.0.value", "on");
    expect_field(shell, "options.0.default", "off");
    expect_field(shell, "options.0.meaning", "probe a connection that is silent");
    expect_no_field(shell, "options.1.name");
    run_ok(shell, "options TCP_KEEP");
    expect_field(shell, "options.2.name", "keepintvl");
    expect_no_field(shell, "options.3.name");
    run_ok(shell, "options no-such-option");
    expect_no_field(shell, "options.0.name");
}

/* A list leaves the socket as it was: no error read, no descriptor made. */
static void test_list_takes_nothing_away(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept");
    run_ok(shell,
           "close s --reset; c.poll; c.options; c.info; x = socket udp; n = x.fileno; close x");
    run_ok(shell, "c.options; x = socket udp; assert $(x.fileno) == $n");
    expect_word(shell, "$(c.getsockopt error)", "ECONNRESET");
}

static void test_nothing_has_changed_at_first(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket %s; info", shell->transport);
    expect_json(shell, "\"options\":{}");
}

static const char *const moving[] = {"rcvbuf",       "sndbuf",   "maxseg",   "mtu",
                                     "window_clamp", "quickack", "rcvlowat", "incoming_cpu"};

static void expect_no_moving_option(struct shell *shell)
{
    for (size_t i = 0; i < sizeof(moving) / sizeof(moving[0]); i++) {
        char path[64];
        snprintf(path, sizeof(path), "options.%s", moving[i]);
        expect_no_field(shell, path);
    }
}

/* What the kernel does by itself while data flows is nobody's setting. */
static void test_talking_changes_nothing(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "repeat 50 { c.send hello; s.recv; s.send hello; c.recv }; info c");
    expect_no_moving_option(shell);
    run_ok(shell, "info s");
    expect_no_moving_option(shell);
}

/* A buffer's size that was set is told in every state, also by the end that inherits it. */
static void test_buffers_set_by_hand(void **state)
{
    struct shell *shell = *state;
    static const char *const ends[] = {"fresh", "c", "s"};

    run_ok(shell, "fresh = socket %s; fresh.setsockopt rcvbuf 20K; fresh.setsockopt sndbuf 24K",
           shell->transport);
    run_ok(shell, "srv = server %s %s 0; srv.setsockopt rcvbuf 20K; srv.setsockopt sndbuf 24K",
           shell->transport, shell_loopback(shell));
    run_ok(shell,
           "c = socket %s; c.setsockopt rcvbuf 20K; c.setsockopt sndbuf 24K; "
           "c.connect %s ${srv.local.port}; s = srv.accept",
           shell->transport, shell_loopback(shell));
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        run_ok(shell, "info %s", ends[i]);
        expect_field(shell, "options.rcvbuf", "40960");
        expect_field(shell, "options.sndbuf", "49152");
        expect_field(shell, "options.buf_lock", "send,receive");
    }
}

static void test_buffers_of_a_connected_datagram_socket(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp; u.setsockopt rcvbuf 20K; u.connect 127.0.0.1 9; u.info");
    expect_field(shell, "options.rcvbuf", "40960");
    expect_field(shell, "options.buf_lock", "receive");
    expect_no_field(shell, "options.sndbuf");
}

/* An attempt that failed leaves the kernel's own numbers behind, which nobody has set. */
static void test_a_failed_connect_changes_nothing(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "b = socket tcp; b.bind 127.0.0.1 0; c = socket tcp");
    run_fails(shell, "socket", "ECONNREFUSED", "c.connect 127.0.0.1 ${b.local.port}");
    run_ok(shell, "info c");
    expect_json(shell, "\"options\":{}");
}

/* The listener's queue is full, so that no answer comes. */
static void test_an_attempt_under_way_changes_nothing(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "l = socket tcp; l.bind 127.0.0.1 0; l.listen 0; "
                  "a = open 127.0.0.1 ${l.local.port}; t = socket tcp; t.blocking off");
    run_fails(shell, "socket", "EINPROGRESS", "t.connect 127.0.0.1 ${l.local.port}");
    expect_word(shell, "${t.state}", "SYN-SENT");
    run_ok(shell, "info t");
    expect_json(shell, "\"options\":{}");
}

/* What is read of these while connected is what is in use: told is what was asked for. */
static void test_what_the_kernel_moves_as_it_was_set(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = socket tcp; c.setsockopt maxseg 600; info c");
    expect_field(shell, "options.maxseg", "600");
    run_ok(shell, "c.connect 127.0.0.1 ${srv.local.port}; c.setsockopt window_clamp 8K; d = c.dup");
    run_ok(shell, "info c");
    expect_field(shell, "options.maxseg", "600");
    expect_field(shell, "options.window_clamp", "8192");
    run_ok(shell, "info d");
    expect_field(shell, "options.maxseg", "600");
    run_ok(shell, "c.setsockopt IPPROTO_TCP:2 700; info c");
    expect_field(shell, "options.maxseg", "700");
}

/* A bind to an address of IPv6 keeps IPv4 away by itself. */
static void test_the_address_changes_nothing(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "a = socket tcp6; a.bind ::1 0; a.info");
    expect_no_field(shell, "options.v6only");
    run_ok(shell, "b = socket tcp6; b.setsockopt v6only on; b.bind ::1 0; b.info");
    expect_field(shell, "options.v6only", "on");
    run_ok(shell, "c = socket tcp6; c.setsockopt bindtodevice lo; c.info");
    expect_field(shell, "options.bindtodevice", "lo");
    run_ok(shell, "c.setsockopt bindtodevice none; c.info");
    expect_json(shell, "\"options\":{}");
}

/* Set to what it is at first, nothing is changed. */
static void test_set_to_the_default(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; setsockopt quickack on; setsockopt maxseg 0; info");
    expect_json(shell, "\"options\":{}");
    run_ok(shell, "setsockopt quickack off; info");
    expect_field(shell, "options.quickack", "off");
    run_ok(shell, "setsockopt quickack on; info");
    expect_json(shell, "\"options\":{}");
}

/* Datagrams to IPv4-mapped addresses leave by IPv4: an IPv6 socket takes the options of both. */
static void test_ipv4_options_of_ipv6_sockets(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "t = socket %s; t.setsockopt ttl 9; t.setsockopt tos ef; t.options IP_TTL",
           shell->transport);
    expect_field(shell, "options.0.name", "ttl");
    expect_field(shell, "options.0.value", "9");
    expect_field(shell, "options.0.default", "64");
    run_ok(shell, "t.info");
    expect_field(shell, "options.ttl", "9");
    expect_field(shell, "options.tos", "ef");
}

/* Where both levels have the name, the C name is told of IPv4's. */
static void test_names_that_both_levels_have(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "t = socket tcp6; t.setsockopt recverr on; t.info");
    expect_field(shell, "options.recverr", "on");
    expect_no_field(shell, "options.IP_RECVERR");
    run_ok(shell, "t.setsockopt recverr off; t.setsockopt IP_RECVERR on");
    expect_text(shell, "t: IP_RECVERR is on");
    run_ok(shell, "t.info");
    expect_field(shell, "options.IP_RECVERR", "on");
    expect_no_field(shell, "options.recverr");
    run_ok(shell, "t.options recverr");
    expect_field(shell, "options.0.name", "IP_RECVERR");
    expect_field(shell, "options.0.value", "on");
    expect_field(shell, "options.1.name", "recverr");
    expect_field(shell, "options.1.value", "off");
}

static void test_the_hint_about_a_range_over_ipv6(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "t = socket tcp6");
    run_fails(shell, "socket", "EINVAL", "setsockopt ttl 300");
    expect_hint(shell, "IP_TTL takes 1 to 255");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_asked_only_where_it_differs),
        TEST(test_words),
        TEST(test_what_can_only_be_read),
        TEST(test_what_can_only_be_set),
        TEST(test_the_level_of_the_socket),
        TEST(test_by_number),
        TEST(test_by_number_takes_a_number),
        TEST(test_by_number_takes_bytes),
        TEST(test_hints),
        TEST(test_values_that_are_refused),
        TEST(test_values_in_the_wrong_state),
        TEST(test_values_that_are_too_large),
        TEST(test_list),
        TEST(test_list_takes_nothing_away),
        OVER("tcp", test_nothing_has_changed_at_first),
        OVER("udp", test_nothing_has_changed_at_first),
        OVER("unix", test_nothing_has_changed_at_first),
        OVER("unix-dgram", test_nothing_has_changed_at_first),
        OVER_IP_STREAMS(test_talking_changes_nothing),
        OVER_IP_DATAGRAMS(test_talking_changes_nothing),
        OVER("unix", test_talking_changes_nothing),
        OVER("unix-seqpacket", test_talking_changes_nothing),
        OVER_IP_STREAMS(test_buffers_set_by_hand),
        TEST(test_buffers_of_a_connected_datagram_socket),
        TEST(test_a_failed_connect_changes_nothing),
        TEST(test_an_attempt_under_way_changes_nothing),
        TEST(test_what_the_kernel_moves_as_it_was_set),
        TEST(test_the_address_changes_nothing),
        TEST(test_set_to_the_default),
        OVER("tcp6", test_ipv4_options_of_ipv6_sockets),
        OVER("udp6", test_ipv4_options_of_ipv6_sockets),
        TEST(test_names_that_both_levels_have),
        TEST(test_the_hint_about_a_range_over_ipv6),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
