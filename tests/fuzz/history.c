/* Whatever the history's file holds: what is read of it, written anew is read as the same. */
#include "target.h"

#include "history_entries.h"
#include "history_file.h"

enum { MOST = 100 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cleanup_buffer struct buffer text = {0};
    struct history_entries first = {0}, second = {0};

    history_entries_read(&first, (struct span){(const char *)data, size}, MOST);
    for (size_t i = 0; i < first.count; i++)
        history_file_append(&text, span_of(first.items[i].text), first.items[i].seconds);
    history_entries_read(&second, buffer_span(&text), MOST);
    must(second.unfit == 0 && second.repeated == 0, "an entry that was kept is no entry");
    must(second.count == first.count, "another number of entries");
    for (size_t i = 0; i < first.count; i++)
        must(strcmp(first.items[i].text, second.items[i].text) == 0 &&
                 first.items[i].seconds == second.items[i].seconds,
             "another entry");
    history_entries_free(&first);
    history_entries_free(&second);
    return 0;
}
