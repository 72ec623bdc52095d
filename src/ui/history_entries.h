/* The entries that a history's file holds. Pure. Private to the module. */
#ifndef UI_HISTORY_ENTRIES_H
#define UI_HISTORY_ENTRIES_H

#include "base/arena.h"

struct history_entry {
    const char *text;
    long long seconds; /* when it was typed, 0 where the file doesn't tell */
};

struct history_entries {
    struct arena arena;
    struct history_entry *items; /* oldest first */
    size_t count;
    size_t repeated; /* how many were left out: typed again later, or too old */
    size_t unfit;    /* and these since no line of ours can be so: history_file_takes() */
};

/* Of entries with the same text the last one, and of these the last `most`. */
void history_entries_read(struct history_entries *entries, struct span text, size_t most);
void history_entries_free(struct history_entries *entries);

#endif
