#include "support.h"

#include "base/clock.h"

#include <limits.h>

static void test_deadlines(void **state)
{
    (void)state;
    nanoseconds before = clock_now();
    nanoseconds deadline = clock_deadline(SECOND);
    nanoseconds after = clock_now();
    assert_in_range(deadline, before + SECOND, after + SECOND);
    assert_true(clock_deadline(CLOCK_NEVER) == CLOCK_NEVER);
    assert_true(clock_deadline(CLOCK_NEVER - 1) == CLOCK_NEVER);
}

static void test_poll_timeouts(void **state)
{
    (void)state;
    assert_int_equal(clock_poll_timeout(CLOCK_NEVER), -1);
    assert_int_equal(clock_poll_timeout(clock_now() - SECOND), 0);
    assert_int_equal(clock_poll_timeout(0), 0);
    assert_int_equal(clock_poll_timeout(CLOCK_NEVER - 1), INT_MAX);
    /* Rounded up: a wait must not end before its deadline. */
    int hour = clock_poll_timeout(clock_now() + 3600 * SECOND);
    assert_in_range(hour, 3590 * 1000, 3600 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_poll_timeouts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
