#include "support.h"

#include "lang/compare.h"

static bool holds(const char *a, const char *operator_text, const char *b)
{
    enum comparison comparison;

    assert_true(compare_parse(span_of(operator_text), &comparison));
    return compare_holds(span_of(a), comparison, span_of(b));
}

static void test_operators(void **state)
{
    static const char *const known[] = {"==", "!=", "<", "<=", ">", ">=", "contains", "matches"};
    static const char *const unknown[] = {"", "=", "=<", "<>", "Contains", "contain", "== "};
    enum comparison comparison;

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        assert_true(compare_parse(span_of(known[i]), &comparison));
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        assert_false(compare_parse(span_of(unknown[i]), &comparison));
}

static void test_numbers_as_numbers(void **state)
{
    (void)state;
    assert_true(holds("9", "<", "10"));
    assert_true(holds("1.0", "==", "1"));
    assert_true(holds("0x10", "==", "16"));
    assert_true(holds("-1", ">", "-2"));
    assert_true(holds("1e3", ">=", "999.5"));
    assert_true(holds("9223372036854775807", "!=", "9223372036854775806"));
    assert_false(holds("2", "!=", "2.0"));
}

static void test_bytes_where_not_both_are_numbers(void **state)
{
    (void)state;
    assert_true(holds("9", ">", "10x"));
    assert_true(holds("abc", "<", "abd"));
    assert_true(holds("ab", "<", "abc"));
    assert_true(holds("", "<", "a"));
    assert_true(holds("", "==", ""));
    assert_false(holds("a", "==", "A"));
    assert_true(holds("\xff", ">", "a"));
    assert_false(holds(" 1", "==", "1"));
}

static void test_contains(void **state)
{
    (void)state;
    assert_true(holds("hello", "contains", "ell"));
    assert_true(holds("hello", "contains", ""));
    assert_false(holds("hello", "contains", "helloo"));
    assert_false(holds("", "contains", "x"));
    assert_true(compare_holds(SPAN("a\0b"), COMPARISON_CONTAINS, SPAN("\0b")));
}

/* Exactly one of < == > holds, and the others follow from them. */
static void test_order_is_total(void **state)
{
    static const char *const values[] = {"", "a", "B", "10", "9", "9.5", "-1", "0x0A", "1e1", "z"};
    size_t count = sizeof(values) / sizeof(values[0]);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            const char *a = values[i], *b = values[k];
            assert_int_equal(holds(a, "<", b) + holds(a, "==", b) + holds(a, ">", b), 1);
            assert_int_equal(holds(a, "<=", b), !holds(a, ">", b));
            assert_int_equal(holds(a, ">=", b), !holds(a, "<", b));
            assert_int_equal(holds(a, "!=", b), !holds(a, "==", b));
            assert_int_equal(holds(a, "<", b), holds(b, ">", a));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_numbers_as_numbers),
        cmocka_unit_test(test_bytes_where_not_both_are_numbers),
        cmocka_unit_test(test_contains),
        cmocka_unit_test(test_order_is_total),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
