/* What two replies to the same statement have in common, whatever the kernel chose and however fast it was. */
#ifndef SHELL_COMPARABLE_H
#define SHELL_COMPARABLE_H

#include "base/buffer.h"

/* Append a reply's text; a port of the kernel's choice becomes PORT, the number of a descriptor N, and how far the
 * peer has answered a FIN by now becomes FINISHED. */
void comparable_append(struct buffer *out, struct span text);

#endif
