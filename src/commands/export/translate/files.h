/* Files that the session has written and the program doesn't: what reads them is left out, too. Private to
 * src/commands. */
#ifndef COMMANDS_EXPORT_FILES_H
#define COMMANDS_EXPORT_FILES_H

#include "base/span.h"

struct statement;
struct translation;
struct word;

/* A walk begins. */
void files_restart(struct translation *t);
/* What a statement that is left out would have written, and those in it: behind > and >>, and of what shows the
 * session all that it names. */
void files_lose(struct translation *t, const struct statement *statement);
/* What its > names alone: its call is in the program. */
void files_lose_output(struct translation *t, const struct statement *statement);
/* A file that a text for sh names and the program lacks; NULL for none. */
const char *files_lost_to_shell(const struct translation *t, struct span text);
/* The program has written all of it. */
void files_note_written(struct translation *t, const struct statement *statement);
/* What the file holds that is behind <; gives up where the program lacks that. */
struct code code_of_file(struct translation *t, const struct word *path);

#endif
