/* The text renderer: what a person reads, and a terminal gets. */
#include "scene.h"

#include "oracle.h"

#include <errno.h>
#include <stdlib.h>

static void test_text_shows_line_ends(void **state)
{
    scene_receive(*state, SPAN("hello, \"$world\"\r\nand\nmore"));
    assert_string_equal(scene_text(*state), "web: received 25 bytes\n"
                                            "  hello, \"$world\"\\r\\n\n"
                                            "  and\\n\n"
                                            "  more\n");
}

static void test_text_escapes_what_a_peer_sent(void **state)
{
    scene_receive(
        *state,
        SPAN("\033[2J\033]0;owned\007 a tail of harmless text, long enough to be one\u202e"));
    assert_holds(scene_text(*state), "  \\e[2J\\e]0;owned\\x07 a tail");
    assert_holds(scene_text(*state), "\\u202E\n");
}

static void test_text_of_binary_is_a_dump(void **state)
{
    scene_receive(*state, SPAN("\0\x01\x02\xff"));
    assert_holds(scene_text(*state), "  00000000  00 01 02 ff");
}

static void test_text_is_cut_at_the_limit(void **state)
{
    struct scene *scene = *state;

    scene->outcome.display_limit = 4;
    scene_receive(scene, SPAN("abcdefgh"));
    assert_holds(scene_text(scene), "  abcd\n");
    assert_holds(scene_text(scene), "4 bytes more");
}

static void test_text_of_an_error(void **state)
{
    struct scene *scene = *state;

    scene->render.names_place = true;
    error_call(scene_fail(scene), ERROR_SOCKET, ECONNREFUSED, "connect", "127.0.0.1:81");
    error_hint(&scene->error, "nobody listens there");
    error_at(&scene->error, (struct place){3, 5});
    assert_string_equal(scene_text(scene),
                        "line 3:5: error (socket): connect 127.0.0.1:81: Connection refused "
                        "[ECONNREFUSED]\n  nobody listens there\n");
}

static void test_text_points_at_a_word(void **state)
{
    struct scene *scene = *state;

    error_set(scene_fail(scene), ERROR_USAGE, "wrong");
    error_at(&scene->error, (struct place){1, 7});
    error_copy(scene->error.excerpt, sizeof(scene->error.excerpt), SPAN("print x"));
    scene->error.caret = 6;
    assert_string_equal(scene_text(scene), "error (usage): wrong\n  print x\n        ^\n");
}

/* A subject is escaped when it is made: once more would show another path than was asked for. */
static void test_text_escapes_a_subject_once(void **state)
{
    struct scene *scene = *state;
    char shown[ADDRESS_TEXT];
    struct address address;

    assert_true(address_from_path(SPAN("/tmp/a\tb"), &address, &scene->error));
    error_call(scene_fail(scene), ERROR_SOCKET, ENOENT, "connect", "%s",
               address_text(&address, shown));
    assert_holds(scene_text(scene), "connect /tmp/a\\tb: No such file or directory [ENOENT]\n");
}

static void test_text_escapes_whatever_is_in_an_error(void **state)
{
    struct scene *scene = *state;

    error_set(scene_fail(scene), ERROR_TLS, "certificate of %s", "\033[31mevil\n");
    error_hint(&scene->error, "%s", "\033]0;\007");
    error_copy(scene->error.subject, sizeof(scene->error.subject), SPAN("\x9b\r"));
    for (const char *at = scene_text(scene); *at; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= ' ');
    assert_null(strstr(scene_text(scene), "evil\n"));
}

static void test_text_of_fields(void **state)
{
    struct scene *scene = *state;

    scene->command.says = NULL;
    fields_text(&scene->reply.fields, "name", SPAN("\033[1mx"));
    fields_bool(&scene->reply.fields, "flag", true);
    fields_null(&scene->reply.fields, "peer");
    assert_string_equal(scene_text(scene), "  name            \\e[1mx\n"
                                           "  flag            yes\n"
                                           "  peer            -\n");
}

static void test_text_of_a_table(void **state)
{
    struct scene *scene = *state;
    struct list *list = fields_list(&scene->reply.fields, "rows");

    scene->command.says = NULL;
    assert_string_equal(scene_text(scene), "  none\n");
    for (int i = 9; i <= 10; i++) {
        struct fields *row = list_add(list);
        fields_text(row, "n", i == 9 ? SPAN("\u4e16\u754c") : SPAN("a"));
        fields_integer(row, "value", i);
    }
    assert_string_equal(scene_text(scene), "  n    value\n  \u4e16\u754c 9\n  a    10\n");
}

static void test_quiet_writes_the_bytes(void **state)
{
    struct scene *scene = *state;

    scene->render.raw = true;
    scene_receive(scene, SPAN("a\033b"));
    assert_string_equal(scene_quiet(scene), "a\033b");
    scene->render.raw = false;
    scene_receive(scene, SPAN("a long enough text with an escape \033b"));
    assert_holds(scene_quiet(scene), "escape \\eb\n");
}

/* Whatever a peer sends, in data and in fields, nothing on the way to a terminal is a control. */
static void test_no_bytes_command_the_terminal(void **state)
{
    struct scene *scene = *state;
    cleanup_buffer struct buffer bytes = {0};
    struct random random = {3};

    for (int i = 0; i < 3000; i++) {
        random_bytes(&random, &bytes, 200);
        scene->reply.fields = (struct fields){.arena = &scene->arena};
        scene_receive(scene, buffer_span(&bytes));
        fields_text(&scene->reply.fields, "field", buffer_span(&bytes));
        scene->command.says = i % 2 ? NULL : "{field} of {length|byte}";
        for (int kind = 0; kind < 2; kind++) {
            char *line = strdup(kind ? scene_json(scene) : scene_text(scene));
            for (char *next, *at = line; *at; at = next) {
                next = strchr(at, '\n');
                assert_non_null(next);
                const char *wrong = oracle_unsafe((struct span){at, (size_t)(next++ - at)});
                if (wrong)
                    fail_msg("%s: %s", line, wrong);
            }
            free(line);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scene_test(test_text_shows_line_ends),
        scene_test(test_text_escapes_what_a_peer_sent),
        scene_test(test_text_of_binary_is_a_dump),
        scene_test(test_text_is_cut_at_the_limit),
        scene_test(test_text_of_an_error),
        scene_test(test_text_points_at_a_word),
        scene_test(test_text_escapes_a_subject_once),
        scene_test(test_text_escapes_whatever_is_in_an_error),
        scene_test(test_text_of_fields),
        scene_test(test_text_of_a_table),
        scene_test(test_quiet_writes_the_bytes),
        scene_test(test_no_bytes_command_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
