#include "shell/log.h"

#include "base/escape.h"
#include "base/memory.h"
#include "journal/ends.h"
#include "shell/event.h"
#include "shell/outlet.h"
#include "shell/redirect.h"
#include "shell/session.h"
#include "shell/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct log {
    struct session *session;
    char *path;
    int fd;
    struct journal_reader reader;
    uint64_t lines;
    bool goes_on, abbreviates; /* as the log has said last */
    int failed;                /* errno of a write; nothing is written then */
};

static void append_time(struct buffer *line, const struct journal *journal, nanoseconds time)
{
    nanoseconds wall = journal_wall_clock(journal, time);
    time_t seconds = (time_t)(wall / SECOND);
    struct tm parts;

    gmtime_r(&seconds, &parts);
    buffer_printf(line, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ ", parts.tm_year + 1900,
                  parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                  (int)(wall % SECOND / MICROSECOND));
}

/* A file that is removed to make room must give it. */
static void give_up(struct log *log, int number)
{
    log->failed = number;
    memory_close_fd(&log->fd);
}

/* A disk may be full: the whole lines stay, and the session is told when its statement has ended. */
static void write_line(struct log *log, nanoseconds time, struct span text)
{
    cleanup_buffer struct buffer line = {0};

    if (log->failed)
        return;
    append_time(&line, log->session->network.journal, time);
    buffer_append(&line, text);
    buffer_append_byte(&line, '\n');
    if (outlet_write(log->fd, buffer_span(&line)))
        log->lines++;
    else
        give_up(log, errno);
}

/* Each line of the text behind the mark; `others` is the mark of all but the first. */
static void write_lines(struct log *log, char mark, char others, struct span text)
{
    nanoseconds now = clock_now();

    while (text.length) {
        cleanup_buffer struct buffer line = {0};
        const char *feed = memchr(text.data, '\n', text.length);
        size_t length = feed ? (size_t)(feed - text.data) : text.length;

        buffer_append_byte(&line, mark);
        buffer_append_byte(&line, ' ');
        buffer_append(&line, (struct span){text.data, length});
        write_line(log, now, buffer_span(&line));
        text = span_after(text, length + (feed != NULL));
        mark = others;
    }
}

void log_outcome(const struct session *session, const struct outcome *outcome)
{
    cleanup_buffer struct buffer text = {0};
    struct outcome whole = *outcome;
    char mark = outcome->error ? '!' : ':';

    if (!session->log)
        return;
    whole.display_limit = UINT64_MAX;
    whole.data_taken = false;
    session->output.text(&text, &whole);
    write_lines(session->log, mark, mark, buffer_span(&text));
}

void log_event(const struct session *session, const struct event *event)
{
    cleanup_buffer struct buffer sentence = {0};
    cleanup_buffer struct buffer text = {0};

    if (!session->log)
        return;
    event_sentence(&sentence, event);
    escape_message(&text, buffer_span(&sentence));
    write_lines(session->log, '*', '*', buffer_span(&text));
}

static bool sends(const struct journal_event *event)
{
    return event->call == CALL_SENDTO || event->call == CALL_SENDMSG;
}

static bool receives(const struct journal_event *event)
{
    return (event->call == CALL_RECVFROM || event->call == CALL_RECVMSG) &&
           !(event->numbers[1] & (MSG_PEEK | MSG_ERRQUEUE));
}

static void append_address(struct buffer *line, struct span address)
{
    struct journal_end end = {.length = (unsigned char)address.length};

    memcpy(end.bytes, address.data, address.length);
    size_t before = line->length;
    end_append(line, &end);
    if (line->length > before)
        buffer_append_byte(line, ' ');
}

/* Its handle; the descriptor of one that has none, or whose beginning is forgotten. */
static void append_whose(struct buffer *line, const struct journal_event *event,
                         const struct journal_socket *socket)
{
    if (socket && socket->name[0])
        buffer_append_text(line, socket->name);
    else
        buffer_printf(line, "fd %d", event->fd);
    buffer_append_text(line, sends(event) ? " -> " : " <- ");
}

/* Bytes that moved, in full. */
static void note_call(void *context, const struct journal_event *event,
                      const struct journal_bytes *bytes)
{
    struct log *log = context;
    cleanup_buffer struct buffer line = {0};
    const struct journal_socket *socket =
        journal_socket(log->session->network.journal, event->socket);
    struct span data = bytes->data;

    if (event->kind != JOURNAL_CALL || event->result < 0 || !(sends(event) || receives(event)))
        return;
    if (data.length > (size_t)event->result)
        data.length = (size_t)event->result;
    append_whose(&line, event, socket);
    if (bytes->address.length)
        append_address(&line, bytes->address);
    if (receives(event) && event->result == 0 && socket && socket->type == SOCK_STREAM)
        buffer_append_text(&line, "end");
    else
        escape_quoted(&line, data);
    write_line(log, event->time, buffer_span(&line));
}

bool log_start(struct session *session, const char *path, struct error *error)
{
    cleanup_buffer struct buffer name = {0};

    escape_line(&name, span_of(path));
    struct redirect_file file = {path, buffer_text(&name), 0, 0666};
    if (!taken_check(session, path, TAKER_LOG, error))
        return false;
    cleanup_fd int fd = strcmp(path, "-") == 0
                            ? redirect_share_standard(session, error)
                            : redirect_open_file(session, &file, CLOCK_NEVER, error);
    if (fd < 0 || !log_stop(session, error) || !outlet_empty(fd, path, error))
        return false;

    struct log *log = NEW(struct log);
    *log = (struct log){
        .session = session,
        .path = memory_copy_text(path),
        .fd = steal_fd(&fd),
        .reader = {.read = note_call, .context = log, .wants_data = true},
    };
    session->log = log;
    journal_attach(session->network.journal, &log->reader);
    return true;
}

static bool fail(const struct log *log, struct error *error)
{
    error_call(error, ERROR_FILE, log->failed, "write", "%s", log->path);
    return error_hint(error, "the log has ended and holds %" PRIu64 " lines; the session goes on",
                      log->lines);
}

bool log_stop(struct session *session, struct error *error)
{
    struct log *log = session->log;

    if (!log)
        return true;
    session->log = NULL;
    journal_detach(session->network.journal, &log->reader);
    write_line(log, clock_now(), SPAN("# the log ends here"));
    if (!log->failed && close(log->fd) != 0)
        log->failed = errno;
    bool whole = !log->failed || fail(log, error);
    free(log->path);
    free(log);
    return whole;
}

const char *log_path(const struct session *session, uint64_t *ret_lines)
{
    if (!session->log)
        return NULL;
    *ret_lines = session->log->lines;
    return session->log->path;
}

int log_fd(const struct session *session)
{
    return session->log ? session->log->fd : -1;
}

void log_done(const struct session *session, struct span statement)
{
    if (session->log)
        write_lines(session->log, '=', '.', statement);
}

static void tell_terms(const struct session *session)
{
    struct log *log = session->log;

    if (log->abbreviates != session->abbreviates)
        log_done(session, SPAN(LOG_ABBREVIATES));
    if (log->goes_on != session->keep_going)
        log_done(session, session->keep_going ? SPAN(LOG_GOES_ON) : SPAN(LOG_STOPS));
    log->abbreviates = session->abbreviates;
    log->goes_on = session->keep_going;
}

void log_statement(const struct session *session, struct span source)
{
    if (!session->log)
        return;
    tell_terms(session);
    write_lines(session->log, '>', '.', source);
}

static void stop_failed(struct session *session)
{
    struct error error = {0};
    struct outcome outcome = {.error = &error};

    if (!log_stop(session, &error))
        session->output.show(session->output.context, &outcome);
}

void log_after_statement(struct session *session)
{
    if (session->log && session->log->failed)
        stop_failed(session);
}
