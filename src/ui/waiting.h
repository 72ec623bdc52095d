/* While a line of the prompt runs for longer than a second: what it waits for, how long, and how to leave. Private
 * to src/ui. */
#ifndef UI_WAITING_H
#define UI_WAITING_H

struct session;
struct waiting;

/* Tells it in the session's status line, on that terminal. NULL where there is none, or no descriptor is left for a
 * timer; the other functions take that, too. */
struct waiting *waiting_new(struct session *session, int terminal);
void waiting_free(struct waiting *waiting);

/* Lines begin to run, each of them, and have run: nothing is told at the prompt, where nothing ticks either. */
void waiting_begin(struct waiting *waiting);
void waiting_begin_line(struct waiting *waiting);
void waiting_end(struct waiting *waiting);

/* Clear what is told, until the next tick: a line has run, or somebody else gets the terminal. */
void waiting_hide(struct waiting *waiting);

#endif
