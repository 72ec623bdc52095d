/* The status line. Private to src/ui. */
#ifndef UI_STATUS_H
#define UI_STATUS_H

#include "base/span.h"

/* Show the text, plain ASCII, in place of the one before; an empty one clears the line. `context` is a
 * struct render whose `errors` is a terminal. */
void status_show(void *context, struct span text);

#endif
