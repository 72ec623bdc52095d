#include "support.h"

#include "base/escape.h"
#include "oracle.h"

#include <locale.h>

static void check_line(struct span bytes, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    escape_line(&out, bytes);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_text_passes(void **state)
{
    (void)state;
    check_line(SPAN(""), "");
    check_line(SPAN("hello, $world \"!\""), "hello, $world \"!\"");
    check_line(SPAN("gr\u00fc\u00dfe \u4e16\u754c \U0001f600"),
               "gr\u00fc\u00dfe \u4e16\u754c \U0001f600");
}

static void test_controls_are_marked(void **state)
{
    (void)state;
    check_line(SPAN("\r\n\t\0\033\\"), "\\r\\n\\t\\0\\e\\\\");
    check_line(SPAN("\x01\x07\x1f\x7f"), "\\x01\\x07\\x1f\\x7f");
    check_line(SPAN("\033]0;owned\007"), "\\e]0;owned\\x07");
}

static void test_broken_utf8_is_marked(void **state)
{
    (void)state;
    check_line(SPAN("\xff\xc3("), "\\xff\\xc3(");
    check_line(SPAN("\xc0\xaf"), "\\xc0\\xaf");                   /* overlong */
    check_line(SPAN("\xed\xa0\x80"), "\\xed\\xa0\\x80");          /* half a surrogate pair */
    check_line(SPAN("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"); /* beyond U+10FFFF */
    check_line(SPAN("\xe2\x82"), "\\xe2\\x82");                   /* cut off */
}

static void test_deceptive_characters_are_marked(void **state)
{
    (void)state;
    check_line(SPAN("a\u202eb"), "a\\u202Eb");
    check_line(SPAN("\u200b\u00ad\ufeff\ufffe"), "\\u200B\\u00AD\\uFEFF\\uFFFE");
    check_line(SPAN("\xc2\x9b"
                    "31m"),
               "\\u009B31m"); /* C1: CSI */
    check_line(SPAN("\U000e0041"), "\\xf3\\xa0\\x81\\x81");
}

static void test_ascii_has_no_more(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    escape_ascii(&out, SPAN("a\\n\tb \u4e9b \U0001f600 \x9b\n"));
    assert_string_equal(buffer_text(&out), "a\\n\tb \\u4E9B \\xf0\\x9f\\x98\\x80 \\x9b\n");
}

static void test_quoted_is_a_word(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    escape_quoted(&out, SPAN("say \"$x\"\n"));
    assert_string_equal(buffer_text(&out), "\"say \\\"\\$x\\\"\\n\"");
}

static void assert_oracle(struct span bytes)
{
    const char *wrong = oracle_escape(bytes);
    cleanup_buffer struct buffer shown = {0};

    if (!wrong)
        return;
    escape_quoted(&shown, bytes);
    fail_msg("%s: %s", buffer_text(&shown), wrong);
}

static void test_every_character_reads_back(void **state)
{
    cleanup_buffer struct buffer bytes = {0};

    (void)state;
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            char pair[] = {(char)first, (char)second};
            assert_oracle((struct span){pair, 2});
        }
    }
    for (unsigned character = 0; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 61) {
        buffer_clear(&bytes);
        escape_encode(&bytes, character);
        assert_oracle(buffer_span(&bytes));
    }
}

static void test_random_bytes_read_back(void **state)
{
    struct random random = {1};
    cleanup_buffer struct buffer bytes = {0};

    (void)state;
    for (int i = 0; i < 20000; i++) {
        random_bytes(&random, &bytes, 60);
        assert_oracle(buffer_span(&bytes));
    }
}

static void test_tells_binary_from_text(void **state)
{
    (void)state;
    assert_false(escape_is_binary(SPAN("")));
    assert_false(escape_is_binary(SPAN("HTTP/1.1 200 OK\r\n\tx: \033[1m\r\n")));
    assert_false(escape_is_binary(SPAN("0123456789012345678\x01")));
    assert_true(escape_is_binary(SPAN("0123456\x01\x02\x03")));
    assert_true(escape_is_binary(SPAN("\0\0\0\x0a")));
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(escape_is_utf8(SPAN("")));
    assert_true(escape_is_utf8(SPAN("\u20ac\0\U0010ffff")));
    assert_false(escape_is_utf8(SPAN("ok\x80")));
    assert_false(escape_is_utf8(SPAN("\xf5\x80\x80\x80")));
}

static void test_width(void **state)
{
    (void)state;
    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        print_message("skipped: this system has no locale C.UTF-8\n");
        skip();
    }
    setlocale(LC_CTYPE, "C"); /* it needs to be there, not to be ours */
    assert_int_equal(escape_width(SPAN("abc")), 3);
    assert_int_equal(escape_width(SPAN("\u4e16\u754c")), 4);
    assert_int_equal(escape_width(SPAN("e\u0301")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_passes),
        cmocka_unit_test(test_controls_are_marked),
        cmocka_unit_test(test_broken_utf8_is_marked),
        cmocka_unit_test(test_deceptive_characters_are_marked),
        cmocka_unit_test(test_ascii_has_no_more),
        cmocka_unit_test(test_quoted_is_a_word),
        cmocka_unit_test(test_every_character_reads_back),
        cmocka_unit_test(test_random_bytes_read_back),
        cmocka_unit_test(test_tells_binary_from_text),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_width),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
