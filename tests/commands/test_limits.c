/* Values over the limit, no descriptors left: a `resource` error, and the session lives. */
#include "harness.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static void test_value_limit_of_receiving(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "set value-limit 1K; c.send hello");
    run_fails(shell, "resource", "", "s.recv 2K");
    expect_hint(shell, "recvall > FILE");
    run_fails(shell, "resource", "", "s.recvexact 2K");
    run_ok(shell, "s.recv 1K");
    expect_data(shell, "hello");
}

/* A bare recv asks for no more than a value may have. */
static void test_recv_under_a_small_limit(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "set value-limit 1K; c.send hello; s.recv");
    expect_data(shell, "hello");
}

static void test_value_limit_of_recvall(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "set value-limit 1K; let n 0123456789abcdef; repeat 6 { let n $n$n }");
    run_ok(shell, "c.send $n; c.send $n; close c");
    run_fails(shell, "resource", "", "s.recvall");
    expect_hint(shell, "`recvall > FILE`");
    run_ok(shell, "assert $_ == $n; s.recv; assert $_ == $n");
}

static void test_value_limit_of_recvline(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "let n 0123456789abcdef; repeat 14 { let n $n$n }; set value-limit 128K");
    run_ok(shell, "c.setsockopt sndbuf 1M; s.setsockopt rcvbuf 1M");
    run_ok(shell, "set value-limit 1M; c.sendall $n; set value-limit 128K");
    run_fails(shell, "resource", "", "s.recvline --timeout 5s");
    expect_text(shell, "did not come within 131072 bytes");
}

static void test_value_limit_of_words(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set value-limit 32; let n 0123456789abcdef; let m $n$n");
    run_fails(shell, "resource", "", "let m $n${n}x");
    expect_text(shell, "a value has 32 bytes at the most");
    expect_word(shell, "$m", "0123456789abcdef0123456789abcdef");
}

/* Words joined with a blank are one value, too. */
static void test_value_limit_of_joined_words(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set value-limit 32; let n 0123456789abcdef0123456789abcdef");
    run_fails(shell, "resource", "", "let m $n $n");
}

static void test_value_limit_of_files(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "f", "0123456789abcdef0123456789abcdef0");
    run_ok(shell, "set value-limit 32");
    run_fails(shell, "resource", "", "let v < $dir/f");
    run_fails(shell, "resource", "", "let v $(! cat %s/f)", shell->directory);
    run_ok(shell, "pair a b; a.sendall < $dir/f");
    expect_field(shell, "sent", "33");
}

static struct rlimit old_limit;

/* Allow `more` descriptors at the most than are open now. */
static void limit_descriptors(unsigned more)
{
    struct rlimit limit = old_limit;
    int lowest = dup(STDOUT_FILENO);

    assert_true(lowest >= 0);
    close(lowest);
    limit.rlim_cur = (rlim_t)lowest + more;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Valgrind makes EMFILE of a call that the kernel has carried out: what accept took is gone. */
static void skip_under_valgrind(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

    if (preloaded && strstr(preloaded, "vgpreload")) {
        print_message("skipped: valgrind keeps descriptors by a limit of its own\n");
        skip();
    }
}

static int end_limited(void **state)
{
    setrlimit(RLIMIT_NOFILE, &old_limit);
    return shell_end(state);
}

static void test_no_descriptors_for_sockets(void **state)
{
    struct shell *shell = *state;

    skip_under_valgrind();
    limit_descriptors(4);
    run_fails(shell, "resource", "EMFILE", "repeat 100 { socket tcp }");
    expect_hint(shell, "ulimit -n");
    run_fails(shell, "resource", "EMFILE", "pair a b");
    run_fails(shell, "resource", "EMFILE", "tcp1.dup");
    run_fails(shell, "resource", "EMFILE", "let v < /dev/null");
    run_fails(shell, "resource", "EMFILE", "print > /dev/null");
    run_fails(shell, "resource", "EMFILE", "source /dev/null");
    run_fails(shell, "resource", "EMFILE", "print | cat");
    run_ok(shell, "info tcp1; sockets; close tcp1 tcp2; pair a b; a.send alive; b.recv");
    expect_data(shell, "alive");
}

static void test_no_descriptors_to_accept(void **state)
{
    struct shell *shell = *state;

    skip_under_valgrind();
    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}");
    limit_descriptors(0);
    run_fails(shell, "resource", "EMFILE", "srv.accept");
    run_fails(shell, "resource", "EMFILE", "open 127.0.0.1 ${srv.local.port}");
    run_fails(shell, "resource", "EMFILE", "resolve localhost");
    setrlimit(RLIMIT_NOFILE, &old_limit);
    run_ok(shell, "s = srv.accept; c.send kept; s.recv");
    expect_data(shell, "kept");
}

static void test_no_descriptors_to_wait(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send half");
    limit_descriptors(0);
    run_fails(shell, "resource", "EMFILE", "b.recvline --timeout 1s");
    run_ok(shell, "b.recv");
    expect_data(shell, "half");
}

#define TEST_LIMITED(function)                              \
    {                                                       \
#function, function, shell_start, end_limited, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_value_limit_of_receiving),
        OVER_STREAMS(test_recv_under_a_small_limit),
        OVER_STREAMS(test_value_limit_of_recvall),
        OVER_IP_STREAMS(test_value_limit_of_recvline),
        TEST(test_value_limit_of_words),
        TEST(test_value_limit_of_joined_words),
        TEST(test_value_limit_of_files),
        TEST_LIMITED(test_no_descriptors_for_sockets),
        TEST_LIMITED(test_no_descriptors_to_accept),
        TEST_LIMITED(test_no_descriptors_to_wait),
    };

    getrlimit(RLIMIT_NOFILE, &old_limit);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
