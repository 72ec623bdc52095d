/* A set of bytes, as the brackets of a regular expression of POSIX have it. Private to src/commands. */
#ifndef COMMANDS_POSIX_SET_H
#define COMMANDS_POSIX_SET_H

#include "base/buffer.h"
#include "export/pattern/pattern.h"

/* Without brackets where it is one byte. False for a set of no bytes: there are no brackets for that. */
bool posix_set_write(const struct byte_set *set, struct buffer *out);

#endif
