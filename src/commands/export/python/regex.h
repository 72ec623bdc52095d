/* Regular expressions of the shell, which are PCRE2's, as Python's re takes them. Private to src/commands. */
#ifndef COMMANDS_PYTHON_REGEX_H
#define COMMANDS_PYTHON_REGEX_H

#include "base/buffer.h"

/* Append the pattern as re.compile() has it, of bytes and without flags. False where it would mean something else
 * there, or can't be said: then `ret_why` tells what it has that the other lacks. */
bool python_regex(struct span pattern, struct buffer *out, const char **ret_why);

#endif
