/* Values of socket options from text to bytes and back: a row each of what is written, and how it reads. */
#include "support.h"

#include "net/option_value.h"

#include <netinet/in.h>
#include <sys/time.h>

static struct socket_option find(const char *name)
{
    struct socket_option option;
    struct error error;

    assert_done(option_find(span_of(name), NULL, &option, &error), error);
    return option;
}

static void test_written_and_read(void **state)
{
    static const struct {
        const char *name, *text, *wanted;
    } rows[] = {
        {"nodelay", "true", "on"},
        {"nodelay", "OFF", "off"},
        {"ttl", "0x40", "64"},
        {"ttl", "default", "default"},
        {"tos", "0x10", "lowdelay"},
        {"tos", "EF", "ef"},
        {"tos", "1", "1"},
        {"mtu_discover", "do", "do"},
        {"mtu_discover", "5", "omit"},
        {"rcvbuf", "64K", "65536"},
        {"max_pacing_rate", "1M", "1048576"},
        {"max_pacing_rate", "unlimited", "unlimited"},
        {"timestamping", "software rx_software", "rx_software,software"},
        {"timestamping", "software, 0x10000000", "software,0x10000000"},
        {"timestamping", "none", "none"},
        {"mark", "42", "0x2a"},
        {"fanout", "7,rollover,if_full", "rollover,if_full,0x7"},
        {"filter", "echo,redirect", "redirect,echo"},
        {"filter", "all but echo_reply", "all but echo_reply"},
        {"filter", "all", "all"},
        {"filter", "none", "none"},
        {"ICMP6_FILTER", "all but 129,200", "all but echo_reply,200"},
        {"ICMP6_FILTER", "255", "255"},
        {"txtime", "flags 2 clockid 11", "clockid 11, flags 2"},
        {"keepidle", "2m", "120s"},
        {"linger2", "none", "none"},
        {"user_timeout", "1.5s", "1500ms"},
        {"busy_poll", "50us", "50us"},
        {"rcvtimeo", "1500ms", "1500ms"},
        {"rcvtimeo", "1m", "60s"},
        {"rcvtimeo", "50us", "0.000050s"},
        {"rcvtimeo", "0", "none"},
        {"linger", "off", "off"},
        {"linger", "5s", "5s"},
        {"bindtoifindex", "lo", "lo"},
        {"bindtoifindex", "any", "any"},
        {"unicast_if", "127.0.0.1", "lo"},
        {"unicast_if", "2000000000", "2000000000"},
        {"multicast_if", "lo", "127.0.0.1"},
        {"multicast_if", "192.0.2.1", "192.0.2.1"},
        {"multicast_if", "any", "any"},
        {"IPV6_PKTINFO", "fe80::1%lo", "fe80::1%lo"},
        {"IPV6_PKTINFO", "::1", "::1"},
        {"PACKET_ADD_MEMBERSHIP", "lo promisc", "lo,promisc"},
        {"local_port_range", "40000-50000", "40000-50000"},
        {"local_port_range", "40000-", "40000-"},
        {"local_port_range", "-50000", "-50000"},
        {"local_port_range", "none", "none"},
        {"congestion", "cubic", "cubic"},
        {"bindtodevice", "none", "none"},
        {"options", "\1\2", "01 02"},
        {"tcp:99", "7", "7"},
        {"tcp:99", "0x10", "16"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cleanup_buffer struct buffer raw = {0}, shown = {0};
        struct socket_option option = find(rows[i].name);
        struct error error;
        assert_done(option_parse(&option, span_of(rows[i].text), &raw, &error), error);
        option_format(&option, buffer_span(&raw), &shown);
        assert_string_equal(buffer_text(&shown), rows[i].wanted);
    }
}

/* Of LEVEL:NUMBER, a number too, where it was written as bytes. */
static void test_written_as_bytes(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"abc", "61 62 63"},
        {"7", "37"},
        {"abcd", "1684234849"}, /* four bytes are read as a number */
    };

    (void)state;
    if (htonl(1) == 1) {
        print_message("skipped: the rows are little-endian\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cleanup_buffer struct buffer raw = {0}, shown = {0};
        struct socket_option option = find("tcp:99");
        struct error error;
        option.traits |= OPTION_AS_BYTES;
        assert_done(option_parse(&option, span_of(rows[i].text), &raw, &error), error);
        option_format(&option, buffer_span(&raw), &shown);
        assert_string_equal(buffer_text(&shown), rows[i].wanted);
    }
}

/* The bytes are the kernel's: numbers of this machine, structures, an interface in network order. */
static void test_bytes(void **state)
{
    cleanup_buffer struct buffer raw = {0};
    struct socket_option option;
    struct timeval time;
    struct error error;
    uint32_t number;

    (void)state;
    option = find("unicast_if");
    assert_true(option_parse(&option, SPAN("7"), &raw, &error));
    memcpy(&number, raw.data, sizeof(number));
    assert_int_equal(number, htonl(7));
    buffer_clear(&raw);
    option = find("local_port_range");
    assert_true(option_parse(&option, SPAN("1-2"), &raw, &error));
    memcpy(&number, raw.data, sizeof(number));
    assert_int_equal(number, 1 | 2 << 16);
    buffer_clear(&raw);
    option = find("ICMP6_FILTER");
    assert_true(option_parse(&option, SPAN("33"), &raw, &error));
    assert_int_equal(raw.length, 32);
    memcpy(&number, raw.data + 4, sizeof(number));
    assert_int_equal(number, 2);
    buffer_clear(&raw);
    option = find("sndtimeo");
    assert_true(option_parse(&option, SPAN("2.5s"), &raw, &error));
    assert_int_equal(raw.length, sizeof(time));
    memcpy(&time, raw.data, sizeof(time));
    assert_int_equal(time.tv_sec, 2);
    assert_int_equal(time.tv_usec, 500000);
}

static void test_what_the_kernel_gives(void **state)
{
    static const struct {
        const char *name;
        struct span raw;
        const char *wanted;
    } rows[] = {
        {"multicast_ttl", {"\5", 1}, "5"}, /* an option may answer with a byte */
        {"nodelay", {"", 0}, "off"},
        {"error", {"\x6f\0\0\0", 4}, "ECONNREFUSED"},
        {"error", {"\0\0\0\0", 4}, "none"},
        {"domain", {"\2\0\0\0", 4}, "AF_INET"},
        {"type", {"\1\0\0\0", 4}, "SOCK_STREAM"},
        {"protocol", {"\6\0\0\0", 4}, "IPPROTO_TCP"},
        {"peercred", {"\x0c\0\0\0\0\0\0\0\xff\xff\xff\xff", 12}, "pid 12, uid 0, gid -1"},
        {"peergroups", {"\4\0\0\0\x18\0\0\0", 8}, "4, 24"},
        {"peergroups", {"", 0}, "none"},
        {"congestion", {"cubic\0\0\0\0\0\0\0\0\0\0\0", 16}, "cubic"},
        {"cookie", {"\1\0\0\0\1\0\0\0", 8}, "4294967297"},
        {"multicast_if", {"\x7f\0\0\1", 4}, "127.0.0.1"},
        {"saved_syn", {"\x45\0", 2}, "45 00"},
    };

    (void)state;
    if (htonl(1) == 1) {
        print_message("skipped: the rows are little-endian\n");
        skip();
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cleanup_buffer struct buffer shown = {0};
        struct socket_option option = find(rows[i].name);
        option_format(&option, rows[i].raw, &shown);
        assert_string_equal(buffer_text(&shown), rows[i].wanted);
    }
}

/* What is no value is told with what would be one. */
static void test_what_would_do(void **state)
{
    static const struct {
        const char *name, *text, *wanted;
    } rows[] = {
        {"nodelay", "maybe", "nodelay takes on or off"},
        {"ttl", "many", "ttl takes a number from 1 to 255, or default"},
        {"tos", "256", "tos takes a number from 0 to 255, or lowdelay, throughput"},
        {"tos", "-1", "tos takes a number from 0 to 255"},
        {"mtu_discover", "dnot", "a number, or dont, want, do, probe, interface, omit"},
        {"timestamping", "quickly", "none, or a number, or any of tx_hardware, tx_software"},
        {"timestamping", "", "or any of"},
        {"timestamping", "software,-1", "or any of"},
        {"filter", "all but nothing", "\"all but\" some"},
        {"filter", "32", "any of echo_reply"},
        {"txtime", "clockid 1", "takes clockid N, flags N"},
        {"txtime", "clockid 1, flags", "takes clockid N, flags N"},
        {"keepidle", "1500ms", "whole seconds"},
        {"rcvtimeo", "100ns", "a duration"},
        {"local_port_range", "1", "40000-50000"},
        {"local_port_range", "1-65536", "40000-50000"},
        {"IPV6_PKTINFO", "127.0.0.1", "an IPv6 address"},
        {"IPV6_PKTINFO", "", "an IPv6 address"},
        {"PACKET_ADD_MEMBERSHIP", "lo", "lo,promisc, or promisc, allmulti"},
        {"tcp:99", "abc", "a number from -2147483648 to 2147483647, or bytes such as x\"01 02\""},
        {"tcp:99", "2147483648", "a number from -2147483648"},
        {"max_pacing_rate", "fast", "a number or a size such as 10M, or unlimited"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cleanup_buffer struct buffer raw = {0};
        struct socket_option option = find(rows[i].name);
        struct error error;
        assert_false(option_parse(&option, span_of(rows[i].text), &raw, &error));
        assert_category(error, ERROR_USAGE);
        assert_holds(error.message, rows[i].wanted);
        assert_int_equal(raw.length, 0);
    }
}

static void test_interfaces_that_are_not_there(void **state)
{
    static const char *const names[] = {"multicast_if", "unicast_if", "bindtoifindex"};
    cleanup_buffer struct buffer raw = {0};
    struct error error;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct socket_option option = find(names[i]);
        assert_false(option_parse(&option, SPAN("ol"), &raw, &error));
        assert_category(error, ERROR_SOCKET);
        assert_string_equal(error.code, "ENODEV");
        assert_string_equal(error.subject, "ol");
        assert_holds(error.hint, "lo");
        assert_false(option_parse(&option, SPAN("no-such-interface-at-all"), &raw, &error));
        assert_holds(error.hint, "interfaces");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_and_read),
        cmocka_unit_test(test_written_as_bytes),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_what_the_kernel_gives),
        cmocka_unit_test(test_what_would_do),
        cmocka_unit_test(test_interfaces_that_are_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
