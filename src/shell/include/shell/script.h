/* Programs from files and from pipes. */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include "base/error.h"

struct session;

enum {
    SCRIPT_LIMIT = 64 * 1024 * 1024,      /* bytes of a script's file */
    SCRIPT_LINE_LIMIT = 16 * 1024 * 1024, /* bytes of one line */
};

/* Parse a file and run it: a program that can't be parsed is not begun. False when an error ended it. */
bool script_run_file(struct session *session, const char *path, struct error *error);

/* Parse text and run it, as part of what runs now. */
bool script_run_text(struct session *session, struct span text, struct error *error);

/* The same with a part of another file, which begins at that line of it. */
bool script_run_part(struct session *session, struct span text, unsigned first_line,
                     const char *source, struct error *error);

/* Append the whole of a file, up to SCRIPT_LIMIT. */
struct buffer;
bool script_read_file(struct session *session, const char *path, struct buffer *text,
                      struct error *error);

/* Run statements as they come in from a descriptor, up to its end. */
bool script_run_stream(struct session *session, int fd, struct error *error);

#endif
