/* The path of a socket through TCP's states, and the diagram with it. */
#include "support.h"

#include "base/escape.h"
#include "journal/states.h"
#include "journal/tcp_state.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>

static struct journal *with_socket(enum journal_origin origin)
{
    struct journal *journal = journal_new(JOURNAL_LEAST);

    journal_add_socket(journal, &(struct journal_socket){.id = 1, .name = "c", .origin = origin});
    return journal;
}

static void note_state(struct journal *journal, int state)
{
    struct journal_socket *socket = journal_socket(journal, 1);
    struct journal_event event = {.kind = JOURNAL_STATE, .socket = 1, .time = clock_now()};

    event.numbers[0] = socket->state;
    event.numbers[1] = state;
    socket->state = state;
    journal_write(journal, &event, &(struct journal_bytes){0});
}

static void note_connect(struct journal *journal, sa_family_t family, int error)
{
    struct sockaddr_in address = {.sin_family = family};
    struct journal_event event = {
        .call = CALL_CONNECT, .socket = 1, .result = error ? -1 : 0, .error = error};

    journal_write(journal, &event,
                  &(struct journal_bytes){.address = {(char *)&address, sizeof(address)}});
}

/* The path in one line: (implied), told. Frees the journal. */
static void check(struct journal *journal, int now, const char *wanted)
{
    cleanup_buffer struct buffer told = {0};
    struct states_path path;

    states_follow(journal, 1, now, &path);
    for (size_t i = 0; i < path.count; i++)
        buffer_printf(&told, path.steps[i].how == STATES_IMPLIED ? "%s(%s)" : "%s%s",
                      i               ? " "
                      : path.is_whole ? ""
                                      : "... ",
                      tcp_state_name(path.steps[i].state));
    assert_string_equal(buffer_text(&told), wanted);
    journal_free(journal);
}

static void test_names(void **state)
{
    (void)state;
    for (int number = TCP_ESTABLISHED; number <= TCP_CLOSING; number++)
        assert_int_equal(tcp_state_find(span_of(tcp_state_name(number))), number);
    assert_string_equal(tcp_state_name(0), "?");
    assert_string_equal(tcp_state_name(99), "?");
    assert_int_equal(tcp_state_find(SPAN("connected")), 0);
    assert_int_equal(tcp_state_find(SPAN("")), 0);
}

static void test_a_client(void **state)
{
    struct journal *journal = with_socket(ORIGIN_MADE);

    (void)state;
    note_state(journal, TCP_ESTABLISHED);
    note_state(journal, TCP_CLOSE_WAIT);
    check(journal, TCP_CLOSE_WAIT, "CLOSED (SYN-SENT) ESTABLISHED CLOSE-WAIT");
}

static void test_what_must_lie_between(void **state)
{
    static const struct {
        int told, now;
        const char *wanted;
    } cases[] = {
        {TCP_ESTABLISHED, TCP_LAST_ACK, "CLOSED (SYN-SENT) ESTABLISHED (CLOSE-WAIT) LAST-ACK"},
        {TCP_ESTABLISHED, TCP_FIN_WAIT2, "CLOSED (SYN-SENT) ESTABLISHED (FIN-WAIT-1) FIN-WAIT-2"},
        /* Through FIN-WAIT-2, through CLOSING or at once: who knows? */
        {TCP_ESTABLISHED, TCP_TIME_WAIT, "CLOSED (SYN-SENT) ESTABLISHED (FIN-WAIT-1) TIME-WAIT"},
        /* A reset, or an orderly end. */
        {TCP_ESTABLISHED, TCP_CLOSE, "CLOSED (SYN-SENT) ESTABLISHED CLOSED"},
        {TCP_LISTEN, TCP_CLOSE, "CLOSED LISTEN CLOSED"},
        {TCP_LISTEN, TCP_ESTABLISHED, "CLOSED LISTEN (CLOSED) (SYN-SENT) ESTABLISHED"},
        {TCP_CLOSE_WAIT, TCP_CLOSE_WAIT, "CLOSED (SYN-SENT) (ESTABLISHED) CLOSE-WAIT"},
        {TCP_SYN_RECV, TCP_FIN_WAIT1, "CLOSED (SYN-SENT) SYN-RECEIVED FIN-WAIT-1"},
        {TCP_CLOSE, TCP_CLOSE, "CLOSED"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct journal *journal = with_socket(ORIGIN_MADE);
        note_state(journal, cases[i].told);
        check(journal, cases[i].now, cases[i].wanted);
    }
}

static void test_an_attempt_that_failed(void **state)
{
    struct journal *journal = with_socket(ORIGIN_MADE);

    (void)state;
    note_connect(journal, AF_INET, EINPROGRESS);
    note_connect(journal, AF_INET, ECONNREFUSED);
    note_state(journal, TCP_CLOSE);
    note_connect(journal, AF_INET, ENETUNREACH); /* nothing was sent */
    note_connect(journal, AF_UNSPEC, 0);
    check(journal, TCP_CLOSE, "CLOSED (SYN-SENT) CLOSED");
}

static void test_other_origins(void **state)
{
    struct journal *journal = with_socket(ORIGIN_ACCEPTED);

    (void)state;
    note_state(journal, TCP_ESTABLISHED);
    check(journal, TCP_ESTABLISHED, "(SYN-RECEIVED) ESTABLISHED");
    journal = with_socket(ORIGIN_ADOPTED);
    note_state(journal, TCP_FIN_WAIT2);
    check(journal, TCP_FIN_WAIT2, "... FIN-WAIT-2");
    check(with_socket(ORIGIN_COPY), TCP_ESTABLISHED, "... ESTABLISHED");
}

static void test_what_is_forgotten(void **state)
{
    struct journal *journal = with_socket(ORIGIN_MADE);

    (void)state;
    note_state(journal, TCP_ESTABLISHED);
    for (int i = 0; i < 5000; i++)
        journal_write(journal, &(struct journal_event){.call = CALL_LISTEN},
                      &(struct journal_bytes){0});
    note_state(journal, TCP_FIN_WAIT2);
    check(journal, TCP_FIN_WAIT2, "... FIN-WAIT-2");
    journal = with_socket(ORIGIN_MADE);
    for (int i = 0; i < 100; i++) {
        note_state(journal, TCP_SYN_SENT);
        note_state(journal, TCP_CLOSE);
    }
    struct states_path path;
    states_follow(journal, 1, TCP_CLOSE, &path);
    assert_int_equal(path.count, STATES_KEPT);
    assert_false(path.is_whole);
    journal_free(journal);
}

/* Linux tells CLOSED of a descriptor whose connection it keeps in TIME-WAIT. */
static void test_time_wait_behind_an_open_descriptor(void **state)
{
    struct journal *journal = with_socket(ORIGIN_MADE);

    (void)state;
    note_state(journal, TCP_ESTABLISHED);
    note_state(journal, TCP_FIN_WAIT2);
    note_state(journal, TCP_CLOSE);
    check(journal, TCP_TIME_WAIT,
          "CLOSED (SYN-SENT) ESTABLISHED (FIN-WAIT-1) FIN-WAIT-2 TIME-WAIT");
}

/* Every state, with the marks of a path. */
static void draw(struct buffer *out, bool in_ascii)
{
    struct states_path path = {
        .steps = {{TCP_CLOSE, STATES_MADE, 0},
                  {TCP_SYN_SENT, STATES_IMPLIED, 0},
                  {TCP_ESTABLISHED, STATES_TOLD, 0},
                  {TCP_CLOSE, STATES_TOLD, 0}},
        .count = 4,
        .is_whole = true,
    };

    states_draw(out, &path, in_ascii);
}

static void test_the_diagram_fits_a_screen(void **state)
{
    (void)state;
    for (int in_ascii = 0; in_ascii < 2; in_ascii++) {
        cleanup_buffer struct buffer text = {0};
        size_t lines = 0;
        draw(&text, in_ascii);
        for (struct span rest = buffer_span(&text); rest.length; lines++) {
            size_t length =
                (size_t)((const char *)memchr(rest.data, '\n', rest.length) - rest.data);
            assert_in_range(escape_width((struct span){rest.data, length}), 1, 80);
            rest = span_after(rest, length + 1);
        }
        assert_int_equal(lines, 18);
        for (size_t i = 0; in_ascii && i < text.length; i++)
            assert_in_range((unsigned char)text.data[i], '\n', '~');
    }
}

static void test_the_path_is_marked(void **state)
{
    cleanup_buffer struct buffer text = {0};

    (void)state;
    draw(&text, true);
    const char *drawn = buffer_text(&text);
    assert_holds(drawn, "[* CLOSED *]----");
    assert_holds(drawn, "[~ SYN-SENT ~]\n");
    assert_holds(drawn, "[* ESTABLISHED *]\n");
    assert_holds(drawn, "->[> CLOSED <]\n");
    assert_holds(drawn, "[  LISTEN  ]");
    assert_holds(drawn, "[  SYN-RECEIVED  ]<--");
    assert_holds(drawn, "[  FIN-WAIT-1  ]");
    assert_holds(drawn, "[  FIN-WAIT-2  ]");
    assert_holds(drawn, "[  CLOSING  ]");
    assert_holds(drawn, "[  TIME-WAIT  ]");
    assert_holds(drawn, "[  CLOSE-WAIT  ]\n");
    assert_holds(drawn, "[  LAST-ACK  ]\n");
}

static void test_diagram_of_states(void **unused)
{
    (void)unused;
    assert_string_equal(tcp_state_name(TCP_FIN_WAIT2), "FIN-WAIT-2");
    assert_string_equal(tcp_state_name(99), "?");
    assert_int_equal(tcp_state_after(TCP_LISTEN, TCP_GETS_SYN), TCP_SYN_RECV);
    assert_int_equal(tcp_state_after(TCP_FIN_WAIT1, TCP_GETS_FIN), TCP_CLOSING);
    assert_int_equal(tcp_state_after(TCP_FIN_WAIT1, TCP_GETS_FIN_AND_ACK), TCP_TIME_WAIT);
    assert_int_equal(tcp_state_after(TCP_CLOSE_WAIT, TCP_GETS_FIN), 0);
    assert_int_equal(tcp_state_after(TCP_LISTEN, TCP_IS_RESET), 0);
    assert_true(tcp_state_may_become(TCP_FIN_WAIT1, TCP_TIME_WAIT));
    assert_true(tcp_state_may_become(TCP_SYN_SENT, TCP_CLOSE_WAIT));
    assert_false(tcp_state_may_become(TCP_FIN_WAIT2, TCP_FIN_WAIT1));
    assert_false(tcp_state_may_become(TCP_CLOSE_WAIT, TCP_ESTABLISHED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagram_of_states),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_a_client),
        cmocka_unit_test(test_what_must_lie_between),
        cmocka_unit_test(test_an_attempt_that_failed),
        cmocka_unit_test(test_other_origins),
        cmocka_unit_test(test_what_is_forgotten),
        cmocka_unit_test(test_time_wait_behind_an_open_descriptor),
        cmocka_unit_test(test_the_diagram_fits_a_screen),
        cmocka_unit_test(test_the_path_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
