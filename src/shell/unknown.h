/* What may have been meant by a command that doesn't exist. Private to src/shell. */
#ifndef SHELL_UNKNOWN_H
#define SHELL_UNKNOWN_H

struct error;
struct session;
struct statement;

/* Adds the likeliest to the `name` error of a statement whose command was not found: a line of a protocol that
 * wants to be sent, a command of elsewhere, a handle, a variable. What the error has already stays where nothing is likelier. */
void unknown_hint(struct session *session, const struct statement *statement, struct error *error);

#endif
