/* The module socksh-editor.so: readline fed by our own loop. */
#include "ui/editor.h"

#include "base/buffer.h"
#include "base/fold.h"
#include "base/memory.h"
#include "editor_complete.h"
#include "editor_hint.h"
#include "editor_history.h"
#include "editor_input.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { PASTE_SHOWN = 8192 };

/* Readline's state is the process's, so this is too. */
static struct {
    const struct editor_host *host;
    bool editing;
    struct buffer aside; /* the line's beginning, out of sight */
} editor;

static int get_byte(FILE *stream)
{
    (void)stream;
    return editor_input_next();
}

/* Bytes that were fed; readline asks only while there are some. */
static int has_input(void)
{
    return editor_input_has_more();
}

/* With bracketed paste readline leaves the prompt's line itself at the end of input. */
static void leave_line(void)
{
    const char *pasting = rl_variable_value("enable-bracketed-paste");

    if (!pasting || strcmp(pasting, "on") != 0)
        rl_crlf();
}

/* A terminal that can't clear a row keeps what was typed, and gets it again further down. */
static void hide(void)
{
    editor_hint_hide();
    if (rl_get_termcap("ce"))
        rl_clear_visible_line();
    else
        rl_crlf();
    fflush(rl_outstream);
}

/* What stands in sight is then not the whole line. */
static void show_hint(void)
{
    if (editor.editing && !editor.aside.length)
        editor_hint_show();
}

static void show_line(void)
{
    rl_on_new_line();
    rl_redisplay();
    fflush(rl_outstream);
    show_hint();
}

static void show(const char *prompt)
{
    rl_set_prompt(prompt);
    show_line();
}

/* A notice of ours, where the line stood that was hidden: it comes again below. */
__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    cleanup_buffer struct buffer text = {0}, lines = {0};
    va_list arguments;
    int rows, columns;

    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    rl_get_screen_size(&rows, &columns);
    fold_lines(&lines, buffer_span(&text), columns > 0 ? (size_t)columns - 1 : 0);
    fputs(buffer_text(&lines), rl_outstream);
    show_line();
}

/* Whether readline can draw a text at once, and on one screen. */
static bool can_be_shown(struct span text, size_t lines)
{
    int rows, columns;

    rl_get_screen_size(&rows, &columns);
    return text.length <= PASTE_SHOWN && lines < (size_t)rows;
}

/* Their ends are told by CR, LF or both; the last one may have none. */
static size_t count_lines(struct span text)
{
    size_t count = 0;
    char before = '\n';

    for (size_t i = 0; i < text.length; i++) {
        count += text.data[i] == '\r' || (text.data[i] == '\n' && before != '\r');
        before = text.data[i];
    }
    return count + (before != '\n' && before != '\r');
}

/* What stands before the cursor goes first, and stays on the screen; what is behind it goes on below. */
static void set_line_aside(void)
{
    char *behind = rl_copy_text(rl_point, rl_end);

    rl_delete_text(rl_point, rl_end);
    rl_redisplay();
    rl_crlf();
    buffer_append(&editor.aside, (struct span){rl_line_buffer, (size_t)rl_point});
    rl_free_line_state();
    rl_replace_line(behind, 1);
    rl_point = 0;
    free(behind);
}

static void set_aside(struct span text)
{
    if (rl_point > 0)
        set_line_aside();
    else
        hide();
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '\n' || i == 0 || text.data[i - 1] != '\r')
            buffer_append_byte(&editor.aside, text.data[i] == '\r' ? '\n' : text.data[i]);
}

/* One that readline would draw for seconds, or on more than a screen, stays out of sight. */
static void take_paste(void)
{
    size_t nuls = editor_input_spell_nuls();
    struct span text = editor_input_paste();
    size_t lines = count_lines(text);

    if (can_be_shown(text, lines)) {
        rl_callback_read_char();
    } else {
        set_aside(text);
        editor_input_skip_paste();
        const char *them = lines == 1 ? "it" : "them";
        tell("%zu bytes pasted, %zu line%s: Enter runs %s, Ctrl-C drops %s", text.length, lines,
             lines == 1 ? "" : "s", them, them);
    }
    if (nuls)
        hide();
    if (nuls)
        tell("%zu NUL byte%s pasted: written as \\0, which means that byte only between double "
             "quotes",
             nuls, nuls == 1 ? "" : "s");
}

/* What was set aside, and what was typed behind it. The caller frees. */
static char *with_aside(char *line)
{
    if (!line || !editor.aside.length)
        return line;
    char *whole = memory_new(editor.aside.length + strlen(line) + 1);
    stpcpy(stpcpy(whole, buffer_text(&editor.aside)), line);
    free(line);
    buffer_free(&editor.aside);
    return whole;
}

static void take_line(char *line)
{
    if (!line)
        leave_line();
    editor.editing = false;
    rl_erase_empty_line = 0;
    rl_callback_handler_remove();
    editor.host->take_line(editor.host->context, with_aside(line));
}

/* Enter. Of several lines each is shown again by who runs it, with its reply below: here they would stand
 * twice. */
static int accept_line(int count, int key)
{
    bool several = memchr(rl_line_buffer, '\n', (size_t)rl_end) ||
                   (editor.aside.length && memchr(editor.aside.data, '\n', editor.aside.length));

    if (several && rl_get_termcap("ce")) {
        buffer_append(&editor.aside, (struct span){rl_line_buffer, (size_t)rl_end});
#if RL_READLINE_VERSION >= 0x0801
        rl_deactivate_mark(); /* of what was pasted: it would be drawn again */
#endif
        rl_free_line_state(); /* which draws the line */
        rl_clear_visible_line();
        rl_replace_line("", 1);
        rl_erase_empty_line = 1;
    }
    return rl_newline(count, key);
}

/* Keys that the user's .inputrc has given another meaning keep it. */
static void bind_enter(Keymap keymap)
{
    static const char *const keys[] = {"\r", "\n"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (rl_function_of_keyseq(keys[i], keymap, NULL) == rl_newline)
            rl_bind_keyseq_in_map(keys[i], accept_line, keymap);
}

static void use_input(void)
{
    editor_hint_hide();
    while (editor.editing && has_input() && editor_input_is_complete()) {
        if (editor_input_paste().length)
            take_paste();
        else
            rl_callback_read_char();
    }
    show_hint();
}

/* While a line is edited the terminal makes no signals of keys: in a paste they are data, and what stands behind
 * them must not reach whoever reads the terminal next. */
static void prepare_terminal(int meta)
{
    struct termios terminal;

    rl_prep_terminal(meta);
    if (tcgetattr(STDIN_FILENO, &terminal) < 0)
        return;
    editor_input_keys(&terminal);
    terminal.c_lflag &= ~(tcflag_t)ISIG;
    terminal.c_iflag &= ~(tcflag_t)IXON;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal);
}

static void feed(const char *bytes, size_t length)
{
    editor_input_add(bytes, length);
    use_input();
}

static void begin(const char *prompt)
{
    editor.editing = true;
    rl_eof_found = 0; /* readline keeps it, and adds a line feed to every line then */
    rl_callback_handler_install(prompt, take_line);
    use_input();
}

static void end(void)
{
    editor_hint_hide();
    if (editor.editing)
        rl_callback_handler_remove();
    editor.editing = false;
}

/* Every step is needed: without one of them wrapped rows, a numeric argument or the Up key break.
 */
static void interrupt(void)
{
    editor_hint_hide();
    rl_point = rl_end;
    rl_redisplay();
    rl_echo_signal_char(SIGINT);
    rl_crlf();
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_replace_line("", 1);
    rl_callback_handler_remove();
    using_history();
    editor.editing = false;
    editor_input_cancel();
    buffer_free(&editor.aside);
}

static void suspend(void)
{
    editor_hint_hide();
    fflush(rl_outstream);
    rl_deprep_terminal();
    raise(SIGSTOP);
    prepare_terminal(1);
    rl_reset_screen_size();
    rl_on_new_line();
    rl_redisplay();
    show_hint();
}

static void resize(void)
{
    editor_hint_hide();
    rl_resize_terminal();
    show_hint();
}

static void start(const struct editor_host *host)
{
    editor.host = host;
    rl_readline_name = "socksh";
    rl_prep_term_function = prepare_terminal;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = get_byte;
    rl_input_available_hook = has_input;
    editor_complete_start(host);
    editor_hint_start(host);
    bind_enter(rl_get_keymap_by_name("emacs"));
    bind_enter(rl_get_keymap_by_name("vi-insert"));
    bind_enter(rl_get_keymap_by_name("vi-command"));
}

__attribute__((visibility("default"))) const struct editor_interface socksh_editor = {
    .start = start,
    .begin = begin,
    .feed = feed,
    .is_in_doubt = editor_input_is_in_doubt,
    .settle = editor_input_settle,
    .drop = editor_input_drop,
    .end = end,
    .interrupt = interrupt,
    .suspend = suspend,
    .resize = resize,
    .hide = hide,
    .show = show,
    .history_start = editor_history_start,
    .history_add = editor_history_add,
    .history_again = editor_history_again,
    .history_count = editor_history_count,
    .history_entry = editor_history_entry,
};
