#include "shell/script.h"

#include "base/memory.h"
#include "net/loop.h"
#include "shell/redirect.h"
#include "shell/run.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024, /* read at once */
    PART = 4096,       /* parsed at once */
};

static bool fail_line(struct error *error, unsigned line)
{
    error_set(error, ERROR_RESOURCE, "a line has %d bytes at the most", SCRIPT_LINE_LIMIT);
    return error_at(error, (struct place){line, 1});
}

static bool check_lines(struct span text, struct error *error)
{
    for (unsigned line = 1; text.length; line++) {
        const char *end = memchr(text.data, '\n', text.length);
        size_t length = end ? (size_t)(end - text.data) : text.length;
        if (length > SCRIPT_LINE_LIMIT)
            return fail_line(error, line);
        text = span_after(text, length + 1);
    }
    return true;
}

/* A FIFO is waited for in the loop, where Ctrl-C can leave it. */
bool script_read_file(struct session *session, const char *path, struct buffer *text,
                      struct error *error)
{
    cleanup_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        error_call(error, ERROR_FILE, errno, "open", "%s", path);
        return redirect_hint_open(error, path, false);
    }
    for (;;) {
        enum loop_outcome outcome = loop_wait(session->network.loop, fd, POLLIN, CLOCK_NEVER, NULL);
        if (outcome != LOOP_READY)
            return loop_fail(outcome, "read", error);
        ssize_t length = read(fd, buffer_reserve(text, PIECE), PIECE);
        if (length < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (length < 0)
            return error_call(error, ERROR_FILE, errno, "read", "%s", path);
        if (length == 0)
            return true;
        text->length += (size_t)length;
        if (text->length > SCRIPT_LIMIT)
            return error_set(error, ERROR_RESOURCE, "a script has %d bytes at the most",
                             SCRIPT_LIMIT);
    }
}

/* Run a parsed program inside the present one. */
static bool run_program(struct session *session, const struct program *program, const char *source,
                        struct error *error)
{
    const struct program *outside = session->program;
    const char *outside_source = session->source;

    session->program = program;
    session->source = source;
    bool done = run_block(session, &program->body, error);
    session->program = outside;
    session->source = outside_source;
    return done;
}

static unsigned count_lines(struct span text)
{
    unsigned count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == '\n';
    return count;
}

/* Whole lines, at least so many bytes of them. */
static struct span first_lines(struct span text, size_t least)
{
    const char *end =
        text.length > least ? memchr(text.data + least, '\n', text.length - least) : NULL;

    if (end)
        text.length = (size_t)(end - text.data) + 1;
    return text;
}

/* Parse the next lines of a script, as many as are a part, or as the block takes that begins here. */
static struct parse parse_part(struct span text, unsigned line, struct error *error)
{
    struct parse_rules rules = session_rules();

    for (size_t least = PART;; least *= 2) {
        struct span part = first_lines(text, least);
        struct parse parse = parse_lines(part, line, &rules, error);
        if (parse.length > 0 || parse.outcome != PARSE_INCOMPLETE || part.length == text.length)
            return parse;
        program_free(parse.program);
    }
}

static bool check_grammar(struct span text, struct error *error)
{
    struct error open; /* the last statement of a part may have its end in the next */
    unsigned line = 1;

    while (text.length) {
        struct parse parse = parse_part(text, line, &open);
        program_free(parse.program);
        if (parse.outcome == PARSE_FAILED || parse.length == 0) {
            *error = open;
            return false;
        }
        line += count_lines((struct span){text.data, parse.length});
        text = span_after(text, parse.length);
    }
    return true;
}

/* A long script would be several hundred MB as one program. */
static bool run_parts(struct session *session, struct span text, const char *path,
                      struct error *error)
{
    struct error open;
    unsigned line = 1;
    bool done = true;

    while (done && text.length && !session->quitting) {
        struct parse parse = parse_part(text, line, &open);
        line += count_lines((struct span){text.data, parse.length});
        text = span_after(text, parse.length);
        done = run_program(session, parse.program, path, error);
        program_free(parse.program);
    }
    return done;
}

bool script_run_file(struct session *session, const char *path, struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    const char *outside = session->source;

    if (!script_read_file(session, path, &text, error))
        return false;
    struct span script = buffer_span(&text);
    if (span_starts(script, SPAN("\xEF\xBB\xBF"))) /* a byte order mark */
        script = span_after(script, 3);
    if (check_lines(script, error) && check_grammar(script, error))
        return run_parts(session, script, path, error);

    session->source = path;
    session_report(session, error);
    session->source = outside;
    return false;
}

bool script_run_part(struct session *session, struct span text, unsigned first_line,
                     const char *source, struct error *error)
{
    struct parse_rules rules = session_rules();
    struct program *program;

    if (parse_program(text, first_line, &rules, &program, error) != PARSE_DONE)
        return false;
    bool done = run_program(session, program, source, error);
    program_free(program);
    return done;
}

bool script_run_text(struct session *session, struct span text, struct error *error)
{
    return script_run_part(session, text, 1, session->source, error);
}

/* Lines that came in and were not run yet. */
struct stream {
    struct session *session;
    int fd;
    struct buffer text;
    size_t searched; /* of the text, for the end of a line */
    unsigned line;   /* of its beginning */
    bool ended;
    bool pauses; /* nothing more waited behind what was read last */
};

/* The length of what stands behind the last line feed. */
static size_t last_line(struct span text)
{
    const char *end = text.length ? memrchr(text.data, '\n', text.length) : NULL;

    return end ? text.length - (size_t)(end - text.data) - 1 : text.length;
}

static bool read_more(struct stream *stream, struct error *error)
{
    struct session *session = stream->session;

    enum loop_outcome outcome =
        loop_wait(session->network.loop, stream->fd, POLLIN, CLOCK_NEVER, NULL);

    if (outcome != LOOP_READY)
        return loop_fail(outcome, "read", error);
    ssize_t length = read(stream->fd, buffer_reserve(&stream->text, PIECE), PIECE);
    if (length < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (length < 0)
        return error_call(error, ERROR_FILE, errno, "read", "standard input");
    stream->text.length += (size_t)length;
    stream->ended = length == 0;
    stream->pauses = poll(&(struct pollfd){.fd = stream->fd, .events = POLLIN}, 1, 0) <= 0;
    if (last_line(buffer_span(&stream->text)) > SCRIPT_LINE_LIMIT)
        return fail_line(error, stream->line);
    return stream->text.length <= SCRIPT_LIMIT ||
           error_set(error, ERROR_RESOURCE, "a statement has %d bytes at the most", SCRIPT_LIMIT);
}

/* Whether there is anything in the text that could end an open block, quote or $( . */
static bool can_close(struct span text)
{
    for (const char *closer = "}\"')"; *closer; closer++)
        if (text.length && memchr(text.data, *closer, text.length))
            return true;
    return false;
}

/* The length of the complete lines at the text's beginning, if there are more than were searched;
 * else 0. At the end of the stream the last line needs no end. */
static size_t complete_lines(struct stream *stream)
{
    struct span fresh = span_after(buffer_span(&stream->text), stream->searched);
    const char *end = fresh.length ? memrchr(fresh.data, '\n', fresh.length) : NULL;

    if (stream->ended)
        return stream->text.length;
    if (stream->searched && !can_close(fresh))
        return 0;
    /* A long block that streams in is looked at again when it has doubled, or when it pauses. */
    if (!stream->pauses && stream->text.length < 2 * stream->searched)
        return 0;
    return end ? (size_t)(end - stream->text.data) + 1 : 0;
}

static void consume(struct stream *stream, size_t length)
{
    stream->line += count_lines((struct span){stream->text.data, length});
    buffer_consume(&stream->text, length);
    stream->searched = 0;
}

static void report_failed(const struct stream *stream, const struct parse *parse,
                          struct error *error)
{
    struct span text = {stream->text.data, parse->failed_length};

    session_report_text(stream->session, span_after(text, parse->length), error);
}

/* Run lines up to the first that can't be parsed. One that only lacks its end stays, for more. */
static bool run_lines(struct stream *stream, size_t length, struct error *error)
{
    struct parse_rules rules = session_rules();
    struct error parse_error;
    struct parse parse =
        parse_lines((struct span){stream->text.data, length}, stream->line, &rules, &parse_error);
    bool waits = parse.outcome == PARSE_INCOMPLETE && !stream->ended;
    bool done = run_program(stream->session, parse.program, stream->session->source, error);

    program_free(parse.program);
    if (parse.outcome == PARSE_DONE || !done || waits) {
        consume(stream, parse.length);
        stream->searched = length - parse.length;
        return done;
    }
    if (!stream->session->quitting)
        report_failed(stream, &parse, &parse_error);
    consume(stream, parse.failed_length);
    *error = parse_error;
    return stream->session->quitting;
}

static bool run_stream(struct stream *stream, struct error *error)
{
    while (!stream->session->quitting) {
        if (stream->ended && stream->text.length == 0)
            return true;
        size_t length = complete_lines(stream);
        *error = (struct error){0};
        bool done = length ? run_lines(stream, length, error) : read_more(stream, error);
        if (!done && length == 0) { /* nothing more can be read */
            session_fail(stream->session, error);
            return false;
        }
        if (!done) {
            session_fail(stream->session, error);
            if (!stream->session->keep_going || error->category == ERROR_INTERRUPTED)
                return false;
        }
    }
    return true;
}

bool script_run_stream(struct session *session, int fd, struct error *error)
{
    struct stream stream = {.session = session, .fd = fd, .line = 1};
    bool done = run_stream(&stream, error);

    buffer_free(&stream.text);
    return done;
}
