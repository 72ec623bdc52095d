/* The log: a transcript of what is typed and what comes of it, in a file, to read and to run again.
 *
 * Each line has the time (UTC), and a mark:
 *   TIME > STATEMENT          as typed; its further lines have . in the mark's place
 *   TIME : REPLY              a line of the reply, as a person is shown it
 *   TIME ! ERROR              a line of an error
 *   TIME * EVENT              what came by itself
 *   TIME HANDLE -> "DATA"     sent, and
 *   TIME HANDLE <- "DATA"     received, all bytes, as a quoted word of the language; of datagrams the other end's
 *                             address stands before them, and the end of a stream is `end`
 *   TIME = STATEMENT          what the shell did without being told, as the statement that does the same; or on what
 *                             terms those behind it are run: one of the texts below
 *   TIME # the log ends here  the last line of one that nothing has cut off
 * In the place of a handle that has no name, or is older than the journal remembers, stands `fd NUMBER`. */
#ifndef SHELL_LOG_H
#define SHELL_LOG_H

#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

/* Terms of the session that a statement's outcome may depend on, as the log says them; none hold at its beginning. */
#define LOG_GOES_ON "errors do not end a statement"
#define LOG_STOPS "errors end a statement"
#define LOG_ABBREVIATES "beginnings of names will do"

struct event;
struct log;
struct outcome;
struct session;

/* Begin to write the session's log; one that was written before is ended then. A file that exists is written anew. */
bool log_start(struct session *session, const char *path, struct error *error);
/* End it, if there is one. False with a `file` error when its last lines couldn't be written. */
bool log_stop(struct session *session, struct error *error);

/* Where it goes, and how many lines it has; NULL where there is none. */
const char *log_path(const struct session *session, uint64_t *ret_lines);
/* What it writes to; -1 for none. */
int log_fd(const struct session *session);

/* What goes into the log, where there is one, whatever is shown of it: a statement that stands in no other
 * begins, or has ended; what came of one; what came by itself. Lines that can't be parsed are a statement, too. */
void log_statement(const struct session *session, struct span source);
void log_after_statement(struct session *session);
/* The shell has done what this statement does, and nobody has typed it. */
void log_done(const struct session *session, struct span statement);
void log_outcome(const struct session *session, const struct outcome *outcome);
void log_event(const struct session *session, const struct event *event);

#endif
