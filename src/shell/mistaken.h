/* Lines that are no statements but something else: a URL, a host and its port, a header of a protocol, a call as C and
 * Python write it. Private to src/shell. */
#ifndef SHELL_MISTAKEN_H
#define SHELL_MISTAKEN_H

#include "base/error.h"
#include "lang/program.h"

struct session;

/* The error's hint: the statement that does it. False where the line is none of these; then the hint stays as it
 * is. */
bool mistaken_hint(const struct session *session, const struct statement *statement,
                   struct error *error);

/* The same for a HOST behind which the PORT is missing: one that holds the port, or a handle. */
bool mistaken_host(const struct session *session, struct span host, struct error *error);

#endif
