#include "support.h"

#include "journal/ladder_svg.h"
#include "journal/ladder_text.h"
#include "journal/tcp_state.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* A journal of two sockets that face each other, a and b, written by hand. */
struct story {
    struct journal *journal;
    nanoseconds now;
};

enum { A = 1, B = 2 };

static void tell(struct story *story, struct journal_event event, const char *data)
{
    event.time = story->now += 100 * MICROSECOND;
    journal_write(story->journal, &event, &(struct journal_bytes){.data = span_of(data)});
}

static struct story begin(int family, int type, size_t size)
{
    struct story story = {.journal = journal_new(size), .now = SECOND};

    for (unsigned id = A; id <= B; id++)
        journal_add_socket(story.journal, &(struct journal_socket){
                                              .id = id,
                                              .name = {id == A ? 'a' : 'b'},
                                              .fd = 10 + (int)id,
                                              .family = family,
                                              .type = type,
                                              .origin = ORIGIN_PAIR,
                                              .other = id == A ? B : A,
                                          });
    tell(&story, (struct journal_event){.call = CALL_SOCKETPAIR, .socket = A}, "");
    return story;
}

static void state(struct story *story, unsigned socket, int before, int now)
{
    tell(story,
         (struct journal_event){.kind = JOURNAL_STATE, .socket = socket, .numbers = {before, now}},
         "");
}

static struct story begin_tcp(void)
{
    struct story story = begin(AF_INET, SOCK_STREAM, JOURNAL_LEAST);

    state(&story, A, 0, TCP_ESTABLISHED);
    state(&story, B, 0, TCP_ESTABLISHED);
    return story;
}

static void sends(struct story *story, unsigned socket, const char *data)
{
    int64_t length = (int64_t)strlen(data);

    tell(story,
         (struct journal_event){
             .call = CALL_SENDTO, .socket = socket, .numbers = {length}, .result = length},
         data);
}

static void receives(struct story *story, unsigned socket, const char *data, int flags)
{
    tell(story,
         (struct journal_event){.call = CALL_RECVFROM,
                                .socket = socket,
                                .numbers = {4096, flags},
                                .result = (int64_t)strlen(data)},
         data);
}

static void shuts_down(struct story *story, unsigned socket)
{
    tell(story,
         (struct journal_event){.call = CALL_SHUTDOWN, .socket = socket, .numbers = {SHUT_WR}}, "");
}

static void closes(struct story *story, unsigned socket)
{
    tell(story, (struct journal_event){.call = CALL_CLOSE, .socket = socket}, "");
}

/* What is seen of it; the story is over. */
static void show(struct story *story, struct buffer *text, size_t columns, size_t rungs)
{
    struct ladder *ladder = ladder_new(story->journal);
    struct ladder_view *view = ladder_view_new(
        ladder, &(struct ladder_choice){.abreast = ladder_text_abreast(columns), .rungs = rungs});

    ladder_text(text, view, &(struct ladder_page){columns, false});
    ladder_view_free(view);
    ladder_free(ladder);
    journal_free(story->journal);
}

static void test_boundaries_vanish(void **unused)
{
    struct story story = begin(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    sends(&story, A, "hello");
    sends(&story, A, "there\r\n");
    receives(&story, B, "hellothere\r\n", 0);
    closes(&story, A);
    receives(&story, B, "", 0);
    show(&story, &text, 40, 200);
    assert_string_equal(buffer_text(&text), "           a                          b\n"
                                            " 0.000000  * socketpair               |\n"
                                            " 0.000100  |----- send 5 \"hello\" ---->|\n"
                                            " 0.000200  |--- send 7 \"there\\r\\n\" -->|\n"
                                            " 0.000300  |  recv 12 \"hellothere\"... *\n"
                                            " 0.000400  |......... close .........>|\n"
                                            " 0.000500  |    recv 0: end of stream *\n"
                                            "\n");
}

static void test_peer_commands_no_terminal(void **unused)
{
    struct story story = begin(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    sends(&story, A, "\033[2J\xff\xe2\x80\xae");
    receives(&story, B, "\033[2J\xff\xe2\x80\xae", MSG_PEEK);
    show(&story, &text, 80, 200);
    for (size_t i = 0; i < text.length; i++)
        assert_true(text.data[i] == '\n' || (text.data[i] >= ' ' && text.data[i] < 0x7F));
    assert_holds(buffer_text(&text), "send 8 \"\\e[2J\\xff\\u202E\" ");
    assert_holds(buffer_text(&text), "recv 8, looking \"\\e[2J\\xff\\u202E\" o\n");
    assert_holds(buffer_text(&text), "8 bytes unread *\n");
}

static void test_messages_nobody_received(void **unused)
{
    struct story story = begin(AF_UNIX, SOCK_DGRAM, JOURNAL_LEAST);
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    sends(&story, A, "one");
    sends(&story, A, "two");
    receives(&story, B, "one", 0);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "send 3 \"one\" -");
    assert_holds(buffer_text(&text), "- send 3, not received \"two\" -");
    assert_holds(buffer_text(&text), "-x |\n");
}

/* FIN, as in figure 5 of RFC 9293: nothing but the first states was told. */
static void test_states_follow(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    receives(&story, B, "", 0);
    closes(&story, B);
    closes(&story, A);
    show(&story, &text, 60, 200);
    assert_string_equal(buffer_text(&text),
                        "                 a                                  b\n"
                        " 0.000000        * socketpair                       |\n"
                        "           [ESTABLISHED]                      [ESTABLISHED]\n"
                        " 0.000300        |........ shutdown wr: FIN .......>|\n"
                        "           (FIN-WAIT-1)                       (CLOSE-WAIT)\n"
                        " 0.000400        |<............. ACK ...............|\n"
                        "           (FIN-WAIT-2)                             |\n"
                        "                 |            recv 0: end of stream *\n"
                        " 0.000500        |<.......... close: FIN ...........|\n"
                        "            (TIME-WAIT)                        (LAST-ACK)\n"
                        " 0.000600        |.............. ACK ..............>|\n"
                        "                 |                              (CLOSED)\n"
                        "                 * close                            |\n"
                        "\n"
                        "[STATE] as the kernel told; (STATE) follows from what was\n"
                        "sent\n");
}

static void test_kernel_is_right(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    receives(&story, B, "", 0);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1); /* the ACK is delayed */
    show(&story, &text, 80, 200);
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));
    assert_null(strstr(buffer_text(&text), " ACK "));
    assert_holds(buffer_text(&text), "[FIN-WAIT-1]");
}

static void test_unread_bytes_reset(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    sends(&story, A, "hello");
    receives(&story, B, "he", 0);
    closes(&story, B);
    tell(&story,
         (struct journal_event){
             .call = CALL_SENDTO, .socket = A, .numbers = {1}, .result = -1, .error = EPIPE},
         "x");
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "<............ close: RST, 3 bytes unread .");
    assert_holds(buffer_text(&text), "(CLOSED) ");
    assert_holds(buffer_text(&text), "* send 1: EPIPE ");
}

static void test_the_last_rungs(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    for (int i = 0; i < 20; i++)
        sends(&story, A, i < 19 ? "x" : "last");
    show(&story, &text, 80, 2);
    assert_holds(buffer_text(&text), "[ESTABLISHED] ");
    assert_holds(buffer_text(&text), "send 4 \"last\"");
    assert_holds(buffer_text(&text), "left out: 20 earlier rungs; `ladder --all`");
    assert_null(strstr(buffer_text(&text), "\"x\""));
}

static void test_hundred_thousand_events(void **unused)
{
    struct story story = begin(AF_UNIX, SOCK_STREAM, 4 * 1024 * 1024);
    cleanup_buffer struct buffer text = {0};
    size_t lines = 0;

    (void)unused;
    for (int i = 0; i < 50000; i++) {
        sends(&story, A, "x");
        receives(&story, B, "x", 0);
    }
    show(&story, &text, 80, 200);
    for (size_t i = 0; i < text.length; i++)
        lines += text.data[i] == '\n';
    assert_in_range(lines, 200, 210);
    assert_holds(buffer_text(&text), "left out: ");
    assert_holds(buffer_text(&text), "the journal has forgotten its first ");
}

static void test_svg_holds_no_markup_of_a_peer(void **unused)
{
    struct story story = begin(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    sends(&story, A, "</text><script>&");
    struct ladder *ladder = ladder_new(story.journal);
    struct ladder_view *view =
        ladder_view_new(ladder, &(struct ladder_choice){.abreast = 2, .rungs = 10});
    ladder_svg(&text, view);
    assert_null(strstr(buffer_text(&text), "<script"));
    assert_holds(buffer_text(&text), "\"&lt;/text&gt;&lt;script&gt;&amp;\"");
    ladder_view_free(view);
    ladder_free(ladder);
    journal_free(story.journal);
}

static void test_diagram_of_states(void **unused)
{
    (void)unused;
    assert_string_equal(tcp_state_name(TCP_FIN_WAIT2), "FIN-WAIT-2");
    assert_string_equal(tcp_state_name(99), "?");
    assert_int_equal(tcp_state_after(TCP_LISTEN, TCP_GETS_SYN), TCP_SYN_RECV);
    assert_int_equal(tcp_state_after(TCP_FIN_WAIT1, TCP_GETS_FIN), TCP_CLOSING);
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
        cmocka_unit_test(test_boundaries_vanish),
        cmocka_unit_test(test_peer_commands_no_terminal),
        cmocka_unit_test(test_messages_nobody_received),
        cmocka_unit_test(test_states_follow),
        cmocka_unit_test(test_kernel_is_right),
        cmocka_unit_test(test_unread_bytes_reset),
        cmocka_unit_test(test_the_last_rungs),
        cmocka_unit_test(test_hundred_thousand_events),
        cmocka_unit_test(test_svg_holds_no_markup_of_a_peer),
        cmocka_unit_test(test_diagram_of_states),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
