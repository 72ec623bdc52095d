/* Lines of before, in readline's list and in a file that other sessions write, too. Private to the module. */
#ifndef UI_EDITOR_HISTORY_H
#define UI_EDITOR_HISTORY_H

#include "ui/editor.h"

/* Read the file, NULL for none, which stays the caller's. UNUSABLE comes with errno. */
enum editor_history editor_history_start(const char *path);

/* Keep an entry, unless it begins with a blank; it is the last one then, and the only one of its text. One that
 * is no text is kept for this session only. False with errno where the file can't be written. */
bool editor_history_add(const char *entry);

/* The same for an entry that runs once more: it keeps its number. */
bool editor_history_again(const char *entry);

/* The entries, oldest first. A number stays an entry's own while the session lasts. */
size_t editor_history_count(void);
const char *editor_history_entry(size_t index, unsigned *ret_number);

#endif
