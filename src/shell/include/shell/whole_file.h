/* Files that a command writes at once: a figure, a program. */
#ifndef SHELL_WHOLE_FILE_H
#define SHELL_WHOLE_FILE_H

#include "base/error.h"

#include <sys/types.h>

struct session;

/* Write the text into the file at `path`, which is made with these permissions, less umask(2)'s, or replaced. Where
 * that fails, an old one is as it was, and of a new one there is nothing; but for what can only be written in place: a
 * FIFO, whose reader is waited for, a device, and a file whose directory, owner or other names forbid to put another
 * there. A hint tells what is left. */
bool whole_file_write(struct session *session, const char *path, mode_t permissions,
                      struct span text, struct error *error);

#endif
