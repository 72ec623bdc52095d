/* Wrong and unfinished programs: what is said, and where it points. */
#include "parsing.h"

static void test_wrong_statements(void **state)
{
    (void)state;
    assert_failed("}", 1, 1);
    assert_failed("a\n  }", 2, 3);
    assert_failed("{ a }", 1, 1);
    assert_failed("'recv'", 1, 1);
    assert_failed("$x 1", 1, 1);
    assert_failed("a\n\"b\" c", 2, 1);
    assert_failed("x =", 1, 4);
    assert_failed("!", 1, 1);
    assert_failed("recv |", 1, 6);
    assert_failed("recv >", 1, 7);
    assert_failed("recv > a > b", 1, 10);
    assert_failed("recv > a | b", 1, 10);
    assert_failed("send < a < b", 1, 10);
    assert_failed("send < a b", 1, 10);
}

static void test_unfinished_blocks(void **state)
{
    (void)state;
    assert_incomplete("repeat 3 {", 1, 10);
    assert_incomplete("a\nrepeat 3 {\n b {\n }\n", 2, 10);
    assert_incomplete("try { print 'a", 1, 13);
    assert_incomplete("try { # }", 1, 5);
}

static void test_nul_is_refused_where_it_stands(void **state)
{
    (void)state;
    assert_failed("a\0b", 1, 2);
    assert_failed("a\nbc 'd\0'", 2, 6);
    assert_failed("\0", 1, 1);
}

static void test_error_shows_its_line(void **state)
{
    (void)state;
    struct error error = assert_failed("a\nprint gr\u00fc\u00df\t\\x\nc", 2, 14);
    assert_string_equal(error.excerpt, "print gr\u00fc\u00df\\t\\x");
    assert_int_equal(error.caret, 12);
}

static void test_first_line_counts(void **state)
{
    struct program *program;
    struct error error = {0};

    (void)state;
    assert_int_equal(parse_program(SPAN("a\n  }"), 41, NULL, &program, &error), PARSE_FAILED);
    assert_int_equal(error.place.line, 42);
    assert_string_equal(error.excerpt, "  }");
    assert_int_equal(error.caret, 2);
}

/* A long line is cut around the word at fault, and the caret still stands below it. */
static void test_long_lines_are_cut(void **state)
{
    cleanup_buffer struct buffer text = {0};
    struct program *program;
    struct error error = {0};

    (void)state;
    buffer_append_text(&text, "print ");
    buffer_append_repeated(&text, 'a', 5000);
    buffer_append_text(&text, " \\ ");
    buffer_append_repeated(&text, 'b', 5000);
    assert_int_equal(parse_program(buffer_span(&text), 1, NULL, &program, &error), PARSE_FAILED);
    assert_int_equal(error.place.column, 5008);
    assert_true(strlen(error.excerpt) < 150);
    assert_int_equal(error.excerpt[error.caret], '\\');
}

/* Each of these takes four columns to show. */
static void test_the_caret_is_below_the_excerpt(void **state)
{
    cleanup_buffer struct buffer text = {0};
    struct program *program;
    struct error error = {0};

    (void)state;
    buffer_append_repeated(&text, '\x02', 100);
    buffer_append_text(&text, " a\\ ");
    buffer_append_repeated(&text, '\x02', 100);
    assert_int_equal(parse_program(buffer_span(&text), 1, NULL, &program, &error), PARSE_FAILED);
    assert_int_equal(error.place.column, 103);
    assert_in_range(error.caret, 1, strlen(error.excerpt) - 1);
    assert_int_equal(error.excerpt[error.caret], '\\');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_statements),
        cmocka_unit_test(test_unfinished_blocks),
        cmocka_unit_test(test_nul_is_refused_where_it_stands),
        cmocka_unit_test(test_error_shows_its_line),
        cmocka_unit_test(test_first_line_counts),
        cmocka_unit_test(test_long_lines_are_cut),
        cmocka_unit_test(test_the_caret_is_below_the_excerpt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
