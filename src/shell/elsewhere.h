/* Commands of shells, of network tools and of C that people bring along. Private to src/shell. */
#ifndef SHELL_ELSEWHERE_H
#define SHELL_ELSEWHERE_H

#include "base/error.h"
#include "lang/program.h"
#include "shell/command.h"

/* The error's hint: what does here what the statement's command does elsewhere. False where nothing is known of
 * it; then the hint stays as it is. */
bool elsewhere_hint(command_table commands, const struct statement *statement, struct error *error);

/* The same for any other program of this machine: `! NAME` runs it. */
bool elsewhere_hint_program(const struct statement *statement, struct error *error);

#endif
