#include "support.h"

#include "base/decode.h"
#include "base/encode.h"

typedef bool decoder(struct buffer *out, struct span text, struct error *error);

#define check(decode, text, wanted) check_bytes(decode, text, SPAN(wanted))
static void check_bytes(decoder *decode, const char *text, struct span wanted)
{
    cleanup_buffer struct buffer out = {0};
    struct error error;

    assert_done(decode(&out, span_of(text), &error), error);
    assert_spans(buffer_span(&out), wanted);
}

static void check_wrong(decoder *decode, const char *text, const char *message)
{
    cleanup_buffer struct buffer out = {0};
    struct error error = {0};

    assert_false(decode(&out, span_of(text), &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.message, message);
}

static void test_base64(void **state)
{
    (void)state;
    check(decode_base64, "", "");
    check(decode_base64, "Zg==", "f");
    check(decode_base64, "Zm8=", "fo");
    check(decode_base64, "Zm9vYmFy", "foobar");
    check(decode_base64, "//79AIA=", "\xff\xfe\xfd\x00\x80");
}

static void test_wrong_base64(void **state)
{
    (void)state;
    check_wrong(decode_base64, "Zm9", "byte 4 is missing");
    check_wrong(decode_base64, "Zg=", "byte 4 is missing");
    check_wrong(decode_base64, "Zm9v Zm9v", "byte 5 is \" \"");
    check_wrong(decode_base64, "Zg==\n", "byte 5 is \"\\n\": nothing stands behind the padding");
    check_wrong(decode_base64, "Zg==Zg==", "byte 5 is \"Z\"");
    check_wrong(decode_base64, "Zg=a", "byte 4 is \"a\"");
    check_wrong(decode_base64, "====", "byte 1 is \"=\"");
    check_wrong(decode_base64, "Z===", "byte 2 is \"=\"");
    check_wrong(decode_base64, "-_8=", "byte 1 is \"-\"");
    check_wrong(decode_base64, "Zh==", "byte 2 is \"h\": its last bits");
    check_wrong(decode_base64, "Zm9=", "byte 3 is \"9\": its last bits");
    check_wrong(decode_base64, "Zm\xff=", "byte 3 is \"\\xff\"");
}

static void test_hex(void **state)
{
    (void)state;
    check(decode_hex, "", "");
    check(decode_hex, "00fFaB", "\x00\xff\xab");
    check(decode_hex, " 00:0f\t10\r\n", "\x00\x0f\x10");
    check_wrong(decode_hex, "0", "byte 2 is missing");
    check_wrong(decode_hex, "00 0 1", "byte 5 is \" \"");
    check_wrong(decode_hex, "0x00", "byte 2 is \"x\"");
    check_wrong(decode_hex, "00-11", "byte 3 is \"-\"");
}

static void test_url(void **state)
{
    (void)state;
    check(decode_url, "a%20b+%2b%00", "a b++\x00");
    check(decode_url_plus, "a%20b+%2b", "a b +");
    check_wrong(decode_url, "100%", "byte 5 is missing");
    check_wrong(decode_url, "%2", "byte 3 is missing");
    check_wrong(decode_url, "%G0", "byte 2 is \"G\"");
    check_wrong(decode_url_plus, "%0+", "byte 3 is \"+\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_wrong_base64),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_url),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
