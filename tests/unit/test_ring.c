#include "support.h"

#include "base/ring.h"

static void assert_kept(const struct ring *ring, uint64_t place, const char *text)
{
    struct span bytes;

    assert_true(ring_get(ring, place, strlen(text), &bytes));
    assert_spans(bytes, span_of(text));
}

static void test_keeps_the_newest(void **state)
{
    char room[8];
    struct ring ring = ring_over(room, sizeof(room));
    struct span bytes;

    (void)state;
    uint64_t abc = ring_put(&ring, SPAN("abc")), defg = ring_put(&ring, SPAN("defg"));
    assert_kept(&ring, abc, "abc");
    assert_kept(&ring, defg, "defg");
    uint64_t hi = ring_put(&ring, SPAN("hi")); /* whole: begins at the beginning */
    assert_kept(&ring, hi, "hi");
    assert_kept(&ring, defg, "defg");
    assert_false(ring_get(&ring, abc, 3, &bytes));
}

static void test_cuts_what_is_longer_than_itself(void **state)
{
    char room[4];
    struct ring ring = ring_over(room, sizeof(room));
    struct span bytes;

    (void)state;
    uint64_t place = ring_put(&ring, SPAN("abcdef"));
    assert_kept(&ring, place, "abcd");
    assert_false(ring_get(&ring, place, 6, &bytes));
    assert_false(ring_get(&ring, place + 1, 4, &bytes));
    assert_kept(&ring, ring_put(&ring, SPAN("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_the_newest),
        cmocka_unit_test(test_cuts_what_is_longer_than_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
