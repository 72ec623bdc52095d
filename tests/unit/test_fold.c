#include "support.h"

#include "base/fold.h"

static void test_short_text_is_one_line(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    fold(&out, "- ", "  ", "a few words");
    assert_bytes(buffer_span(&out), "- a few words\n");
}

static void test_nothing_is_no_line(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    fold(&out, "- ", "  ", "");
    assert_int_equal(out.length, 0);
}

static void test_lines_fit(void **state)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer out = {0};
    unsigned lines = 0;

    (void)state;
    for (int i = 0; i < 50; i++)
        buffer_append_text(&text, i % 3 ? "word " : "another ");
    fold(&out, "- ", "    ", buffer_text(&text));
    for (const char *line = buffer_text(&out); *line; line += strcspn(line, "\n") + 1) {
        assert_in_range(strcspn(line, "\n"), 10, FOLD_WIDTH);
        assert_true(span_starts(span_of(line), lines ? SPAN("    ") : SPAN("- ")));
        lines++;
    }
    assert_in_range(lines, 4, 5);
}

static void test_line_feeds_stay(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    fold(&out, "  ", "  ", "one\n\ntwo\n");
    assert_bytes(buffer_span(&out), "  one\n\n  two\n");
}

static void test_long_word_is_left_whole(void **state)
{
    cleanup_buffer struct buffer word = {0};
    cleanup_buffer struct buffer out = {0};

    (void)state;
    buffer_append_repeated(&word, 'x', 100);
    buffer_append_text(&word, " y");
    fold(&out, "", "", buffer_text(&word));
    assert_int_equal(strcspn(buffer_text(&out), "\n"), 100);
    assert_holds(buffer_text(&out), "\ny\n");
}

static void test_beside(void **state)
{
    cleanup_buffer struct buffer out = {0};

    (void)state;
    fold_beside(&out, (const char *[]){"C", "Python"}, "  ",
                (const char *[]){"one();\ntwo();", "one()"});
    assert_bytes(buffer_span(&out), "C          Python\n"
                                    "  one();     one()\n"
                                    "  two();\n");
}

static void test_below_where_it_does_not_fit(void **state)
{
    cleanup_buffer struct buffer wide = {0};
    cleanup_buffer struct buffer out = {0};

    (void)state;
    buffer_append_repeated(&wide, 'x', 70);
    fold_beside(&out, (const char *[]){"C", "Python"}, "  ",
                (const char *[]){buffer_text(&wide), "twelve_bytes"});
    assert_holds(buffer_text(&out), "x\nPython\n  twelve_bytes\n");
    buffer_clear(&out);
    fold_beside(&out, (const char *[]){"C", "Python"}, "  ", (const char *[]){"", "f()"});
    assert_bytes(buffer_span(&out), "Python\n  f()\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_text_is_one_line),
        cmocka_unit_test(test_nothing_is_no_line),
        cmocka_unit_test(test_lines_fit),
        cmocka_unit_test(test_line_feeds_stay),
        cmocka_unit_test(test_long_word_is_left_whole),
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_below_where_it_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
