/* Files that a log, a capture or a trace of the session goes to: nobody else may write there meanwhile. */
#ifndef SHELL_TAKEN_H
#define SHELL_TAKEN_H

#include "base/error.h"

struct session;

enum taker { TAKER_NONE, TAKER_CAPTURE, TAKER_LOG, TAKER_TRACE };

/* False with a `usage` error where one of them writes to the regular file at `path`, whatever its name; but for `self`,
 * who may begin anew. Nobody is refused -, standard output. */
bool taken_check(const struct session *session, const char *path, enum taker self,
                 struct error *error);

#endif
