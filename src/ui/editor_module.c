/* The module socksh-editor.so: readline fed by our own loop. */
#include "ui/editor.h"

#include "base/memory.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_MOST = 10000, INPUT_ROOM = 4096 };

/* Readline's state is the process's, so this is too. */
static struct {
    const struct editor_host *host;
    const char *history_path;
    bool editing;
    char *input;
    size_t used, length, capacity;
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

static void take_line(char *line)
{
    if (!line)
        leave_line();
    editor.editing = false;
    rl_callback_handler_remove();
    editor.host->take_line(editor.host->context, line);
}

/* An opened bracketed paste would hold readline until its end: wait until that has come, too. */
static bool is_complete(void)
{
    static const char open[] = "\033[200~", close[] = "\033[201~";
    const char *start = editor.input + editor.used;
    const char *pasted = memmem(start, editor.length - editor.used, open, sizeof(open) - 1);

    if (!pasted || pasted > start)
        return true;
    return memmem(pasted, (size_t)(editor.input + editor.length - pasted), close,
                  sizeof(close) - 1);
}

static void use_input(void)
{
    while (editor.editing && has_input() && is_complete())
        rl_callback_read_char();
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
    editor.length += length;
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
    if (editor.editing)
        rl_callback_handler_remove();
    editor.editing = false;
}

/* Every step is needed: without one of them wrapped rows, a numeric argument or the Up key break.
 */
static void interrupt(void)
{
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
    editor.used = editor.length = 0;
}

static void suspend(void)
{
    rl_deprep_terminal();
    raise(SIGSTOP);
    rl_prep_terminal(1);
    rl_reset_screen_size();
    rl_on_new_line();
    rl_redisplay();
}

static void resize(void)
{
    rl_resize_terminal();
}

/* A terminal that can't clear a row keeps what was typed, and gets it again further down. */
static void hide(void)
{
    if (rl_get_termcap("ce"))
        rl_clear_visible_line();
    else
        rl_crlf();
    fflush(rl_outstream);
}

static void show(void)
{
    rl_on_new_line();
    rl_redisplay();
    fflush(rl_outstream);
}

static bool is_first_word(int start)
{
    while (start > 0 && (rl_line_buffer[start - 1] == ' ' || rl_line_buffer[start - 1] == '\t'))
        start--;
    return start == 0 || strchr(";{(\n", rl_line_buffer[start - 1]);
}

static bool completing_first;

static char *next_candidate(const char *word, int state)
{
    static unsigned index;

    if (state == 0)
        index = 0;
    const char *candidate =
        editor.host->complete(editor.host->context, word, completing_first, index++);
    return candidate ? memory_copy_text(candidate) : NULL;
}

static char **complete(const char *word, int start, int last)
{
    (void)last;
    completing_first = is_first_word(start);
    char **matches = rl_completion_matches(word, next_candidate);
    rl_attempted_completion_over = matches || completing_first;
    return matches;
}

static void start_history(const char *path)
{
    editor.history_path = path;
    history_write_timestamps = 1;
    history_comment_char = '#';
    using_history();
    stifle_history(HISTORY_MOST);
    if (!path)
        return;
    /* Made by us first, so that nobody else can read it. */
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    read_history(path);
}

static void start(const struct editor_host *host, const char *history_path)
{
    editor.host = host;
    rl_readline_name = "socksh";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = get_byte;
    rl_input_available_hook = has_input;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = " \t\n\"'<>|;{}()";
    rl_completer_quote_characters = "\"'";
    start_history(history_path);
}

static void remember(const char *entry)
{
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

    if (entry[0] == '\0' || entry[0] == ' ' || (last && strcmp(last->line, entry) == 0))
        return;
    add_history(entry);
    if (editor.history_path)
        append_history(1, editor.history_path);
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
    .remember = remember,
};
