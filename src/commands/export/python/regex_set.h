/* Sets of bytes that have a name in PCRE2, as Python's re writes them. Private to src/commands. */
#ifndef COMMANDS_PYTHON_SET_H
#define COMMANDS_PYTHON_SET_H

#include "base/span.h"

#include <stdbool.h>

/* What a letter behind a backslash stands for, and the same within brackets; NULL where it can't be there. \R is one
 * byte of them, or two. */
struct python_letter {
    char letter;
    bool takes_line_ends;
    const char *outside, *in_set;
};
const struct python_letter *python_letter_find(char letter);

/* What a name such as alpha means within brackets, and what the others are. */
struct python_set {
    const char *name, *members, *others;
    bool takes_line_ends, has_case;
};
const struct python_set *python_set_named(struct span name);

#endif
