/* Which calls are the last statement's, and what caused a call. */
#include "support.h"

#include "journal/trace.h"

static struct journal *small(void)
{
    return journal_new(JOURNAL_LEAST);
}

static void note(struct journal *journal, enum journal_call call)
{
    struct journal_event event = {.call = call, .time = clock_now()};

    journal_write(journal, &event, &(struct journal_bytes){0});
}

static void state_and_calls(struct journal *journal, const char *text, unsigned calls)
{
    struct journal_cause outer = journal_enter(journal, span_of(text), 1);

    while (calls-- > 0)
        note(journal, CALL_SENDTO);
    journal_leave(journal, outer, 0, "");
}

static void assert_cause(struct journal *journal, uint64_t number, const char *wanted)
{
    cleanup_buffer struct buffer cause = {0};

    trace_cause(&cause, journal, journal_event(journal, number));
    assert_string_equal(buffer_text(&cause), wanted);
}

static void test_nothing_yet(void **state)
{
    struct journal *journal = small();

    (void)state;
    assert_int_equal(trace_last_statement(journal).statement, 0);
    note(journal, CALL_CLOSE); /* by nobody's statement */
    assert_int_equal(trace_last_statement(journal).statement, 0);
    journal_free(journal);
}

static void test_the_last_that_made_any(void **state)
{
    struct journal *journal = small();

    (void)state;
    state_and_calls(journal, "send x", 1);
    state_and_calls(journal, "sendall y", 2);
    note(journal, CALL_GETSOCKOPT); /* the prompt's */
    state_and_calls(journal, "print z", 0);
    struct trace_calls calls = trace_last_statement(journal);
    assert_int_equal(calls.statement, 2);
    assert_int_equal(calls.count, 2);
    assert_int_equal(calls.kept, 2);
    assert_false(trace_is_of(journal_event(journal, 1), &calls));
    assert_true(trace_is_of(journal_event(journal, 3), &calls));
    assert_false(trace_is_of(journal_event(journal, 4), &calls));
    journal_free(journal);
}

static void test_what_is_forgotten_is_counted(void **state)
{
    struct journal *journal = small();

    (void)state;
    state_and_calls(journal, "sendall x", 5000);
    struct trace_calls calls = trace_last_statement(journal);
    assert_int_equal(calls.count, 5000);
    assert_in_range(calls.kept, 50, 4000);
    journal_free(journal);
}

static void test_causes(void **state)
{
    struct journal *journal = small();
    struct journal_cause none = journal_enter(journal, SPAN("repeat 2 {\n  send \033\n}"), 1);

    (void)state;
    note(journal, CALL_GETSOCKOPT);
    state_and_calls(journal, "send \033", 1);
    state_and_calls(journal, "send \033", 1);
    note(journal, CALL_GETSOCKOPT);
    journal_leave(journal, none, 0, "");
    note(journal, CALL_CLOSE);
    assert_cause(journal, 1, "repeat 2 { ...");
    assert_cause(journal, 2, "send \\e");
    assert_cause(journal, 5, "between statements");
    assert_false(trace_same_cause(journal_event(journal, 1), journal_event(journal, 2)));
    assert_false(trace_same_cause(journal_event(journal, 2), journal_event(journal, 3)));
    assert_true(trace_same_cause(journal_event(journal, 1), journal_event(journal, 4)));
    journal_free(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_yet),
        cmocka_unit_test(test_the_last_that_made_any),
        cmocka_unit_test(test_what_is_forgotten_is_counted),
        cmocka_unit_test(test_causes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
