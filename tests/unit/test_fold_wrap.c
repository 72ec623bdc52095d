#include "support.h"

#include "base/fold.h"

static void check_wrap(const char *text, size_t used, size_t indent, size_t columns,
                       const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    fold_wrap(&out, span_of(text), used, indent, columns);
    assert_string_equal(buffer_text(&out), wanted);
}

static void check_lines(const char *text, size_t columns, const char *wanted)
{
    cleanup_buffer struct buffer out = {0};

    fold_lines(&out, span_of(text), columns);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_what_fits_stays(void **state)
{
    (void)state;
    check_wrap("one two", 0, 2, 7, "one two");
    check_wrap("one two", 0, 2, 0, "one two");
    check_wrap("", 9, 2, 5, "");
    check_lines("one  two \n\n  three\n", 20, "one  two \n\n  three\n");
    check_lines("no feed", 20, "no feed\n");
}

static void test_lines_are_broken_at_blanks(void **state)
{
    (void)state;
    check_wrap("one two three", 0, 2, 7, "one two\n  three");
    check_wrap("one two three", 2, 2, 7, "one\n  two\n  three");
    check_wrap(" message", 14, 2, 16, " message");
    check_wrap("  indented line", 0, 4, 10, "  indented\n    line");
    check_wrap("unbreakable word", 0, 2, 5, "unbreakable\n  word");
    check_wrap("unbreakable", 0, 2, 5, "unbreakable");
}

static void test_columns_are_counted_not_bytes(void **state)
{
    (void)state;
    check_wrap("\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9", 0, 0, 7,
               "\u00e9\u00e9\u00e9 \u00e9\u00e9\u00e9");
    check_wrap("\u4e16\u754c \u4e16\u754c", 0, 0, 8, "\u4e16\u754c\n\u4e16\u754c");
}

static void test_what_goes_on_stands_below_the_words(void **state)
{
    (void)state;
    check_lines("  name   a meaning that is long enough", 30,
                "  name   a meaning that is\n         long enough\n");
    check_lines("  name   a meaning that is long", 20, "  name   a meaning\n    that is long\n");
    check_lines("a sentence that is long", 10, "a sentence\n  that is\n  long\n");
}

/* What fold() makes of a text is as if it had known the width. */
static void test_paragraphs_are_folded_anew(void **state)
{
    cleanup_buffer struct buffer text = {0}, folded = {0}, narrow = {0}, wanted = {0};

    (void)state;
    for (int i = 0; i < 60; i++)
        buffer_append_text(&text, i % 3 ? "words " : "another ");
    fold(&folded, "  ", "  ", buffer_text(&text));
    fold_lines(&narrow, buffer_span(&folded), 40);
    fold_wrap(&wanted, buffer_span(&text), 2, 2, 40);
    assert_int_equal(strncmp(buffer_text(&narrow), "  another words", 15), 0);
    assert_int_equal(strncmp(buffer_text(&narrow) + 2, buffer_text(&wanted), wanted.length - 1), 0);
}

static void test_lines_that_were_short_stay_lines(void **state)
{
    (void)state;
    check_lines("  one();\n  two();\n", 30, "  one();\n  two();\n");
}

/* A row of a table is as wide as the page, and the next row's head would not have fitted. */
static void test_rows_of_a_table_stay_rows(void **state)
{
    cleanup_buffer struct buffer text = {0};

    (void)state;
    fold(&text, "Receiving     ", "              ",
         "recv recvfrom recvmsg recvline recvexact recvall expect recvfd");
    buffer_append_text(&text, "Settings      set\n");
    check_lines(buffer_text(&text), 40,
                "Receiving     recv recvfrom recvmsg\n"
                "              recvline recvexact recvall\n"
                "              expect recvfd\n"
                "Settings      set\n");
}

/* What is offered to copy is whole: the terminal breaks it, where it must be, without a line feed. */
static void test_quotes_are_not_broken(void **state)
{
    (void)state;
    check_wrap("say `one two` now", 0, 2, 10, "say\n  `one two`\n  now");
    check_wrap("say \"one \\\" two\" now", 0, 2, 14, "say\n  \"one \\\" two\"\n  now");
    check_wrap("say (`a \"b c\" d`, or) now", 0, 0, 10, "say\n(`a \"b c\" d`,\nor) now");
    check_wrap("an open \" is none", 0, 0, 10, "an open \"\nis none");
    check_wrap("5\" and 6\" wide", 0, 0, 8, "5\" and\n6\" wide");
}

static void test_quotes_are_not_broken_on_a_page(void **state)
{
    cleanup_buffer struct buffer text = {0}, folded = {0}, narrow = {0};

    (void)state;
    buffer_append_repeated(&text, 'x', 70);
    buffer_append_text(&text, " `one two` three");
    fold(&folded, "", "", buffer_text(&text));
    assert_holds(buffer_text(&folded), "x\n`one two` three\n");
    fold_lines(&narrow, buffer_span(&folded), 78);
    assert_holds(buffer_text(&narrow), "x\n`one two` three\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_fits_stays),
        cmocka_unit_test(test_lines_are_broken_at_blanks),
        cmocka_unit_test(test_columns_are_counted_not_bytes),
        cmocka_unit_test(test_what_goes_on_stands_below_the_words),
        cmocka_unit_test(test_paragraphs_are_folded_anew),
        cmocka_unit_test(test_lines_that_were_short_stay_lines),
        cmocka_unit_test(test_rows_of_a_table_stay_rows),
        cmocka_unit_test(test_quotes_are_not_broken),
        cmocka_unit_test(test_quotes_are_not_broken_on_a_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
