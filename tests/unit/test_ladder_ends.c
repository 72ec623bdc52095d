/* The end of a TCP connection in a ladder: FINs, the ACKs that nobody notes, resets, and the states between. */
#include "story.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>

/* Nothing but the first states was told. A FIN that comes behind the peer's acknowledges it. */
static void test_states_follow(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_receives(&story, B, "", 0);
    story_closes(&story, B);
    story_closes(&story, A);
    const char *text = story_shown(&story, 60, 200);
    assert_string_equal(text, "                 a                                  b\n"
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
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_sends(&story, B, "last");
    story_closes(&story, B);
    story_closes(&story, A);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "* close, 4 bytes unread");
    assert_null(strstr(text, "ACK, 4 bytes"));
}

/* As figure 5 of RFC 9293 has it: FIN-WAIT-2 was seen, so that an ACK came before the peer's FIN. */
static void test_an_ack_of_its_own_was_seen(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_receives(&story, B, "", 0);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_FIN_WAIT2);
    story_closes(&story, B);
    story_closes(&story, A);
    const char *text = story_shown(&story, 60, 200);
    assert_string_equal(text, "                 a                                  b\n"
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
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_receives(&story, B, "", 0);
    story_looks(&story, A, TCP_FIN_WAIT1);
    story_closes(&story, B);
    story_receives(&story, A, "", 0);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "[FIN-WAIT-1] ");
    assert_holds(text, " close: FIN, ACK .");
    assert_holds(text, "(TIME-WAIT) ");
    assert_null(strstr(text, "CLOSING"));
    assert_null(strstr(text, "FIN-WAIT-2"));
    assert_int_equal(occurrences(text, ". ACK ."), 1);
}

/* FIN, FIN and ACK, ACK: the first FIN's own ACK was delayed until there was something to send. */
static void test_closes_without_a_look(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_closes(&story, A);
    story_closes(&story, B);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, " close: FIN .");
    assert_holds(text, " close: FIN, ACK .");
    assert_holds(text, "(TIME-WAIT) ");
    assert_null(strstr(text, "FIN-WAIT-2"));
    assert_int_equal(occurrences(text, ". ACK ."), 1);
}

/* What the peer still has to say acknowledges as well: FIN-WAIT-2 comes behind it. */
static void test_data_carries_the_ack(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_receives(&story, B, "", 0);
    story_sends(&story, B, "last");
    story_receives(&story, A, "last", 0);
    const char *text = story_shown(&story, 80, 200);
    assert_null(strstr(text, " ACK ."));
    assert_holds(strstr(text, "send 4 \"last\""), "(FIN-WAIT-2)");
    assert_holds(strstr(text, "(FIN-WAIT-2)"), "recv 4");
}

/* An ACK that is delayed and was seen by nobody may be still to come. */
static void test_an_ack_that_nobody_saw(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_closes(&story, A);
    story_receives(&story, B, "", 0);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "(FIN-WAIT-1)");
    assert_null(strstr(text, "FIN-WAIT-2"));
    assert_null(strstr(text, " ACK ."));
}

/* No ACK is delayed for half a second (RFC 1122, 4.2.3.2). */
static void test_an_ack_is_not_delayed_for_long(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_closes(&story, A);
    story.now += SECOND / 2;
    story_closes(&story, B);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "(FIN-WAIT-2)");
    assert_holds(text, " close: FIN .");
    assert_null(strstr(text, "FIN, ACK"));
    assert_int_equal(occurrences(text, ". ACK ."), 2);
}

/* Both ends had sent before they received: only the kernel can tell. */
static void test_fins_that_crossed(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_shuts_down(&story, B);
    story_state(&story, B, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_CLOSING);
    story_state(&story, A, TCP_CLOSING, TCP_CLOSE);
    story_closes(&story, A);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "[CLOSING] ");
    assert_holds(strstr(text, "[CLOSING]"), "(TIME-WAIT) ");
    assert_null(strstr(text, "FIN, ACK"));
    assert_null(strstr(text, "CLOSE-WAIT"));
    assert_null(strstr(text, "LAST-ACK"));
}

/* A slow network: both FINs were still on their way when the kernel was asked, and long there when it was again. */
static void test_fins_on_their_way(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_shuts_down(&story, B);
    story_state(&story, B, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_looks(&story, A, TCP_FIN_WAIT1);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    story_state(&story, B, TCP_FIN_WAIT1, TCP_CLOSE);
    story_receives(&story, B, "", 0);
    const char *text = story_shown(&story, 60, 200);
    assert_int_equal(occurrences(text, "(CLOSING)"), 2);
    assert_int_equal(occurrences(text, "(TIME-WAIT)"), 2);
    assert_null(strstr(text, "FIN-WAIT-2"));
}

/* One had come before the other was sent. */
static void test_a_fin_that_had_come(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_looks(&story, B, TCP_CLOSE_WAIT);
    story_closes(&story, B);
    story_looks(&story, A, TCP_FIN_WAIT1);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_CLOSE);
    const char *text = story_shown(&story, 60, 200);
    assert_holds(strstr(text, "[FIN-WAIT-1]"), "(TIME-WAIT)");
    assert_null(strstr(text, "CLOSING"));
    assert_null(strstr(text, "FIN-WAIT-2"));
}

/* One end's word tells of the other. */
static void test_crossed_where_one_end_tells(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1);
    story_shuts_down(&story, B);
    story_state(&story, A, TCP_FIN_WAIT1, TCP_CLOSING);
    const char *text = story_shown(&story, 60, 200);
    assert_holds(text, "[CLOSING] ");
    assert_holds(text, " (CLOSING)");
    assert_null(strstr(text, "CLOSE-WAIT"));
    assert_null(strstr(text, "LAST-ACK"));
}

static void test_crossed_where_a_look_tells(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_looks(&story, B, TCP_ESTABLISHED);
    story_shuts_down(&story, B);
    const char *text = story_shown(&story, 60, 200);
    assert_int_equal(occurrences(text, "(CLOSING)"), 2);
    assert_int_equal(occurrences(text, "(TIME-WAIT)"), 2);
    assert_int_equal(occurrences(text, ". ACK ."), 2);
    assert_null(strstr(text, "FIN, ACK"));
}

static void test_kernel_is_right(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_shuts_down(&story, A);
    story_receives(&story, B, "", 0);
    story_state(&story, A, TCP_ESTABLISHED, TCP_FIN_WAIT1); /* the ACK is delayed */
    const char *text = story_shown(&story, 80, 200);
    assert_null(strstr(text, "FIN-WAIT-2"));
    assert_null(strstr(text, " ACK "));
    assert_holds(text, "[FIN-WAIT-1]");
}

static void test_unread_bytes_reset(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_sends(&story, A, "hello");
    story_receives(&story, B, "he", 0);
    story_closes(&story, B);
    story_tell(&story,
               (struct journal_event){
                   .call = CALL_SENDTO, .socket = A, .numbers = {1}, .result = -1, .error = EPIPE},
               "x");
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "<............ close: RST, 3 bytes unread .");
    assert_holds(text, "(CLOSED) ");
    assert_holds(text, "* send 1: EPIPE ");
}

/* 11 is a descriptor and no flag, though it has the bit of MSG_OOB. */
static void test_unread_bytes_of_a_splice_reset(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_tell(
        &story,
        (struct journal_event){
            .call = CALL_SPLICE, .socket = A, .fd = 11, .numbers = {7, 11, 4096}, .result = 5},
        "");
    story_closes(&story, B);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "close: RST, 5 bytes unread");
}

/* The kernel's word counts more than what was counted. */
static void test_what_the_kernel_says_is_unread(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_tell(&story,
               (struct journal_event){
                   .call = CALL_IOCTL, .socket = B, .numbers = {SIOCINQ, 7}, .result = 0},
               "");
    story_closes(&story, B);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, " close: RST, 7 bytes unread .");
}

static void test_nothing_is_sent_behind_both_fins(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    story_sends(&story, A, "hello");
    story_shuts_down(&story, B);
    story_receives(&story, A, "", 0);
    story_shuts_down(&story, A);
    story_state(&story, B, TCP_FIN_WAIT2, TCP_CLOSE);
    story_closes(&story, B);
    const char *text = story_shown(&story, 80, 200);
    assert_null(strstr(text, "RST"));
    assert_null(strstr(text, "[CLOSED]"));
    assert_holds(text, "(TIME-WAIT)");
    assert_holds(text, " close, 5 bytes unread *");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_follow),
        cmocka_unit_test(test_bytes_unread_are_none_of_an_acks),
        cmocka_unit_test(test_an_ack_of_its_own_was_seen),
        cmocka_unit_test(test_a_look_before_the_peers_fin),
        cmocka_unit_test(test_closes_without_a_look),
        cmocka_unit_test(test_data_carries_the_ack),
        cmocka_unit_test(test_an_ack_that_nobody_saw),
        cmocka_unit_test(test_an_ack_is_not_delayed_for_long),
        cmocka_unit_test(test_fins_that_crossed),
        cmocka_unit_test(test_fins_on_their_way),
        cmocka_unit_test(test_a_fin_that_had_come),
        cmocka_unit_test(test_crossed_where_one_end_tells),
        cmocka_unit_test(test_crossed_where_a_look_tells),
        cmocka_unit_test(test_kernel_is_right),
        cmocka_unit_test(test_unread_bytes_reset),
        cmocka_unit_test(test_unread_bytes_of_a_splice_reset),
        cmocka_unit_test(test_what_the_kernel_says_is_unread),
        cmocka_unit_test(test_nothing_is_sent_behind_both_fins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
