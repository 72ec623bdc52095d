/* What reading a lesson and going through it share. Private to src/shell. */
#ifndef SHELL_LESSON_PARTS_H
#define SHELL_LESSON_PARTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "shell/lesson.h"

/* A line of statements, what is told before it, and how to know that it was done. */
struct exercise {
    struct span prose, statement;
    unsigned line;
    struct span fails; /* the code or category it is to fail with; empty where it shall not */
    struct span check;
    unsigned check_line;
    struct exercise *next;
};

struct lesson {
    char *path;
    char *name; /* that `lesson` takes, as it is typed */
    struct buffer document;
    struct arena arena;
    struct exercise *first;
    struct exercise *now;  /* at the prompt: the one that is waited for */
    bool is_new;           /* the line that runs has begun it */
    bool goes_on;          /* at the prompt: after errors, with -k, before it began */
    bool check_can_tell;   /* whether it is done: its check fails as long as nothing was typed */
    unsigned first_socket; /* the sockets from here on were made since it began */
    struct span epilogue;  /* behind the last exercise */
};

/* Report an error whose place is in the lesson's file; false. */
bool lesson_report(struct session *session, const struct lesson *lesson, struct error *error);

#endif
