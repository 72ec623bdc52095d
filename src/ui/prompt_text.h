/* What stands before the cursor. Private to src/ui. */
#ifndef UI_PROMPT_TEXT_H
#define UI_PROMPT_TEXT_H

#include "base/buffer.h"

#include <stdbool.h>

struct session;

/* The session's prompt, or `set prompt`'s: on one line and at most so many columns wide; else only the
 * handle's name. With colours the state has one, in between the marks by which readline knows that
 * nothing there takes a column. */
void prompt_text(struct buffer *out, struct session *session, bool colour, size_t columns);

#endif
