/* Statements that a message tells to type, between backquotes. */
#ifndef TESTS_COMMANDS_SPOKEN_H
#define TESTS_COMMANDS_SPOKEN_H

#include "base/buffer.h"

#include <stdbool.h>

/* Whether each can be typed as it stands, but for words in capitals: it is a command of the table, with options
 * that it has. Else `ret_fault` gets the first that can't. */
bool spoken_is_typeable(const char *message, struct buffer *ret_fault);

#endif
