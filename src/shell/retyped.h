/* A statement of a log as one would have typed it now: who has read in a reply which port the kernel chose, and typed
 * that, would have read another. Private to src/shell. */
#ifndef SHELL_RETYPED_H
#define SHELL_RETYPED_H

#include "base/buffer.h"

struct counterparts;

/* Append the statement. Ports and names that the kernel chose in the log's session are those that stand for them now,
 * wherever they stand as whole numbers; anything else stays as it was typed. */
void retyped_append(struct buffer *out, const struct counterparts *counterparts,
                    struct span statement);

#endif
