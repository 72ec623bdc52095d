/* What folding keeps together. Private to src/base. */
#ifndef BASE_FOLD_WORD_H
#define BASE_FOLD_WORD_H

#include "base/span.h"

/* How many bytes the word takes that the text begins with: to a blank or the line's end, outside of `...` and "...".
 * What is offered to copy so stays on one line, or is left to the terminal to break. */
size_t fold_word(struct span text);

#endif
