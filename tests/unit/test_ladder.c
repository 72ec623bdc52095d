#include "support.h"

#include "base/escape.h"
#include "journal/ladder_svg.h"
#include "journal/ladder_text.h"
#include "journal/tcp_state.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
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

/* TCP_INFO, of which the first byte is the state; the journal notes a state only when it is new. */
static void looks(struct story *story, unsigned socket, int state)
{
    char info[] = {(char)state, 0};

    tell(story,
         (struct journal_event){
             .call = CALL_GETSOCKOPT, .socket = socket, .numbers = {IPPROTO_TCP, TCP_INFO}},
         info);
}

static size_t occurrences(struct buffer *text, const char *what)
{
    const char *at = buffer_text(text);
    size_t count = 0;

    while ((at = strstr(at, what))) {
        at += strlen(what);
        count++;
    }
    return count;
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

/* Nothing but the first states was told. A FIN that comes behind the peer's acknowledges it. */
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
                        " 0.000400        |            recv 0: end of stream *\n"
                        " 0.000500        |<....... close: FIN, ACK .........|\n"
                        "            (TIME-WAIT)                        (LAST-ACK)\n"
                        "~0.000600        |.............. ACK ..............>|\n"
                        "                 |                              (CLOSED)\n"
                        " 0.000600        * close                            |\n"
                        "\n"
                        "~ noticed then: the kernel has sent it before\n"
                        "[STATE] as the kernel told; (STATE) follows from what was\n"
                        "sent\n");
}

/* The kernel has acknowledged on its own, before the close that leaves them. */
static void test_bytes_unread_are_none_of_an_acks(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    sends(&story, B, "last");
    closes(&story, B);
    closes(&story, A);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "* close, 4 bytes unread");
    assert_null(strstr(buffer_text(&text), "ACK, 4 bytes"));
}

/* As figure 5 of RFC 9293 has it: FIN-WAIT-2 was seen, so that an ACK came before the peer's FIN. */
static void test_an_ack_of_its_own_was_seen(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    receives(&story, B, "", 0);
    state(&story, A, TCP_FIN_WAIT1, TCP_FIN_WAIT2);
    closes(&story, B);
    closes(&story, A);
    show(&story, &text, 60, 200);
    assert_string_equal(buffer_text(&text),
                        "                 a                                  b\n"
                        " 0.000000        * socketpair                       |\n"
                        "           [ESTABLISHED]                      [ESTABLISHED]\n"
                        " 0.000300        |........ shutdown wr: FIN .......>|\n"
                        "           [FIN-WAIT-1]                       (CLOSE-WAIT)\n"
                        " 0.000500        |            recv 0: end of stream *\n"
                        "~0.000600        |<............. ACK ...............|\n"
                        "           [FIN-WAIT-2]                             |\n"
                        " 0.000700        |<.......... close: FIN ...........|\n"
                        "            (TIME-WAIT)                        (LAST-ACK)\n"
                        "~0.000800        |.............. ACK ..............>|\n"
                        "                 |                              (CLOSED)\n"
                        " 0.000800        * close                            |\n"
                        "\n"
                        "~ noticed then: the kernel has sent it before\n"
                        "[STATE] as the kernel told; (STATE) follows from what was\n"
                        "sent\n");
}

/* A look that finds FIN-WAIT-1 says that the ACK is still to come; CLOSING it is not. */
static void test_a_look_before_the_peers_fin(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    receives(&story, B, "", 0);
    looks(&story, A, TCP_FIN_WAIT1);
    closes(&story, B);
    receives(&story, A, "", 0);
    state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "[FIN-WAIT-1] ");
    assert_holds(buffer_text(&text), " close: FIN, ACK .");
    assert_holds(buffer_text(&text), "(TIME-WAIT) ");
    assert_null(strstr(buffer_text(&text), "CLOSING"));
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));
    assert_int_equal(occurrences(&text, ". ACK ."), 1);
}

/* FIN, FIN and ACK, ACK: the first FIN's own ACK was delayed until there was something to send. */
static void test_closes_without_a_look(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    closes(&story, A);
    closes(&story, B);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), " close: FIN .");
    assert_holds(buffer_text(&text), " close: FIN, ACK .");
    assert_holds(buffer_text(&text), "(TIME-WAIT) ");
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));
    assert_int_equal(occurrences(&text, ". ACK ."), 1);
}

/* What the peer still has to say acknowledges as well: FIN-WAIT-2 comes behind it. */
static void test_data_carries_the_ack(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    receives(&story, B, "", 0);
    sends(&story, B, "last");
    receives(&story, A, "last", 0);
    show(&story, &text, 80, 200);
    assert_null(strstr(buffer_text(&text), " ACK ."));
    assert_holds(strstr(buffer_text(&text), "send 4 \"last\""), "(FIN-WAIT-2)");
    assert_holds(strstr(buffer_text(&text), "(FIN-WAIT-2)"), "recv 4");
}

/* An ACK that is delayed and was seen by nobody may be still to come. */
static void test_an_ack_that_nobody_saw(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    closes(&story, A);
    receives(&story, B, "", 0);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "(FIN-WAIT-1)");
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));
    assert_null(strstr(buffer_text(&text), " ACK ."));
}

/* No ACK is delayed for half a second (RFC 1122, 4.2.3.2). */
static void test_an_ack_is_not_delayed_for_long(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    closes(&story, A);
    story.now += SECOND / 2;
    closes(&story, B);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "(FIN-WAIT-2)");
    assert_holds(buffer_text(&text), " close: FIN .");
    assert_null(strstr(buffer_text(&text), "FIN, ACK"));
    assert_int_equal(occurrences(&text, ". ACK ."), 2);
}

/* Both ends had sent before they received: only the kernel can tell. */
static void test_fins_that_crossed(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    shuts_down(&story, B);
    state(&story, B, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    state(&story, A, TCP_FIN_WAIT1, TCP_CLOSING);
    state(&story, A, TCP_CLOSING, TCP_CLOSE);
    closes(&story, A);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "[CLOSING] ");
    assert_holds(strstr(buffer_text(&text), "[CLOSING]"), "(TIME-WAIT) ");
    assert_null(strstr(buffer_text(&text), "FIN, ACK"));
    assert_null(strstr(buffer_text(&text), "CLOSE-WAIT"));
    assert_null(strstr(buffer_text(&text), "LAST-ACK"));
}

/* A slow network: both FINs were still on their way when the kernel was asked, and long there when it was again. */
static void test_fins_on_their_way(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    shuts_down(&story, B);
    state(&story, B, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    looks(&story, A, TCP_FIN_WAIT1);
    state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    state(&story, B, TCP_FIN_WAIT1, TCP_CLOSE);
    receives(&story, B, "", 0);
    show(&story, &text, 60, 200);
    assert_int_equal(occurrences(&text, "(CLOSING)"), 2);
    assert_int_equal(occurrences(&text, "(TIME-WAIT)"), 2);
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));

    story = begin_tcp();
    buffer_clear(&text);
    shuts_down(&story, A);
    looks(&story, B, TCP_CLOSE_WAIT);
    closes(&story, B);
    looks(&story, A, TCP_FIN_WAIT1);
    state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    show(&story, &text, 60, 200);
    assert_holds(strstr(buffer_text(&text), "[FIN-WAIT-1]"), "(TIME-WAIT)");
    assert_null(strstr(buffer_text(&text), "CLOSING"));
    assert_null(strstr(buffer_text(&text), "FIN-WAIT-2"));
}

/* One end's word tells of the other. */
static void test_crossed_where_one_end_tells(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    shuts_down(&story, A);
    state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    shuts_down(&story, B);
    state(&story, A, TCP_FIN_WAIT1, TCP_CLOSING);
    show(&story, &text, 60, 200);
    assert_holds(buffer_text(&text), "[CLOSING] ");
    assert_holds(buffer_text(&text), " (CLOSING)");
    assert_null(strstr(buffer_text(&text), "CLOSE-WAIT"));
    assert_null(strstr(buffer_text(&text), "LAST-ACK"));

    story = begin_tcp();
    buffer_clear(&text);
    shuts_down(&story, A);
    looks(&story, B, TCP_ESTABLISHED);
    shuts_down(&story, B);
    show(&story, &text, 60, 200);
    assert_int_equal(occurrences(&text, "(CLOSING)"), 2);
    assert_int_equal(occurrences(&text, "(TIME-WAIT)"), 2);
    assert_int_equal(occurrences(&text, ". ACK ."), 2);
    assert_null(strstr(buffer_text(&text), "FIN, ACK"));
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

/* 11 is a descriptor and no flag, though it has the bit of MSG_OOB. */
static void test_unread_bytes_of_a_splice_reset(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    tell(&story,
         (struct journal_event){
             .call = CALL_SPLICE, .socket = A, .fd = 11, .numbers = {7, 11, 4096}, .result = 5},
         "");
    closes(&story, B);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), "close: RST, 5 bytes unread");
}

/* The kernel's word counts more than what was counted, and nothing is sent behind both FINs. */
static void test_what_the_kernel_says_is_unread(void **unused)
{
    struct story story = begin_tcp();
    cleanup_buffer struct buffer text = {0};

    (void)unused;
    tell(&story,
         (struct journal_event){
             .call = CALL_IOCTL, .socket = B, .numbers = {SIOCINQ, 7}, .result = 0},
         "");
    closes(&story, B);
    show(&story, &text, 80, 200);
    assert_holds(buffer_text(&text), " close: RST, 7 bytes unread .");

    story = begin_tcp();
    buffer_clear(&text);
    sends(&story, A, "hello");
    shuts_down(&story, B);
    receives(&story, A, "", 0);
    shuts_down(&story, A);
    state(&story, B, TCP_FIN_WAIT2, TCP_CLOSE);
    closes(&story, B);
    show(&story, &text, 80, 200);
    assert_null(strstr(buffer_text(&text), "RST"));
    assert_null(strstr(buffer_text(&text), "[CLOSED]"));
    assert_holds(buffer_text(&text), "(TIME-WAIT)");
    assert_holds(buffer_text(&text), " close, 5 bytes unread *");
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

static struct journal_end some_end(struct random *random, int family)
{
    struct journal_end end = {.length = (unsigned char)random_below(random, 2)};
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = (in_port_t)random_below(random, 4)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = in.sin_port};
    bool is_in = family == AF_INET;

    if (end.length == 0 || family == AF_UNIX)
        return (struct journal_end){0};
    end.length = is_in ? sizeof(in) : sizeof(in6);
    memcpy(end.bytes, is_in ? (const void *)&in : (const void *)&in6, end.length);
    return end;
}

static void add_some_socket(struct journal *journal, struct random *random, unsigned id)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    int family = families[random_below(random, 3)];

    journal_add_socket(journal, &(struct journal_socket){
                                    .id = id,
                                    .name = {(char)('a' + id % 26)},
                                    .fd = (int)random_below(random, 8),
                                    .family = family,
                                    .type = types[random_below(random, 3)],
                                    .origin = (enum journal_origin)random_below(random, 5),
                                    .other = random_below(random, id),
                                    .local = some_end(random, family),
                                    .peer = some_end(random, family),
                                });
}

static void add_some_event(struct journal *journal, struct random *random)
{
    static const int errors[] = {EAGAIN, EINPROGRESS, ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT};
    cleanup_buffer struct buffer data = {0};
    unsigned sockets = journal_next_socket(journal);
    struct journal_end to = some_end(random, random_below(random, 2) ? AF_INET : AF_INET6);
    struct journal_event event = {
        .kind = random_below(random, 4) ? JOURNAL_CALL : JOURNAL_STATE,
        .call = (enum journal_call)random_below(random, CALL_COUNT),
        .socket = random_below(random, sockets + 1),
        .fd = (int)random_below(random, 8),
        .time = clock_now(),
        .numbers = {random_below(random, 12), random_below(random, 14), random_below(random, 4)},
        .result = (int64_t)random_below(random, 12) - 3,
    };

    random_bytes(random, &data, 64);
    if (event.result < 0) {
        event.result = -1;
        event.error = errors[random_below(random, sizeof(errors) / sizeof(errors[0]))];
    }
    journal_write(journal, &event,
                  &(struct journal_bytes){
                      .address = {to.bytes, to.length},
                      .data = buffer_span(&data),
                      .control = buffer_span(&data),
                  });
}

/* Rows are as wide as the page at the most, and printable. */
static void check_page(const struct buffer *text, size_t columns)
{
    struct span rest = buffer_span(text);

    while (rest.length) {
        size_t length = (size_t)((const char *)memchr(rest.data, '\n', rest.length) - rest.data);
        struct span line = {rest.data, length};
        assert_true(escape_width(line) <= columns);
        for (size_t i = 0; i < length; i++)
            assert_true((unsigned char)line.data[i] >= ' ' && line.data[i] != 0x7F);
        assert_true(escape_is_utf8(line));
        rest = span_after(rest, length + 1);
    }
}

/* Histories that no kernel makes, and whose beginnings are forgotten. */
static void test_any_journal_is_shown(void **unused)
{
    struct random random = {.state = 7};

    (void)unused;
    for (int round = 0; round < 200; round++) {
        struct journal *journal = journal_new(JOURNAL_LEAST);
        cleanup_buffer struct buffer text = {0};
        size_t columns = 30 + random_below(&random, 150);
        for (int i = 0; i < 400; i++) {
            if (i < 2 || random_below(&random, 20) == 0)
                add_some_socket(journal, &random, journal_next_socket(journal));
            add_some_event(journal, &random);
        }
        struct ladder *ladder = ladder_new(journal);
        struct ladder_view *view = ladder_view_new(
            ladder, &(struct ladder_choice){.abreast = ladder_text_abreast(columns),
                                            .sockets = &(unsigned){1 + random_below(&random, 4)},
                                            .socket_count = random_below(&random, 2),
                                            .rungs = 1 + random_below(&random, 500)});
        ladder_text(&text, view, &(struct ladder_page){columns, round % 2});
        check_page(&text, columns < LADDER_NARROW ? LADDER_NARROW : columns);
        ladder_svg(&text, view);
        ladder_view_free(view);
        ladder_free(ladder);
        journal_free(journal);
    }
}

/* No kernel lets a listener send, but what was noted is shown at each end that it stands for. */
static void test_more_arrows_than_calls(void **unused)
{
    struct journal *journal = journal_new(JOURNAL_LEAST);

    (void)unused;
    journal_add_socket(
        journal, &(struct journal_socket){.id = 1, .family = AF_UNIX, .type = SOCK_SEQPACKET});
    for (unsigned id = 2; id <= 40; id += 2) {
        struct journal_end name = {.length = 3, .bytes = {AF_UNIX, 0, (char)id}};
        struct journal_event event = {.call = CALL_RECVFROM, .socket = id, .result = 1};
        journal_add_socket(journal, &(struct journal_socket){.id = id,
                                                             .family = AF_UNIX,
                                                             .type = SOCK_SEQPACKET,
                                                             .origin = ORIGIN_ACCEPTED,
                                                             .other = 1,
                                                             .peer = name});
        journal_add_socket(
            journal, &(struct journal_socket){
                         .id = id + 1, .family = AF_UNIX, .type = SOCK_SEQPACKET, .local = name});
        journal_write(journal, &event, &(struct journal_bytes){.data = SPAN("x")});
    }
    for (int i = 0; i < 20; i++) {
        struct journal_event event = {.call = CALL_SENDTO, .socket = 1, .result = 1};
        journal_write(journal, &event, &(struct journal_bytes){.data = SPAN("x")});
    }
    struct ladder *ladder = ladder_new(journal);
    assert_true(ladder->rung_count > 400);
    ladder_free(ladder);
    journal_free(journal);
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
        cmocka_unit_test(test_boundaries_vanish),
        cmocka_unit_test(test_peer_commands_no_terminal),
        cmocka_unit_test(test_messages_nobody_received),
        cmocka_unit_test(test_states_follow),
        cmocka_unit_test(test_an_ack_of_its_own_was_seen),
        cmocka_unit_test(test_a_look_before_the_peers_fin),
        cmocka_unit_test(test_closes_without_a_look),
        cmocka_unit_test(test_data_carries_the_ack),
        cmocka_unit_test(test_an_ack_that_nobody_saw),
        cmocka_unit_test(test_an_ack_is_not_delayed_for_long),
        cmocka_unit_test(test_fins_that_crossed),
        cmocka_unit_test(test_fins_on_their_way),
        cmocka_unit_test(test_crossed_where_one_end_tells),
        cmocka_unit_test(test_kernel_is_right),
        cmocka_unit_test(test_unread_bytes_reset),
        cmocka_unit_test(test_unread_bytes_of_a_splice_reset),
        cmocka_unit_test(test_what_the_kernel_says_is_unread),
        cmocka_unit_test(test_bytes_unread_are_none_of_an_acks),
        cmocka_unit_test(test_the_last_rungs),
        cmocka_unit_test(test_hundred_thousand_events),
        cmocka_unit_test(test_svg_holds_no_markup_of_a_peer),
        cmocka_unit_test(test_any_journal_is_shown),
        cmocka_unit_test(test_more_arrows_than_calls),
        cmocka_unit_test(test_diagram_of_states),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
