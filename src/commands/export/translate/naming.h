/* What the program calls things: a name of the session's is kept where the language has no other use for it, and no two
 * are the same. Private to src/commands. */
#ifndef COMMANDS_EXPORT_NAMING_H
#define COMMANDS_EXPORT_NAMING_H

#include "base/span.h"

struct translation;

/* No name of the session's begins so: the program's own, which no rule changes. */
#define NAME_OURS "\1"

/* The program's name for one of the session's, the same all over a walk; gives up where that is none. */
const char *name_in_program(struct translation *t, struct span name);

/* Another walk begins: names that it knew keep theirs before others get theirs. */
void naming_restart(struct translation *t);
void naming_free(struct translation *t);

#endif
