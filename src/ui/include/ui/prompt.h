/* The interactive session: a prompt, a line, its replies, until the end. */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include <stdbool.h>

struct session;
struct error;

/* Run it on the terminal at standard input, with a prompt in colour or without. False where the line editor can't be loaded: nothing
 * has happened then. */
bool prompt_run(struct session *session, bool colour, struct error *error);

#endif
