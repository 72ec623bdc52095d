/* Where files of the user's are: the XDG base directories. */
#ifndef UI_PLACES_H
#define UI_PLACES_H

#include "base/buffer.h"

#include <stdbool.h>

/* $XDG_CONFIG_HOME/socksh/init.socksh; nothing where there is no home. */
void places_init(struct buffer *path);

/* $XDG_STATE_HOME/socksh/history, its directories made; nothing where there is no home.
 * False with errno where they can't be made. */
bool places_history(struct buffer *path);

#endif
