/* What can be said of a pattern before it is looked for. Private to src/commands. */
#ifndef COMMANDS_EXPORT_PATTERN_MEASURE_H
#define COMMANDS_EXPORT_PATTERN_MEASURE_H

#include "export/pattern/pattern.h"

/* How many bytes are taken. */
struct pattern_width {
    int least, most;
};
/* Of all that is from the node on in its alternative, or of the alternatives. */
struct pattern_width pattern_width(const struct pattern_node *nodes);
struct pattern_width pattern_width_of_group(const struct pattern_node *group);

/* Add the bytes that may be taken first, or are looked at before; true where it may be that none is taken. */
bool pattern_first(const struct pattern_node *nodes, struct byte_set *first);
bool pattern_first_of_node(const struct pattern_node *node, struct byte_set *first);

/* Whether a place or a look is in it, or a reference: what depends on more than the bytes that are taken. */
bool pattern_has_conditions(const struct pattern_node *group);

bool byte_sets_meet(const struct byte_set *a, const struct byte_set *b);
void byte_set_join(struct byte_set *set, const struct byte_set *other);

#endif
