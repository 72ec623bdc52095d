/* assert: all operators, over numbers and bytes. */
#include "harness.h"

struct comparison {
    const char *a, *operator, * b;
    bool holds;
};

static const struct comparison comparisons[] = {
    {"1", "==", "1", true},
    {"1", "==", "01", true},
    {"1", "==", "1.0", true},
    {"0x10", "==", "16", true},
    {"a", "==", "a", true},
    {"a", "==", "A", false},
    {"", "==", "", true},
    {"", "==", "0", false},
    {"1", "!=", "2", true},
    {"a", "!=", "a", false},
    {"9", "<", "10", true},
    {"9", "<", "10a", false},
    {"-1", "<", "0", true},
    {"1.5", "<", "1.25", false},
    {"2", "<=", "2", true},
    {"3", "<=", "2", false},
    {"b", ">", "a", true},
    {"aa", ">", "a", true},
    {"10", ">", "9", true},
    {"10", ">=", "10", true},
    {"9", ">=", "10", false},
    {"hello", "contains", "ell", true},
    {"hello", "contains", "", true},
    {"hello", "contains", "lle", false},
    {"", "contains", "a", false},
    {"9223372036854775806", "<", "9223372036854775807", true},
};

static void test_operators(void **state)
{
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
        const struct comparison *c = &comparisons[i];
        if (c->holds)
            run_ok(shell, "assert '%s' %s '%s'", c->a, c->operator, c->b);
        else
            run_fails(shell, "mismatch", "", "assert '%s' %s '%s'", c->a, c->operator, c->b);
    }
}

static void test_any_bytes(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "assert x\"00 01\" == \"\\0\\x01\"; assert x\"61 00 62\" contains x\"00\"");
    run_fails(shell, "mismatch", "", "assert x\"00 01\" == x\"00 02\"");
    expect_text(shell, "\"\\0\\x01\" == \"\\0\\x02\" does not hold");
}

static void test_mismatch(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "mismatch", "", "let n 3; assert $n == 4; print never");
    expect_text(shell, "error (mismatch): assert: \"3\" == \"4\" does not hold");
    expect_true(shell, shell->session->exit_status == 1);
}

static void test_silent_when_it_holds(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "assert 1 == 1");
    expect_true(shell, shell->last->text[0] == '\0');
    expect_json(shell, "\"command\":\"assert\",\"ok\":true");
}

static void test_wrong(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "assert 1 = 1");
    expect_hint(shell, "operators are == != < <= > >= contains matches");
    run_fails(shell, "usage", "", "assert 1 ==");
    run_fails(shell, "usage", "", "assert 1 == 1 1");
    run_fails(shell, "name", "", "assert $nothing == 1");
}

static void test_matches(void **state)
{
    struct shell *shell = *state;

    if (!has_regex())
        SKIP("built without regular expressions");
    run_ok(shell,
           "assert '220 ready' matches '^2[0-9]+ '; assert x\"00 ff\" matches '^\\x00\\xff$'");
    run_ok(shell, "assert '' matches '^$'; if abc matches b { print yes }");
    expect_data(shell, "yes");
    run_ok(shell, "assert x\"61 0b 62\" matches '.\\N?\\R'; assert bba matches 'b+(?>|a)ba'; "
                  "assert bba matches 'b+(a)?+ba';"
                  "assert x\"85\" matches '\\S?\\v'");
    run_fails(shell, "mismatch", "", "assert abc matches '^b'");
    run_fails(shell, "usage", "", "assert abc matches '('");
    expect_text(shell, "the pattern is wrong at its byte");
}

/* A pattern made to run for ever gives up. */
static void test_malicious_pattern(void **state)
{
    struct shell *shell = *state;

    if (!has_regex())
        SKIP("built without regular expressions");
    run_fails(shell, "resource", "", "assert aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab matches '^(a+)+$'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_operators),
        TEST(test_any_bytes),
        TEST(test_mismatch),
        TEST(test_silent_when_it_holds),
        TEST(test_wrong),
        TEST(test_matches),
        TEST(test_malicious_pattern),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
