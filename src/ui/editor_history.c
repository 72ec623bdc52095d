#include "editor_history.h"

#include "history_file.h"
#include "history_store.h"

#include <stdio.h>

#include <readline/history.h>

enum { MOST = 10000 }; /* entries */

static const char *file_path;
static unsigned numbers[MOST]; /* of the entries; readline keeps its own data in them */
static unsigned last_number;

static void drop_entry(int index)
{
    free_history_entry(remove_history(index));
    memmove(&numbers[index], &numbers[index + 1],
            (size_t)(history_length - index) * sizeof(numbers[0]));
}

size_t editor_history_count(void)
{
    return (size_t)history_length;
}

const char *editor_history_entry(size_t index, unsigned *ret_number)
{
    if (index >= editor_history_count())
        return NULL;
    *ret_number = numbers[index];
    return history_list()[index]->line;
}

static void take(const struct history_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        add_history(entries->items[i].text);
        numbers[i] = ++last_number;
    }
    using_history();
}

enum editor_history editor_history_start(const char *path)
{
    struct history_entries entries = {0};
    enum editor_history outcome = EDITOR_HISTORY_KEPT;

    using_history();
    file_path = path;
    if (path)
        outcome = history_store_read(path, MOST, &entries);
    take(&entries);
    history_entries_free(&entries);
    return outcome;
}

/* Equal entries go. Returns the number of the last of them; 0 where there was none. */
static unsigned drop_equal(const char *entry)
{
    unsigned number = 0;

    for (int i = history_length - 1; i >= 0; i--)
        if (strcmp(history_list()[i]->line, entry) == 0) {
            number = number ? number : numbers[i];
            drop_entry(i);
        }
    return number;
}

/* False with errno when the file can't take it. */
static bool append(const char *entry, unsigned number)
{
    if (history_length == MOST)
        drop_entry(0);
    add_history(entry);
    numbers[history_length - 1] = number;
    using_history();
    return !file_path || !history_file_takes(span_of(entry)) ||
           history_store_append(file_path, entry);
}

bool editor_history_add(const char *entry)
{
    if (entry[strspn(entry, " \t\n")] == '\0' || entry[0] == ' ' || entry[0] == '\t')
        return true;
    drop_equal(entry);
    return append(entry, ++last_number);
}

bool editor_history_again(const char *entry)
{
    unsigned number = drop_equal(entry);

    return append(entry, number ? number : ++last_number);
}
