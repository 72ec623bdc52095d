/* A capture of the session's sockets into a file (journal/capture.h), packet by packet. */
#ifndef SHELL_CAPTURING_H
#define SHELL_CAPTURING_H

#include "base/error.h"

#include <stdint.h>

struct capturing;
struct session;

/* Begin. The file is made, or emptied; a FIFO's reader is waited for; - is standard output. Where a packet
 * can't be written later, the capture ends with an error of its own, which says what was kept. */
bool capturing_start(struct session *session, struct span path, struct error *error);

/* Whether one runs. */
bool capturing_runs(const struct session *session);

/* Whether standard output is its alone, and data that would be shown there isn't. */
bool capturing_has_standard(const struct session *session);

/* Of the one that runs: its file; how much was written. */
const char *capturing_file(const struct session *session);
uint64_t capturing_packets(const struct session *session);
uint64_t capturing_bytes(const struct session *session);
/* What it writes to; -1 for none. */
int capturing_fd(const struct session *session);

/* End the one that runs. A `file` error where the file can't be closed. */
bool capturing_stop(struct session *session, struct error *error);

/* NULL is fine. */
void capturing_free(struct capturing *capturing);

#endif
