/* Running the statements of a log again, and finding where the replies differ. */
#ifndef SHELL_REPLAY_H
#define SHELL_REPLAY_H

#include "base/buffer.h"
#include "base/error.h"

struct session;

/* A statement whose reply differs. The texts are what a person is shown. */
struct replay_difference {
    unsigned line; /* of the log */
    struct span statement, was, now;
    struct span because; /* where it takes words to see what differs; else empty */
};

/* Where a log ends too early: a disk was full, or somebody has shortened it. */
enum replay_cut {
    REPLAY_WHOLE,
    REPLAY_CUT_STATEMENT, /* which isn't run */
    REPLAY_CUT_REPLY,     /* which isn't compared: it agrees as far as it goes */
    REPLAY_CUT_UNANSWERED, /* the statement waited when the session was killed, maybe: it isn't run */
};

struct replay {
    unsigned statements, different;
    enum replay_cut cut;
    unsigned cut_line; /* of the statement it concerns */
    void (*tell)(void *context, const struct replay_difference *difference);
    void (*tell_interrupted)(void *context, unsigned line, struct span statement);
    void *context;
};

/* Count and tell; what the kernel chose anew (ports, descriptors) and where in a line an error points to differ
 * without being different, as long as a choice stands for the same throughout, and what only looks at the state of
 * things (info, sockets, trace) is run and not compared. What Ctrl-C has left in the log is told, and neither run nor counted. False where the file can't be
 * read, is no log, or Ctrl-C ended the replay. */
bool replay_run(struct session *session, const char *path, struct replay *replay,
                struct error *error);

/* Append the statements of a log, without running them: those that failed by a peer's or the kernel's doing
 * stand in `try`, those that were mistyped or that Ctrl-C has left are left out, as are the log's own and one
 * that isn't all there. False where the file can't be read or is no log. */
bool replay_statements(struct session *session, const char *path, struct buffer *out,
                       struct error *error);

#endif
