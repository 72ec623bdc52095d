/* What a ladder shows of a conversation, on a page of text and as SVG. */
#include "story.h"

#include "journal/ladder_svg.h"

#include <sys/socket.h>

static void test_boundaries_vanish(void **unused)
{
    cleanup_story struct story story = story_of(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);

    (void)unused;
    story_sends(&story, A, "hello");
    story_sends(&story, A, "there\r\n");
    story_receives(&story, B, "hellothere\r\n", 0);
    story_closes(&story, A);
    story_receives(&story, B, "", 0);
    const char *text = story_shown(&story, 40, 200);
    assert_string_equal(text, "           a                          b\n"
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
    cleanup_story struct story story = story_of(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);

    (void)unused;
    story_sends(&story, A, "\033[2J\xff\xe2\x80\xae");
    story_receives(&story, B, "\033[2J\xff\xe2\x80\xae", MSG_PEEK);
    const char *text = story_shown(&story, 80, 200);
    for (const char *at = text; *at; at++)
        assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7F));
    assert_holds(text, "send 8 \"\\e[2J\\xff\\u202E\" ");
    assert_holds(text, "recv 8, looking \"\\e[2J\\xff\\u202E\" o\n");
    assert_holds(text, "8 bytes unread *\n");
}

static void test_messages_nobody_received(void **unused)
{
    cleanup_story struct story story = story_of(AF_UNIX, SOCK_DGRAM, JOURNAL_LEAST);

    (void)unused;
    story_sends(&story, A, "one");
    story_sends(&story, A, "two");
    story_receives(&story, B, "one", 0);
    const char *text = story_shown(&story, 80, 200);
    assert_holds(text, "send 3 \"one\" -");
    assert_holds(text, "- send 3, not received \"two\" -");
    assert_holds(text, "-x |\n");
}

static void test_the_last_rungs(void **unused)
{
    cleanup_story struct story story = story_of_tcp();

    (void)unused;
    for (int i = 0; i < 20; i++)
        story_sends(&story, A, i < 19 ? "x" : "last");
    const char *text = story_shown(&story, 80, 2);
    assert_holds(text, "[ESTABLISHED] ");
    assert_holds(text, "send 4 \"last\"");
    assert_holds(text, "left out: 20 earlier rungs; `ladder --all`");
    assert_null(strstr(text, "\"x\""));
}

static void test_hundred_thousand_events(void **unused)
{
    cleanup_story struct story story = story_of(AF_UNIX, SOCK_STREAM, 4 * 1024 * 1024);

    (void)unused;
    for (int i = 0; i < 50000; i++) {
        story_sends(&story, A, "x");
        story_receives(&story, B, "x", 0);
    }
    const char *text = story_shown(&story, 80, 200);
    assert_in_range(occurrences(text, "\n"), 200, 210);
    assert_holds(text, "left out: ");
    assert_holds(text, "the journal has forgotten its first ");
}

static void test_svg_holds_no_markup_of_a_peer(void **unused)
{
    cleanup_story struct story story = story_of(AF_UNIX, SOCK_STREAM, JOURNAL_LEAST);

    (void)unused;
    story_sends(&story, A, "</text><script>&");
    struct ladder *ladder = ladder_new(story.journal);
    struct ladder_view *view =
        ladder_view_new(ladder, &(struct ladder_choice){.abreast = 2, .rungs = 10});
    ladder_svg(&story.text, view);
    const char *text = buffer_text(&story.text);
    assert_null(strstr(text, "<script"));
    assert_holds(text, "\"&lt;/text&gt;&lt;script&gt;&amp;\"");
    ladder_view_free(view);
    ladder_free(ladder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boundaries_vanish),
        cmocka_unit_test(test_peer_commands_no_terminal),
        cmocka_unit_test(test_messages_nobody_received),
        cmocka_unit_test(test_the_last_rungs),
        cmocka_unit_test(test_hundred_thousand_events),
        cmocka_unit_test(test_svg_holds_no_markup_of_a_peer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
