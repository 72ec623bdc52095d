/* Writing what is to be shown. Private to src/ui. */
#ifndef UI_WRITE_H
#define UI_WRITE_H

#include "base/span.h"

#include <stdbool.h>
#include <stdio.h>

/* All of it, at once. False with errno when it can't be written; EINTR when nobody read it and Ctrl-C was
 * typed. */
bool write_out(FILE *file, struct span text);

#endif
