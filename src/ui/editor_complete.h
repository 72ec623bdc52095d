/* Completion in the line editor. Private to it. */
#ifndef UI_EDITOR_COMPLETE_H
#define UI_EDITOR_COMPLETE_H

struct editor_host;

/* Have readline complete by what the host says. */
void editor_complete_start(const struct editor_host *host);

#endif
