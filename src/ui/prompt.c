#include "ui/prompt.h"

#include "net/loop.h"
#include "notice.h"
#include "prompt_parts.h"
#include "prompt_text.h"
#include "screen.h"
#include "shell/arrivals.h"
#include "shell/leaving.h"
#include "shell/lesson.h"
#include "shell/module.h"
#include "shell/session.h"
#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

#define SETTLED (100 * MILLISECOND) /* a paste that goes on does so sooner */

static void take_line(void *context, char *line)
{
    struct prompt *prompt = context;

    prompt->line = line;
    prompt->ended = !line;
    prompt->editing = false;
}

void prompt_write(const struct prompt *prompt, struct buffer *out)
{
    if (prompt->text.length)
        buffer_append_text(out, "...> ");
    else
        prompt_text(out, prompt->session, prompt->colour, screen_columns(prompt->input_fd) * 3 / 4);
}

static void read_input(struct prompt *prompt)
{
    char bytes[PIECE];
    ssize_t length = read(prompt->input_fd, bytes, sizeof(bytes));

    if (length > 0)
        prompt->editor->feed(bytes, (size_t)length);
    else if (length == 0 || errno != EAGAIN)
        prompt->closed = true;
}

/* Turn the loop until a line is complete. */
static void read_line(struct prompt *prompt)
{
    cleanup_buffer struct buffer text = {0};
    struct session *session = prompt->session;
    const struct editor_interface *editor = prompt->editor;

    arrivals_before_prompt(session);
    prompt_write(prompt, &text);
    prompt->editing = true;
    editor->begin(buffer_text(&text));
    while (prompt->editing && !prompt->closed && !session->quitting) {
        enum loop_outcome outcome =
            loop_wait(session->network.loop, prompt->input_fd, POLLIN,
                      editor->is_in_doubt() ? clock_deadline(SETTLED) : CLOCK_NEVER, NULL);
        if (outcome == LOOP_READY) {
            read_input(prompt);
        } else if (outcome == LOOP_TIMEOUT) {
            editor->settle();
        } else if (!session->quitting) {
            editor->interrupt();
            buffer_clear(&prompt->text);
            prompt->pasted = false;
            break;
        }
    }
    editor->end();
    prompt->editing = false;
}

/* Enter alone types what a lesson waits for. */
static void type_for_lesson(struct prompt *prompt)
{
    struct span wanted = lesson_wanted(prompt->session);

    if (wanted.length == 0 || prompt->text.length != 1)
        return;
    buffer_clear(&prompt->text);
    buffer_append(&prompt->text, wanted);
    buffer_append_byte(&prompt->text, '\n');
    prompt->pasted = true;
}

static void use_line(struct prompt *prompt)
{
    if (prompt->text.length == 0)
        prompt->first_line = prompt->next_line;
    if (prompt->line) {
        buffer_append_text(&prompt->text, prompt->line);
        buffer_append_byte(&prompt->text, '\n');
        prompt->pasted |= strchr(prompt->line, '\n') != NULL;
        prompt->next_line++;
        type_for_lesson(prompt);
    }
    free(prompt->line);
    prompt->line = NULL;
    if (prompt->text.length)
        prompt_run_text(prompt);
}

static void on_resize(void *context)
{
    const struct prompt *prompt = context;

    if (prompt->editing)
        prompt->editor->resize();
}

static void on_stop(void *context)
{
    const struct prompt *prompt = context;

    if (prompt->editing) {
        prompt->editor->suspend();
    } else {
        waiting_hide(prompt->waiting);
        raise(SIGSTOP);
    }
}

static void on_end(void *context)
{
    struct prompt *prompt = context;

    prompt->session->quitting = true;
    loop_interrupt(prompt->session->network.loop);
}

static void clear(void *context)
{
    const struct prompt *prompt = context;

    if (prompt->editing)
        prompt->editor->hide();
}

static void redraw(void *context)
{
    const struct prompt *prompt = context;
    cleanup_buffer struct buffer text = {0};

    if (!prompt->editing)
        return;
    prompt_write(prompt, &text);
    prompt->editor->show(buffer_text(&text));
}

/* The terminal as a description of our own that doesn't block: Ctrl-C drops what was typed, so that a read may
 * find nothing. Standard input itself is shared with the user's shell, and stays as it is. */
static int open_terminal(void)
{
    int fd = open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    return fd >= 0 ? fd : dup(STDIN_FILENO);
}

static void take_signals(struct prompt *prompt)
{
    struct loop *loop = prompt->session->network.loop;

    loop_on_signal(loop, SIGWINCH, on_resize, prompt);
    loop_on_signal(loop, SIGTSTP, on_stop, prompt);
    loop_on_signal(loop, SIGTERM, on_end, prompt);
    loop_on_signal(loop, SIGHUP, on_end, prompt);
}

/* The end of input leaves, unless it has to be asked for once more. */
static bool may_leave(const struct prompt *prompt)
{
    cleanup_buffer struct buffer question = {0};

    if (!leaving_asks(prompt->session, "Ctrl-D again", &question))
        return true;
    notice(stdout, prompt->input_fd, "%s", buffer_text(&question));
    return false;
}

static void begin(struct prompt *prompt, const struct editor_host *host)
{
    prompt->input_fd = open_terminal();
    prompt->waiting = waiting_new(prompt->session, prompt->input_fd);
    take_signals(prompt);
    prompt->editor->start(host);
    prompt_start_history(prompt);
}

static void end(struct prompt *prompt)
{
    prompt->session->history = (struct history){0};
    waiting_free(prompt->waiting);
    close(prompt->input_fd);
    buffer_free(&prompt->text);
    completion_free(prompt->completion);
    buffer_free(&prompt->hint_text);
    buffer_free(&prompt->history);
}

bool prompt_run(struct session *session, bool colour, struct error *error)
{
    struct prompt prompt = {
        .session = session,
        .colour = colour,
        .editor = module_load("editor", error),
        .next_line = 1,
    };
    struct editor_host host = {.context = &prompt,
                               .take_line = take_line,
                               .complete = prompt_complete,
                               .hint = prompt_hint};
    struct arrivals_stage stage = {&prompt, clear, redraw};

    if (!prompt.editor)
        return false;
    arrivals_at_prompt(session, &stage);
    begin(&prompt, &host);
    for (bool open = true; open && !session->quitting && !prompt.closed;) {
        session->turn++;
        read_line(&prompt);
        /* Inside an unfinished statement the end is that statement's. */
        open = !prompt.ended || prompt.text.length || !may_leave(&prompt);
        use_line(&prompt);
        prompt.ended = false;
    }
    arrivals_at_prompt(session, NULL);
    end(&prompt);
    return true;
}
