/* Files that a command writes by itself, most of them while other statements run: a log, a trace, a capture. */
#ifndef SHELL_OUTLET_H
#define SHELL_OUTLET_H

#include "base/error.h"
#include "base/span.h"

#include <stdbool.h>

/* Write all. False with errno, ETIMEDOUT where a FIFO's reader takes nothing for five seconds: meanwhile the
 * session stands still, for what waits to be written is kept nowhere. A part of the bytes, as a full disk leaves it,
 * is taken back out of a regular file: half a line, or half a packet, would be read as something else. */
bool outlet_write(int fd, struct span bytes);

/* What had the file before and writes its end now is done: begin anew. What is no regular file can't be emptied, and
 * needn't. */
bool outlet_empty(int fd, const char *path, struct error *error);

#endif
