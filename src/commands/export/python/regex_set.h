/* A set of bytes, as the brackets of Python's re have it. Private to src/commands. */
#ifndef COMMANDS_PYTHON_SET_H
#define COMMANDS_PYTHON_SET_H

#include "base/buffer.h"
#include "export/pattern/pattern.h"

/* Whether brackets as they were typed mean the same in re. */
bool python_set_is_common(struct span typed);
void python_set_write(const struct byte_set *set, struct buffer *out);

#endif
