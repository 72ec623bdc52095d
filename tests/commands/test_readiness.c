/* sockets: what poll(2) would say of each, in letters. */
#include "harness.h"

#include <stdio.h>

static void marked(struct shell *shell, const char *handle, const char *marks)
{
    char path[32];

    run_ok(shell, "sockets");
    for (int row = 0;; row++) {
        snprintf(path, sizeof(path), "sockets.%d.handle", row);
        const char *name = seen_field(shell->last, path);
        expect_true(shell, name != NULL);
        if (strcmp(name, handle) != 0)
            continue;
        snprintf(path, sizeof(path), "sockets.%d.ready", row);
        expect_field(shell, path, marks);
        return;
    }
}

static void test_marks_of_a_stream(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    marked(shell, "s", "w");
    run_ok(shell, "c.send hello; s.poll");
    marked(shell, "s", "rw");
    run_ok(shell, "s.recv");
    marked(shell, "s", "w");
    run_ok(shell, "c.shutdown wr; s.poll");
    marked(shell, "s", "rwh"); /* the end can be read */
    run_ok(shell, "s.recv");
    marked(shell, "s", "rwh");
}

static void test_marks_of_a_listener(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0");
    marked(shell, "srv", "");
    run_ok(shell, "c = open 127.0.0.1 ${srv.local.port}; srv.poll");
    marked(shell, "srv", "r");
    run_ok(shell, "srv.accept");
    marked(shell, "srv", "");
}

static void test_marks_of_datagrams(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    marked(shell, "s", "w");
    run_ok(shell, "c.send x; s.poll");
    marked(shell, "s", "rw");
}

/* Nobody is there: the ICMP error waits for whoever asks. */
static void test_marks_of_an_error(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "x = socket udp; x.bind 127.0.0.1 0; let port ${x.local.port}; close x; "
                  "u = socket udp; u.connect 127.0.0.1 $port; u.send hello; u.poll");
    expect_field(shell, "error", "true");
    marked(shell, "u", "we");
    run_ok(shell, "u.getsockopt error");
    expect_field(shell, "value", "ECONNREFUSED");
    marked(shell, "u", "w");
}

static void test_marks_of_a_full_stream(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.blocking off; let x 0123456789abcdef; repeat 16 { let x $x$x }; "
                  "try { repeat 1000 { c.sendall $x } }; assert $? == socket");
    marked(shell, "c", "");
    run_ok(shell, "poll c --timeout 0");
    expect_field(shell, "writable", "false");
    expect_field(shell, "ready", "0");
}

static void test_marks_of_a_new_socket(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    marked(shell, "c", "wh"); /* poll(2) says so of one that was never connected */
    run_ok(shell, "u = socket udp");
    marked(shell, "u", "w");
}

static void test_marks_of_urgent_data(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send --oob !; s.poll");
    marked(shell, "s", "wu");
    run_ok(shell, "s.recv --oob");
    marked(shell, "s", "w");
}

static void test_queues_of_a_listener(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; sockets");
    expect_json(shell, "\"receive_queue\":null,\"send_queue\":null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_marks_of_a_stream),       TEST(test_marks_of_a_listener),
        OVER_IP_DATAGRAMS(test_marks_of_datagrams), TEST(test_marks_of_an_error),
        OVER_STREAMS(test_marks_of_a_full_stream),  TEST(test_marks_of_a_new_socket),
        OVER_IP_STREAMS(test_marks_of_urgent_data), TEST(test_queues_of_a_listener),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
