#include "support.h"

#include "base/markdown.h"

static void assert_shown(const char *markdown, const char *shown)
{
    cleanup_buffer struct buffer out = {0};

    markdown_append(&out, span_of(markdown));
    assert_spans(buffer_span(&out), span_of(shown));
}

static void test_paragraphs_are_folded(void **state)
{
    (void)state;
    assert_shown("one\ntwo\n\nthree", "one two\n\nthree\n");
    assert_shown("a line of so many words that it does not fit into one of a terminal, and more\n",
                 "a line of so many words that it does not fit into one of a terminal, and more\n");
}

static void test_headings_are_underlined(void **state)
{
    (void)state;
    assert_shown("## Ports\nprose\n", "Ports\n-----\nprose\n");
}

static void test_items_hang(void **state)
{
    (void)state;
    assert_shown("- an item\n  that goes on\n* another\n", "- an item that goes on\n- another\n");
}

static void test_what_is_fenced_stands(void **state)
{
    (void)state;
    assert_shown("see\n```text\na   b\n# c\n```\n| x | y |\n<!-- unseen -->\n",
                 "see\n  a   b\n  # c\n  | x | y |\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paragraphs_are_folded),
        cmocka_unit_test(test_headings_are_underlined),
        cmocka_unit_test(test_items_hang),
        cmocka_unit_test(test_what_is_fenced_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
