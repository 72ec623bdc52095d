/* states: what it replies for sockets of each kind, open and closed. The drawing is in unit/test_states.c. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

/* The path's states behind the first: told, or implied*. */
static void expect_path(struct shell *shell, const char *wanted)
{
    cleanup_buffer struct buffer path = {0};
    char state[32], how[32];

    for (int i = 1;; i++) {
        snprintf(state, sizeof(state), "path.%d.state", i);
        snprintf(how, sizeof(how), "path.%d.how", i);
        const char *name = seen_field(shell->last, state);
        if (!name)
            break;
        bool is_implied = strcmp(seen_field(shell->last, how), "implied") == 0;
        buffer_printf(&path, "%s%s%s", i > 1 ? ", " : "", name, is_implied ? "*" : "");
    }
    assert_string_equal(buffer_text(&path), wanted);
}

static void test_both_ends(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "states c");
    expect_field(shell, "handle", "c");
    expect_field(shell, "state", "ESTABLISHED");
    expect_field(shell, "whole", "true");
    expect_field(shell, "path.0.state", "CLOSED");
    expect_field(shell, "path.0.how", "made");
    expect_field(shell, "path.1.state", "SYN-SENT");
    expect_field(shell, "path.1.how", "implied");
    expect_field(shell, "path.1.time", "");
    expect_field(shell, "path.2.state", "ESTABLISHED");
    expect_field(shell, "path.2.how", "told");
    expect_no_field(shell, "path.3.state");
    run_ok(shell, "s.states --ascii");
    expect_text(shell, "[~ SYN-RECEIVED ~]<--");
    expect_text(shell, "[> ESTABLISHED <]");
}

static void test_after_a_shutdown(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.shutdown wr; s.recv; s.states");
    expect_field(shell, "state", "CLOSE-WAIT");
    run_ok(shell, "srv.states");
    expect_field(shell, "state", "LISTEN");
    expect_field(shell, "path.1.how", "told");
}

static void test_a_closed_handle(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "close c --reset; states c");
    expect_field(shell, "open", "false");
    expect_field(shell, "state", "CLOSED");
    expect_text(shell, "c, whose handle is closed: CLOSED, (SYN-SENT), ESTABLISHED ");
    run_fails(shell, "name", "", "c.states");
    /* A new handle of the name is meant first. */
    run_ok(shell, "c = socket udp; states c");
    expect_field(shell, "state", "unbound");
}

static void test_time_wait(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.shutdown wr; s.recv; close s; c.recv");
    /* The peer's FIN is there; the descriptor is told CLOSED. */
    run_ok(shell, "states c");
    expect_field(shell, "open", "true");
    expect_field(shell, "state", "TIME-WAIT");
    expect_text(shell, "TIME-WAIT <]");
    run_ok(shell, "close c; states c");
    expect_field(shell, "state", "TIME-WAIT");
    expect_true(shell, seen_field(shell->last, "left_ms"));
    expect_text(shell, "s more");
}

/* The kernel tells CLOSED alone; the calls tell that the peer's FIN came first. */
static void test_who_ends_second(void **state)
{
    static const struct {
        const char *statements, *told;
    } cases[] = {
        {"c.shutdown wr; s.shutdown wr; states s", "ESTABLISHED, CLOSE-WAIT, LAST-ACK*, CLOSED"},
        {"c.close; s.recv; s.close; states s", "ESTABLISHED, CLOSE-WAIT, LAST-ACK*, CLOSED"},
        {"c.shutdown wr; s.recv; s.send x; s.close; states s",
         "ESTABLISHED, CLOSE-WAIT, LAST-ACK*, CLOSED"},
        /* Nobody is there to receive it: a reset, before the close. */
        {"c.close; s.recv; s.send x; s.close; states s", "ESTABLISHED, CLOSE-WAIT, CLOSED"},
        {"c.close; s.recv; close s --reset; states s", "ESTABLISHED, CLOSE-WAIT, CLOSED"},
        {"close c --reset; try { s.recv }; s.close; states s", "ESTABLISHED, CLOSED"},
        {"s.send x; c.close; try { s.recv }; s.close; states s", "ESTABLISHED, CLOSED"},
        {"s.shutdown rd; s.recv; close c --reset; s.close; states s", "ESTABLISHED, CLOSED"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        shell_connect(shell);
        run_ok(shell, "%s", cases[i].statements);
        expect_path(shell, cases[i].told);
        run_ok(shell, "try { c.close }; try { srv.close }; try { s.close }");
    }
}

static void test_a_refused_connect(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; try { connect 127.0.0.1 1 }; states");
    expect_field(shell, "state", "CLOSED");
    expect_field(shell, "path.1.state", "SYN-SENT");
    expect_field(shell, "path.2.state", "CLOSED");
}

static void test_sockets_without_states(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp; states");
    expect_field(shell, "state", "unbound");
    expect_text(shell, "u is unbound, and has none of TCP's states\n  There is no connection");
    run_ok(shell, "u.bind 127.0.0.1 0; states; pair a b; states a");
    expect_field(shell, "state", "connected");
    expect_text(shell, "A Unix socket is");
    run_ok(shell, "pair x y unix-dgram; states x");
    expect_text(shell, "A Unix datagram socket is");
    run_ok(shell, "close a; states a");
    expect_field(shell, "state", "closed");
}

static void test_whose(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "states");
    run_fails(shell, "name", "", "states nobody");
    run_ok(shell, "c = socket tcp; let v 1; states");
    expect_field(shell, "state", "CLOSED");
    run_fails(shell, "name", "", "states v");
    run_fails(shell, "usage", "", "c.states c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_IP_STREAMS(test_both_ends),       OVER_IP_STREAMS(test_after_a_shutdown),
        OVER_IP_STREAMS(test_a_closed_handle), OVER_IP_STREAMS(test_time_wait),
        OVER_IP_STREAMS(test_who_ends_second), TEST(test_a_refused_connect),
        TEST(test_sockets_without_states),     TEST(test_whose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
