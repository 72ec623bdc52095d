#include "support.h"

static void test_empty_needs_no_memory(void **state)
{
    struct buffer buffer = {0};

    (void)state;
    buffer_append(&buffer, (struct span){0});
    buffer_append_text(&buffer, "");
    assert_null(buffer.data);
    assert_string_equal(buffer_text(&buffer), "");
    assert_int_equal(buffer.length, 0);
    buffer_free(&buffer);
    buffer_free(&buffer);
    assert_null(buffer.data);
}

static void test_appends_any_byte(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    buffer_append(&buffer, SPAN("a\0b"));
    buffer_append_byte(&buffer, '\xff');
    buffer_append_repeated(&buffer, '-', 3);
    buffer_printf(&buffer, "%d%%", 7);
    assert_bytes(buffer_span(&buffer), "a\0b\xff---7%");
}

static void test_grows_and_keeps(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        buffer_append_byte(&buffer, (char)i);
    assert_int_equal(buffer.length, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], (char)i);
}

static void test_printf_longer_than_its_room(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    buffer_printf(&buffer, "%*d", 5000, 1);
    assert_int_equal(buffer.length, 5000);
    assert_int_equal(buffer.data[4999], '1');
}

static void test_text_ends_with_nul(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    for (size_t length = 0; length < 200; length++) {
        assert_int_equal(strlen(buffer_text(&buffer)), length);
        assert_int_equal(buffer.length, length);
        buffer_append_byte(&buffer, 'x');
    }
}

static void test_consume(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    buffer_append_text(&buffer, "hello");
    buffer_consume(&buffer, 0);
    assert_bytes(buffer_span(&buffer), "hello");
    buffer_consume(&buffer, 2);
    assert_bytes(buffer_span(&buffer), "llo");
    buffer_consume(&buffer, 99);
    assert_int_equal(buffer.length, 0);
}

static void test_refuses_what_cannot_be(void **state)
{
    cleanup_buffer struct buffer buffer = {0};

    (void)state;
    buffer_append_text(&buffer, "kept");
    assert_false(buffer_try_reserve(&buffer, SIZE_MAX));
    assert_false(buffer_try_reserve(&buffer, SIZE_MAX / 4));
    assert_bytes(buffer_span(&buffer), "kept");
    assert_true(buffer_try_reserve(&buffer, 100));
    assert_true(buffer.capacity >= 104);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_needs_no_memory),
        cmocka_unit_test(test_appends_any_byte),
        cmocka_unit_test(test_grows_and_keeps),
        cmocka_unit_test(test_printf_longer_than_its_room),
        cmocka_unit_test(test_text_ends_with_nul),
        cmocka_unit_test(test_consume),
        cmocka_unit_test(test_refuses_what_cannot_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
