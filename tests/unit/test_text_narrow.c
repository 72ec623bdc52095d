/* The text renderer on a terminal of forty columns. */
#include "scene.h"

#include <errno.h>

static size_t forty(void)
{
    return 40;
}

static int set_up(void **state)
{
    scene_setup(state);
    ((struct scene *)*state)->render.columns = forty;
    return 0;
}
#define narrow_test(name) cmocka_unit_test_setup_teardown(name, set_up, scene_teardown)

static void test_an_error_is_broken_at_blanks(void **state)
{
    struct scene *scene = *state;

    error_call(scene_fail(scene), ERROR_SOCKET, ECONNREFUSED, "connect", "127.0.0.1:81");
    error_hint(&scene->error, "the host answered with RST: nothing listens on that port there");
    assert_string_equal(scene_text(scene), "error (socket): connect 127.0.0.1:81:\n"
                                           "  Connection refused [ECONNREFUSED]\n"
                                           "  the host answered with RST: nothing\n"
                                           "  listens on that port there\n");
}

/* The excerpt of `line` whose byte `at` is wrong. */
static void check_excerpt(struct scene *scene, const char *line, unsigned at, const char *wanted)
{
    error_set(scene_fail(scene), ERROR_USAGE, "wrong");
    error_at(&scene->error, (struct place){1, at + 1});
    error_copy(scene->error.excerpt, sizeof(scene->error.excerpt), span_of(line));
    scene->error.caret = at;
    assert_string_equal(scene_text(scene) + strlen("error (usage): wrong\n"), wanted);
}

static void test_the_caret_stands_below_its_word(void **state)
{
    struct scene *scene = *state;

    check_excerpt(scene, "print $x", 6, "  print $x\n        ^\n");
    check_excerpt(scene, "print $x and much more than there is room for", 6,
                  "  print $x and much more than there i...\n"
                  "        ^\n");
    check_excerpt(scene, "print much more than there is room for and then $x", 48,
                  "  ... is room for and then $x\n"
                  "                           ^\n");
}

static void test_the_caret_in_a_long_line(void **state)
{
    struct scene *scene = *state;
    const char *line = "print 0123456789 0123456789 0123456789 $x 0123456789 0123456789 012345";

    error_set(scene_fail(scene), ERROR_NAME, "wrong");
    error_at(&scene->error, (struct place){1, 40});
    error_copy(scene->error.excerpt, sizeof(scene->error.excerpt), span_of(line));
    scene->error.caret = 39;
    const char *text = strchr(scene_text(scene), '\n') + 1, *caret = strchr(text, '\n') + 1;
    assert_in_range(caret - text - 1, 30, 40);
    assert_int_equal(strncmp(text, "  ...", 5), 0);
    assert_int_equal(strncmp(caret - 4, "...\n", 4), 0);
    assert_int_equal(text[strcspn(caret, "^")], '$');
}

static void test_fields_go_on_below_their_values(void **state)
{
    struct scene *scene = *state;

    scene->command.says = NULL;
    fields_text(&scene->reply.fields, "name", SPAN("a value that has more than fits"));
    assert_string_equal(scene_text(scene), "  name            a value that has more\n"
                                           "                  than fits\n");
}

static void test_numbers_stand_one_by_one(void **state)
{
    struct scene *scene = *state;

    scene->command.says = NULL;
    for (int i = 0; i < 4; i++)
        fields_integer(&scene->reply.fields, i % 2 ? "odd" : "even", i);
    assert_string_equal(scene_text(scene), "  even                0\n"
                                           "  odd                 1\n"
                                           "  even                2\n"
                                           "  odd                 3\n");
}

static void test_a_row_goes_on_in_its_last_column(void **state)
{
    struct scene *scene = *state;
    struct fields *row = list_add(fields_list(&scene->reply.fields, "rows"));

    scene->command.says = NULL;
    fields_text(row, "name", SPAN("nodelay"));
    fields_text(row, "meaning", SPAN("small segments are sent at once"));
    assert_string_equal(scene_text(scene), "  name    meaning\n"
                                           "  nodelay small segments are sent at\n"
                                           "          once\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        narrow_test(test_an_error_is_broken_at_blanks),
        narrow_test(test_the_caret_stands_below_its_word),
        narrow_test(test_the_caret_in_a_long_line),
        narrow_test(test_fields_go_on_below_their_values),
        narrow_test(test_numbers_stand_one_by_one),
        narrow_test(test_a_row_goes_on_in_its_last_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
