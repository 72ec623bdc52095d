/* Fields laid out for reading. Private to src/ui. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "shell/fields.h"

/* One value, escaped; "-" for none. */
void layout_cell(struct buffer *out, const struct field *field);

/* All of a reply's: its lists as tables, or, where it has none, a line for each field. For so many columns;
 * 0 for as many as it takes. */
void layout_fields(struct buffer *out, const struct fields *fields, size_t columns);

#endif
