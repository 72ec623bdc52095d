/* Where files of the user's are: the XDG base directories. */
#ifndef UI_PLACES_H
#define UI_PLACES_H

#include "base/buffer.h"

/* $XDG_CONFIG_HOME/socksh/init.socksh; nothing where there is no home. */
void places_init(struct buffer *path);

/* $XDG_STATE_HOME/socksh/history, its directories made; nothing where they can't be. */
void places_history(struct buffer *path);

#endif
