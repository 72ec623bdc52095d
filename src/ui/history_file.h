/* The form of the history's file: text, an entry behind each line `#SECONDS`, as readline and bash have it.
 * Pure. Private to the module. */
#ifndef UI_HISTORY_FILE_H
#define UI_HISTORY_FILE_H

#include "base/buffer.h"

/* Whether an entry can stand in the file: UTF-8, no control character but line feed and tab, not too long.
 * What can't was no line of ours: the file is damaged. */
bool history_file_takes(struct span entry);

/* Append an entry, which is taken, and when it was typed. */
void history_file_append(struct buffer *out, struct span entry, long long seconds);

/* Take the next entry from *rest, which can be anything, also one that isn't taken. Its time is 0 where the
 * file doesn't tell. False at the end. */
bool history_file_next(struct span *rest, struct buffer *ret_entry, long long *ret_seconds);

/* What begins with the first line `#SECONDS`: whole entries, of a file whose beginning was cut off. */
struct span history_file_whole(struct span text);

#endif
