/* Writing what is to be shown. Private to src/ui. */
#ifndef UI_WRITE_H
#define UI_WRITE_H

#include "base/span.h"

#include <stdbool.h>
#include <stdio.h>

/* Whether that file is a terminal which can't show this text as it is (base/charset.h). */
bool write_is_foreign(FILE *file, struct span text);

/* All of it, at once; as a terminal can show it. False with errno when it can't be written; EINTR when nobody read it and Ctrl-C was
 * typed. */
bool write_out(FILE *file, struct span text);

#endif
