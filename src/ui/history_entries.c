#include "history_entries.h"

#include "base/memory.h"
#include "history_file.h"

#include <stdlib.h>
#include <uthash.h>

static void add(struct history_entries *entries, size_t *room, struct span text, long long seconds)
{
    if (entries->count == *room) {
        *room = *room ? 2 * *room : 256;
        entries->items = memory_resize(entries->items, *room * sizeof(*entries->items));
    }
    entries->items[entries->count++] =
        (struct history_entry){arena_text(&entries->arena, text), seconds};
}

/* Texts that were met. */
struct met {
    const char *text;
    UT_hash_handle hh;
};

/* True the first time. */
static bool meet(struct met **met, struct arena *arena, const char *text)
{
    struct met *one;

    HASH_FIND_STR(*met, text, one);
    if (one)
        return false;
    one = arena_new(arena, sizeof(*one));
    one->text = text;
    HASH_ADD_KEYPTR(hh, *met, one->text, strlen(one->text), one);
    return true;
}

static void keep_last(struct history_entries *entries, size_t most)
{
    struct met *met = NULL;
    size_t all = entries->count, first = all;

    for (size_t i = all; i-- > 0 && all - first < most;)
        if (meet(&met, &entries->arena, entries->items[i].text))
            entries->items[--first] = entries->items[i];
    HASH_CLEAR(hh, met);
    entries->count = all - first;
    entries->repeated = first;
    memmove(entries->items, entries->items + first, entries->count * sizeof(*entries->items));
}

void history_entries_read(struct history_entries *entries, struct span text, size_t most)
{
    cleanup_buffer struct buffer entry = {0};
    long long seconds;
    size_t room = 0;

    while (history_file_next(&text, &entry, &seconds))
        if (!history_file_takes(buffer_span(&entry)))
            entries->unfit++;
        else if (entry.length)
            add(entries, &room, buffer_span(&entry), seconds);
    if (entries->count)
        keep_last(entries, most);
}

void history_entries_free(struct history_entries *entries)
{
    free(entries->items);
    arena_free(&entries->arena);
    *entries = (struct history_entries){0};
}
