/* What is longer than the screen, page by page. Private to src/shell. */
#ifndef SHELL_PAGER_H
#define SHELL_PAGER_H

#include <stdbool.h>

struct outcome;
struct session;

/* Show a reply that is for reading (COMMAND_PAGES) in a pager: $PAGER, else less. False where it is to be printed:
 * it fits the screen, or is no typed command's, or there is no pager. Ctrl-C leaves the pager, as q does. */
bool pager_show(struct session *session, const struct outcome *outcome);

#endif
