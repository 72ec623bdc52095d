#include "shell/trace.h"

#include "base/escape.h"
#include "base/memory.h"
#include "journal/trace.h"
#include "net/interface.h"
#include "net/membership.h"
#include "net/option.h"
#include "shell/event.h"
#include "shell/outlet.h"
#include "shell/redirect.h"
#include "shell/session.h"
#include "shell/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

struct trace {
    struct session *session;
    struct journal_reader reader;
    struct decode how;
    bool brief;
    int fd;                    /* of the file; -1 to show the calls, or when it can't be written */
    char *path;                /* of the file; NULL to show the calls */
    uint64_t next;             /* the event that is to be told next */
    uint64_t calls;            /* told so far */
    struct journal_event last; /* told */
};

/* The options of groups stand in no table, for `setsockopt` doesn't set them. */
static const char *option_name(int level, int number)
{
    const char *name = option_c_name(level, number);

    return name ? name : membership_c_name(level, number);
}

struct decode trace_decoding(size_t shown)
{
    return (struct decode){
        .shown = shown, .option_name = option_name, .interface_name = interface_name};
}

static void add_error(struct fields *fields, const struct journal_event *event)
{
    if (event->error) {
        fields_text(fields, "code", span_of(error_code_name(event->error)));
        fields_integer(fields, "errno", event->error);
    } else {
        fields_null(fields, "code");
        fields_null(fields, "errno");
    }
}

static void add_texts(struct fields *fields, const struct decode *how,
                      const struct journal_event *event, const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer line = {0}, arguments = {0};

    decode_arguments(&arguments, how, event, bytes);
    decode_line(&line, event, buffer_span(&arguments));
    fields_text(fields, "text", buffer_span(&line));
    fields_text(fields, "call", span_of(decode_name(event->call)));
    fields_text(fields, "arguments", buffer_span(&arguments));
}

void trace_fields(struct fields *fields, const struct session *session, const struct decode *how,
                  const struct journal_event *event, const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer cause = {0};
    const struct journal *journal = session->network.journal;
    const struct journal_socket *socket = journal_socket(journal, event->socket);

    add_texts(fields, how, event, bytes);
    fields_text(fields, "by", span_of(trace_owner(event)));
    if (socket && socket->name[0])
        fields_text(fields, "handle", span_of(socket->name));
    else
        fields_null(fields, "handle");
    fields_integer(fields, "fd", event->fd);
    fields_integer(fields, "result", event->result);
    add_error(fields, event);
    fields_integer(fields, "elapsed_us", event->elapsed / MICROSECOND);
    fields_seconds(fields, "time", journal_wall_clock(journal, event->time));
    trace_cause(&cause, journal, event);
    if (event->statement)
        fields_text(fields, "statement", buffer_span(&cause));
    else
        fields_null(fields, "statement");
}

/* ---- telling ---- */

static void append_heading(struct buffer *out, const struct trace *trace,
                           const struct journal_event *event)
{
    const struct journal *journal = trace->session->network.journal;

    if (trace->calls && trace_same_cause(event, &trace->last))
        return;
    trace_time(out, journal, event);
    buffer_append_byte(out, ' ');
    trace_cause(out, journal, event);
}

static void show(const struct trace *trace, const struct journal_event *event,
                 const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer heading = {0};
    struct arena arena = {0};
    struct fields fields = {.arena = &arena};

    append_heading(&heading, trace, event);
    trace_fields(&fields, trace->session, &trace->how, event, bytes);
    session_tell(trace->session,
                 &(struct event){EVENT_CALL, .heading = buffer_span(&heading), .fields = &fields});
    arena_free(&arena);
}

/* The rest of the session can do without its trace. */
static void give_up(struct trace *trace, int number)
{
    struct error error;

    close(trace->fd);
    trace->fd = -1;
    error_call(&error, ERROR_FILE, number, "write", "%s", trace->path);
    error_hint(&error, "the trace has ended; %" PRIu64 " calls are in the file", trace->calls);
    session_tell(trace->session, &(struct event){EVENT_WARNING, .error = &error});
}

static bool write_line(struct trace *trace, const struct journal_event *event,
                       const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer text = {0};

    append_heading(&text, trace, event);
    buffer_append_text(&text, text.length ? "\n  " : "  ");
    decode_call(&text, &trace->how, event, bytes);
    buffer_append_byte(&text, '\n');
    if (outlet_write(trace->fd, buffer_span(&text)))
        return true;
    give_up(trace, errno);
    return false;
}

static void tell(struct trace *trace, const struct journal_event *event,
                 const struct journal_bytes *bytes)
{
    trace->next = event->number + 1;
    if (event->kind == JOURNAL_STATE || (trace->brief && trace_only_asks(event)) ||
        (trace->path && trace->fd < 0))
        return;
    if (trace->path && !write_line(trace, event, bytes))
        return;
    if (!trace->path)
        show(trace, event, bytes);
    trace->calls++;
    trace->last = *event;
}

/* What was held back, up to an event; the oldest may be forgotten after a long time at the prompt. */
static void tell_held(struct trace *trace, uint64_t end)
{
    const struct journal *journal = trace->session->network.journal;

    while (trace->next < end) {
        const struct journal_event *event = journal_event(journal, trace->next);
        struct journal_bytes bytes;
        trace->next++;
        if (event)
            tell(trace, event, journal_bytes(journal, event, &bytes) ? &bytes : NULL);
    }
}

static void read_event(void *context, const struct journal_event *event,
                       const struct journal_bytes *bytes)
{
    struct trace *trace = context;

    if (event->statement == 0 && !trace->path)
        return;
    tell_held(trace, event->number);
    tell(trace, event, bytes);
}

/* ---- beginning and end ---- */

/* A FIFO without a reader fails: nobody could leave the wait for one. */
static bool open_file(const struct session *session, const char *path, int *ret_fd,
                      struct error *error)
{
    if (!taken_check(session, path, TAKER_TRACE, error))
        return false;
    if (strcmp(path, "-") == 0)
        return (*ret_fd = redirect_share_standard(session, error)) >= 0;
    *ret_fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0666);
    if (*ret_fd >= 0)
        return true;
    error_call(error, ERROR_FILE, errno, "open", "%s", path);
    return redirect_hint_open(error, path, true);
}

bool trace_start(struct session *session, const struct trace_settings *settings,
                 struct error *error)
{
    cleanup_fd int fd = -1;

    if (settings->path && !open_file(session, settings->path, &fd, error))
        return false;
    trace_stop(session);
    if (fd >= 0 && !outlet_empty(fd, settings->path, error))
        return false;
    struct trace *trace = NEW(struct trace);
    *trace = (struct trace){
        .session = session,
        .reader = {.read = read_event, .context = trace},
        .how = trace_decoding(settings->shown),
        .brief = settings->brief,
        .fd = steal_fd(&fd),
        .path = settings->path ? memory_copy_text(settings->path) : NULL,
        .next = journal_next(session->network.journal),
    };
    session->trace = trace;
    journal_attach(session->network.journal, &trace->reader);
    return true;
}

bool trace_is_on(const struct session *session)
{
    return session->trace;
}

int trace_fd(const struct session *session)
{
    return session->trace ? session->trace->fd : -1;
}

const char *trace_path(const struct session *session)
{
    return session->trace ? session->trace->path : NULL;
}

uint64_t trace_stop(struct session *session)
{
    struct trace *trace = session->trace;

    if (!trace)
        return 0;
    tell_held(trace, journal_next(session->network.journal));
    journal_detach(session->network.journal, &trace->reader);
    session->trace = NULL;
    uint64_t calls = trace->calls;
    if (trace->fd >= 0)
        close(trace->fd);
    free(trace->path);
    free(trace);
    return calls;
}
