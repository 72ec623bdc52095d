/* What is fed to the line editor: where pastes begin and end, and which bytes are keys. */
#include "support.h"

#include "../../src/ui/editor_input.h"

#include <signal.h>
#include <stdio.h>
#include <termios.h>

#define BEGIN "\033[200~"
#define END "\033[201~"

static void feed(struct span bytes)
{
    editor_input_add(bytes.data, bytes.length);
}
#define FEED(literal) feed(SPAN(literal))

/* Everything that is complete, pastes in brackets. */
static void take(struct buffer *out)
{
    buffer_clear(out);
    while (editor_input_has_more() && editor_input_is_complete()) {
        struct span paste = editor_input_paste();
        if (paste.length) {
            buffer_append_byte(out, '[');
            buffer_append(out, paste);
            buffer_append_byte(out, ']');
            editor_input_skip_paste();
        } else {
            buffer_append_byte(out, (char)editor_input_next());
        }
    }
}

/* Signals stay blocked, and are looked for. */
static bool was_raised(int signal)
{
    sigset_t one;

    sigemptyset(&one);
    sigaddset(&one, signal);
    return sigtimedwait(&one, NULL, &(struct timespec){0}) == signal;
}

static int set_up(void **state)
{
    struct termios terminal = {0};
    sigset_t blocked;

    (void)state;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTSTP);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    terminal.c_cc[VINTR] = 3;
    terminal.c_cc[VSUSP] = 26;
    terminal.c_cc[VQUIT] = 28;
    editor_input_keys(&terminal);
    editor_input_drop();
    return 0;
}

static void test_keys_and_pastes(void **state)
{
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    FEED("a" BEGIN "one\rtwo" END "b" BEGIN "c");
    take(&taken);
    assert_bytes(buffer_span(&taken), "a[one\rtwo]b");
    FEED("d\033[20");
    take(&taken);
    assert_int_equal(taken.length, 0);
    FEED("1~e");
    take(&taken);
    assert_bytes(buffer_span(&taken), "[cd]e");
}

static void test_keys_are_signals_and_pasted_ones_are_not(void **state)
{
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    FEED("a\032\034" BEGIN "b\003\032\034c" END);
    take(&taken);
    assert_bytes(buffer_span(&taken), "a[b\003\032\034c]");
    assert_true(was_raised(SIGTSTP));
    assert_false(was_raised(SIGINT));
    FEED("dropped\003kept");
    take(&taken);
    assert_int_equal(taken.length, 0); /* until the line is cancelled */
    FEED(" too");
    assert_true(was_raised(SIGINT));
    editor_input_cancel();
    take(&taken);
    assert_bytes(buffer_span(&taken), "kept too");
    FEED("dropped\003dropped");
    FEED("too\003kept");
    editor_input_cancel();
    take(&taken);
    assert_bytes(buffer_span(&taken), "kept");
    assert_true(was_raised(SIGINT));
}

/* A signal from elsewhere has no place in the input: all of it is dropped. */
static void test_an_interrupt_that_nobody_typed(void **state)
{
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    FEED("typed");
    editor_input_cancel();
    take(&taken);
    assert_int_equal(taken.length, 0);
}

/* Whether it ends the paste shows what follows, or that nothing does. */
static void test_an_interrupt_at_the_end_of_what_was_read(void **state)
{
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    FEED(BEGIN "a\003");
    assert_true(editor_input_is_in_doubt());
    FEED("b" END);
    assert_false(editor_input_is_in_doubt());
    editor_input_settle();
    assert_false(was_raised(SIGINT));
    take(&taken);
    assert_bytes(buffer_span(&taken), "[a\003b]");

    FEED(BEGIN "a\003");
    editor_input_settle();
    assert_true(was_raised(SIGINT));
    assert_false(editor_input_is_in_doubt());
    editor_input_drop(); /* as whoever takes the signal does */
    FEED("typed\003");
    assert_true(was_raised(SIGINT));
}

static void test_nuls_are_spelled_in_the_paste_alone(void **state)
{
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    FEED(BEGIN "\0a\0\0b\0" END "\0" BEGIN "\0" END "c");
    assert_true(editor_input_is_complete());
    assert_int_equal(editor_input_spell_nuls(), 4);
    assert_bytes(editor_input_paste(), "\\0a\\0\\0b\\0");
    take(&taken);
    assert_bytes(buffer_span(&taken), "[\\0a\\0\\0b\\0]\0[\0]c");
    FEED(BEGIN "none" END);
    assert_true(editor_input_is_complete());
    assert_int_equal(editor_input_spell_nuls(), 0);
    take(&taken);
    assert_bytes(buffer_span(&taken), "[none]");
}

/* A paste is one wherever it was cut. */
static void test_any_pieces(void **state)
{
    static const char text[] = "x" BEGIN "one\033[20 two\033" END BEGIN END "y\033[2";
    cleanup_buffer struct buffer taken = {0};

    (void)state;
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        editor_input_drop();
        for (size_t at = 0; at < sizeof(text) - 1; at += piece) {
            size_t left = sizeof(text) - 1 - at;
            feed((struct span){text + at, left < piece ? left : piece});
            editor_input_is_complete();
        }
        take(&taken);
        assert_bytes(buffer_span(&taken), "x[one\033[20 two\033]" BEGIN END "y");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_keys_and_pastes, set_up),
        cmocka_unit_test_setup(test_keys_are_signals_and_pasted_ones_are_not, set_up),
        cmocka_unit_test_setup(test_an_interrupt_that_nobody_typed, set_up),
        cmocka_unit_test_setup(test_an_interrupt_at_the_end_of_what_was_read, set_up),
        cmocka_unit_test_setup(test_nuls_are_spelled_in_the_paste_alone, set_up),
        cmocka_unit_test_setup(test_any_pieces, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
