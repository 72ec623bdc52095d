/* Lessons: Markdown documents whose blocks of statements somebody types, or has typed.
 *
 * A block ```socksh holds exercises: each line of statements is one. ```socksh ECONNREFUSED says that the last of
 * them is to fail so, by code or category. A block ```check behind it holds statements that find out whether what
 * was wanted has happened: what stands behind # in the line of an `assert` explains what differs. Blocks of
 * other names are prose. */
#ifndef SHELL_LESSON_H
#define SHELL_LESSON_H

#include "base/error.h"
#include "base/span.h"

struct buffer;
struct lesson;
struct session;

/* Read it; `name` is the word that `lesson` takes for it. The caller frees with lesson_free(); NULL is fine
 * there. */
bool lesson_load(struct session *session, const char *path, struct span name,
                 struct lesson **ret_lesson, struct error *error);
void lesson_free(struct lesson *lesson);

/* Go through all of it at once: prose and statements are shown, and what fails, or what a check finds, ends
 * it. */
bool lesson_run(struct session *session, const struct lesson *lesson, struct error *error);

/* Append the statements of all its exercises: one that is to fail stands in `try`, one that is to be mistyped is left
 * out. Checks are none. */
void lesson_statements(const struct lesson *lesson, struct buffer *out);

/* At the prompt: take it as the session's lesson, which leaves the one before, and tell up to the first exercise. */
void lesson_begin(struct session *session, struct lesson *lesson);
/* The handles that were made since it began are closed, so that it can begin again; which, is told. */
void lesson_leave(struct session *session);

/* The statement the session's lesson waits for; empty without a lesson. */
struct span lesson_wanted(const struct session *session);

/* A line was typed. When it has run, well or with the session's last error: look what came of it, and go on or
 * tell what differs; false where Ctrl-C has left the look. A lesson that the line itself has begun isn't asked. */
void lesson_before_line(struct session *session);
bool lesson_after_line(struct session *session, struct span line, bool went_well);

#endif
