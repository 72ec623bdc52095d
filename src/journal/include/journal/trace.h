/* Calls beside the statements that caused them: what a trace is made of. */
#ifndef JOURNAL_TRACE_H
#define JOURNAL_TRACE_H

#include "base/buffer.h"
#include "journal/journal.h"

/* Whether two calls are of one run of the same statement. */
bool trace_same_cause(const struct journal_event *a, const struct journal_event *b);

/* The innermost statement that made the call, on one line and escaped; "between statements" for what nobody
 * typed: the prompt asks for the state, the end closes handles. */
void trace_cause(struct buffer *out, const struct journal *journal,
                 const struct journal_event *event);

/* When it was made, as the clock on the wall has it: 18:10:02.123456. */
void trace_time(struct buffer *out, const struct journal *journal,
                const struct journal_event *event);

/* Whose call it is: "session", "shell" for what the shell asks for itself, "library" for what the C library does. */
const char *trace_owner(const struct journal_event *event);

/* A call that only asks: getsockname, getpeername, getsockopt, ioctl, and all of the shell's own. */
bool trace_only_asks(const struct journal_event *event);

/* The calls of a statement, in the order in which they were made. */
struct trace_calls {
    uint64_t first, end;  /* their numbers, and perhaps others' in between */
    uint64_t statement;   /* 0 where no statement has made any call */
    uint64_t count, kept; /* how many it made, and how many of those are not forgotten */
};

/* The last statement's that made any, the one that runs included: its own so far. */
struct trace_calls trace_last_statement(const struct journal *journal);

/* Whether the event is a call of that statement. */
bool trace_is_of(const struct journal_event *event, const struct trace_calls *calls);

#endif
