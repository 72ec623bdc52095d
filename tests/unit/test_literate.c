#include "support.h"

#include "lang/literate.h"

static struct literate_part next(struct literate *literate)
{
    struct literate_part part;

    assert_true(literate_next(literate, &part));
    return part;
}

static void assert_prose(struct literate *literate, const char *text)
{
    struct literate_part part = next(literate);

    assert_int_equal(part.kind, LITERATE_PROSE);
    assert_spans(part.text, span_of(text));
}

static void assert_block(struct literate *literate, const char *info, const char *text,
                         unsigned line)
{
    struct literate_part part = next(literate);

    assert_int_equal(part.kind, LITERATE_BLOCK);
    assert_spans(part.info, span_of(info));
    assert_spans(part.text, span_of(text));
    assert_int_equal(part.line, line);
}

static void assert_end(struct literate *literate)
{
    struct literate_part part;

    assert_false(literate_next(literate, &part));
}

static void test_prose_and_blocks_in_turn(void **state)
{
    struct literate literate = literate_start(SPAN(
        "# A title\nprose\n```socksh ECONNREFUSED\nsend x\nrecv\n```\nmore\n~~~ check\n~~~\n"));

    (void)state;
    assert_prose(&literate, "# A title\nprose\n");
    assert_block(&literate, "socksh ECONNREFUSED", "send x\nrecv\n", 4);
    assert_prose(&literate, "more\n");
    assert_block(&literate, "check", "", 9);
    assert_end(&literate);
}

static void test_a_fence_ends_with_one_like_it(void **state)
{
    struct literate literate =
        literate_start(SPAN("````text\n```\n~~~~\n    ````\n````` \nbehind"));

    (void)state;
    assert_block(&literate, "text", "```\n~~~~\n    ````\n", 2);
    assert_prose(&literate, "behind");
    assert_end(&literate);
}

static void test_code_within_a_line_is_prose(void **state)
{
    struct literate literate = literate_start(SPAN("``` code ``` here\n    ```indented\n``\n"));

    (void)state;
    assert_prose(&literate, "``` code ``` here\n    ```indented\n``\n");
    assert_end(&literate);
}

static void test_a_block_without_end_ends_with_the_document(void **state)
{
    struct literate literate = literate_start(SPAN("```socksh\nsend x"));

    (void)state;
    assert_block(&literate, "socksh", "send x", 2);
    assert_end(&literate);
    literate = literate_start(SPAN(""));
    assert_end(&literate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prose_and_blocks_in_turn),
        cmocka_unit_test(test_a_fence_ends_with_one_like_it),
        cmocka_unit_test(test_code_within_a_line_is_prose),
        cmocka_unit_test(test_a_block_without_end_ends_with_the_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
