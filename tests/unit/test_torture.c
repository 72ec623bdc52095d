/* A small session, run again and again with one system call failing: the first, the second, ... */
#include "support.h"

#include "commands/table.h"
#include "failing.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "shell/session.h"

#include <errno.h>

/* Every deadline is there so that a failure can't leave a later wait without an end. */
static const char session_text[] = "srv = socket tcp\n"
                                   "srv.setsockopt reuseaddr on\n"
                                   "srv.bind 127.0.0.1 0\n"
                                   "srv.listen\n"
                                   "c = socket tcp\n"
                                   "c.connect 127.0.0.1 ${srv.local.port}\n"
                                   "a = srv.accept --timeout 20s\n"
                                   "a.timeout 20s\n"
                                   "c.sendall \"one\\r\\ntwothree\"\n"
                                   "line = a.recvline\n"
                                   "assert $line == \"one\\r\\n\"\n"
                                   "a.recvexact 3\n"
                                   "a.recv\n"
                                   "info a\n"
                                   "info srv\n"
                                   "sockets\n"
                                   "a.options\n"
                                   "poll a c --timeout 0s\n"
                                   "d = dup\n"
                                   "c.shutdown wr\n"
                                   "a.recvall\n"
                                   "close a d --reset\n"
                                   "close c srv\n"
                                   "pair p q unix-dgram\n"
                                   "p.send x\n"
                                   "q.recvfrom --timeout 20s\n"
                                   "v = server udp 127.0.0.1 0\n"
                                   "u = open udp://127.0.0.1:${v.local.port}\n"
                                   "u.send y\n"
                                   "v.timeout 20s\n"
                                   "v.recvfrom\n"
                                   "u.disconnect\n";

static const int numbers[] = {ENOBUFS, ECONNRESET, EMFILE, EINTR, EBADF};

/* What was shown: how many errors, and the last of them. */
struct captured {
    unsigned replies, errors;
    struct error last;
};

static bool capture(void *context, const struct outcome *outcome)
{
    struct captured *captured = context;

    captured->replies++;
    if (!outcome->error)
        return true;
    captured->errors++;
    captured->last = *outcome->error;
    assert_int_not_equal(outcome->error->category, ERROR_NONE);
    assert_true(outcome->error->message[0]);
    return true;
}

/* Run it with the Nth call failing. Returns how many calls were made, and what was shown. */
static unsigned run(unsigned nth, int number, bool keep_going, const char *text,
                    struct captured *captured, int *ret_status)
{
    struct network network = {
        .calls = &failing_calls, .journal = journal_new(1024 * 1024), .loop = loop_new()};
    struct output output = {.context = captured, .show = capture};
    struct session *session = session_new(&network, commands_table, &output);
    bool told = false;

    *captured = (struct captured){0};
    failing_start(nth, number);
    session->keep_going = keep_going;
    session_run_text(session, span_of(text), 1);
    *ret_status = session->exit_status;
    session_free(session);

    for (uint64_t i = 1; i < journal_next(network.journal); i++)
        told |= journal_event(network.journal, i)->error == number;
    unsigned made = failing_made();
    if (nth && nth <= made && !told)
        fail_msg("call %u failed with %s, and the journal does not tell", nth,
                 error_code_name(number));
    journal_free(network.journal);
    loop_free(network.loop);
    return made;
}

static void test_untouched_it_works(void **state)
{
    struct captured captured;
    int status;

    (void)state;
    unsigned made = run(0, 0, false, session_text, &captured, &status);
    assert_done(captured.errors == 0, captured.last);
    assert_int_equal(status, 0);
    assert_true(captured.replies >= 30);
    assert_true(made > 60);
}

/* The first error ends the run, and is the exit status. A call that only informs may fail unseen. */
static void test_every_call_fails_once(void **state)
{
    struct captured captured;
    unsigned seen = 0, made;
    int status;

    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        unsigned before = support_open_fds(), nth = 0;
        do {
            made = run(++nth, numbers[i], false, session_text, &captured, &status);
            assert_true(captured.errors <= 1);
            assert_int_equal(status, error_kind(captured.last.category)->exit_status);
            if (support_open_fds() != before)
                fail_msg("call %u failed with %s, and a descriptor stays open after: %s %s", nth,
                         error_code_name(numbers[i]), captured.last.call, captured.last.message);
            seen += captured.errors;
        } while (nth <= made);
        assert_int_equal(status, 0); /* the last run was untouched */
    }
    assert_true(seen > 100);
}

/* With -k it goes on, into statements whose handles were never made. */
static void test_going_on_after_errors(void **state)
{
    cleanup_buffer struct buffer text = {0};
    struct captured captured;
    unsigned nth = 0, made, before = support_open_fds();
    int status;

    (void)state;
    /* What now never comes isn't waited for. */
    for (const char *at = session_text; *at; at++) {
        if (strncmp(at, "20s", 3) == 0)
            buffer_append_byte(&text, '0'), at++;
        else
            buffer_append_byte(&text, *at);
    }
    do {
        made = run(++nth, ENOBUFS, true, buffer_text(&text), &captured, &status);
        if (captured.errors)
            assert_int_not_equal(status, 0);
        if (support_open_fds() != before)
            fail_msg("call %u failed, and a descriptor stays open", nth);
    } while (nth <= made);
}

/* What is told of by itself, or received while it is watched, fails unseen at the most: the session goes on. */
static void test_arrivals(void **state)
{
    static const char text[] = "set arrivals on\n"
                               "srv = server tcp 127.0.0.1 0\n"
                               "c = open 127.0.0.1 ${srv.local.port}\n"
                               "sleep 15ms\n"
                               "a = srv.accept --timeout 0\n"
                               "a.watch on\n"
                               "c.send x\n"
                               "a.send y\n"
                               "sleep 15ms\n"
                               "rename c d\n"
                               "e = d.dup\n"
                               "close d\n"
                               "close a --reset\n"
                               "sleep 15ms\n";
    struct captured captured;
    unsigned nth = 0, made, before = support_open_fds();
    int status;

    (void)state;
    do {
        made = run(++nth, ECONNRESET, true, text, &captured, &status);
        if (support_open_fds() != before)
            fail_msg("call %u failed, and a descriptor stays open", nth);
    } while (nth <= made);
    assert_int_equal(status, 0);
}

/* The grammar knows without the table in which commands < and > compare: both must agree. */
static void test_comparing_commands_are_the_tables(void **state)
{
    struct parse_rules rules = session_rules();

    (void)state;
    for (command_table row = commands_table; *row; row++)
        assert_int_equal(rules.compares(span_of((*row)->name)),
                         ((*row)->needs & COMMAND_COMPARES) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_untouched_it_works),
        cmocka_unit_test(test_every_call_fails_once),
        cmocka_unit_test(test_going_on_after_errors),
        cmocka_unit_test(test_arrivals),
        cmocka_unit_test(test_comparing_commands_are_the_tables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
