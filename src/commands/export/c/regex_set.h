/* A set of bytes, as the brackets of a regular expression of POSIX have it. Private to src/commands. */
#ifndef COMMANDS_POSIX_SET_H
#define COMMANDS_POSIX_SET_H

#include "base/buffer.h"

struct posix_set {
    bool has[256];
    bool negated;
};

/* Add what a name such as alpha or d means, or the `others`. False where nothing is called so. */
bool posix_set_add(struct posix_set *set, struct span name, bool others);
/* \d, \w, \s by their letters, in capitals for the others. */
bool posix_set_add_class(struct posix_set *set, char letter);
void posix_set_ignore_case(struct posix_set *set);

/* Append it, without brackets where it is one byte. The set is turned round where it has NUL, which no pattern can.
 * False for a set of no bytes: there are no brackets for that. */
bool posix_set_write(struct posix_set *set, struct buffer *out);

#endif
