#include "support.h"

#include "base/number.h"

#include <stdio.h>

enum { UNTOUCHED = 4711 };

/* A table's text for what must be refused, the value untouched. */
static void check_integer(const char *text, bool good, int64_t wanted)
{
    int64_t value = UNTOUCHED;

    if (number_integer(span_of(text), &value) != good || value != (good ? wanted : UNTOUCHED))
        fail_msg("integer %s: got %lld", text, (long long)value);
}

static void test_integers(void **state)
{
    static const char *const wrong[] = {"",      " 1",  "1 ", "1.0", "0x",   "-",
                                        "+-1",   "1e3", "x1", "--1", "0x-1", "9223372036854775808",
                                        "\u0661"};

    (void)state;
    check_integer("0", true, 0);
    check_integer("-12", true, -12);
    check_integer("+12", true, 12);
    check_integer("010", true, 10);
    check_integer("0x1F", true, 31);
    check_integer("-0x10", true, -16);
    check_integer("9223372036854775807", true, INT64_MAX);
    check_integer("-9223372036854775808", true, INT64_MIN);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        check_integer(wrong[i], false, 0);

    int64_t value = UNTOUCHED;
    assert_false(number_integer(SPAN("1\0"), &value));
    assert_int_equal(value, UNTOUCHED);
}

static void check_wide(const char *text, bool good, bool wanted_sign, uint64_t wanted)
{
    bool negative = wanted_sign;
    uint64_t amount = UNTOUCHED;

    if (number_wide(span_of(text), &negative, &amount) != good ||
        amount != (good ? wanted : UNTOUCHED) || negative != wanted_sign)
        fail_msg("wide %s: got %llu", text, (unsigned long long)amount);
}

static void test_wide(void **state)
{
    (void)state;
    check_wide("0", true, false, 0);
    check_wide("-1", true, true, 1);
    check_wide("18446744073709551615", true, false, UINT64_MAX);
    check_wide("-0xffffffffffffffff", true, true, UINT64_MAX);
    check_wide("18446744073709551616", false, false, 0);
    check_wide("-", false, false, 0);
    check_wide("--1", false, false, 0);
    check_wide("", false, false, 0);
}

static void test_reals(void **state)
{
    static const char *const wrong[] = {"", "inf", "nan", "-inf", ".", "1e", "1x", " 1", "1e999"};
    double value = UNTOUCHED;

    (void)state;
    assert_true(number_real(SPAN("-2.5"), &value) && value == -2.5);
    assert_true(number_real(SPAN("1e3"), &value) && value == 1000);
    assert_true(number_real(SPAN(".5"), &value) && value == 0.5);
    value = UNTOUCHED;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(number_real(span_of(wrong[i]), &value));
    assert_true(value == UNTOUCHED);
}

static void check_size(const char *text, bool good, uint64_t wanted)
{
    uint64_t value = UNTOUCHED;

    if (number_size(span_of(text), &value) != good || value != (good ? wanted : UNTOUCHED))
        fail_msg("size %s: got %llu", text, (unsigned long long)value);
}

static void test_sizes(void **state)
{
    static const char *const wrong[] = {"",    "K",  "-1", "1.5K", "4KB",
                                        "4 K", "4T", "K4", "-1K",  "9007199254740993K"};

    (void)state;
    check_size("0", true, 0);
    check_size("512", true, 512);
    check_size("4K", true, 4096);
    check_size("4k", true, 4096);
    check_size("1M", true, 1048576);
    check_size("2G", true, UINT64_C(2147483648));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        check_size(wrong[i], false, 0);
}

static void check_duration(const char *text, bool good, nanoseconds wanted)
{
    nanoseconds value = UNTOUCHED;

    if (number_duration(span_of(text), &value) != good || value != (good ? wanted : UNTOUCHED))
        fail_msg("duration %s: got %lld", text, (long long)value);
}

static void test_durations(void **state)
{
    static const char *const wrong[] = {"",   "s",   "-1s", "1x",  "1 s",  "ms",
                                        "1d", "1ss", "inf", "nan", "1mss", "1e30s"};

    (void)state;
    check_duration("0", true, 0);
    check_duration("2", true, 2 * SECOND);
    check_duration("1.5", true, 1500 * MILLISECOND);
    check_duration("250ms", true, 250 * MILLISECOND);
    check_duration("7us", true, 7 * MICROSECOND);
    check_duration("2s", true, 2 * SECOND);
    check_duration("1m", true, 60 * SECOND);
    check_duration("1h", true, 3600 * SECOND);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        check_duration(wrong[i], false, 0);
}

/* What isn't a binary fraction is rounded, not cut: 2.01 s are 2010 ms. */
static void test_decimal_durations_are_exact(void **state)
{
    char text[32];

    (void)state;
    for (int i = 0; i < 5000; i++) {
        snprintf(text, sizeof(text), "%d.%03d", i / 1000, i % 1000);
        check_duration(text, true, i * MILLISECOND);
    }
}

static void check_format(nanoseconds duration, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    number_format_duration(&out, duration);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_formats_durations(void **state)
{
    (void)state;
    check_format(0, "0 us");
    check_format(812 * MICROSECOND, "812 us");
    check_format(1500 * MICROSECOND, "1.5 ms");
    check_format(250 * MILLISECOND, "250 ms");
    check_format(2 * SECOND, "2 s");
    check_format(2500 * MILLISECOND, "2.5 s");
    check_format(3600 * SECOND, "3600 s");
}

/* Just below a second, rounding must not lead to an exponent. */
static void test_formats_without_exponent(void **state)
{
    (void)state;
    for (nanoseconds d = 990 * MILLISECOND; d < 1010 * MILLISECOND; d += 100 * MICROSECOND) {
        cleanup_buffer struct buffer out = {0};
        number_format_duration(&out, d);
        if (strchr(buffer_text(&out), 'e'))
            fail_msg("%lld ns: %s", (long long)d, buffer_text(&out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_reals),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_decimal_durations_are_exact),
        cmocka_unit_test(test_formats_durations),
        cmocka_unit_test(test_formats_without_exponent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
