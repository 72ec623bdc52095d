/* Formats, and values one by one; tests/script/test_bytes.py holds the whole to Python's struct. */
#include "support.h"

#include "base/pack.h"

static struct pack_format parse(const char *text)
{
    struct pack_format format = {0};
    struct error error;

    assert_done(pack_parse(span_of(text), &format, &error), error);
    return format;
}

static void check_format(const char *text, size_t size, size_t values)
{
    struct pack_format format = parse(text);

    if (format.size != size || format.values != values)
        fail_msg("%s: %zu bytes, %zu values", text, format.size, format.values);
}

static void test_sizes(void **state)
{
    (void)state;
    check_format("", 0, 0);
    check_format("!", 0, 0);
    check_format("=xcbB?hHiIlLqQefd", 55, 15);
    check_format("<3H", 6, 3);
    check_format("< 3H\t2s x ", 9, 4);
    check_format(">10s0s5p", 15, 3);
    check_format("0H0x", 0, 0);
    check_format("9223372036854775807x", INT64_MAX, 0);
}

/* As the compiler pads a struct: before what wants it, and behind with a count of 0. */
static void test_alignment(void **state)
{
    (void)state;
    check_format("bi",
                 offsetof(
                     struct {
                         char c;
                         int i;
                     },
                     i) +
                     sizeof(int),
                 2);
    check_format("@bd",
                 offsetof(
                     struct {
                         char c;
                         double d;
                     },
                     d) +
                     sizeof(double),
                 2);
    check_format("ci0i", 2 * sizeof(int), 2);
    check_format("ib0i", 2 * sizeof(int), 2);
    check_format("=ib0i", 5, 2);
    check_format("nNP", 3 * sizeof(void *), 3);
}

static void check_wrong_format(const char *text, const char *message)
{
    struct pack_format format;
    struct error error;

    assert_false(pack_parse(span_of(text), &format, &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.message, message);
}

static void test_wrong_formats(void **state)
{
    (void)state;
    check_wrong_format("!Hy", "no letter \"y\", the format's byte 2");
    check_wrong_format(" !H", "no letter \"!\"");
    check_wrong_format("H5", "a letter is missing behind the count 5");
    check_wrong_format("5 H", "a letter is missing behind the count 5");
    check_wrong_format("=n", "n has no standard size");
    check_wrong_format("!P", "P has no standard size");
    check_wrong_format("9223372036854775807x1x", "more bytes than there can be");
    check_wrong_format("9223372036854775807h", "more bytes than there can be");
    check_wrong_format("99999999999999999999x", "more bytes than there can be");
}

/* Pack one value and unpack it again. */
#define check(format, value, packed, back) check_value(format, value, SPAN(packed), back)
static void check_value(const char *text, const char *value, struct span packed, const char *back)
{
    cleanup_buffer struct buffer out = {0};
    struct pack_format format = parse(text);
    struct pack_walk walk = pack_start(&format);
    struct pack_item item;
    struct error error;
    char data[64] = "";

    assert_true(format.size <= sizeof(data));
    assert_true(pack_next(&walk, &item));
    assert_done(pack_put(data, &item, span_of(value), &error), error);
    assert_spans(((struct span){data, format.size}), packed);
    pack_get(data, &item, &out);
    assert_string_equal(buffer_text(&out), back);
    assert_false(pack_next(&walk, &item));
}

static void test_integers(void **state)
{
    (void)state;
    check("!H", "0x1F90", "\x1f\x90", "8080");
    check("<H", "8080", "\x90\x1f", "8080");
    check(">b", "-128", "\x80", "-128");
    check(">i", "-2", "\xff\xff\xff\xfe", "-2");
    check("<q", "-9223372036854775808", "\0\0\0\0\0\0\0\x80", "-9223372036854775808");
    check(">Q", "18446744073709551615", "\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615");
    check("!2xH2x", "1", "\0\0\0\x01\0\0", "1");
}

static void test_bools(void **state)
{
    (void)state;
    check("?", "on", "\x01", "true");
    check("!?", "true", "\x01", "true");
    check("?", "1", "\x01", "true");
    check("?", "off", "\0", "false");
    check("?", "false", "\0", "false");
    check("?", "0", "\0", "false");
}

static void test_reals(void **state)
{
    (void)state;
    check("<d", "0.1", "\x9a\x99\x99\x99\x99\x99\xb9\x3f", "0.1");
    check(">f", "0.1", "\x3d\xcc\xcc\xcd", "0.1");
    check(">e", "0.1", "\x2e\x66", "0.1");
    check(">e", "0x10", "\x4c\x00", "16");
    check(">f", "-Infinity", "\xff\x80\x00\x00", "-inf");
    check(">d", "1e23", "\x44\xb5\x2d\x02\xc7\xe1\x4a\xf6", "1e+23");
    check(">d", "nan", "\x7f\xf8\0\0\0\0\0\0", "nan");
    check(">e", "65504", "\x7b\xff", "65504");
    check(">e", "0x1", "\x3c\x00", "1");
    check(">e", "5.9604645e-08", "\x00\x01", "6e-08");
    check(">f", "1000000", "\x49\x74\x24\x00", "1000000");
    check(">f", "3e10", "\x50\xdf\x84\x76", "30000001024");
    check(">d", "1e16", "\x43\x41\xc3\x79\x37\xe0\x80\x00", "1e+16");
    check(">d", "5e-324", "\0\0\0\0\0\0\0\x01", "5e-324");
    check(">f", "-0", "\x80\0\0\0", "-0");
}

static void test_texts(void **state)
{
    (void)state;
    check("c", "a", "a", "a");
    check("4s", "ab", "ab\0\0", "ab");
    check("2s", "abc", "ab", "ab");
    check("0s", "abc", "", "");
    check("4p", "ab",
          "\x02"
          "ab\0",
          "ab");
    check("4p", "abcd",
          "\x03"
          "abc",
          "abc");
    check("1p", "abc", "\0", "");
    check("0p", "abc", "", "");
}

/* A length that is a lie ends where the value does. */
static void test_pascal_of_a_peer(void **state)
{
    cleanup_buffer struct buffer out = {0};
    struct pack_item item = {.kind = PACK_PASCAL, .letter = 'p', .size = 3};

    (void)state;
    pack_get("\xff"
             "ab",
             &item, &out);
    assert_bytes(buffer_span(&out), "ab");
}

static void check_wrong_value(const char *text, const char *value, const char *message)
{
    struct pack_format format = parse(text);
    struct pack_walk walk = pack_start(&format);
    struct pack_item item;
    struct error error;
    char data[64] = "";

    assert_true(pack_next(&walk, &item));
    assert_false(pack_put(data, &item, span_of(value), &error));
    assert_category(error, ERROR_USAGE);
    assert_string_equal(error.message, message);
}

static void test_wrong_values(void **state)
{
    (void)state;
    check_wrong_value("!H", "70000", "H takes 0 to 65535, not 70000");
    check_wrong_value("!H", "-1", "H takes 0 to 65535, not -1");
    check_wrong_value("!b", "128", "b takes -128 to 127, not 128");
    check_wrong_value("!b", "-129", "b takes -128 to 127, not -129");
    check_wrong_value("!q", "9223372036854775808",
                      "q takes -9223372036854775808 to 9223372036854775807, not "
                      "9223372036854775808");
    check_wrong_value("!Q", "18446744073709551616",
                      "Q takes 0 to 18446744073709551615, not 18446744073709551616");
    check_wrong_value("i", "1.5", "i takes -2147483648 to 2147483647, not 1.5");
    check_wrong_value("c", "", "c takes exactly one byte, not \"\"");
    check_wrong_value("c", "ab", "c takes exactly one byte, not ab");
    check_wrong_value("?", "maybe", "? takes on or off, true or false, 1 or 0, not maybe");
    check_wrong_value("e", "65520", "e takes a number from -65504 to 65504, inf or nan, not 65520");
    check_wrong_value("f", "1e39",
                      "f takes a number from -3.4028235e+38 to 3.4028235e+38, inf or nan, not "
                      "1e39");
    check_wrong_value("d", "much",
                      "d takes a number from -1.7976931348623157e+308 to "
                      "1.7976931348623157e+308, inf or nan, not much");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_bools),
        cmocka_unit_test(test_reals),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_pascal_of_a_peer),
        cmocka_unit_test(test_wrong_formats),
        cmocka_unit_test(test_wrong_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
