/* The table of all commands. */
#ifndef COMMANDS_TABLE_H
#define COMMANDS_TABLE_H

#include "shell/command.h"

/* Ended by NULL; in the order in which help lists them. */
extern const struct command *const commands_table[];

#endif
