/* A connect that is not waited for: poll tells what came of it, and the socket can try again. */
#include "harness.h"

#include <string.h>

/* A listener, and $port of it. */
static void listen_here(struct shell *shell)
{
    run_ok(shell, "srv = server %s %s 0; let port ${srv.local.port}", shell->transport,
           shell_loopback(shell));
}

/* $closed is the port of a listener that was there. */
static void listen_here_no_more(struct shell *shell)
{
    listen_here(shell);
    run_ok(shell, "let closed $port; close srv");
}

/* c, which doesn't block and tries that port. */
static void begin_connect(struct shell *shell, const char *port)
{
    run_ok(shell, "c = socket %s; blocking off", shell->transport);
    run_fails(shell, "socket", "EINPROGRESS", "c.connect %s %s", shell_loopback(shell), port);
}

static void test_connect_is_told_by_poll(void **state)
{
    struct shell *shell = *state;

    listen_here(shell);
    begin_connect(shell, "$port");
    run_ok(shell, "poll --write");
    expect_field(shell, "connect", "connected");
    expect_field(shell, "writable", "true");
    expect_field(shell, "error", "false");
    expect_word(shell, "${c.state}", "ESTABLISHED");
    run_ok(shell, "poll --write");
    expect_no_field(shell, "connect"); /* it has been told */
    run_ok(shell, "c.send hello; s = srv.accept; s.recv");
    expect_data(shell, "hello");
    run_ok(shell, "info c");
    expect_field(shell, "unacknowledged", "0");
}

static void test_a_failed_connect_is_told_by_poll(void **state)
{
    struct shell *shell = *state;

    listen_here_no_more(shell);
    begin_connect(shell, "$closed");
    run_ok(shell, "poll --write");
    expect_field(shell, "connect", "failed");
    expect_field(shell, "error", "true");
    expect_word(shell, "${c.error_pending}", "true");
    run_ok(shell, "getsockopt error");
    expect_field(shell, "value", "ECONNREFUSED");
    run_ok(shell, "getsockopt error; assert $(getsockopt error) != ECONNREFUSED");
    expect_word(shell, "${c.error_pending}", "false");
    run_ok(shell, "poll --timeout 0");
    expect_no_field(shell, "connect");
}

/* Whoever asks first why it failed takes the reason away, and not the failure. */
static void test_refused_and_asked_before(void **state)
{
    struct shell *shell = *state;

    listen_here_no_more(shell);
    begin_connect(shell, "$closed");
    run_ok(shell, "while $(getsockopt error) != ECONNREFUSED { }; poll --write");
    expect_field(shell, "connect", "failed");
}

/* A connect that was refused, and why has been asked; behind $port somebody listens. */
static void be_refused(struct shell *shell)
{
    listen_here_no_more(shell);
    listen_here(shell);
    begin_connect(shell, "$closed");
    run_ok(shell, "c.poll --write");
    expect_field(shell, "connect", "failed");
    run_ok(shell, "c.getsockopt error; c.blocking on");
}

static void must_connect(struct shell *shell)
{
    run_ok(shell, "c.connect %s $port; s = srv.accept; c.send hello; s.recv",
           shell_loopback(shell));
    expect_data(shell, "hello");
}

static void test_connecting_again(void **state)
{
    struct shell *shell = *state;

    be_refused(shell);
    /* Linux ends the first attempt only now, and has no error left to tell. */
    run_fails(shell, "socket", "ECONNABORTED", "c.connect %s $port", shell_loopback(shell));
    must_connect(shell);
}

static void test_connecting_again_after_disconnect(void **state)
{
    struct shell *shell = *state;

    be_refused(shell);
    run_ok(shell, "c.disconnect");
    must_connect(shell);
}

/* When nobody has asked why the first attempt failed, connect(2) tells it. */
static void test_connecting_again_without_asking(void **state)
{
    struct shell *shell = *state;

    listen_here_no_more(shell);
    listen_here(shell);
    begin_connect(shell, "$closed");
    run_ok(shell, "c.poll --write");
    run_fails(shell, "socket", "ECONNREFUSED", "c.connect %s $port", shell_loopback(shell));
    run_ok(shell, "c.blocking on");
    must_connect(shell);
}

/* It tells it to whoever asks next, with another address too, to which it sends nothing then. */
static void test_connecting_elsewhere_tells_of_the_first(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    listen_here_no_more(shell);
    listen_here(shell);
    begin_connect(shell, "$closed");
    run_fails(shell, "socket", "ECONNREFUSED", "c.connect %s $port", host);
    expect_hint(shell, "the earlier connect");
    run_ok(shell, "let told $(explain error)");
    run_ok(shell, "assert $told contains \":$closed: Connection refused\"");
    run_ok(shell, "assert $told contains \":$port nothing was sent\"");
    run_fails(shell, "socket", "EINPROGRESS", "c.connect %s $port", host);
    run_ok(shell, "c.poll --write");
    expect_field(shell, "connect", "connected");
}

/* The attempt that goes on is the first one; asking with another address changes nothing of that. */
static void test_connecting_elsewhere_completes_the_first(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    listen_here(shell);
    begin_connect(shell, "$port");
    run_ok(shell, "c.connect %s 1", host);
    expect_true(shell, strcmp(seen_field(shell->last, "tried.0.address.port"),
                              seen_field(shell->last, "peer.port")) == 0);
    run_ok(shell, "assert ${c.peer.port} == $port");
}

/* Whom another descriptor of the socket has told, nothing is left to tell to. */
static void test_connecting_elsewhere_when_a_duplicate_was_told(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    listen_here(shell);
    begin_connect(shell, "$port");
    run_ok(shell, "d = c.dup; d.connect %s $port", host);
    run_fails(shell, "socket", "EISCONN", "c.connect %s 1", host);
    expect_hint(shell, "connected already");
    run_ok(shell, "let told $(explain error)");
    run_ok(shell, "assert $told contains \":1: Transport endpoint is already connected\"");
}

static void test_poll_several_connects(void **state)
{
    struct shell *shell = *state;

    listen_here_no_more(shell);
    listen_here(shell);
    begin_connect(shell, "$closed");
    run_ok(shell, "d = socket %s; blocking off", shell->transport);
    run_fails(shell, "socket", "EINPROGRESS", "d.connect %s $port", shell_loopback(shell));
    run_ok(shell, "poll c --write; poll d --write; sockets");
    expect_true(shell, strcmp(seen_field(shell->last, "sockets.1.handle"), "c") == 0);
    run_ok(shell, "assert ${d.state} == ESTABLISHED; assert ${c.state} == CLOSED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_IP_STREAMS(test_refused_and_asked_before),
        OVER_IP_STREAMS(test_connect_is_told_by_poll),
        OVER_IP_STREAMS(test_a_failed_connect_is_told_by_poll),
        OVER_IP_STREAMS(test_connecting_again),
        OVER_IP_STREAMS(test_connecting_again_after_disconnect),
        OVER_IP_STREAMS(test_connecting_again_without_asking),
        OVER_IP_STREAMS(test_connecting_elsewhere_tells_of_the_first),
        OVER_IP_STREAMS(test_connecting_elsewhere_completes_the_first),
        OVER_IP_STREAMS(test_connecting_elsewhere_when_a_duplicate_was_told),
        OVER_IP_STREAMS(test_poll_several_connects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
