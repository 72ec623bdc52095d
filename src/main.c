/* socksh: options and wiring. */
#include "base/buffer.h"
#include "base/escape.h"
#include "base/fold.h"
#include "commands/table.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/syscalls.h"
#include "options.h"
#include "shell/arrivals.h"
#include "shell/script.h"
#include "shell/session.h"
#include "ui/places.h"
#include "ui/prompt.h"
#include "ui/render.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_COLUMNS = 20 };

/* The journal has it as the statement it stands for, so that an export has it, too. */
static void note_variable(struct session *session, struct span name, const char *value)
{
    cleanup_buffer struct buffer text = {0};

    buffer_printf(&text, "let %.*s ", SPAN_ARGS(name));
    escape_quoted(&text, span_of(value));
    struct journal_cause outer = journal_enter(session->network.journal, buffer_span(&text), 0);
    journal_leave(session->network.journal, outer, ERROR_NONE, "");
}

static bool set_variables(struct session *session, const char **variables)
{
    struct error error;

    for (; *variables; variables++) {
        const char *sign = strchr(*variables, '=');
        struct span name = {*variables, sign ? (size_t)(sign - *variables) : 0};
        if (!sign)
            return options_fail("-e takes NAME=VALUE, not ", *variables);
        if (!names_check_free(session->names, name, &error))
            return options_fail("-e: ", error.message);
        names_set(session->names, name, span_of(sign + 1));
        note_variable(session, name, sign + 1);
    }
    return true;
}

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

static void run_init(struct session *session)
{
    cleanup_buffer struct buffer path = {0};
    struct error error = {0};

    places_init(&path);
    if (path.length == 0 || access(buffer_text(&path), F_OK) < 0)
        return;
    if (!script_run_file(session, buffer_text(&path), &error))
        session_report(session, &error);
}

static void run_stream(struct session *session)
{
    struct error error = {0};

    session->input_taken = true;
    if (!script_run_stream(session, STDIN_FILENO, &error))
        session_fail(session, &error);
}

/* One is kept free: not every terminal stays on the line when its last column is written. 0 where nobody would
 * read such short lines, or the width isn't known. */
static size_t terminal_columns(void)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < LEAST_COLUMNS)
        return 0;
    return size.ws_col - 1;
}

static void greet(void)
{
    cleanup_buffer struct buffer text = {0};

    fold_lines(
        &text,
        SPAN("socksh " SOCKSH_VERSION
             ", a socket shell: socket calls are commands, sockets have names.\n"
             "Begin with `help start`; `help` lists the commands, `help send` tells of one.\n"),
        terminal_columns());
    fputs(buffer_text(&text), stdout);
    fflush(stdout);
}

static void run_interactive(struct session *session, struct render *render,
                            const struct options *options)
{
    struct error error = {0};

    setlocale(LC_CTYPE, ""); /* for the line editor */
    if (options->is_bare && isatty(STDOUT_FILENO))
        greet();
    if (!arrivals_set(session, true, &error))
        session_report(session, &error);
    if (!options->no_init)
        run_init(session);
    session->abbreviates = true;
    session->pages = isatty(STDOUT_FILENO);
    render->names_place = false;
    render->mutes_keys = true;
    if (session->quitting || prompt_run(session, render->colour, &error))
        return;
    session_report(session, &error);
    run_stream(session);
}

static void run_file(struct session *session, const char *path)
{
    struct error error = {0};

    if (!script_run_file(session, path, &error))
        session_fail(session, &error);
}

static void run_replay(struct session *session, const char *path)
{
    cleanup_buffer struct buffer statement = {0};

    buffer_append_text(&statement, "replay ");
    escape_quoted(&statement, span_of(path));
    session_run_text(session, buffer_span(&statement), 1);
}

static void run(struct session *session, const struct options *options, struct render *render)
{
    bool is_stream = options->file && strcmp(options->file, "-") == 0;
    bool is_text = !options->json && !options->quiet;

    if (options->replay)
        run_replay(session, options->replay);
    else if (options->statements)
        session_run_text(session, span_of(options->statements), 1);
    else if (options->file && !is_stream)
        run_file(session, options->file);
    else if (!is_stream && is_text && isatty(STDIN_FILENO))
        run_interactive(session, render, options);
    else
        run_stream(session);
}

/* A standard descriptor that is closed would be given to the next file or socket. One that can't be used
 * in that direction takes its place, so that who tries gets an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
            abort();
}

static void on_interrupt(void *loop)
{
    loop_interrupt(loop);
}

static int run_session(const struct options *options, struct network *network)
{
    struct render render = {
        .out = stdout,
        .errors = stderr,
        .colour = wants_colour(),
        .raw = !isatty(STDOUT_FILENO),
        .names_place = true,
        .has_status = isatty(STDERR_FILENO),
        .columns = isatty(STDOUT_FILENO) ? terminal_columns : NULL,
    };
    struct output output = options->json    ? render_json(&render)
                           : options->quiet ? render_quiet(&render)
                                            : render_text(&render);
    struct session *session = session_new(network, commands_table, &output);
    int status = error_kind(ERROR_USAGE)->exit_status;

    session->keep_going = options->keep_going;
    session->json = options->json;
    session->data_only = options->quiet;
    if (set_variables(session, options->variables)) {
        run(session, options, &render);
        status = session->exit_status;
    }
    session_free(session);
    return status;
}

static int run_network(const struct options *options)
{
    struct network network = {.calls = &syscalls_kernel, .loop = loop_new()};

    if (!loop_on_signal(network.loop, SIGINT, on_interrupt, network.loop)) {
        fprintf(stderr, "socksh: %s\n", strerror(errno));
        return error_kind(ERROR_RESOURCE)->exit_status;
    }
    network.journal = journal_new(JOURNAL_USUAL);
    int status = run_session(options, &network);
    journal_free(network.journal);
    loop_free(network.loop);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {0};

    fill_standard_descriptors();
    signal(SIGPIPE, SIG_IGN); /* what these say errno tells: EPIPE, EFBIG */
    signal(SIGXFSZ, SIG_IGN);
    int status = options_parse(argc, argv, &options) ? run_network(&options)
                                                     : error_kind(ERROR_USAGE)->exit_status;
    free(options.variables);
    return status;
}
