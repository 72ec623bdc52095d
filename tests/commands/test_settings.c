/* getsockopt, setsockopt, options, timeout, blocking, line-ending. */
#include "harness.h"

static void test_option_by_either_name(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket %s; setsockopt nodelay on", shell->transport);
    expect_field(shell, "name", "nodelay");
    expect_field(shell, "value", "on");
    expect_text(shell, "c: nodelay is on");
    expect_word(shell, "$(getsockopt TCP_NODELAY)", "on");
    run_ok(shell, "setsockopt TCP_NODELAY off; getsockopt nodelay");
    expect_field(shell, "value", "off");
}

static void test_values_of_every_kind(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; setsockopt linger 5s; setsockopt keepidle 30s");
    run_ok(shell, "setsockopt user_timeout 1500ms; setsockopt ttl 9");
    expect_word(shell, "$(getsockopt linger) $(getsockopt keepidle)", "5s 30s");
    expect_word(shell, "$(getsockopt user_timeout) $(getsockopt ttl)", "1500ms 9");
    run_ok(shell, "setsockopt linger off; getsockopt linger");
    expect_field(shell, "value", "off");
    run_ok(shell, "getsockopt error");
    expect_field(shell, "value", "none");
}

/* For programs: the same as JSON's own types, beside the text. */
static void test_values_are_typed(void **state)
{
    static const struct {
        const char *type, *option, *set, *json;
    } rows[] = {
        {"tcp", "nodelay", "on", "\"value\":\"on\",\"flag\":true"},
        {"tcp", "nodelay", "off", "\"value\":\"off\",\"flag\":false"},
        {"tcp", "ttl", "9", "\"value\":\"9\",\"number\":9"},
        {"tcp", "rcvbuf", "16K", "\"value\":\"32768\",\"number\":32768"},
        {"tcp", "keepidle", "30s", "\"value\":\"30s\",\"duration_us\":30000000"},
        {"tcp", "user_timeout", "1500ms", "\"value\":\"1500ms\",\"duration_us\":1500000"},
        {"tcp", "rcvtimeo", "2s", "\"value\":\"2s\",\"duration_us\":2000000"},
        {"tcp", "linger", "5s", "\"value\":\"5s\",\"flag\":true,\"duration_us\":5000000"},
        {"tcp", "linger", "off", "\"value\":\"off\",\"flag\":false"},
        {"udp", "tos", "lowdelay", "\"value\":\"lowdelay\",\"number\":16"},
        {"tcp", "tcp:1", "1", "\"value\":\"1\",\"number\":1"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run_ok(shell, "c = socket %s; setsockopt %s %s", rows[i].type, rows[i].option, rows[i].set);
        expect_json(shell, rows[i].json);
        run_ok(shell, "getsockopt %s", rows[i].option);
        expect_json(shell, rows[i].json);
        run_ok(shell, "close");
    }
    run_ok(shell, "c = socket tcp; getsockopt congestion");
    expect_no_field(shell, "number");
    run_ok(shell, "getsockopt rcvtimeo");
    expect_no_field(shell, "duration_us"); /* none */
    run_ok(shell, "getsockopt error");
    expect_json(shell, "\"number\":0");
    run_ok(shell, "timeout 250ms");
    expect_json(shell, "\"timeout_us\":250000");
    run_ok(shell, "timeout none");
    expect_json(shell, "\"timeout_us\":null");
}

static void test_kernel_doubles_buffers(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket %s; setsockopt rcvbuf 16K", shell->transport);
    expect_field(shell, "value", "32768");
}

static void test_values_that_do_not_fit(void **state)
{
    static const char *const wrong[] = {"nodelay maybe", "ttl on",        "ttl 99999999999",
                                        "linger 1.5s",   "keepidle soon", "rcvbuf -1",
                                        "rcvbuf 4G",     "error 1"};
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        run_fails(shell, "usage", "", "setsockopt %s", wrong[i]);
    run_fails(shell, "usage", "", "setsockopt nodelay");
    run_fails(shell, "socket", "EINVAL", "setsockopt ttl 1000");
}

static void test_options_that_are_not_there(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp");
    run_fails(shell, "usage", "", "getsockopt nodleay");
    expect_hint(shell, "did you mean nodelay?");
    run_fails(shell, "socket", "EOPNOTSUPP", "getsockopt nodelay");
    expect_text(shell, "getsockopt TCP_NODELAY");
}

static void test_pending_error_is_read_once(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept");
    run_ok(shell, "close s --reset; c.poll; assert ${c.error_pending} == true; c.getsockopt error");
    expect_field(shell, "value", "ECONNRESET");
    expect_word(shell, "$(c.getsockopt error) ${c.error_pending}", "none false");
}

/* A row for each option that applies, and reading them clears no error. */
static void test_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket %s; options", shell->transport);
    expect_text(shell, "rcvbuf");
    expect_true(shell,
                !!strstr(shell->last->text, "nodelay") == !strncmp(shell->transport, "tcp", 3));
    expect_true(shell, !!strstr(shell->last->text, "v6only") == !!strchr(shell->transport, '6'));
    expect_true(shell, !strstr(shell->last->json, "\"error\""));
    expect_true(shell, !strstr(shell->last->text, "ENOPROTOOPT"));
    expect_true(shell, !strstr(shell->last->text, "EOPNOTSUPP"));
}

static void test_options_over_ipv6(void **state)
{
    if (!has_ipv6())
        SKIP("this machine has no ::1");
    test_options(state);
}

static void test_changed_options_are_in_info(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; info");
    expect_no_field(shell, "options.nodelay");
    run_ok(shell, "setsockopt nodelay on; info");
    expect_field(shell, "options.nodelay", "on");
    expect_no_field(shell, "options.keepalive");
}

static void test_timeout(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.timeout");
    expect_field(shell, "timeout", "none");
    run_ok(shell, "a.timeout 20ms; a.timeout");
    expect_field(shell, "timeout", "20 ms");
    run_fails(shell, "timeout", "", "a.recv");
    run_ok(shell, "b.send x; a.recv; a.timeout none");
    expect_field(shell, "timeout", "none");
    expect_word(shell, "${b.timeout}", "none");
    run_fails(shell, "usage", "", "a.timeout soon");
    run_fails(shell, "usage", "", "a.timeout -1");
}

static void test_own_timeout_goes_before(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.timeout 1h");
    run_fails(shell, "timeout", "", "a.recv --timeout 5ms");
    run_fails(shell, "timeout", "", "a.recv --timeout 5us");
}

static void test_blocking(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.blocking");
    expect_field(shell, "blocking", "on");
    run_ok(shell, "a.blocking off; info a");
    expect_field(shell, "blocking", "false");
    run_fails(shell, "socket", "EAGAIN", "a.recv");
    run_fails(shell, "socket", "EAGAIN", "a.recv --timeout 1h");
    run_ok(shell, "a.blocking on");
    run_fails(shell, "usage", "", "a.blocking maybe");
    run_fails(shell, "timeout", "", "a.recv --timeout 0");
}

static void test_line_ending(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.line-ending");
    expect_field(shell, "line_ending", "crlf");
    run_ok(shell, "a.line-ending lf");
    expect_text(shell, "a: lines end with lf");
    run_fails(shell, "usage", "", "a.line-ending cr");
    expect_word(shell, "$(b.line-ending)", "crlf");
}

/* Names from elsewhere lead to the same option, or to the command that does it. */
static void test_other_names(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "u = socket udp6; setsockopt IPV6_JOIN_GROUP ff02::1");
    expect_hint(shell, "`join GROUP [INTERFACE]`");
    run_ok(shell, "v = socket udp; setsockopt ip_origdstaddr on; getsockopt recvorigdstaddr");
    expect_field(shell, "value", "on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_other_names),
        OVER("tcp", test_option_by_either_name),
        TEST(test_values_of_every_kind),
        TEST(test_values_are_typed),
        OVER("tcp", test_kernel_doubles_buffers),
        OVER("udp", test_kernel_doubles_buffers),
        OVER("unix", test_kernel_doubles_buffers),
        TEST(test_values_that_do_not_fit),
        TEST(test_options_that_are_not_there),
        TEST(test_pending_error_is_read_once),
        OVER("tcp", test_options),
        OVER("udp", test_options),
        OVER("unix", test_options),
        OVER("tcp6", test_options_over_ipv6),
        OVER("udp6", test_options_over_ipv6),
        TEST(test_changed_options_are_in_info),
        TEST(test_timeout),
        TEST(test_own_timeout_goes_before),
        TEST(test_blocking),
        TEST(test_line_ending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
