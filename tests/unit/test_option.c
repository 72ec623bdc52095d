#include "network.h"

#include "net/option.h"

#include <errno.h>
#include <netinet/in.h>

static void test_rows_are_whole(void **state)
{
    struct error error;

    (void)state;
    for (const struct socket_option *option = socket_options; option->name; option++) {
        assert_true(option->c_name[0] && option->summary[0]);
        assert_true(option->applies & OPTION_ANY);
        assert_true(option_type_text(option->type)[0]);
        assert_ptr_equal(option_find(span_of(option->name), &error), option);
        assert_ptr_equal(option_find(span_of(option->c_name), &error), option);
        if (option[1].name)
            assert_true(strcmp(option->name, option[1].name) < 0);
        for (const struct socket_option *other = socket_options; other != option; other++)
            assert_false(other->level == option->level && other->number == option->number);
    }
}

static void test_found_in_any_case(void **state)
{
    struct error error;

    (void)state;
    assert_string_equal(option_find(SPAN("tcp_nodelay"), &error)->name, "nodelay");
    assert_string_equal(option_find(SPAN("NoDelay"), &error)->name, "nodelay");
    assert_null(option_find(SPAN("nodely"), &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.hint, "nodelay");
    assert_null(option_find(SPAN(""), &error));
    assert_null(option_find(SPAN("nodelay\0"), &error));
}

static const struct socket_option *find(const char *name)
{
    struct error error;
    const struct socket_option *option = option_find(span_of(name), &error);

    assert_non_null(option);
    return option;
}

/* What the table says applies, the kernel knows. */
static void test_the_kernel_knows_what_applies(void **state)
{
    struct net *net = *state;

    for (const struct socket_type *type = socket_types; type->name; type++) {
        struct socket *socket = NULL;
        struct error error;
        if (!socket_open(&net->network, type, 0, &socket, &error))
            continue; /* a kernel without IPv6 */
        for (const struct socket_option *option = socket_options; option->name; option++) {
            cleanup_buffer struct buffer value = {0};
            if (!option_applies(option, socket))
                continue;
            if (!option_get(option, socket, &value, &error))
                fail_msg("%s of %s: %s", option->name, type->name, error.message);
            assert_true(value.length > 0);
        }
        net_close(&socket);
    }
}

/* Set from text, then read back as this text. */
static void check(struct socket *socket, const char *name, const char *text, const char *wanted)
{
    cleanup_buffer struct buffer value = {0};
    struct error error;

    assert_done(option_set(find(name), socket, span_of(text), &error), error);
    assert_done(option_get(find(name), socket, &value, &error), error);
    assert_string_equal(buffer_text(&value), wanted);
}

static void test_values_of_each_type(void **state)
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
    net_close(&tcp);
}

static void test_values_that_cannot_be(void **state)
{
    static const char *const wrong[][2] = {
        {"nodelay", "maybe"},   {"nodelay", ""},   {"ttl", "many"},         {"ttl", "4294967296"},
        {"keepidle", "1500ms"}, {"rcvbuf", "-1"},  {"rcvbuf", "3G"},        {"linger", "on"},
        {"error", "0"},         {"linger", "-1s"}, {"keepidle", "1000000h"}};
    struct socket *tcp = net_socket(*state, "tcp");
    struct error error;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(option_set(find(wrong[i][0]), tcp, span_of(wrong[i][1]), &error));
        assert_category(error, ERROR_USAGE);
        assert_holds(error.message, wrong[i][0]);
    }
    assert_null(net_last(*state, "setsockopt")); /* the kernel was not asked */
    net_close(&tcp);
}

static void test_the_kernel_refuses(void **state)
{
    struct socket *pair = net_socket(*state, "unix");
    cleanup_buffer struct buffer value = {0};
    struct error error;

    assert_false(option_get(find("nodelay"), pair, &value, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.call, "getsockopt");
    assert_string_equal(error.subject, "TCP_NODELAY");
    assert_string_equal(error.code, "EOPNOTSUPP");
    assert_int_equal(value.length, 0);
    net_close(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole),
        cmocka_unit_test(test_found_in_any_case),
        cmocka_unit_test_setup_teardown(test_the_kernel_knows_what_applies, net_setup,
                                        net_teardown),
        cmocka_unit_test_setup_teardown(test_values_of_each_type, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_values_that_cannot_be, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_the_kernel_refuses, net_setup, net_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
