#include "support.h"

#include "base/real.h"

static void check_read(const char *text, size_t size, bool good, uint64_t wanted)
{
    uint64_t bits = 4711;

    if (real_read(span_of(text), size, &bits) != good || bits != (good ? wanted : 4711))
        fail_msg("%s in %zu bytes: got %llx", text, size, (unsigned long long)bits);
}

static void test_read(void **state)
{
    (void)state;
    check_read("1", 2, true, 0x3C00);
    check_read("-0x10", 4, true, 0xC1800000);
    check_read("0xFFFFFFFFFFFFFFFF", 8, true, 0x43F0000000000000);
    check_read("INF", 4, true, 0x7F800000);
    check_read("-infinity", 2, true, 0xFC00);
    check_read("NaN", 8, true, 0x7FF8000000000000);
    check_read("+nan", 2, true, 0x7E00);
    check_read("16777217", 4, true, 0x4B800000);
    check_read("65519", 2, true, 0x7BFF);
    check_read("65520", 2, false, 0);
    check_read("3.4028236e38", 4, false, 0);
    check_read("1e309", 8, false, 0);
    check_read("", 8, false, 0);
    check_read("-", 8, false, 0);
    check_read("1,5", 8, false, 0);
    check_read("infinite", 8, false, 0);
}

static void check_format(size_t size, uint64_t bits, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    real_format(&out, size, bits);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_format(void **state)
{
    (void)state;
    check_format(2, 0x7BFF, real_largest(2));
    check_format(4, 0x7F7FFFFF, real_largest(4));
    check_format(8, 0x7FEFFFFFFFFFFFFF, real_largest(8));
    check_format(2, 0x0001, "6e-08");
    check_format(4, 0x3DCCCCCD, "0.1");
    check_format(4, 0x49742400, "1000000");
    check_format(4, 0x50DF8476, "30000001024");
    check_format(8, 0x3FB999999999999A, "0.1");
    check_format(8, 0x4341C37937E08000, "1e+16");
    check_format(8, 0x0000000000000001, "5e-324");
    check_format(8, 0x8000000000000000, "-0");
    check_format(4, 0xFF800000, "-inf");
    check_format(4, 0xFFC00001, "nan");
}

static void check_back(size_t size, uint64_t bits)
{
    cleanup_buffer struct buffer out = {0};
    uint64_t back = 0;

    real_format(&out, size, bits);
    if (!real_read(buffer_span(&out), size, &back) || back != bits)
        fail_msg("%s is not %llx", buffer_text(&out), (unsigned long long)bits);
}

/* Of every size any bits but a NaN's. */
static void test_there_and_back(void **state)
{
    struct random random = {1};

    (void)state;
    for (uint64_t half = 0; half <= 0x7C00; half++)
        check_back(2, half);
    for (int i = 0; i < 20000; i++) {
        check_back(4, random_below(&random, 0x7F800000));
        check_back(8, (uint64_t)random_below(&random, 0x7FF00000) << 32 |
                          random_below(&random, UINT32_MAX));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_there_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
