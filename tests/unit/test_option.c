#include "network.h"

#include "net/option.h"

#include <errno.h>
#include <netinet/in.h>

static struct socket_option find(const char *name, const struct socket *socket)
{
    struct socket_option option;
    struct error error;

    assert_done(option_find(span_of(name), socket, &option, &error), error);
    return option;
}

static void test_found_in_any_case(void **state)
{
    struct socket_option option;
    struct error error;

    (void)state;
    assert_string_equal(find("tcp_nodelay", NULL).name, "nodelay");
    assert_string_equal(find("NoDelay", NULL).name, "nodelay");
    assert_false(option_find(SPAN("nodely"), NULL, &option, &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.hint, "nodelay");
    assert_false(option_find(SPAN("reverr"), NULL, &option, &error));
    assert_string_equal(error.hint, "did you mean recverr?"); /* once, though two levels have it */
    assert_false(option_find(SPAN(""), NULL, &option, &error));
    assert_false(option_find(SPAN("nodelay\0"), NULL, &option, &error));
}

/* A name that several levels have means the one of this socket. */
static void test_found_by_the_socket(void **state)
{
    static const char *const wanted[][3] = {
        {"tcp", "recverr", "IP_RECVERR"},    {"tcp6", "recverr", "IPV6_RECVERR"},
        {"udp6", "mtu", "IPV6_MTU"},         {"udp", "cork", "UDP_CORK"},
        {"tcp6", "cork", "TCP_CORK"},        {"tcp", "timestamp", "SO_TIMESTAMP"},
        {"unix", "inq", "SO_INQ"},           {"tcp", "inq", "TCP_INQ"},
        {"unix", "nodelay", "TCP_NODELAY"},  {"udp6", "ttl", "IP_TTL"},
        {"udp6", "IP_RECVERR", "IP_RECVERR"}};

    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        struct socket socket = {.type = socket_type_find(span_of(wanted[i][0]))};
        assert_string_equal(find(wanted[i][1], &socket).c_name, wanted[i][2]);
    }
}

static void test_found_by_number(void **state)
{
    static const char *const same[] = {"IPPROTO_TCP:1", "tcp:1", "6:1", "SOL_TCP:0x1"};
    static const char *const wrong[] = {":",    "tcp:",   ":1",    "tcp:x",        "tpc:1",
                                        "-1:1", "tcp:-1", "6:1:1", "99999999999:1"};
    struct socket_option option;
    struct error error;

    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        option = find(same[i], NULL);
        assert_int_equal(option.level, IPPROTO_TCP);
        assert_int_equal(option.number, 1);
        assert_string_equal(option.name, same[i]);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(option_find(span_of(wrong[i]), NULL, &option, &error));
        assert_category(error, ERROR_USAGE);
        assert_holds(error.message, "LEVEL:NUMBER");
    }
}

/* Set from text, then read back as this text. */
static void check(struct socket *socket, const char *name, const char *text, const char *wanted)
{
    cleanup_buffer struct buffer asked = {0}, value = {0};
    struct socket_option option = find(name, socket);
    struct error error;

    assert_done(option_set(&option, socket, span_of(text), &asked, &error), error);
    assert_done(option_get(&option, socket, &value, &error), error);
    assert_string_equal(buffer_text(&value), wanted);
}

static void test_set_and_read_back(void **state)
{
    struct socket *tcp = net_socket(*state, "tcp");

    check(tcp, "nodelay", "on", "on");
    check(tcp, "nodelay", "0", "off");
    check(tcp, "ttl", "7", "7");
    check(tcp, "keepidle", "2m", "120s");
    check(tcp, "keepintvl", "9", "9s");
    check(tcp, "user_timeout", "1.5s", "1500ms");
    check(tcp, "linger", "5s", "5s");
    check(tcp, "linger", "off", "off");
    check(tcp, "linger", "0s", "0s");
    check(tcp, "rcvbuf", "8K", "16384"); /* the kernel doubles it */
    check(tcp, "tcp:1", "1", "1");
    net_close(&tcp);
}

static void test_values_that_cannot_be(void **state)
{
    static const char *const wrong[][2] = {
        {"nodelay", "maybe"},   {"nodelay", ""},    {"ttl", "many"},       {"ttl", "4294967296"},
        {"keepidle", "1500ms"}, {"rcvbuf", "-1"},   {"rcvbuf", "3G"},      {"linger", "on"},
        {"error", "0"},         {"linger", "-1s"},  {"tos", "256"},        {"keepidle", "1000000h"},
        {"type", "1"},          {"tos", "quickly"}, {"attach_filter", "1"}};
    struct socket *tcp = net_socket(*state, "tcp");
    cleanup_buffer struct buffer asked = {0};
    struct error error;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct socket_option option = find(wrong[i][0], tcp);
        assert_false(option_set(&option, tcp, span_of(wrong[i][1]), &asked, &error));
        assert_category(error, ERROR_USAGE);
        assert_holds(error.message, wrong[i][0]);
    }
    assert_null(net_last(*state, CALL_SETSOCKOPT)); /* the kernel was not asked */
    assert_int_equal(asked.length, 0);
    net_close(&tcp);
}

static void test_what_can_only_be_set(void **state)
{
    struct socket *tcp = net_socket(*state, "tcp");
    struct socket_option option = find("rcvbufforce", tcp);
    cleanup_buffer struct buffer value = {0};
    struct error error;

    assert_false(option_get(&option, tcp, &value, &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.message, "can only be set");
    assert_holds(error.hint, "getsockopt rcvbuf");
    net_close(&tcp);
}

static void fails(struct socket *socket, const char *name, const char *text, const char *code,
                  const char *hint)
{
    cleanup_buffer struct buffer asked = {0};
    struct socket_option option = find(name, socket);
    struct error error;

    assert_false(option_set(&option, socket, span_of(text), &asked, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.call, "setsockopt");
    assert_string_equal(error.subject, option.c_name);
    assert_string_equal(error.code, code);
    assert_holds(error.hint, hint);
}

static void test_the_kernel_refuses(void **state)
{
    struct socket *udp = net_socket(*state, "udp"), *near = net_socket(*state, "unix");

    fails(near, "nodelay", "on", "EOPNOTSUPP",
          "TCP_NODELAY is an option of TCP sockets; this is a unix socket");
    fails(udp, "v6only", "on", "ENOPROTOOPT", "IP sockets over IPv6; this is a udp socket");
    fails(udp, "ttl", "300", "EINVAL", "IP_TTL takes 1 to 255");
    fails(udp, "segment", "65536", "EINVAL", "UDP_SEGMENT takes 0 to 65535");
    fails(udp, "IPV6_MULTICAST_HOPS", "7", "ENOPROTOOPT", "IPv6; this is a udp socket");
    fails(udp, "udp:9999", "7", "ENOPROTOOPT", "");
    fails(udp, "bindtodevice", "no-such-device", "ENODEV", "interfaces");
    net_close(&udp);
    net_close(&near);
}

static void test_changed(void **state)
{
    struct socket *udp = net_socket(*state, "udp");
    struct socket *fresh = option_fresh_socket(udp);
    struct socket_option broadcast = find("broadcast", udp), cookie = find("cookie", udp);
    cleanup_buffer struct buffer value = {0};

    assert_non_null(fresh);
    assert_false(option_is_changed(&broadcast, udp, fresh, &value));
    assert_false(
        option_is_changed(&cookie, udp, fresh, &value)); /* each has its own, none changed it */
    buffer_clear(&value);
    check(udp, "broadcast", "on", "on");
    assert_true(option_is_changed(&broadcast, udp, fresh, &value));
    assert_string_equal(buffer_text(&value), "on");
    net_close(&udp);
    net_close(&fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_in_any_case),
        cmocka_unit_test(test_found_by_the_socket),
        cmocka_unit_test(test_found_by_number),
        cmocka_unit_test_setup_teardown(test_set_and_read_back, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_values_that_cannot_be, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_what_can_only_be_set, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_the_kernel_refuses, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_changed, net_setup, net_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
