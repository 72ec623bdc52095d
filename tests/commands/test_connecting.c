/* connect, bind, listen, accept over IP. */
#include "harness.h"

/* A port of 127.0.0.1 on which nothing listens, as $port. */
static void find_closed_port(struct shell *shell)
{
    run_ok(shell,
           "closed = socket tcp; bind 127.0.0.1 0; let port ${closed.local.port}; close closed");
}

static void test_connect_and_accept(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    expect_field(shell, "handle", "s");
    expect_field(shell, "listener", "srv");
    expect_field(shell, "peer.address", shell_loopback(shell));
    run_ok(shell,
           "assert ${c.local.port} == ${s.peer.port}; assert ${s.local.port} == ${c.peer.port}");
    expect_word(shell, "${c.state} ${s.state} ${srv.state}", "ESTABLISHED ESTABLISHED LISTEN");
}

static void test_connect_replies_both_ends(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "srv = server tcp 127.0.0.1 0; c = socket tcp; connect 127.0.0.1 ${srv.local.port}");
    expect_field(shell, "peer.address", "127.0.0.1");
    expect_field(shell, "local.address", "127.0.0.1");
    expect_field(shell, "tried.0.message", "connected");
    expect_text(shell, "c: connected to 127.0.0.1:");
    expect_json(shell, "\"peer\":{\"family\":\"inet\",\"address\":\"127.0.0.1\",\"port\":");
}

static void test_connect_refused(void **state)
{
    struct shell *shell = *state;

    find_closed_port(shell);
    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "ECONNREFUSED", "connect 127.0.0.1 $port");
    expect_text(shell, "error (socket): connect 127.0.0.1:");
    expect_text(shell, "Connection refused [ECONNREFUSED]");
    expect_hint(shell, "nothing listens");
    run_ok(shell, "srv = server tcp 127.0.0.1 0; c.connect 127.0.0.1 ${srv.local.port}");
}

static void test_connect_twice(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EISCONN", "c.connect %s ${srv.local.port}", shell_loopback(shell));
    expect_hint(shell, "connected already");
}

static void test_connect_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "usage", "", "connect 127.0.0.1");
    run_fails(shell, "usage", "", "connect");
    run_fails(shell, "usage", "", "connect 127.0.0.1 70000");
    run_fails(shell, "service", "", "connect 127.0.0.1 no-such-service");
    run_fails(shell, "usage", "", "connect 127.0.0.1 80 81");
    run_fails(shell, "usage", "", "connect 127.0.0.1 80 --tiemout 1s");
    expect_hint(shell, "timeout");
}

static void test_connect_to_another_family(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "address", "EAI_ADDRFAMILY", "connect ::1 80");
    expect_hint(shell, "tcp6 is for these; `open` takes either");
}

static void test_connect_without_waiting(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = socket tcp; blocking off");
    run_fails(shell, "socket", "EINPROGRESS", "connect 127.0.0.1 ${srv.local.port}");
    expect_hint(shell, "poll --write");
    run_ok(shell, "poll --write; getsockopt error");
    expect_field(shell, "value", "none");
    expect_word(shell, "${c.state}", "ESTABLISHED");
}

/* A full accept queue lets further SYNs unanswered: the attempt hangs, as to a silent host. */
static void fill_queue(struct shell *shell)
{
    run_ok(shell, "srv = socket tcp; bind 127.0.0.1 0; listen 0\n"
                  "queued = socket tcp; connect 127.0.0.1 ${srv.local.port}; c = socket tcp");
}

static void test_connect_timeout(void **state)
{
    struct shell *shell = *state;

    fill_queue(shell);
    run_fails(shell, "timeout", "", "connect 127.0.0.1 ${srv.local.port} --timeout 50ms");
    expect_hint(shell, "given up");
    run_ok(shell, "srv.accept; c.connect 127.0.0.1 ${srv.local.port}");
}

static void test_connect_interrupted(void **state)
{
    struct shell *shell = *state;

    fill_queue(shell);
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "connect 127.0.0.1 ${srv.local.port}");
    run_ok(shell, "srv.accept; c.connect 127.0.0.1 ${srv.local.port}");
}

static void test_bind(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    run_ok(shell, "a = socket %s; bind %s 0", shell->transport, host);
    expect_field(shell, "local.address", host);
    run_fails(shell, "socket", "EINVAL", "bind %s 0", host);
    expect_hint(shell, "has an address already");
    run_ok(shell, "b = socket %s", shell->transport);
    run_fails(shell, "socket", "EADDRINUSE", "bind %s ${a.local.port}", host);
    expect_hint(shell, "another socket has that");
}

static void test_bind_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "a = socket tcp");
    run_fails(shell, "socket", "EADDRNOTAVAIL", "bind 192.0.2.1 0");
    expect_hint(shell, "no interface");
    run_fails(shell, "usage", "", "bind 127.0.0.1");
    run_ok(shell, "bind * 0");
    expect_field(shell, "local.address", "0.0.0.0");
}

static void test_listen(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "s = socket tcp; bind 127.0.0.1 0; listen 5");
    expect_field(shell, "backlog", "5");
    expect_text(shell, "listening on 127.0.0.1:");
    run_fails(shell, "usage", "", "listen five");
    run_fails(shell, "usage", "", "listen 99999999999");
    run_ok(shell, "u = socket udp");
    run_fails(shell, "socket", "EOPNOTSUPP", "listen");
    expect_hint(shell, "connection-oriented");
}

static void test_accept_timeout(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server %s %s 0", shell->transport, shell_loopback(shell));
    run_fails(shell, "timeout", "", "accept --timeout 10ms");
    expect_hint(shell, "still listens");
    run_ok(shell, "c = open %s ${srv.local.port}; srv.accept --timeout 5s", shell_loopback(shell));
    expect_field(shell, "handle", "srv1");
}

static void test_accept_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    run_fails(shell, "socket", "EINVAL", "accept");
    expect_hint(shell, "isn't listening");
    run_ok(shell, "srv = server tcp 127.0.0.1 0; blocking off");
    run_fails(shell, "socket", "EAGAIN", "accept");
    run_ok(shell, "blocking on");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "accept");
}

static void test_accepted_inherits(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; timeout 7s; line-ending lf");
    run_ok(shell, "c = open 127.0.0.1 ${srv.local.port}; srv.accept; line-ending");
    expect_field(shell, "line_ending", "lf");
    expect_word(shell, "${srv1.timeout}", "7 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_IP_STREAMS(test_connect_and_accept),
        TEST(test_connect_replies_both_ends),
        TEST(test_connect_refused),
        OVER_IP_STREAMS(test_connect_twice),
        TEST(test_connect_wrong),
        TEST(test_connect_to_another_family),
        TEST(test_connect_without_waiting),
        TEST(test_connect_timeout),
        TEST(test_connect_interrupted),
        OVER_IP_STREAMS(test_bind),
        OVER_IP_DATAGRAMS(test_bind),
        TEST(test_bind_wrong),
        TEST(test_listen),
        OVER_IP_STREAMS(test_accept_timeout),
        TEST(test_accept_wrong),
        TEST(test_accepted_inherits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
