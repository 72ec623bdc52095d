/* `trace`: every system call on a socket as it is made, shown by the session's output or written to a file.
 *
 * Calls that no statement made, for the prompt or at the end, are shown with the next statement's: somebody may be
 * typing. */
#ifndef SHELL_TRACE_H
#define SHELL_TRACE_H

#include "base/error.h"
#include "journal/decode.h"
#include "shell/fields.h"

struct session;

struct trace_settings {
    const char *path; /* NULL to show the calls */
    size_t shown;     /* bytes of data of each */
    bool brief;       /* without the calls that only ask */
};

/* How the calls are decoded, with the names of the socket options. The names of interfaces are asked for by calls that are
 * in the journal; who lists calls, and must make none, takes another way. */
struct decode trace_decoding(size_t shown);

/* Begin, in place of a trace that runs already. False with a `file` error: the old one goes on then. */
bool trace_start(struct session *session, const struct trace_settings *settings,
                 struct error *error);

/* Whether there is a trace, and where it goes: NULL where it is shown. */
bool trace_is_on(const struct session *session);
const char *trace_path(const struct session *session);
/* What it writes to; -1 for nothing. */
int trace_fd(const struct session *session);

/* End it: how many calls it had. */
uint64_t trace_stop(struct session *session);

/* The call's fields, for JSON: `text` is the line of the trace. */
void trace_fields(struct fields *fields, const struct session *session, const struct decode *how,
                  const struct journal_event *event, const struct journal_bytes *bytes);

#endif
