/* Dim text behind the cursor, which readline knows nothing of. Private to the module. */
#ifndef UI_EDITOR_HINT_H
#define UI_EDITOR_HINT_H

struct editor_host;

/* Ask the host for hints; Right at the end of the line takes one that can be taken. */
void editor_hint_start(const struct editor_host *host);

/* Show the hint for the line, if the cursor is at its end and there is room on the row. */
void editor_hint_show(void);

/* Erase it: before readline or anybody else writes. */
void editor_hint_hide(void);

#endif
