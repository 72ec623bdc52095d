#include "shell/redirect.h"

#include "base/charset.h"
#include "base/escape.h"
#include "net/loop.h"
#include "shell/expand.h"
#include "shell/session.h"
#include "shell/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

static bool fail_file(struct error *error, int number, const char *call, const char *name)
{
    return error_call(error, ERROR_FILE, number, call, "%s", name);
}

bool redirect_check_name(struct span path, struct error *error)
{
    if (path.length == 0)
        return error_set(error, ERROR_USAGE, "a file's name can't be empty");
    return !memchr(path.data, '\0', path.length) ||
           error_set(error, ERROR_USAGE, "a file's name can't hold a NUL byte");
}

static bool has_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    char directory[PATH_MAX] = ".";

    if (slash)
        snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path) + 1, path);
    return access(directory, F_OK) == 0;
}

bool redirect_hint_open(struct error *error, const char *path, bool writes)
{
    if (error->number == ENOENT && path[0] == '~')
        return error_hint(error, "`~` stands for itself here: write the directory out");
    if (error->number == ENOENT && writes && !has_directory(path))
        return error_hint(error, "the directory that it would be in isn't there");
    if (error->number == EISDIR && writes)
        return error_hint(error, "name a file in it");
    return false;
}

static bool expand_name(struct session *session, const struct word *word, struct span *ret_path,
                        const char **ret_name, struct error *error)
{
    cleanup_buffer struct buffer shown = {0};
    struct span path;

    if (!expand_word(session, word, &path, error))
        return false;
    escape_line(&shown, path);
    *ret_name = arena_text(&session->arena, buffer_span(&shown));
    *ret_path = path;
    return redirect_check_name(path, error) || error_at(error, word->place);
}

bool redirect_open_input(struct session *session, const struct statement *statement,
                         struct redirect *redirect, struct error *error)
{
    struct span path;

    redirect->input_fd = -1;
    if (!statement->input)
        return true;
    if (!expand_name(session, statement->input, &path, &redirect->input_name, error))
        return false;
    if (span_is(path, "-")) {
        if (session->input_taken)
            return error_set(error, ERROR_USAGE, "standard input is the program itself here");
        redirect->input_fd = STDIN_FILENO;
        redirect->input_name = "standard input";
        return true;
    }

    struct stat status;
    /* A FIFO is waited for in the loop, not in open(2). */
    redirect->input_fd = open(path.data, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    redirect->owns_input = redirect->input_fd >= 0;
    if (redirect->input_fd < 0) {
        fail_file(error, errno, "open", redirect->input_name);
        return redirect_hint_open(error, path.data, false);
    }
    if (fstat(redirect->input_fd, &status) == 0 && S_ISDIR(status.st_mode))
        return fail_file(error, EISDIR, "read", redirect->input_name);
    return true;
}

int redirect_share_standard(const struct session *session, struct error *error)
{
    if (!session->json)
        return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    error_set(error, ERROR_USAGE, "replies in JSON have standard output to themselves");
    error_hint(error, "give a file or a FIFO");
    return -1;
}

bool redirect_open_standard(struct redirect *redirect)
{
    redirect->output_fd = STDOUT_FILENO;
    redirect->output_name = "standard output";
    redirect->escapes = isatty(STDOUT_FILENO);
    return true;
}

/* A wait that was left is told of the file, not of the handle whose data it is for. */
static bool fail_wait(enum loop_outcome outcome, const char *call, const char *name,
                      struct error *error)
{
    loop_fail(outcome, call, error);
    error_copy(error->subject, sizeof(error->subject), span_of(name));
    return false;
}

/* A FIFO without a reader can't be opened for writing yet. Nothing tells when it can: look again. */
static bool wait_for_reader(struct session *session, const char *name, nanoseconds deadline,
                            struct error *error)
{
    nanoseconds look = clock_deadline(20 * MILLISECOND);
    nanoseconds until = look < deadline ? look : deadline;
    enum loop_outcome outcome = loop_wait(session->network.loop, -1, 0, until, NULL);

    if (outcome == LOOP_TIMEOUT && until != deadline)
        return true;
    fail_wait(outcome, "open", name, error);
    if (outcome == LOOP_TIMEOUT)
        error_hint(error, "nobody opened the FIFO to read in that time");
    return false;
}

static bool is_fifo(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

int redirect_open_file(struct session *session, const struct redirect_file *file,
                       nanoseconds deadline, struct error *error)
{
    for (;;) {
        int fd =
            open(file->path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | file->mode,
                 file->permissions);
        if (fd >= 0)
            return fd;

        int number = errno;
        if (number != ENXIO || !is_fifo(file->path)) {
            fail_file(error, number, "open", file->name);
            redirect_hint_open(error, file->path, true);
            return -1;
        }
        if (!wait_for_reader(session, file->name, deadline, error))
            return -1;
    }
}

static bool open_file(struct session *session, const struct statement *statement,
                      struct redirect *redirect, struct error *error)
{
    int mode = statement->output == OUTPUT_APPEND ? O_APPEND : O_TRUNC;
    struct span path;

    if (!expand_name(session, statement->output_file, &path, &redirect->output_name, error))
        return false;
    if (span_is(path, "-")) {
        /* Replies in JSON have standard output to themselves, and carry the data. */
        if (session->json)
            return true;
        return redirect_open_standard(redirect);
    }
    struct redirect_file file = {path.data, redirect->output_name, mode, 0666};
    if (!taken_check(session, path.data, TAKER_NONE, error))
        return error_at(error, statement->output_file->place);
    redirect->output_fd = redirect_open_file(session, &file, redirect->deadline, error);
    redirect->owns_output = redirect->output_fd >= 0;
    redirect->escapes = redirect->owns_output && isatty(redirect->output_fd);
    return redirect->owns_output;
}

bool redirect_open_output(struct session *session, const struct statement *statement,
                          struct redirect *redirect, struct error *error)
{
    redirect->output_fd = -1;
    if (statement->output == OUTPUT_REPLY)
        return true;
    if (statement->output != OUTPUT_PIPE)
        return open_file(session, statement, redirect, error);
    redirect->output_name = "| sh";
    if (!process_start(session, statement->shell, true, false, &redirect->process, error))
        return false;
    redirect->output_fd = redirect->process.input_fd;
    redirect->owns_output = true;
    return true;
}

static bool wait_to_read(struct session *session, const struct redirect *redirect,
                         struct error *error)
{
    enum loop_outcome outcome =
        loop_wait(session->network.loop, redirect->input_fd, POLLIN, redirect->deadline, NULL);

    return outcome == LOOP_READY || fail_wait(outcome, "read", redirect->input_name, error);
}

static bool wait_to_write(struct session *session, const struct redirect *redirect,
                          struct error *error)
{
    enum loop_outcome outcome =
        loop_wait(session->network.loop, redirect->output_fd, POLLOUT, redirect->deadline, NULL);

    return outcome == LOOP_READY || fail_wait(outcome, "write", redirect->output_name, error);
}

bool redirect_read(struct session *session, struct redirect *redirect, struct buffer *data,
                   struct error *error)
{
    for (;;) {
        if (!wait_to_read(session, redirect, error))
            return false;
        ssize_t length = read(redirect->input_fd, buffer_reserve(data, PIECE), PIECE);
        if (length < 0)
            return fail_file(error, errno, "read", redirect->input_name);
        if (length == 0)
            return true;
        data->length += (size_t)length;
        if (data->length > session->value_limit)
            return error_set(error, ERROR_RESOURCE,
                             "%s is larger than a value may be, %" PRIu64
                             " bytes; `sendall` sends a file of any size",
                             redirect->input_name, session->value_limit);
    }
}

bool redirect_is_plain(const struct redirect *redirect)
{
    struct stat status;

    if (redirect->escapes)
        return false;
    return redirect->owns_output || (fstat(redirect->output_fd, &status) == 0 &&
                                     (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode)));
}

/* What is not ours may block: no more is written than a pipe that polls writable takes at once. */
static size_t piece_of(const struct redirect *redirect, struct span data)
{
    return redirect->owns_output || data.length < PIPE_BUF ? data.length : PIPE_BUF;
}

void redirect_abandon(struct redirect *redirect)
{
    redirect->process.abandoned = true;
}

static bool write_all(struct session *session, struct redirect *redirect, struct span data,
                      struct error *error)
{
    while (data.length) {
        if (!wait_to_write(session, redirect, error)) {
            redirect_abandon(redirect);
            return false;
        }
        ssize_t length = write(redirect->output_fd, data.data, piece_of(redirect, data));
        if (length < 0 && errno == EAGAIN)
            continue;
        if (length < 0)
            return fail_file(error, errno, "write", redirect->output_name);
        redirect->written += (uint64_t)length;
        data = span_after(data, (size_t)length);
    }
    return true;
}

bool redirect_write(struct session *session, struct redirect *redirect, struct span data,
                    struct error *error)
{
    cleanup_buffer struct buffer escaped = {0}, shown = {0};

    if (!redirect->escapes)
        return write_all(session, redirect, data, error);
    escape_text(&escaped, data);
    charset_append(&shown, buffer_span(&escaped));
    return write_all(session, redirect, buffer_span(&shown), error);
}

bool redirect_close(struct session *session, struct redirect *redirect, struct error *error)
{
    bool closed = true;

    if (redirect->owns_input)
        close(redirect->input_fd);
    if (redirect->owns_output)
        closed = close(redirect->output_fd) == 0;
    redirect->owns_input = redirect->owns_output = false;
    if (!closed)
        return fail_file(error, errno, "close", redirect->output_name);
    if (redirect->process.pid == 0)
        return true;
    bool finished = process_finish(session, &redirect->process, NULL, &redirect->status, error);
    redirect->process.pid = 0;
    return finished;
}
