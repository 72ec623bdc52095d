#include "support.h"

#include "journal/journal.h"

static void test_numbers_in_order(void **state)
{
    struct journal *journal = journal_new(8);

    (void)state;
    assert_int_equal(journal_next(journal), 1);
    assert_null(journal_event(journal, 0));
    assert_null(journal_event(journal, 1));
    journal_write(journal, (struct journal_event){.call = "socket", .result = 3});
    journal_write(journal, (struct journal_event){.call = "bind", .result = -1, .error = 98});
    assert_int_equal(journal_next(journal), 3);
    assert_string_equal(journal_event(journal, 1)->call, "socket");
    assert_int_equal(journal_event(journal, 2)->error, 98);
    assert_true(journal_event(journal, 1)->time <= journal_event(journal, 2)->time);
    assert_null(journal_event(journal, 3));
    journal_free(journal);
}

static void test_forgets_the_oldest(void **state)
{
    struct journal *journal = journal_new(4);

    (void)state;
    for (int i = 1; i <= 10; i++)
        journal_write(journal, (struct journal_event){.call = "recv", .result = i});
    for (uint64_t number = 0; number <= 6; number++)
        assert_null(journal_event(journal, number));
    for (uint64_t number = 7; number <= 10; number++)
        assert_int_equal(journal_event(journal, number)->result, number);
    journal_free(journal);
    journal_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_in_order),
        cmocka_unit_test(test_forgets_the_oldest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
