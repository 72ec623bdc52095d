/* Sentences with fields in them, as the command table has them. Private to src/ui. */
#ifndef UI_SENTENCE_H
#define UI_SENTENCE_H

#include "shell/output.h"

/* Append the sentence `says` of an outcome: {field} is a field's value, escaped; {field|byte} a
 * number with its noun; {field|lines} text of ours that is shown as it is;
 * {field|groups} such text from lists within a list; {field|frame} what an address of the link layer
 * has beside its interface, and other addresses lack; [...] stands only where every field in it does.
 * {handle} is the handle acted on where the reply has no such field. */
void sentence_append(struct buffer *out, const struct outcome *outcome, const char *says);

#endif
