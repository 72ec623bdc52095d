/* Regular expressions of the shell, which are PCRE2's, as regcomp(3) takes them. Private to src/commands. */
#ifndef COMMANDS_POSIX_REGEX_H
#define COMMANDS_POSIX_REGEX_H

#include "base/buffer.h"

/* What a program looks for: whether there is a match, or also where the first one ends. */
enum regex_question { REGEX_MATCHES, REGEX_ENDS };

/* Append the pattern as REG_EXTENDED has it. False where it would mean something else there, or can't be said:
 * then `ret_why` tells what it has that the other lacks, and what was appended is worth nothing. */
bool posix_regex(struct span pattern, enum regex_question question, struct buffer *out,
                 const char **ret_why);

#endif
