/* From a statement to its command. Private to src/shell. */
#ifndef SHELL_LOOKUP_H
#define SHELL_LOOKUP_H

#include "lang/program.h"
#include "shell/command.h"

struct session;

/* The command that a statement names; noted in the statement, for it may run often. Not found: an error that tells
 * what else could be meant. */
bool lookup_command(struct session *session, const struct statement *statement,
                    const struct command **ret_command, struct error *error);

#endif
