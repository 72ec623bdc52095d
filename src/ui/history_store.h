/* The history's file, which several sessions read and write. Private to the module. */
#ifndef UI_HISTORY_STORE_H
#define UI_HISTORY_STORE_H

#include "history_entries.h"
#include "ui/editor.h"

/* Read the last `most` entries; history_entries_free() takes them, whatever came of it. A damaged file is
 * replaced by one of them, and kept as PATH.damaged. UNUSABLE comes with errno. */
enum editor_history history_store_read(const char *path, size_t most,
                                       struct history_entries *ret_entries);

/* Append an entry, which history_file_takes(). False with errno where it isn't there. */
bool history_store_append(const char *path, const char *entry);

#endif
