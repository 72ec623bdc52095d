#include "support.h"

#include "base/nearest.h"

static void check(const char *wanted, const char *question)
{
    static const char *const names[] = {
        "connect", "accept",  "close",
        "send",    "sendall", "sendto",
        "recv",    "a",       "an-unusually-long-name-indeed-it-is"};
    struct nearest nearest = nearest_start(span_of(wanted));
    char text[160];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        nearest_offer(&nearest, span_of(names[i]));
    assert_string_equal(nearest_question(&nearest, text, sizeof(text)), question);
}

static void test_finds_the_mistyped(void **state)
{
    (void)state;
    check("conect", "did you mean connect?");
    check("acecpt", "did you mean accept?");
    check("RECV", "did you mean recv?");
    check("clsoe", "did you mean close?");
    check("recvv", "did you mean recv?");
}

static void test_offers_nothing_far(void **state)
{
    (void)state;
    check("frobnicate", "");
    check("", "");
    check("b", "");
    check("an-unusually-long-name-that-is-another", "");
}

static void test_words_and_the_same_twice(void **state)
{
    struct nearest nearest = nearest_start(SPAN("tpc"));
    struct error error = {0};

    (void)state;
    nearest_offer(&nearest, SPAN("tcp"));
    nearest_offer_words(&nearest, "udp|tcp|tcp");
    nearest_offer_words(&nearest, NULL);
    assert_false(nearest_hint(&nearest, &error, "never"));
    assert_string_equal(error.hint, "did you mean tcp?");
}

static void test_otherwise(void **state)
{
    struct nearest nearest = nearest_start(SPAN("tpc"));
    struct error error = {.hint = "before"};

    (void)state;
    assert_false(nearest_hint(&nearest, &error, NULL));
    assert_string_equal(error.hint, "before");
    nearest_hint(&nearest, &error, "`list` lists them");
    assert_string_equal(error.hint, "`list` lists them");
}

static void test_offers_three_at_the_most(void **state)
{
    struct nearest nearest = nearest_start(SPAN("abc"));
    char text[160];

    (void)state;
    nearest_offer(&nearest, SPAN("abd"));
    nearest_offer(&nearest, SPAN("abe"));
    nearest_offer(&nearest, SPAN("abf"));
    nearest_offer(&nearest, SPAN("ABC"));
    nearest_question(&nearest, text, sizeof(text));
    assert_string_equal(text, "did you mean ABC, abd or abe?");
}

static void test_cuts_to_its_room(void **state)
{
    struct nearest nearest = nearest_start(SPAN("abc"));
    char text[16];

    (void)state;
    nearest_offer(&nearest, SPAN("abd"));
    nearest_offer(&nearest, SPAN("abe"));
    nearest_question(&nearest, text, sizeof(text));
    assert_true(strlen(text) < sizeof(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_the_mistyped),       cmocka_unit_test(test_offers_nothing_far),
        cmocka_unit_test(test_words_and_the_same_twice), cmocka_unit_test(test_otherwise),
        cmocka_unit_test(test_offers_three_at_the_most), cmocka_unit_test(test_cuts_to_its_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
