#include "shell/lesson_files.h"

#include "base/memory.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef SOCKSH_LESSON_DIR
#define SOCKSH_LESSON_DIR "/usr/share/socksh/lessons"
#endif

/* "03-streams.md" */
static bool read_name(const char *name, struct lesson_file *file)
{
    char *end;
    unsigned long number = strtoul(name, &end, 10);
    size_t length = strlen(end);

    if (end == name || *end != '-' || length < sizeof("-x.md") - 1 ||
        strcmp(end + length - 3, ".md") != 0)
        return false;
    file->number = (unsigned)number;
    file->name = memory_copy_text(end + 1);
    file->name[length - 4] = '\0';
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct lesson_file *first = a, *second = b;

    return (first->number > second->number) - (first->number < second->number);
}

static void add_file(struct lesson_files *files, const char *directory, const char *name)
{
    cleanup_buffer struct buffer path = {0};
    struct lesson_file file;

    if (!read_name(name, &file))
        return;
    buffer_printf(&path, "%s/%s", directory, name);
    file.path = memory_copy_text(buffer_text(&path));
    files->items = memory_resize(files->items, (files->count + 1) * sizeof(file));
    files->items[files->count++] = file;
}

static struct lesson_files find_in(const char *path)
{
    struct lesson_files files = {0};
    DIR *directory = opendir(path);

    if (!directory)
        return files;
    for (const struct dirent *entry; (entry = readdir(directory));)
        add_file(&files, path, entry->d_name);
    closedir(directory);
    if (files.count)
        qsort(files.items, files.count, sizeof(*files.items), by_number);
    return files;
}

/* In the build directory the program is src/socksh, and the lessons are in docs/lessons. */
static struct lesson_files find_beside_program(void)
{
    cleanup_buffer struct buffer path = {0};
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program));

    while (length > 0 && program[length - 1] != '/')
        length--;
    if (length <= 0)
        return (struct lesson_files){0};
    buffer_printf(&path, "%.*s../docs/lessons", (int)length, program);
    return find_in(buffer_text(&path));
}

struct lesson_files lesson_files_find(void)
{
    const char *own = getenv("SOCKSH_LESSONS");
    struct lesson_files files = own ? find_in(own) : find_beside_program();

    return files.count ? files : find_in(SOCKSH_LESSON_DIR);
}

void lesson_files_free(struct lesson_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->items[i].name);
        free(files->items[i].path);
    }
    free(files->items);
}

void lesson_files_title(const struct lesson_file *file, struct buffer *out)
{
    FILE *document = fopen(file->path, "re");
    char line[256];

    if (!document)
        return;
    while (fgets(line, sizeof(line), document))
        if (strncmp(line, "# ", 2) == 0) {
            line[strcspn(line, "\n")] = '\0';
            buffer_append_text(out, line + 2);
            break;
        }
    fclose(document);
}
