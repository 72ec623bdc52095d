/* The prompt's parts: reading lines (prompt.c), what the editor asks about them (prompt_words.c), running them
 * (prompt_lines.c, prompt_echo.c), and keeping them (prompt_history.c). Private to src/ui. */
#ifndef UI_PROMPT_PARTS_H
#define UI_PROMPT_PARTS_H

#include "base/buffer.h"
#include "shell/completion.h"
#include "ui/editor.h"

#include <stdbool.h>

struct session;
struct waiting;

struct prompt {
    struct session *session;
    const struct editor_interface *editor;
    struct waiting *waiting;
    int input_fd; /* the terminal */
    bool colour;
    bool editing;
    bool ended;         /* Ctrl-D at an empty line */
    bool closed;        /* the terminal is gone */
    char *line;         /* the line just typed */
    struct buffer text; /* what was typed of an unfinished statement */
    bool pasted;        /* a part of it, of several lines: they are off the screen */
    unsigned first_line, next_line;
    struct completion *completion; /* what the editor was told last */
    struct buffer hint_text;
    struct editor_hint hint;
    struct buffer history; /* the path of its file */
    bool warned;           /* that it can't be kept */
};

/* What stands before the cursor: the prompt, in three quarters of a row at the most, and "...> " inside an
 * unfinished statement. */
void prompt_write(const struct prompt *prompt, struct buffer *out);

/* What the editor asks of its host; the context is the prompt. */
const struct completion *prompt_complete(void *context, const struct completion_line *line);
const struct editor_hint *prompt_hint(void *context, const char *line);

/* Run the text, line by line, and forget it. Where its last line is not finished nothing is run, and it stays. */
void prompt_run_text(struct prompt *prompt);

/* Show a text as it would stand there if it had been typed, behind a prompt; of a long one the beginning. */
void prompt_echo(const struct prompt *prompt, struct span text);

/* The history, and its file. */
void prompt_start_history(struct prompt *prompt);
void prompt_keep(struct prompt *prompt, const char *entry);

#endif
