/* What programs of each language may need at their beginning. Private to src/commands. */
#ifndef COMMANDS_EXPORT_PARTS_H
#define COMMANDS_EXPORT_PARTS_H

#include "translate.h"

/* Tables of them, in the order in which a program has them. */
extern const struct part *const python_parts[], *const c_parts[];

extern const struct part python_option_parts[], python_messages[], python_multicast[];

#endif
