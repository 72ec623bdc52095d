#include "support.h"

#include "journal/journal.h"

#include <stdio.h>
#include <stdlib.h>

static struct journal *small(void)
{
    return journal_new(JOURNAL_LEAST);
}

static void note(struct journal *journal, enum journal_call call, int64_t result, const char *data)
{
    struct journal_event event = {.call = call, .result = result, .time = clock_now()};

    journal_write(journal, &event, &(struct journal_bytes){.data = span_of(data)});
}

static void test_numbers_in_order(void **state)
{
    struct journal *journal = small();

    (void)state;
    assert_int_equal(journal_next(journal), 1);
    assert_null(journal_event(journal, 0));
    assert_null(journal_event(journal, 1));
    note(journal, CALL_SOCKET, 3, "");
    note(journal, CALL_BIND, -1, "");
    assert_int_equal(journal_next(journal), 3);
    assert_int_equal(journal_event(journal, 1)->call, CALL_SOCKET);
    assert_int_equal(journal_event(journal, 2)->result, -1);
    assert_true(journal_event(journal, 1)->time <= journal_event(journal, 2)->time);
    assert_null(journal_event(journal, 3));
    journal_free(journal);
}

static void test_has_nothing_before_something_is_noted(void **state)
{
    struct journal *journal = small();

    (void)state;
    assert_int_equal(journal_size(journal), JOURNAL_LEAST);
    journal_resize(journal, 2 * JOURNAL_LEAST);
    assert_int_equal(journal_size(journal), 2 * JOURNAL_LEAST);
    assert_null(journal_event(journal, 1));
    assert_null(journal_socket(journal, 1));
    assert_null(journal_statement(journal, 1));
    note(journal, CALL_SOCKET, 3, "");
    assert_int_equal(journal_event(journal, 1)->result, 3);
    journal_free(journal);
}

static void test_forgets_the_oldest(void **state)
{
    struct journal *journal = small();

    (void)state;
    for (int i = 1; i <= 1000; i++)
        note(journal, CALL_RECVFROM, i, "");
    uint64_t first = 1;
    while (!journal_event(journal, first))
        first++;
    assert_in_range(1000 - first, 100, 500);
    for (uint64_t number = first; number <= 1000; number++)
        assert_int_equal(journal_event(journal, number)->result, number);
    journal_free(journal);
}

static void test_bytes_are_forgotten_before_their_call(void **state)
{
    struct journal *journal = small();
    struct journal_bytes bytes;
    char large[1000] = {0};

    (void)state;
    memset(large, 'x', sizeof(large) - 1);
    note(journal, CALL_SENDTO, 5, "hello");
    assert_true(journal_bytes(journal, journal_event(journal, 1), &bytes));
    assert_spans(bytes.data, SPAN("hello"));
    for (int i = 0; i < 80; i++)
        note(journal, CALL_SENDTO, 999, large);
    assert_false(journal_bytes(journal, journal_event(journal, 1), &bytes));
    assert_int_equal(journal_event(journal, 1)->data_total, 5);
    assert_true(journal_bytes(journal, journal_event(journal, 81), &bytes));
    assert_int_equal(bytes.data.length, JOURNAL_KEPT);
    assert_int_equal(journal_event(journal, 81)->data_total, 999);
    journal_free(journal);
}

static void test_a_call_has_its_cause(void **state)
{
    struct journal *journal = small();

    (void)state;
    struct journal_cause none = journal_enter(journal, SPAN("repeat 2 { send x }"), 7);
    for (int i = 0; i < 2; i++) {
        struct journal_cause outer = journal_enter(journal, SPAN("send x"), 7);
        note(journal, CALL_SENDTO, 1, "x");
        journal_leave(journal, outer, 0, "");
    }
    journal_leave(journal, none, 6, "EPIPE");
    note(journal, CALL_CLOSE, 0, "");

    const struct journal_statement *statement = journal_statement(journal, 1);
    assert_spans(journal_statement_text(journal, statement), SPAN("repeat 2 { send x }"));
    assert_int_equal(statement->line, 7);
    assert_int_equal(statement->outcome, 6);
    assert_string_equal(statement->code, "EPIPE");
    assert_int_equal(statement->first_event, 1);
    assert_int_equal(statement->end_event, 3);
    assert_null(journal_statement(journal, 2));
    assert_int_equal(journal_event(journal, 2)->statement, 1);
    assert_spans(journal_cause(journal, journal_event(journal, 2)), SPAN("send x"));
    assert_int_equal(journal_event(journal, 3)->statement, 0);
    assert_spans(journal_cause(journal, journal_event(journal, 3)), SPAN(""));
    journal_free(journal);
}

static void leave(struct journal *journal, struct span text, size_t offset, size_t length,
                  int outcome)
{
    struct span inner = {text.data + offset, length};
    struct journal_cause outer = journal_enter(journal, inner, 1);

    journal_leave(journal, outer, outcome, "");
}

/* Each once, the innermost of those that stand in the text. */
static void test_which_inner_statements_failed(void **state)
{
    struct span text = SPAN("try { if $(x) == 1 { }; a }; b");
    struct journal *journal = small();

    (void)state;
    struct journal_cause none = journal_enter(journal, text, 1);
    for (int i = 0; i < 2; i++) {
        struct journal_cause condition =
            journal_enter(journal, (struct span){text.data + 6, 16}, 1);
        leave(journal, text, 11, 1, 6);
        journal_leave(journal, condition, 6, "");
        leave(journal, text, 24, 1, 0);
    }
    assert_false(journal_statement(journal, 1)->failed_unlisted);
    leave(journal, SPAN("elsewhere"), 0, 4, 7);
    leave(journal, text, 29, 1, 8);
    journal_leave(journal, none, 8, "");

    const struct journal_statement *statement = journal_statement(journal, 1);
    assert_int_equal(statement->failure_count, 2);
    assert_int_equal(statement->failures[0].offset, 11);
    assert_int_equal(statement->failures[0].outcome, 6);
    assert_int_equal(statement->failures[1].offset, 29);
    assert_int_equal(statement->failures[1].outcome, 8);
    assert_true(statement->failed_unlisted);
    journal_free(journal);
}

static void test_what_nobody_has_typed_is_no_statement(void **state)
{
    struct journal *journal = small();

    (void)state;
    struct journal_cause none = journal_enter_aside(journal);
    struct journal_cause aside = journal_enter(journal, SPAN("assert 1 == 1"), 1);
    assert_int_not_equal(aside.statement, 0);
    note(journal, CALL_GETSOCKOPT, 0, "");
    journal_leave(journal, aside, 0, "");
    journal_leave(journal, none, 0, "");
    assert_int_equal(journal_next_statement(journal), 1);
    assert_int_equal(journal_event(journal, 1)->statement, 0);

    struct journal_cause outer = journal_enter(journal, SPAN("lesson 1"), 1);
    struct journal_cause typed = journal_enter_aside(journal);
    note(journal, CALL_GETSOCKOPT, 0, "");
    journal_leave(journal, typed, 0, "");
    journal_leave(journal, outer, 6, "EPIPE");
    assert_int_equal(journal_event(journal, 2)->statement, 1);
    assert_int_equal(journal_statement(journal, 1)->outcome, 6);
    journal_free(journal);
}

static void test_a_new_size_keeps_the_newest(void **state)
{
    struct journal *journal = journal_new(1024 * 1024);
    struct journal_bytes bytes;
    char text[32];

    (void)state;
    for (int i = 1; i <= 1000; i++) {
        snprintf(text, sizeof(text), "send %d", i);
        struct journal_cause outer = journal_enter(journal, span_of(text), 1);
        note(journal, CALL_SENDTO, i, text);
        journal_leave(journal, outer, 0, "");
    }
    journal_resize(journal, JOURNAL_LEAST);
    assert_int_equal(journal_size(journal), JOURNAL_LEAST);
    assert_null(journal_event(journal, 1));
    const struct journal_event *last = journal_event(journal, 1000);
    assert_true(journal_bytes(journal, last, &bytes));
    assert_spans(bytes.data, SPAN("send 1000"));
    assert_spans(journal_cause(journal, last), SPAN("send 1000"));
    assert_spans(journal_statement_text(journal, journal_statement(journal, 1000)),
                 SPAN("send 1000"));
    journal_resize(journal, 1024 * 1024);
    assert_spans(journal_cause(journal, journal_event(journal, 1000)), SPAN("send 1000"));
    assert_null(journal_event(journal, 1));
    note(journal, CALL_CLOSE, 0, "");
    assert_int_equal(journal_event(journal, 1001)->call, CALL_CLOSE);
    journal_free(journal);
}

/* `while ${c.state} == x { set journal 64K }`: what stands around it made calls before. */
static void test_a_new_size_in_a_statement_that_has_made_calls(void **state)
{
    struct journal *journal = journal_new(1024 * 1024);
    static const char outer_text[] = "while ${c.state} == x { set journal 64K }";

    (void)state;
    for (int i = 0; i < 400; i++)
        note(journal, CALL_SENDTO, 0, outer_text);
    struct journal_cause none = journal_enter(journal, SPAN(outer_text), 1);
    note(journal, CALL_GETSOCKOPT, 0, "value");
    struct journal_cause outer = journal_enter(journal, SPAN("set journal 64K"), 1);
    journal_resize(journal, JOURNAL_LEAST);
    note(journal, CALL_CLOSE, 0, "");
    journal_leave(journal, outer, 0, "");
    for (int i = 0; i < 5; i++)
        note(journal, CALL_GETSOCKOPT, 0, "another value");
    journal_leave(journal, none, 0, "");
    assert_spans(journal_cause(journal, journal_event(journal, 401)), SPAN(outer_text));
    assert_spans(journal_cause(journal, journal_event(journal, 402)), SPAN("set journal 64K"));
    assert_spans(journal_cause(journal, journal_event(journal, 403)), SPAN(outer_text));
    assert_int_equal(journal_event(journal, 403)->cause, journal_event(journal, 407)->cause);
    journal_free(journal);
}

static void test_a_statement_longer_than_all_room(void **state)
{
    struct journal *journal = small();
    char *text = malloc(JOURNAL_LEAST);

    (void)state;
    memset(text, 'x', JOURNAL_LEAST);
    journal_leave(journal, journal_enter(journal, SPAN("let a 1"), 1), 0, "");
    struct journal_cause none = journal_enter(journal, (struct span){text, JOURNAL_LEAST}, 2);
    note(journal, CALL_SENDTO, 1, "x");
    journal_leave(journal, none, 0, "");
    assert_spans(journal_statement_text(journal, journal_statement(journal, 1)), SPAN("let a 1"));
    assert_spans(journal_statement_text(journal, journal_statement(journal, 2)), SPAN(""));
    assert_spans(journal_cause(journal, journal_event(journal, 1)), ((struct span){text, 256}));
    free(text);
    journal_free(journal);
}

static void test_remembers_sockets(void **state)
{
    struct journal *journal = small();

    (void)state;
    journal_add_socket(journal, &(struct journal_socket){.id = 1, .fd = 5});
    assert_int_equal(journal_socket(journal, 1)->fd, 5);
    assert_null(journal_socket(journal, 0));
    assert_null(journal_socket(journal, 2));
    assert_int_equal(journal_next_socket(journal), 2);
    journal_free(journal);
}

static void add_sockets(struct journal *journal, unsigned first, unsigned last, bool closed)
{
    for (unsigned id = first; id <= last; id++)
        journal_add_socket(journal, &(struct journal_socket){.id = id, .closed = closed});
}

static void test_knows_all_open_sockets(void **state)
{
    struct journal *journal = small();

    (void)state;
    add_sockets(journal, 1, 3, false);
    add_sockets(journal, 4, 10000, true);
    add_sockets(journal, 10001, 15000, false);
    for (unsigned id = 1; id <= 3; id++)
        assert_int_equal(journal_socket(journal, id)->id, id);
    assert_null(journal_socket(journal, 4));
    for (unsigned id = 10001; id <= 15000; id++)
        assert_int_equal(journal_socket(journal, id)->id, id);
    journal_socket(journal, 2)->closed = true;
    journal_socket(journal, 10500)->closed = true;
    add_sockets(journal, 15001, 40000, false);
    assert_non_null(journal_socket(journal, 1));
    assert_null(journal_socket(journal, 2));
    assert_null(journal_socket(journal, 10500));
    assert_non_null(journal_socket(journal, 10501));
    journal_free(journal);
}

static void test_goes_through_the_sockets(void **state)
{
    struct journal *journal = small();
    const struct journal_socket *socket;
    unsigned count = 0;

    (void)state;
    assert_null(journal_socket_before(journal, JOURNAL_NEWEST));
    assert_null(journal_socket_behind(journal, 0));
    add_sockets(journal, 1, 1, true);
    add_sockets(journal, 2, 3, false);
    add_sockets(journal, 4, 5000, true);
    socket = journal_socket_before(journal, JOURNAL_NEWEST);
    assert_int_equal(socket->id, 5000);
    for (; socket->id > 5000 - 1023; socket = journal_socket_before(journal, socket->id))
        count++;
    assert_int_equal(count, 1023);
    assert_int_equal((socket = journal_socket_before(journal, socket->id))->id, 3);
    assert_int_equal((socket = journal_socket_before(journal, socket->id))->id, 2);
    assert_null(journal_socket_before(journal, socket->id));
    assert_int_equal(journal_socket_behind(journal, 0)->id, 2);
    assert_int_equal(journal_socket_behind(journal, 2)->id, 3);
    assert_int_equal(journal_socket_behind(journal, 3)->id, 5000 - 1023);
    assert_int_equal(journal_socket_behind(journal, 4999)->id, 5000);
    assert_null(journal_socket_behind(journal, 5000));
    journal_free(journal);
}

static void test_statements_have_room_as_chosen(void **state)
{
    struct journal *journal = small();

    (void)state;
    for (int i = 1; i <= 20000; i++)
        journal_leave(journal, journal_enter(journal, SPAN("let a 1"), 1), 0, "");
    uint64_t first = 20000;
    while (journal_statement(journal, first - 1))
        first--;
    assert_in_range(20001 - first, 32, 200);
    assert_spans(journal_statement_text(journal, journal_statement(journal, first)),
                 SPAN("let a 1"));
    journal_resize(journal, 64 * JOURNAL_LEAST);
    assert_null(journal_statement(journal, first - 1));
    assert_spans(journal_statement_text(journal, journal_statement(journal, first)),
                 SPAN("let a 1"));
    for (int i = 1; i <= 3000; i++)
        journal_leave(journal, journal_enter(journal, SPAN("let b 1"), 1), 0, "");
    assert_non_null(journal_statement(journal, first));
    assert_int_equal(journal_statement(journal, 23000)->number, 23000);
    journal_free(journal);
}

static void count(void *context, const struct journal_event *event,
                  const struct journal_bytes *bytes)
{
    (void)event;
    *(size_t *)context += bytes->data.length;
}

static void test_attached_readers_get_all(void **state)
{
    struct journal *journal = small();
    size_t length = 0;
    struct journal_reader reader = {.read = count, .context = &length, .wants_data = true};
    char large[1000] = {0};

    (void)state;
    memset(large, 'x', sizeof(large) - 1);
    assert_false(journal_wants_data(journal));
    journal_attach(journal, &reader);
    assert_true(journal_wants_data(journal));
    note(journal, CALL_SENDTO, 999, large);
    assert_int_equal(length, 999);
    journal_detach(journal, &reader);
    note(journal, CALL_SENDTO, 999, large);
    assert_int_equal(length, 999);
    assert_false(journal_wants_data(journal));
    journal_free(journal);
}

/* A reader that asks something for the first call it reads, and keeps the order in which it was told. */
struct asking {
    struct journal *journal;
    uint64_t told[8];
    size_t count;
    bool asks;
};

static void ask(void *context, const struct journal_event *event, const struct journal_bytes *bytes)
{
    struct asking *asking = context;

    (void)bytes;
    asking->told[asking->count++] = event->number;
    if (asking->asks && event->call == CALL_SENDTO) {
        struct journal_event own = {.kind = JOURNAL_SHELL, .call = CALL_GETSOCKNAME};
        journal_write(asking->journal, &own, &(struct journal_bytes){.address = SPAN("there")});
        journal_write(asking->journal, &own, &(struct journal_bytes){0});
    }
}

static void test_what_a_reader_notes_others_get_behind_it(void **state)
{
    struct journal *journal = small();
    struct asking first = {.journal = journal, .asks = true}, second = {.journal = journal};
    struct journal_reader readers[] = {{.read = ask, .context = &first},
                                       {.read = ask, .context = &second}};
    const uint64_t wanted[] = {1, 2, 3, 4};

    (void)state;
    journal_attach(journal, &readers[0]);
    journal_attach(journal, &readers[1]);
    note(journal, CALL_SENDTO, 1, "x");
    note(journal, CALL_CLOSE, 0, "");
    assert_int_equal(second.count, 4);
    assert_memory_equal(first.told, wanted, sizeof(wanted));
    assert_memory_equal(second.told, wanted, sizeof(wanted));
    assert_int_equal(journal_event_behind(journal, 1)->number, 4);
    assert_int_equal(journal_event_before(journal, 4)->number, 1);
    assert_null(journal_event_behind(journal, 4));
    journal_free(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_in_order),
        cmocka_unit_test(test_has_nothing_before_something_is_noted),
        cmocka_unit_test(test_forgets_the_oldest),
        cmocka_unit_test(test_bytes_are_forgotten_before_their_call),
        cmocka_unit_test(test_a_call_has_its_cause),
        cmocka_unit_test(test_which_inner_statements_failed),
        cmocka_unit_test(test_what_nobody_has_typed_is_no_statement),
        cmocka_unit_test(test_a_new_size_keeps_the_newest),
        cmocka_unit_test(test_a_statement_longer_than_all_room),
        cmocka_unit_test(test_a_new_size_in_a_statement_that_has_made_calls),
        cmocka_unit_test(test_remembers_sockets),
        cmocka_unit_test(test_knows_all_open_sockets),
        cmocka_unit_test(test_goes_through_the_sockets),
        cmocka_unit_test(test_statements_have_room_as_chosen),
        cmocka_unit_test(test_attached_readers_get_all),
        cmocka_unit_test(test_what_a_reader_notes_others_get_behind_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
