/* Running blocks and statements; for the commands that have blocks in them. */
#ifndef SHELL_RUN_H
#define SHELL_RUN_H

#include "shell/request.h"

struct session;

/* Run a block's statements. False when an error ended it, which has been shown. */
bool run_block(struct session *session, const struct block *block, struct error *error);

/* A statement inside $(...): nothing is shown, its value is returned, in the arena. */
bool run_substitution(struct session *session, const struct statement *statement,
                      struct span *ret_value, struct error *error);

#endif
