/* The module socksh-editor.so: readline fed by our own loop. */
#include "ui/editor.h"

#include "base/memory.h"
#include "editor_complete.h"
#include "editor_hint.h"
#include "editor_history.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { INPUT_ROOM = 4096, PASTE_SHOWN = 8192 };

/* Readline's state is the process's, so this is too. */
static struct {
    const struct editor_host *host;
    char interrupt_key, suspend_key, quit_key;
    bool pasting;  /* inside a bracketed paste */
    size_t marked; /* bytes seen of the mark that begins or ends one */
    bool editing;
    char *input;
    size_t used, length, capacity;
    size_t searched;     /* of an opened paste at the input's beginning, for its end */
    size_t paste_length; /* of a whole one there, without its marks; else 0 */
    char *aside;         /* what was pasted and is too long to be shown */
    size_t aside_length;
} editor;

/* Bytes that were fed; readline asks only while there are some. */
static int get_byte(FILE *stream)
{
    (void)stream;
    if (editor.used == editor.length)
        return EOF;
    return (unsigned char)editor.input[editor.used++];
}

static int has_input(void)
{
    return editor.used < editor.length;
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

/* What was set aside is the end of the line: nothing is known of what follows it. */
static void show_hint(void)
{
    if (editor.editing && !editor.aside)
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

static const char paste_begins[] = "\033[200~", paste_ends[] = "\033[201~";

/* An opened bracketed paste would hold readline until its end: wait until that has come, too. Of a long one
 * only what is new is searched. */
static bool is_complete(void)
{
    const size_t open = sizeof(paste_begins) - 1, close = sizeof(paste_ends) - 1;
    const char *start = editor.input + editor.used;
    size_t length = editor.length - editor.used;

    editor.paste_length = 0;
    if (length > 2 && length < open && memcmp(start, paste_begins, length) == 0)
        return false;
    if (length < open || memcmp(start, paste_begins, open) != 0)
        return true;
    size_t from = editor.searched > open ? editor.searched - close : open;
    const char *end = memmem(start + from, length - from, paste_ends, close);
    editor.searched = end ? 0 : length;
    if (end)
        editor.paste_length = (size_t)(end - start) - open;
    return end;
}

/* A paste that readline would draw for seconds stays out of sight, and is the end of the line. */
static void set_aside(void)
{
    const char *text = editor.input + editor.used + sizeof(paste_begins) - 1;
    size_t lines = 0;

    editor.aside = memory_resize(editor.aside, editor.aside_length + editor.paste_length + 1);
    for (size_t i = 0; i < editor.paste_length; i++) {
        char byte = text[i] == '\r' ? '\n' : text[i];
        lines += byte == '\n';
        editor.aside[editor.aside_length++] = byte ? byte : ' ';
    }
    editor.aside[editor.aside_length] = '\0';
    editor.used += editor.paste_length + sizeof(paste_begins) + sizeof(paste_ends) - 2;
    hide();
    fprintf(rl_outstream, "%zu bytes pasted, %zu lines: Enter runs them, Ctrl-C drops them\n",
            editor.paste_length, lines);
    show_line();
}

static void drop_aside(void)
{
    free(editor.aside);
    editor.aside = NULL;
    editor.aside_length = 0;
}

/* What was typed, and what was pasted behind it. */
static char *with_aside(char *line)
{
    if (!line || !editor.aside)
        return line;
    size_t length = strlen(line);
    line = memory_resize(line, length + editor.aside_length + 1);
    memcpy(line + length, editor.aside, editor.aside_length + 1);
    drop_aside();
    return line;
}

static void take_line(char *line)
{
    if (!line)
        leave_line();
    editor.editing = false;
    rl_callback_handler_remove();
    editor.host->take_line(editor.host->context, with_aside(line));
}

static void use_input(void)
{
    editor_hint_hide();
    while (editor.editing && has_input() && is_complete()) {
        if (editor.paste_length > PASTE_SHOWN)
            set_aside();
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
    editor.interrupt_key = (char)terminal.c_cc[VINTR];
    editor.suspend_key = (char)terminal.c_cc[VSUSP];
    editor.quit_key = (char)terminal.c_cc[VQUIT];
    terminal.c_lflag &= ~(tcflag_t)ISIG;
    terminal.c_iflag &= ~(tcflag_t)IXON;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal);
}

/* Follows where a paste begins and ends. */
static bool is_typed(char byte)
{
    const char *mark = editor.pasting ? paste_ends : paste_begins;

    editor.marked = byte == mark[editor.marked] ? editor.marked + 1 : byte == mark[0];
    if (editor.marked == sizeof(paste_begins) - 1) {
        editor.pasting = !editor.pasting;
        editor.marked = 0;
    }
    return !editor.pasting;
}

/* Keys that mean signals become signals, which the loop takes; a typed interrupt drops what came before it. One
 * behind which nothing comes is typed, also where a paste has no end. */
static size_t take_signals(char *bytes, size_t length)
{
    size_t kept = 0;

    for (size_t i = 0; i < length; i++) {
        bool typed = is_typed(bytes[i]) || i + 1 == length;
        if (typed && bytes[i] == editor.interrupt_key) {
            raise(SIGINT);
            editor.pasting = false;
            kept = 0;
        } else if (typed && bytes[i] == editor.suspend_key) {
            raise(SIGTSTP);
        } else if (!typed || bytes[i] != editor.quit_key) {
            bytes[kept++] = bytes[i];
        }
    }
    return kept;
}

static void feed(const char *bytes, size_t length)
{
    if (editor.used > 0) {
        memmove(editor.input, editor.input + editor.used, editor.length - editor.used);
        editor.length -= editor.used;
        editor.used = 0;
    }
    if (editor.capacity < editor.length + length) {
        editor.capacity = 2 * (editor.length + length) + INPUT_ROOM;
        editor.input = memory_resize(editor.input, editor.capacity);
    }
    memcpy(editor.input + editor.length, bytes, length);
    editor.length += take_signals(editor.input + editor.length, length);
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
    editor.used = editor.length = editor.searched = 0;
    drop_aside();
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
}

__attribute__((visibility("default"))) const struct editor_interface socksh_editor = {
    .start = start,
    .begin = begin,
    .feed = feed,
    .end = end,
    .interrupt = interrupt,
    .suspend = suspend,
    .resize = resize,
    .hide = hide,
    .show = show,
    .history_start = editor_history_start,
    .history_add = editor_history_add,
    .history_count = editor_history_count,
    .history_entry = editor_history_entry,
};
