/* Completion of programs, for the text behind ! and |. */
#include "completion_parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void offer_programs(struct completer *c, const char *path)
{
    DIR *directory = path[0] == '/' ? opendir(path) : NULL;

    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (entry->d_type != DT_DIR && entry->d_name[0] != '.' &&
            offer_is_wanted(c, span_of(entry->d_name)) &&
            faccessat(dirfd(directory), entry->d_name, X_OK, 0) == 0)
            offer(c, span_of(entry->d_name), ' ', "in %s", path);
    if (directory)
        closedir(directory);
}

/* Directories of PATH may be the same, and have programs of the same name. */
static void drop_repeated(struct completer *c, size_t first)
{
    struct completion *completion = c->completion;
    size_t kept = first;

    for (size_t i = first; i < completion->count; i++)
        if (kept == first ||
            strcmp(completion->items[kept - 1].label, completion->items[i].label) != 0)
            completion->items[kept++] = completion->items[i];
    completion->count = kept;
}

void complete_shell_command(struct completer *c)
{
    struct typed *typed = &c->typed;
    size_t first = c->completion->count;
    const char *list = getenv("PATH");

    if (typed->value.length && memchr(typed->value.data, '/', typed->value.length)) {
        complete_files(c);
        return;
    }
    while (list && *list) {
        char path[1024];
        size_t length = strcspn(list, ":");
        error_copy(path, sizeof(path), (struct span){list, length});
        offer_programs(c, path);
        list += length + (list[length] == ':');
    }
    sort_candidates(c, first);
    drop_repeated(c, first);
}
