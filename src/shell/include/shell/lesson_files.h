/* Where the lessons are, and which there are. */
#ifndef SHELL_LESSON_FILES_H
#define SHELL_LESSON_FILES_H

#include "base/buffer.h"

/* A lesson's file is called 03-streams.md. */
struct lesson_file {
    unsigned number;
    char *name; /* "streams" */
    char *path;
};

struct lesson_files {
    struct lesson_file *items; /* by number */
    size_t count;
};

/* Those in $SOCKSH_LESSONS; where that isn't set those beside the program in its build directory; where there
 * are none those that are installed. The caller frees. */
struct lesson_files lesson_files_find(void);
void lesson_files_free(struct lesson_files *files);
#define cleanup_lesson_files __attribute__((cleanup(lesson_files_free)))

/* Append the text of the first heading of a lesson. */
void lesson_files_title(const struct lesson_file *file, struct buffer *out);

#endif
