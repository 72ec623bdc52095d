/* join, leave, and broadcasts: one datagram for many, over the loopback. IPv6 multicasts want a route that
 * the loopback lacks: script/test_multicast.py makes one. */
#include "harness.h"

/* Handles a and b receive; s sends from 127.0.0.1, t from 127.0.0.2. */
static void set_up(struct shell *shell)
{
    run_ok(shell, "a = server udp 0.0.0.0 0; b = server udp 0.0.0.0 0");
    run_ok(shell, "s = socket udp; s.bind 127.0.0.1 0; s.setsockopt multicast_if lo");
    run_ok(shell, "t = socket udp; t.bind 127.0.0.2 0; t.setsockopt multicast_if lo");
}

static void test_received_while_joined(void **state)
{
    struct shell *shell = *state;

    set_up(shell);
    run_ok(shell, "a.join 239.1.2.3 lo");
    expect_field(shell, "group", "239.1.2.3");
    expect_field(shell, "interface", "lo");
    expect_no_field(shell, "source");
    expect_text(shell, "a: joined 239.1.2.3 on lo");
    run_ok(shell, "s.sendto 239.1.2.3 ${a.local.port} hello; a.recvfrom");
    expect_data(shell, "hello");
    expect_field(shell, "from.address", "127.0.0.1");
    run_ok(shell, "a.leave 239.1.2.3 lo");
    expect_text(shell, "a: left 239.1.2.3 on lo");
    run_fails(shell, "socket", "EADDRNOTAVAIL", "a.leave 239.1.2.3 lo");
    expect_hint(shell, "isn't in that group");
}

/* What isn't for the socket never comes: what is sent behind it to the same socket is the first. */
static void test_one_source(void **state)
{
    struct shell *shell = *state;

    set_up(shell);
    run_ok(shell, "a.setsockopt multicast_all off; a.join 239.1.2.3 lo --source 127.0.0.2");
    expect_field(shell, "source", "127.0.0.2");
    expect_text(shell, "a: receives what 127.0.0.2 sends to 239.1.2.3 on lo");
    run_ok(
        shell,
        "s.sendto 239.1.2.3 ${a.local.port} filtered; t.sendto 239.1.2.3 ${a.local.port} wanted");
    run_ok(shell, "a.recvfrom");
    expect_data(shell, "wanted");
    run_fails(shell, "socket", "EINVAL", "a.join 239.1.2.3 lo --block 127.0.0.1");
    run_ok(shell, "a.leave 239.1.2.3 lo --source 127.0.0.2");
    expect_text(shell, "no longer receives");
}

static void test_blocked_and_unblocked(void **state)
{
    struct shell *shell = *state;

    set_up(shell);
    run_ok(shell, "a.join 239.1.2.3 lo; a.join 239.1.2.3 lo --block 127.0.0.1");
    expect_text(shell, "a: receives nothing from 127.0.0.1 to 239.1.2.3 on lo");
    run_ok(shell,
           "s.sendto 239.1.2.3 ${a.local.port} blocked; t.sendto 239.1.2.3 ${a.local.port} passed");
    run_ok(shell, "a.recvfrom");
    expect_data(shell, "passed");
    run_ok(shell,
           "a.join 239.1.2.3 lo --unblock 127.0.0.1; s.sendto 239.1.2.3 ${a.local.port} again");
    run_ok(shell, "a.recvfrom");
    expect_data(shell, "again");
}

static void test_over_ipv6(void **state)
{
    struct shell *shell = *state;

    if (!has_ipv6())
        SKIP("this machine has no ::1");
    run_ok(shell, "a = server udp6 :: 0; a.join ff02::1234 lo");
    expect_field(shell, "group", "ff02::1234");
    expect_text(shell, "a: joined ff02::1234 on lo");
    run_ok(shell, "a.setsockopt multicast_if lo; a.getsockopt multicast_if");
    expect_field(shell, "value", "lo");
    run_ok(shell, "a.leave ff02::1234 lo; a.join 239.1.2.4 lo"); /* a socket of both */
    run_ok(shell, "s = socket udp; s.setsockopt multicast_if lo");
    run_ok(shell, "s.sendto 239.1.2.4 ${a.local.port} hello; a.recvfrom");
    expect_data(shell, "hello");
}

static void test_interface_by_any_name(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "a = socket udp; join 239.1.2.3 127.0.0.1");
    expect_field(shell, "interface", "lo");
    run_ok(shell, "leave 239.1.2.3 1");
    expect_field(shell, "interface", "lo");
}

static void test_errors(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "a = socket udp; c = socket tcp; u = socket unix");
    run_fails(shell, "socket", "EINVAL", "a.join 10.0.0.1 lo");
    expect_hint(shell, "10.0.0.1 is no multicast address");
    run_fails(shell, "usage", "", "a.join everybody lo");
    expect_text(shell, "everybody is no numeric address");
    run_fails(shell, "usage", "", "a.join ff02::1%%lo");
    expect_hint(shell, "ff02::1234 eth0");
    run_fails(shell, "socket", "ENODEV", "a.join 239.1.2.3 ol");
    expect_hint(shell, "did you mean lo?");
    run_fails(shell, "socket", "ENODEV", "a.join 239.1.2.3 1000000");
    run_fails(shell, "socket", "ENOPROTOOPT", "a.join ff02::1 lo");
    expect_hint(shell, "ff02::1 is an IPv6 group, and this is a udp socket");
    run_fails(shell, "usage", "", "a.join 239.1.2.3 lo --source 127.0.0.1 --block 127.0.0.2");
    run_fails(shell, "usage", "", "a.join 239.1.2.3 lo --source nobody");
    run_ok(shell, "a.join 239.1.2.3 lo");
    run_fails(shell, "socket", "EADDRINUSE", "a.join 239.1.2.3 lo");
    expect_hint(shell, "already");
    run_fails(shell, "socket", "EOPNOTSUPP", "u.join 239.1.2.3 lo");
}

static void test_broadcast(void **state)
{
    struct shell *shell = *state;

    set_up(shell);
    run_fails(shell, "socket", "EACCES", "s.sendto 127.255.255.255 ${a.local.port} all");
    expect_hint(shell, "setsockopt broadcast on");
    run_ok(shell,
           "s.setsockopt broadcast on; s.sendto 127.255.255.255 ${a.local.port} all; a.recvfrom");
    expect_data(shell, "all");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_received_while_joined),
        TEST(test_one_source),
        TEST(test_blocked_and_unblocked),
        TEST(test_over_ipv6),
        TEST(test_interface_by_any_name),
        TEST(test_errors),
        TEST(test_broadcast),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
