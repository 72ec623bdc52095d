/* The loop: every wait ends, and what is watched goes on meanwhile. */
#include "support.h"

#include "net/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

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

static int event(bool ready)
{
    int fd = eventfd(ready, EFD_CLOEXEC | EFD_NONBLOCK);

    assert_true(fd >= 0);
    return fd;
}

static nanoseconds soon(void)
{
    return clock_deadline(20 * SECOND);
}

static void test_ready(void **state)
{
    unsigned events = 0;
    int fd = event(true);

    assert_int_equal(loop_wait(*state, fd, POLLIN, CLOCK_NEVER, &events), LOOP_READY);
    assert_int_equal(events, POLLIN);
    assert_int_equal(loop_wait(*state, fd, POLLIN, 0, NULL), LOOP_READY);
    close(fd);
}

static void test_timeout(void **state)
{
    unsigned events = 4711;
    int fd = event(false);
    nanoseconds deadline = clock_deadline(2 * MILLISECOND);

    assert_int_equal(loop_wait(*state, fd, POLLIN, deadline, &events), LOOP_TIMEOUT);
    assert_true(clock_now() >= deadline);
    assert_int_equal(events, 4711);
    assert_int_equal(loop_wait(*state, fd, POLLIN, 0, NULL), LOOP_TIMEOUT);
    assert_int_equal(loop_wait(*state, -1, 0, clock_now(), NULL), LOOP_TIMEOUT);
    close(fd);
}

/* So many that both the moments in vain and the rests behind them are among these waits. */
static void test_waits_for_an_answer_end_as_others(void **state)
{
    struct awake awake = {0};
    int there = event(true), none = event(false);

    for (int i = 0; i < 10; i++) {
        nanoseconds deadline = clock_deadline(10 * MICROSECOND);
        assert_int_equal(loop_wait_answer(*state, none, POLLIN, deadline, &awake), LOOP_TIMEOUT);
        assert_true(clock_now() >= deadline);
        assert_int_equal(loop_wait_answer(*state, there, POLLIN, 0, &awake), LOOP_READY);
        loop_interrupt(*state);
        assert_int_equal(loop_wait_answer(*state, none, POLLIN, CLOCK_NEVER, &awake),
                         LOOP_INTERRUPTED);
    }
    close(there);
    close(none);
}

static void test_hangup_ends_a_wait(void **state)
{
    unsigned events = 0;
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    close(fds[1]);
    assert_int_equal(loop_wait(*state, fds[0], POLLIN, soon(), &events), LOOP_READY);
    assert_true(events & POLLHUP);
    close(fds[0]);
}

static void test_interrupt_ends_the_next_wait_only(void **state)
{
    int fd = event(true);

    loop_interrupt(*state);
    assert_int_equal(loop_wait(*state, fd, POLLIN, CLOCK_NEVER, NULL), LOOP_INTERRUPTED);
    assert_int_equal(loop_wait(*state, fd, POLLIN, CLOCK_NEVER, NULL), LOOP_READY);
    loop_interrupt(*state);
    assert_true(loop_take_interrupt(*state));
    assert_false(loop_take_interrupt(*state));
    close(fd);
}

/* A descriptor that is watched, and what its callback does. */
struct watched {
    struct loop *loop;
    int fd;
    struct loop_watch *watch, *other;
    unsigned calls, events;
    bool interrupts;
};

static void on_event(void *context, unsigned events)
{
    struct watched *watched = context;

    watched->calls++;
    watched->events = events;
    loop_unwatch(watched->loop, watched->watch);
    loop_unwatch(watched->loop, watched->other);
    if (watched->interrupts)
        loop_interrupt(watched->loop);
}

static void watch(struct watched *watched, struct loop *loop)
{
    watched->loop = loop;
    watched->fd = event(true);
    watched->watch = loop_watch(loop, watched->fd, POLLIN, on_event, watched);
    assert_non_null(watched->watch);
}

static void test_interrupt_from_a_callback(void **state)
{
    struct watched watched = {.interrupts = true};

    watch(&watched, *state);
    assert_int_equal(loop_wait(*state, -1, 0, CLOCK_NEVER, NULL), LOOP_INTERRUPTED);
    assert_int_equal(watched.calls, 1);
    close(watched.fd);
}

static void test_watched_goes_on_while_waiting(void **state)
{
    struct watched watched = {0};

    watch(&watched, *state);
    assert_int_equal(loop_wait(*state, -1, 0, clock_deadline(MILLISECOND), NULL), LOOP_TIMEOUT);
    assert_int_equal(watched.calls, 1); /* it unwatched itself, though still ready */
    assert_int_equal(watched.events, POLLIN);
    close(watched.fd);
}

/* Both are ready in the same turn; whoever comes first unwatches the other. */
static void test_unwatched_is_not_called(void **state)
{
    struct watched one = {0}, two = {0};

    watch(&one, *state);
    watch(&two, *state);
    one.other = two.watch;
    two.other = one.watch;
    assert_false(loop_take_interrupt(*state));
    assert_false(loop_take_interrupt(*state));
    assert_int_equal(one.calls + two.calls, 1);
    close(one.fd);
    close(two.fd);
}

static void count(void *context, unsigned events)
{
    unsigned *calls = context;

    (void)events;
    ++*calls;
}

static void test_a_watch_stays_until_unwatched(void **state)
{
    unsigned calls = 0;
    int fd = event(true);
    struct loop_watch *watch = loop_watch(*state, fd, POLLIN, count, &calls);

    loop_take_interrupt(*state);
    loop_take_interrupt(*state);
    assert_int_equal(calls, 2);
    loop_unwatch(*state, watch);
    loop_unwatch(*state, NULL);
    loop_take_interrupt(*state);
    assert_int_equal(calls, 2);
    watch = loop_watch(*state, fd, POLLIN, count, &calls);
    loop_take_interrupt(*state);
    assert_int_equal(calls, 3);
    loop_unwatch(*state, watch);
    close(fd);
}

static void test_what_cannot_be_watched(void **state)
{
    unsigned calls = 0;

    errno = 0;
    assert_null(loop_watch(*state, -1, POLLIN, count, &calls));
    assert_int_equal(errno, EBADF);
}

static void test_many(void **state)
{
    struct pollfd fds[3] = {{.fd = event(false), .events = POLLIN},
                            {.fd = event(true), .events = POLLIN},
                            {.fd = -1, .events = POLLIN}};

    assert_int_equal(loop_wait_many(*state, fds, 3, soon()), LOOP_READY);
    assert_int_equal(fds[0].revents, 0);
    assert_int_equal(fds[1].revents, POLLIN);
    assert_int_equal(fds[2].revents, 0);
    assert_int_equal(loop_wait_many(*state, fds, 1, clock_now()), LOOP_TIMEOUT);
    assert_int_equal(loop_wait_many(*state, NULL, 0, clock_now()), LOOP_TIMEOUT);
    close(fds[0].fd);
    close(fds[1].fd);
}

static void signalled(void *context)
{
    struct loop *loop = *(struct loop **)context;

    loop_interrupt(loop);
}

static void test_signals(void **state)
{
    assert_true(loop_on_signal(*state, SIGUSR1, signalled, state));
    raise(SIGUSR1);
    assert_int_equal(loop_wait(*state, -1, 0, CLOCK_NEVER, NULL), LOOP_INTERRUPTED);
    assert_int_equal(loop_wait(*state, -1, 0, clock_now(), NULL), LOOP_TIMEOUT);
}

/* Whether a set of descriptors is watched before the signal, after it, or not at all. */
static void test_signals_come_beside_what_is_watched(void **state)
{
    int none = event(false);
    struct loop_watch *before = loop_watch(*state, none, POLLIN, NULL, NULL);

    test_signals(state);
    loop_unwatch(*state, before);
    test_signals(state);
    close(none);
}

static void test_what_is_watched_comes_beside_signals(void **state)
{
    int none = event(false);

    test_signals(state);
    struct loop_watch *watch = loop_watch(*state, none, POLLIN, NULL, NULL);
    test_signals(state);
    loop_unwatch(*state, watch);
    close(none);
}

static void test_a_signal_ends_a_wait_for_an_answer(void **state)
{
    struct awake awake = {0};
    int none = event(false);

    assert_true(loop_on_signal(*state, SIGUSR1, signalled, state));
    raise(SIGUSR1);
    assert_int_equal(loop_wait_answer(*state, none, POLLIN, CLOCK_NEVER, &awake), LOOP_INTERRUPTED);
    close(none);
}

#define loop_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        loop_test(test_ready),
        loop_test(test_timeout),
        loop_test(test_waits_for_an_answer_end_as_others),
        loop_test(test_hangup_ends_a_wait),
        loop_test(test_interrupt_ends_the_next_wait_only),
        loop_test(test_interrupt_from_a_callback),
        loop_test(test_watched_goes_on_while_waiting),
        loop_test(test_unwatched_is_not_called),
        loop_test(test_a_watch_stays_until_unwatched),
        loop_test(test_what_cannot_be_watched),
        loop_test(test_many),
        loop_test(test_signals),
        loop_test(test_signals_come_beside_what_is_watched),
        loop_test(test_what_is_watched_comes_beside_signals),
        loop_test(test_a_signal_ends_a_wait_for_an_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
