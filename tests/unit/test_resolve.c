/* Look-ups that ask no name server: numbers, /etc/hosts, /etc/services. */
#include "support.h"

#include "net/loop.h"
#include "net/resolve.h"

#include <net/if.h>
#include <netdb.h>

static int setup(void **state)
{
    *state = loop_new();
    return *state ? 0 : -1;
}

static int teardown(void **state)
{
    loop_free(*state);
    return 0;
}

/* Resolve, and check the only address it gives. */
static void check(struct loop *loop, const char *host, int family, const char *wanted)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer shown = {0};
    struct error error;

    assert_done(resolve_host(loop, span_of(host), 80, family, CLOCK_NEVER, &list, &error), error);
    assert_int_equal(list.count, 1);
    address_format(&shown, &list.items[0]);
    assert_string_equal(buffer_text(&shown), wanted);
}

static void test_numeric(void **state)
{
    check(*state, "127.0.0.1", AF_UNSPEC, "127.0.0.1:80");
    check(*state, "::1", AF_UNSPEC, "[::1]:80");
    check(*state, "[::1]", AF_UNSPEC, "[::1]:80");
    check(*state, "0:0::0:1", AF_INET6, "[::1]:80");
    if (if_nametoindex("lo")) {
        check(*state, "fe80::1%lo", AF_UNSPEC, "[fe80::1%lo]:80");
        check(*state, "[fe80::1%lo]", AF_UNSPEC, "[fe80::1%lo]:80");
    }
}

static void check_local(struct loop *loop, const char *host, int family, const char *wanted)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer shown = {0};
    struct error error;

    assert_done(resolve_local(loop, span_of(host), 80, family, CLOCK_NEVER, &list, &error), error);
    assert_int_equal(list.count, 1);
    address_format(&shown, &list.items[0]);
    assert_string_equal(buffer_text(&shown), wanted);
}

static void test_local_addresses(void **state)
{
    check_local(*state, "*", AF_INET, "0.0.0.0:80");
    check_local(*state, "*", AF_INET6, "[::]:80");
    check_local(*state, "127.0.0.2", AF_INET, "127.0.0.2:80");
}

static void test_other_family(void **state)
{
    struct address_list list = {0};
    struct error error;

    assert_false(resolve_host(*state, SPAN("::1"), 80, AF_INET, CLOCK_NEVER, &list, &error));
    assert_category(error, ERROR_ADDRESS);
    assert_string_equal(error.code, "EAI_ADDRFAMILY");
    assert_string_equal(error.subject, "::1");
    assert_int_equal(list.count, 0);
}

static void test_hosts_that_cannot_be(void **state)
{
    cleanup_buffer struct buffer longest = {0};
    struct address_list list = {0};
    struct error error;

    assert_false(resolve_host(*state, SPAN("a\0b"), 1, AF_UNSPEC, CLOCK_NEVER, &list, &error));
    assert_category(error, ERROR_USAGE);
    assert_false(resolve_host(*state, SPAN(""), 1, AF_UNSPEC, CLOCK_NEVER, &list, &error));
    assert_category(error, ERROR_ADDRESS);
    buffer_append_repeated(&longest, 'a', 5000);
    assert_false(
        resolve_host(*state, buffer_span(&longest), 1, AF_UNSPEC, CLOCK_NEVER, &list, &error));
    assert_category(error, ERROR_ADDRESS);
}

/* localhost is in /etc/hosts, or nss-myhostname answers: it takes the thread, but no name server. */
static void test_localhost(void **state)
{
    cleanup_address_list struct address_list list = {0};
    struct error error;

    assert_done(resolve_host(*state, SPAN("localhost"), 1, AF_INET, clock_deadline(20 * SECOND),
                             &list, &error),
                error);
    cleanup_buffer struct buffer shown = {0};
    address_format(&shown, &list.items[0]);
    assert_holds(buffer_text(&shown), "127.");
}

static void test_interrupted(void **state)
{
    struct address_list list = {0};
    struct error error;

    loop_interrupt(*state);
    assert_false(resolve_host(*state, SPAN("localhost"), 1, AF_INET, CLOCK_NEVER, &list, &error));
    assert_category(error, ERROR_INTERRUPTED);
    assert_string_equal(error.subject, "localhost");
}

/* What the hints ask for: here of numbers alone, which are the same everywhere. */
static void test_hints(void **state)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer shown = {0};
    cleanup_buffer struct buffer canonical = {0};
    struct resolve_hints hints = {AF_INET6, AI_V4MAPPED | AI_CANONNAME};
    struct error error;

    assert_done(
        resolve_hinted(*state, SPAN("127.0.0.1"), &hints, CLOCK_NEVER, &list, &canonical, &error),
        error);
    address_host(&shown, &list.items[0]);
    assert_string_equal(buffer_text(&shown), "::ffff:127.0.0.1");
    assert_string_equal(buffer_text(&canonical), "127.0.0.1");
}

static void test_numeric_alone(void **state)
{
    struct resolve_hints hints = {.flags = AI_NUMERICHOST};
    struct address_list list = {0};
    struct error error;

    assert_false(
        resolve_hinted(*state, SPAN("localhost"), &hints, CLOCK_NEVER, &list, NULL, &error));
    assert_string_equal(error.code, "EAI_NONAME");
    assert_holds(error.hint, "no numeric address");
}

static void test_ports(void **state)
{
    struct error error;
    uint16_t port = 4711;

    (void)state;
    assert_false(resolve_port(SPAN("65536"), "tcp", &port, &error));
    assert_category(error, ERROR_USAGE);
    assert_false(resolve_port(SPAN("-1"), "tcp", &port, &error));
    assert_category(error, ERROR_USAGE);
    assert_false(resolve_port(SPAN("99999999999999999999"), "tcp", &port, &error));
    assert_category(error, ERROR_USAGE);
    assert_int_equal(port, 4711);
    assert_true(resolve_port(SPAN("65535"), "tcp", &port, &error) && port == 65535);
    assert_true(resolve_port(SPAN("0"), NULL, &port, &error) && port == 0);
}

static void test_services(void **state)
{
    struct error error;
    uint16_t port = 0;

    (void)state;
    if (!getservbyname("http", "tcp")) {
        print_message("skipped: this system knows no service (/etc/services)\n");
        skip();
    }
    assert_true(resolve_port(SPAN("http"), "tcp", &port, &error) && port == 80);
    assert_false(resolve_port(SPAN("htpt"), "tcp", &port, &error));
    assert_category(error, ERROR_SERVICE);
    assert_string_equal(error.subject, "htpt");
    assert_holds(error.hint, "http");
}

static void test_unknown_services(void **state)
{
    static const char *const wrong[] = {
        "", "no-such-service", "80x",
        "a-name-that-is-longer-than-every-service-of-the-whole-internet-has"};
    struct error error;
    uint16_t port = 4711;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(resolve_port(span_of(wrong[i]), "tcp", &port, &error));
        assert_category(error, ERROR_SERVICE);
    }
    assert_int_equal(port, 4711);
}

/* RFC 8305, section 4: families in turn, the first one's first, each in its own order. */
static void test_interleave(void **state)
{
    static const char *const hosts[] = {"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"};
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer shown = {0};
    struct error error;

    for (size_t i = 0; i < 5; i++) {
        cleanup_address_list struct address_list one = {0};
        assert_true(
            resolve_host(*state, span_of(hosts[i]), 1, AF_UNSPEC, CLOCK_NEVER, &one, &error));
        address_list_add(&list, &one.items[0]);
    }
    resolve_interleave(&list);
    for (size_t i = 0; i < 5; i++) {
        address_host(&shown, &list.items[i]);
        buffer_append_byte(&shown, ' ');
    }
    assert_string_equal(buffer_text(&shown), "::1 10.0.0.1 ::2 10.0.0.2 ::3 ");
    resolve_interleave(&(struct address_list){0});
}

#define loop_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        loop_test(test_numeric),
        loop_test(test_local_addresses),
        loop_test(test_other_family),
        loop_test(test_hosts_that_cannot_be),
        loop_test(test_localhost),
        loop_test(test_interrupted),
        loop_test(test_hints),
        loop_test(test_numeric_alone),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_services),
        cmocka_unit_test(test_unknown_services),
        loop_test(test_interleave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
