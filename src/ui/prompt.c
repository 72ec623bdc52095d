#include "ui/prompt.h"

#include "base/buffer.h"
#include "base/escape.h"
#include "net/loop.h"
#include "net/status.h"
#include "prompt_text.h"
#include "shell/arrivals.h"
#include "shell/completion.h"
#include "shell/hint_line.h"
#include "shell/module.h"
#include "shell/session.h"
#include "ui/editor.h"
#include "ui/places.h"
#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024,
    USUAL_COLUMNS = 80,
};

struct prompt {
    struct session *session;
    const struct editor_interface *editor;
    struct waiting *waiting;
    int input_fd; /* the terminal */
    bool colour;
    bool editing;
    bool asked;         /* whether to leave */
    bool ended;         /* Ctrl-D at an empty line */
    bool closed;        /* the terminal is gone */
    char *line;         /* the line just typed */
    struct buffer text; /* what was typed of an unfinished statement */
    unsigned first_line, next_line;
    struct completion *completion; /* what the editor was told last */
    struct buffer hint_text;
    struct editor_hint hint;
    struct buffer history; /* the path of its file */
    bool warned;           /* that it can't be kept */
};

static void take_line(void *context, char *line)
{
    struct prompt *prompt = context;

    prompt->line = line;
    prompt->ended = !line;
    prompt->editing = false;
}

/* What was typed of an unfinished statement stands before the line. A word that began there is out of reach. */
static const struct completion *complete(void *context, const struct completion_line *line)
{
    cleanup_buffer struct buffer text = {0};
    struct prompt *prompt = context;
    struct completion_line whole = *line;
    size_t before = prompt->text.length;

    buffer_append(&text, buffer_span(&prompt->text));
    buffer_append(&text, line->text);
    whole.text = buffer_span(&text);
    whole.cursor += before;
    completion_free(prompt->completion);
    prompt->completion = completion_find(prompt->session, &whole);
    if (prompt->completion->start < before)
        prompt->completion->count = 0;
    prompt->completion->start -=
        prompt->completion->start < before ? prompt->completion->start : before;
    return prompt->completion;
}

/* Dim text is told apart from what was typed by its colour alone: without colours there is none. */
static const struct editor_hint *find_hint(void *context, const char *line)
{
    cleanup_buffer struct buffer text = {0};
    struct prompt *prompt = context;

    if (!prompt->colour || !prompt->session->hints)
        return NULL;
    buffer_append(&text, buffer_span(&prompt->text));
    buffer_append_text(&text, line);
    buffer_clear(&prompt->hint_text);
    enum hint_kind kind = hint_line(prompt->session, buffer_span(&text), &prompt->hint_text);
    buffer_text(&prompt->hint_text); /* ends it */
    prompt->hint = (struct editor_hint){buffer_span(&prompt->hint_text), kind == HINT_ENTRY};
    return kind == HINT_NONE ? NULL : &prompt->hint;
}

static size_t columns_of(int terminal)
{
    struct winsize size;

    return ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_COLUMNS;
}

/* The prompt, in three quarters of a row at the most, and "...> " inside an unfinished statement. */
static void write_prompt(const struct prompt *prompt, struct buffer *out)
{
    if (prompt->text.length)
        buffer_append_text(out, "...> ");
    else
        prompt_text(out, prompt->session, prompt->colour, columns_of(prompt->input_fd) * 3 / 4);
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

    arrivals_before_prompt(session);
    write_prompt(prompt, &text);
    prompt->editing = true;
    prompt->editor->begin(buffer_text(&text));
    while (prompt->editing && !prompt->closed && !session->quitting) {
        enum loop_outcome outcome =
            loop_wait(session->network.loop, prompt->input_fd, POLLIN, CLOCK_NEVER, NULL);
        if (outcome == LOOP_READY) {
            read_input(prompt);
        } else if (!session->quitting) {
            prompt->editor->interrupt();
            buffer_clear(&prompt->text);
            break;
        }
    }
    prompt->editor->end();
    prompt->editing = false;
}

/* Once: everything else works. */
static void warn_of_history(struct prompt *prompt)
{
    cleanup_buffer struct buffer text = {0};

    if (prompt->warned)
        return;
    prompt->warned = true;
    buffer_append_text(&text, "warning: the history is not kept: ");
    escape_message(&text, buffer_span(&prompt->history));
    buffer_printf(&text, ": %s\n", strerror(errno));
    fputs(buffer_text(&text), stderr);
}

/* The history goes on; at the next start nothing is damaged any more, unless the file can't be replaced. */
static void warn_of_damage(const struct prompt *prompt, bool repaired)
{
    cleanup_buffer struct buffer text = {0};
    struct span path = buffer_span(&prompt->history);

    buffer_append_text(&text, "warning: the history is damaged: ");
    escape_message(&text, path);
    buffer_append_text(&text, ": what was never typed is left out");
    if (repaired) {
        buffer_append_text(&text, "; as it was it is in ");
        escape_message(&text, path);
        buffer_append_text(&text, ".damaged");
    }
    fprintf(stderr, "%s\n", buffer_text(&text));
}

static void start_history(struct prompt *prompt)
{
    const struct editor_interface *editor = prompt->editor;
    bool placed = places_history(&prompt->history);
    bool named = placed && prompt->history.length;

    if (!placed)
        warn_of_history(prompt);
    enum editor_history outcome =
        editor->history_start(named ? buffer_text(&prompt->history) : NULL);
    if (outcome == EDITOR_HISTORY_UNUSABLE)
        warn_of_history(prompt);
    else if (outcome != EDITOR_HISTORY_KEPT)
        warn_of_damage(prompt, outcome == EDITOR_HISTORY_REPAIRED);
    prompt->session->history = (struct history){editor->history_count, editor->history_entry};
}

static void run_text(struct prompt *prompt)
{
    struct session *session = prompt->session;
    struct parse_rules rules = session_rules();
    struct program *program = NULL;
    struct error error;
    enum parse_outcome outcome =
        parse_program(buffer_span(&prompt->text), prompt->first_line, &rules, &program, &error);

    if (outcome == PARSE_INCOMPLETE && !prompt->ended)
        return;
    if (prompt->text.length) {
        prompt->text.length--; /* the last line feed */
        if (prompt->text.length <= EDITOR_HISTORY_ENTRY &&
            !prompt->editor->history_add(buffer_text(&prompt->text)))
            warn_of_history(prompt);
    }
    buffer_clear(&prompt->text);
    loop_take_interrupt(session->network.loop);
    waiting_begin(prompt->waiting);
    if (outcome == PARSE_DONE)
        session_run(session, program);
    else
        session_report(session, &error);
    waiting_end(prompt->waiting);
    program_free(program);
}

static void use_line(struct prompt *prompt)
{
    if (prompt->text.length == 0)
        prompt->first_line = prompt->next_line;
    if (prompt->line) {
        buffer_append_text(&prompt->text, prompt->line);
        buffer_append_byte(&prompt->text, '\n');
        prompt->next_line++;
    }
    free(prompt->line);
    prompt->line = NULL;
    if (prompt->text.length)
        run_text(prompt);
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

    if (prompt->editing)
        prompt->editor->suspend();
    else
        raise(SIGSTOP);
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
    write_prompt(prompt, &text);
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

static unsigned count_connected(const struct session *session, const char **ret_name)
{
    unsigned count = 0;

    for (struct entry *entry = names_next(session->names, NULL); entry;
         entry = names_next(session->names, entry)) {
        bool connected =
            entry->socket && entry->socket->connected && entry->socket->type->type != SOCK_DGRAM;
        if (connected)
            *ret_name = entry->name;
        count += connected;
    }
    return count;
}

/* The end of input leaves; with connections open the second one in a row does. */
static bool may_leave(struct prompt *prompt)
{
    const char *name = NULL;
    unsigned count = prompt->asked ? 0 : count_connected(prompt->session, &name);

    prompt->asked = true;
    if (count == 1)
        printf("%s is connected: Ctrl-D again closes it and leaves\n", name);
    else if (count > 1)
        printf("%u handles are connected: Ctrl-D again closes them and leaves\n", count);
    fflush(stdout);
    return count == 0;
}

bool prompt_run(struct session *session, bool colour, struct error *error)
{
    struct prompt prompt = {
        .session = session,
        .colour = colour,
        .editor = module_load("editor", error),
        .next_line = 1,
    };
    struct editor_host host = {
        .context = &prompt, .take_line = take_line, .complete = complete, .hint = find_hint};

    struct arrivals_stage stage = {&prompt, clear, redraw};

    if (!prompt.editor)
        return false;
    arrivals_at_prompt(session, &stage);
    prompt.waiting = waiting_new(session);
    prompt.input_fd = open_terminal();
    take_signals(&prompt);
    prompt.editor->start(&host);
    start_history(&prompt);
    for (bool open = true; open && !session->quitting && !prompt.closed;) {
        read_line(&prompt);
        /* Inside an unfinished statement the end is that statement's. */
        open = !prompt.ended || prompt.text.length || !may_leave(&prompt);
        prompt.asked &= prompt.ended;
        use_line(&prompt);
        prompt.ended = false;
    }
    arrivals_at_prompt(session, NULL);
    waiting_free(prompt.waiting);
    close(prompt.input_fd);
    buffer_free(&prompt.text);
    completion_free(prompt.completion);
    buffer_free(&prompt.hint_text);
    buffer_free(&prompt.history);
    return true;
}
