/* Where replies go: a renderer as a small table of functions. */
#ifndef SHELL_OUTPUT_H
#define SHELL_OUTPUT_H

#include "base/clock.h"
#include "base/error.h"
#include "shell/reply.h"

struct command;
struct event;

/* What came of a statement. */
struct outcome {
    const struct command *command; /* NULL where there is none of that name */
    struct span name;              /* of the command, as typed */
    struct span handle;            /* acted on; empty for none */
    unsigned line;
    const char *source;        /* the file sourced; NULL for the main program */
    nanoseconds elapsed;       /* 0 where the replies are not JSON */
    const struct reply *reply; /* may hold fields on failure too: how far it came */
    const struct error *error; /* NULL when all went well */
    bool data_taken;           /* the data went into a file or a command */
    bool kept;                 /* by NAME = */
    uint64_t display_limit;    /* bytes of data to show at the most; not for JSON */
};

struct output {
    void *context;
    /* Writes at once. False with errno when it can't be written. */
    bool (*show)(void *context, const struct outcome *outcome);
    /* Something has happened by itself. Writes at once. NULL where nobody wants to know. */
    void (*event)(void *context, const struct event *event);
    /* Text for reading that no statement replied: a lesson's, or of a log; not escaped yet. Writes at once. NULL where only
     * data is shown. */
    void (*prose)(void *context, struct span text);
    /* Show a line about what is going on, in place of the last one; empty at its end. NULL where there is
     * no terminal for it. */
    void (*status)(void *context, struct span text);
    /* The same reply as text alone, for `info > FILE`; an error without its place. */
    void (*text)(struct buffer *out, const struct outcome *outcome);
};

#endif
