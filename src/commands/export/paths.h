/* Paths in what statements say and in what they give sh. Private to src/commands. */
#ifndef COMMANDS_EXPORT_PATHS_H
#define COMMANDS_EXPORT_PATHS_H

#include "base/span.h"

/* ./a and a are the same. */
struct span path_bare(struct span path);

/* The next word of a text for sh, which may be a path or not; empty behind the last one. */
struct span path_in_shell(struct span *rest);

#endif
