#include "support.h"

#include "base/half.h"

#include <math.h>

static void check(double number, uint16_t wanted)
{
    uint16_t half = 0;

    if (!half_from(number, &half) || half != wanted)
        fail_msg("%a: got %04x, not %04x", number, half, wanted);
}

/* IEEE 754's corners, and ties on both sides of an even last bit. */
static void test_from(void **state)
{
    (void)state;
    check(0, 0x0000);
    check(-0.0, 0x8000);
    check(1, 0x3C00);
    check(-2, 0xC000);
    check(65504, 0x7BFF);
    check(65519.99, 0x7BFF);
    check(0x1p-14, 0x0400);
    check(0x1p-24, 0x0001);
    check(0x1p-25, 0x0000);
    check(0x1.000002p-25, 0x0001);
    check(0x3p-25, 0x0002);
    check(0x1.ff8p-15, 0x03FF);
    check(0x1.ffcp-15, 0x0400);
    check(0x1p-1074, 0x0000);
    check(2049, 0x6800);
    check(2051, 0x6802);
    check((double)INFINITY, 0x7C00);
    check(-(double)INFINITY, 0xFC00);
    check((double)NAN, 0x7E00);
}

static void test_too_large(void **state)
{
    static const double numbers[] = {65520, -65520, 65536, 1e300};
    uint16_t half = 4711;

    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        assert_false(half_from(numbers[i], &half));
    assert_int_equal(half, 4711);
}

static void test_every_half_comes_back(void **state)
{
    (void)state;
    for (unsigned half = 0; half <= UINT16_MAX; half++)
        if (!isnan(half_to((uint16_t)half)))
            check(half_to((uint16_t)half), (uint16_t)half);
    assert_true(isnan(half_to(0x7C01)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_every_half_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
