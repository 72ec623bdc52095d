/* Handles that are closed or were never made, or may be. Private to src/commands. */
#ifndef COMMANDS_EXPORT_CLOSED_H
#define COMMANDS_EXPORT_CLOSED_H

#include "base/span.h"

#include <stdbool.h>

struct scene_handle;
struct translation;

/* The handle that a statement is about. NULL for none; also where it is closed: then the statement is given up, for the
 * session had no such name. Within a try the program asks where it may be none. */
struct scene_handle *open_handle(struct translation *t, struct span name);

/* The same; where there is none, the statement is given up as well. */
struct scene_handle *named_handle(struct translation *t, struct span name);

/* A name that something new is to have: no handle's. */
void check_free(struct translation *t, struct span name);

/* Whether the program asks for it anywhere. */
bool is_doubted(const struct translation *t, struct span name);

/* It has just been closed: where that is asked later, its variable is to tell. */
void note_closed(struct translation *t, const struct scene_handle *handle);

#endif
