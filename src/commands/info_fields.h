/* The fields that `info` has of one kind of socket or another. Private to src/commands. */
#ifndef COMMANDS_INFO_FIELDS_H
#define COMMANDS_INFO_FIELDS_H

#include "base/span.h"

#include <stdbool.h>

struct nearest;

/* Whether any socket has a field at the path: "state", "peer.port", "options.nodelay". */
bool info_field_exists(struct span path);

/* Offer the paths that there are, without those of options. */
void info_fields_offer(struct nearest *nearest);

#endif
