/* Completion of files. */
#include "completion_parts.h"

#include "base/escape.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void offer_file(struct completer *c, int directory, struct span prefix, const char *name,
                       bool ask)
{
    cleanup_buffer struct buffer path = {0};
    struct stat found = {0};

    buffer_append(&path, prefix);
    buffer_append_text(&path, name);
    bool known = ask && fstatat(directory, name, &found, AT_NO_AUTOMOUNT) == 0;
    if (known && S_ISDIR(found.st_mode)) {
        buffer_append_byte(&path, '/');
        offer(c, buffer_span(&path), '/', "directory");
    } else if (known && S_ISREG(found.st_mode)) {
        offer(c, buffer_span(&path), ' ', "%jd bytes", (intmax_t)found.st_size);
    } else {
        offer(c, buffer_span(&path), ' ', "%s", known && S_ISSOCK(found.st_mode) ? "socket" : "");
    }
}

/* Hidden files only where a dot is typed. Every file is asked what it is while there are few. */
static void offer_directory(struct completer *c, DIR *directory, struct span prefix)
{
    struct span beginning = span_after(buffer_span(&c->typed.value), prefix.length);
    bool hidden = beginning.length && beginning.data[0] == '.';
    unsigned seen = 0;

    for (struct dirent *entry; seen < COMPLETION_MOST && (entry = readdir(directory));) {
        const char *name = entry->d_name;
        bool itself = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
        if (itself || (name[0] == '.' && !hidden) || !span_starts(span_of(name), beginning))
            continue;
        bool ask = entry->d_type == DT_DIR || entry->d_type == DT_LNK ||
                   entry->d_type == DT_UNKNOWN || seen < COMPLETION_ASKED;
        offer_file(c, dirfd(directory), prefix, name, ask);
        seen++;
    }
}

/* In order, and listed without their directory. */
static void arrange(struct completer *c, size_t first, struct span prefix)
{
    cleanup_buffer struct buffer shown = {0};
    struct candidate *items = c->completion->items;
    size_t count = c->completion->count;

    escape_line(&shown, prefix);
    for (size_t i = first; i < count; i++)
        items[i].label += shown.length;
    sort_candidates(c, first);
}

void complete_files(struct completer *c)
{
    struct span typed = buffer_span(&c->typed.value);
    cleanup_buffer struct buffer prefix = {0};
    const char *slash = typed.length ? memrchr(typed.data, '/', typed.length) : NULL;

    if (slash)
        buffer_append(&prefix, (struct span){typed.data, (size_t)(slash - typed.data) + 1});
    if (prefix.length && memchr(prefix.data, '\0', prefix.length))
        return;
    int fd = open(prefix.length ? buffer_text(&prefix) : ".",
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory) {
        size_t first = c->completion->count;
        offer_directory(c, directory, buffer_span(&prefix));
        arrange(c, first, buffer_span(&prefix));
        closedir(directory);
    } else if (fd >= 0) {
        close(fd);
    }
}
