#include "journal/trace.h"

#include "base/escape.h"

#include <inttypes.h>
#include <time.h>

enum { CAUSE_SHOWN = 160 };

bool trace_same_cause(const struct journal_event *a, const struct journal_event *b)
{
    return a->statement == b->statement && a->cause == b->cause;
}

void trace_cause(struct buffer *out, const struct journal *journal,
                 const struct journal_event *event)
{
    struct span text = journal_cause(journal, event), line = text;
    const char *feed = text.length ? memchr(text.data, '\n', text.length) : NULL;

    if (feed)
        line.length = (size_t)(feed - text.data);
    if (line.length > CAUSE_SHOWN)
        line.length = CAUSE_SHOWN;
    escape_message(out, line);
    if (event->statement == 0)
        buffer_append_text(out, "between statements");
    else if (text.length == 0)
        buffer_append_text(out, "a statement whose text is forgotten");
    else if (line.length < text.length)
        buffer_append_text(out, " ...");
}

void trace_time(struct buffer *out, const struct journal *journal,
                const struct journal_event *event)
{
    nanoseconds wall = journal_wall_clock(journal, event->time);
    time_t seconds = (time_t)(wall / SECOND);
    struct tm local = {0};

    localtime_r(&seconds, &local);
    buffer_printf(out, "%02d:%02d:%02d.%06" PRId64, local.tm_hour, local.tm_min, local.tm_sec,
                  wall % SECOND / MICROSECOND);
}

const char *trace_owner(const struct journal_event *event)
{
    return event->kind == JOURNAL_SHELL     ? "shell"
           : event->kind == JOURNAL_LIBRARY ? "library"
                                            : "session";
}

bool trace_only_asks(const struct journal_event *event)
{
    return event->kind == JOURNAL_SHELL || event->call == CALL_GETSOCKNAME ||
           event->call == CALL_GETPEERNAME || event->call == CALL_GETSOCKOPT ||
           event->call == CALL_IOCTL;
}

bool trace_is_of(const struct journal_event *event, const struct trace_calls *calls)
{
    return event && event->kind != JOURNAL_STATE && event->statement == calls->statement;
}

static struct trace_calls calls_of(const struct journal *journal,
                                   const struct journal_statement *statement)
{
    uint64_t end = statement->finished ? statement->end_event : journal_next(journal);
    struct trace_calls calls = {
        .first = statement->first_event, .end = end, .statement = statement->number};

    for (uint64_t number = calls.first; number < end; number++) {
        const struct journal_event *event = journal_event(journal, number);
        calls.kept += trace_is_of(event, &calls);
        calls.count += !event || trace_is_of(event, &calls);
    }
    return calls;
}

struct trace_calls trace_last_statement(const struct journal *journal)
{
    for (uint64_t number = journal_next_statement(journal); number-- > 1;) {
        const struct journal_statement *statement = journal_statement(journal, number);
        if (!statement)
            break;
        struct trace_calls calls = calls_of(journal, statement);
        if (calls.count)
            return calls;
    }
    return (struct trace_calls){0};
}
