/* Leaving the prompt. */
#ifndef SHELL_LEAVING_H
#define SHELL_LEAVING_H

#include "base/buffer.h"

#include <stdbool.h>

struct session;

/* True where streams are connected and the turn before this one has not asked, too: then the question says whose they are,
 * and that `how` closes them and leaves. */
bool leaving_asks(struct session *session, const char *how, struct buffer *question);

#endif
