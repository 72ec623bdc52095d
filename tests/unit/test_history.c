#include "support.h"

#include "history_entries.h"
#include "history_file.h"
#include "ui/editor.h"

/* Each is read as it was written, and so are all of them, one behind the other. */
static void test_entries_come_back(void **state)
{
    static const char *const texts[] = {
        "print one",
        "repeat 2 {\nprint both\n}",
        "repeat 2 {\n#123\n}", /* as readline marks the next entry */
        "#1700000000",
        "\\#1\n\\\\#2\n#3 and more\n#x\n#",
        "a\n\nb\n",
        "\n\nb",
        "\tprint \303\244\360\237\220\233",
    };
    const size_t count = sizeof(texts) / sizeof(texts[0]);
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer entry = {0};
    long long seconds;

    (void)state;
    for (size_t i = 0; i < count; i++)
        history_file_append(&text, span_of(texts[i]), 1700000000 + (long long)i);
    struct span rest = buffer_span(&text);
    for (size_t i = 0; i < count; i++) {
        assert_true(history_file_next(&rest, &entry, &seconds));
        assert_spans(buffer_span(&entry), span_of(texts[i]));
        assert_int_equal(seconds, 1700000000 + i);
    }
    assert_false(history_file_next(&rest, &entry, &seconds));
}

static void test_what_can_stand_there(void **state)
{
    static const struct span fit[] = {SPAN("print x"), SPAN("a\tb\nc"), SPAN("\303\244"),
                                      SPAN("\342\200\215"), SPAN("")};
    static const struct span unfit[] = {SPAN("a\0b"), SPAN("\033[31m"),    SPAN("a\rb"),
                                        SPAN("\177"), SPAN("\302\205"),    SPAN("\344"),
                                        SPAN("\303"), SPAN("\355\240\200")};
    static char large[EDITOR_HISTORY_ENTRY + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(fit) / sizeof(fit[0]); i++)
        assert_true(history_file_takes(fit[i]));
    for (size_t i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++)
        assert_false(history_file_takes(unfit[i]));
    memset(large, 'x', sizeof(large));
    assert_true(history_file_takes((struct span){large, sizeof(large) - 1}));
    assert_false(history_file_takes((struct span){large, sizeof(large)}));
}

static void check_read(struct span text, size_t most, const char *wanted, size_t repeated,
                       size_t unfit)
{
    cleanup_buffer struct buffer got = {0};
    struct history_entries entries = {0};

    history_entries_read(&entries, text, most);
    for (size_t i = 0; i < entries.count; i++)
        buffer_printf(&got, "%s|", entries.items[i].text);
    assert_string_equal(buffer_text(&got), wanted);
    assert_int_equal(entries.repeated, repeated);
    assert_int_equal(entries.unfit, unfit);
    history_entries_free(&entries);
}

static void test_the_last_of_each_is_kept(void **state)
{
    (void)state;
    check_read(SPAN("#1\na\n#2\nb\n#3\na\n"), 10, "b|a|", 1, 0);
    check_read(SPAN("#1\na\n#2\nb\n#3\nc\n"), 2, "b|c|", 1, 0);
    check_read(SPAN("#1\n#2\n\n#3\nc"), 2, "c|", 0, 0); /* the empty are none */
    check_read(SPAN(""), 2, "", 0, 0);
}

static void test_a_file_without_times(void **state)
{
    (void)state;
    check_read(SPAN("a\nb\n\nc\n#1\nd\ne\n"), 10, "a|b|c|d\ne|", 0, 0);
}

static void test_what_is_unfit_is_left_out(void **state)
{
    (void)state;
    check_read(SPAN("#1\na\n#2\nb\0\n#3\nc\n\033\n#4\nd\n"), 10, "a|d|", 0, 2);
    check_read(SPAN("\377\376\n#99999999999999999999999\na\n#"), 10, "a\n#|", 0, 1);
}

static void test_a_cut_file_begins_with_a_whole_entry(void **state)
{
    (void)state;
    assert_bytes(history_file_whole(SPAN("rest of one\n# 1\n#2\nb\n")), "#2\nb\n");
    assert_bytes(history_file_whole(SPAN("no\nend")), "");
}

/* Bytes of all kinds: what was read and is written is read as the same. */
static void test_anything(void **state)
{
    struct random random = {1};

    (void)state;
    for (int i = 0; i < 2000; i++) {
        cleanup_buffer struct buffer bytes = {0}, text = {0}, entry = {0};
        long long seconds;
        random_bytes(&random, &bytes, 200);
        if (!history_file_takes(buffer_span(&bytes)))
            continue;
        history_file_append(&text, buffer_span(&bytes), 1);
        struct span rest = buffer_span(&text);
        assert_true(history_file_next(&rest, &entry, &seconds));
        assert_spans(buffer_span(&entry), buffer_span(&bytes));
        assert_int_equal(rest.length, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_come_back),
        cmocka_unit_test(test_what_can_stand_there),
        cmocka_unit_test(test_the_last_of_each_is_kept),
        cmocka_unit_test(test_a_file_without_times),
        cmocka_unit_test(test_what_is_unfit_is_left_out),
        cmocka_unit_test(test_a_cut_file_begins_with_a_whole_entry),
        cmocka_unit_test(test_anything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
