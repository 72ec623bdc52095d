#include "support.h"

#include "base/encode.h"

static void check_base64(struct span bytes, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    encode_base64(&out, bytes);
    assert_string_equal(buffer_text(&out), wanted);
}

/* RFC 4648, section 10, and bytes that a signed char spoils. */
static void test_base64(void **state)
{
    (void)state;
    check_base64(SPAN(""), "");
    check_base64(SPAN("f"), "Zg==");
    check_base64(SPAN("fo"), "Zm8=");
    check_base64(SPAN("foo"), "Zm9v");
    check_base64(SPAN("foob"), "Zm9vYg==");
    check_base64(SPAN("fooba"), "Zm9vYmE=");
    check_base64(SPAN("foobar"), "Zm9vYmFy");
    check_base64(SPAN("\xff\xfe\xfd\x00\x80"), "//79AIA=");
}

static void check(void (*encode)(struct buffer *, struct span), struct span bytes,
                  const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    encode(&out, bytes);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_hex(void **state)
{
    (void)state;
    check(encode_hex, SPAN(""), "");
    check(encode_hex, SPAN("\x00\x0f\xff~"), "000fff7e");
}

static void check_joined(struct span bytes, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    encode_hex_joined(&out, bytes, ":");
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_hex_joined(void **state)
{
    (void)state;
    check_joined(SPAN(""), "");
    check_joined(SPAN("\xff"), "ff");
    check_joined(SPAN("\x00\x5e\xfe"), "00:5e:fe");
}

static void test_url(void **state)
{
    (void)state;
    check(encode_url, SPAN(""), "");
    check(encode_url, SPAN("azAZ09-._~"), "azAZ09-._~");
    check(encode_url, SPAN(" +/%\x00\xc3\xa9"), "%20%2B%2F%25%00%C3%A9");
    check(encode_url_plus, SPAN(""), "");
    check(encode_url_plus, SPAN(" a  b+"), "+a++b%2B");
}

static void check_hexdump(struct span bytes, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    encode_hexdump(&out, bytes, "  ");
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_hexdump(void **state)
{
    (void)state;
    check_hexdump(SPAN(""), "");
    check_hexdump(
        SPAN("0123456789abcdef\x1b\xff~"),
        "  00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
        "  00000010  1b ff 7e                                          |..~|\n");
}

/* What was dumped is read again, and nothing else is. */
static void test_hexdump_read(void **state)
{
    static const char row[] = "  00000010  1b ff 7e                                          |..~|";
    cleanup_buffer struct buffer out = {0};

    (void)state;
    assert_true(encode_hexdump_read(&out, span_of(row)));
    assert_true(encode_hexdump_read(
        &out,
        SPAN("00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|")));
    assert_string_equal(buffer_text(&out), "\x1b\xff~0123456789abcdef");
    for (size_t length = 0; length < sizeof(row) - 6; length++)
        assert_false(encode_hexdump_read(&out, (struct span){row, length}));
    assert_false(encode_hexdump_read(&out, SPAN("  sent 5 bytes")));
    assert_int_equal(out.length, 19);
}

static void test_hex_digits(void **state)
{
    static const char digits[] = "0123456789abcdef", upper[] = "ABCDEF";

    (void)state;
    for (int i = 0; i < 16; i++)
        assert_int_equal(encode_hex_digit(digits[i]), i);
    for (int i = 0; i < 6; i++)
        assert_int_equal(encode_hex_digit(upper[i]), i + 10);
    for (const char *other = "/:@G`g \xff"; *other; other++)
        assert_int_equal(encode_hex_digit(*other), -1);
    assert_int_equal(encode_hex_digit('\0'), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),     cmocka_unit_test(test_hex),
        cmocka_unit_test(test_hex_joined), cmocka_unit_test(test_url),
        cmocka_unit_test(test_hexdump),    cmocka_unit_test(test_hexdump_read),
        cmocka_unit_test(test_hex_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
