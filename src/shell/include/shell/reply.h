/* What a command replies: fields, and data where it has any. Text and JSON are renderers of it. */
#ifndef SHELL_REPLY_H
#define SHELL_REPLY_H

#include "shell/fields.h"

struct reply {
    struct fields fields;
    bool has_data;
    struct buffer data; /* owned */
    /* How the text renderer says it, where the command's own sentence doesn't fit this time. */
    const char *says;
    /* The field that is its value, where that is not the command's own. */
    const char *value;
};

/* A reply whose fields live in the arena. The caller frees with reply_free(). */
struct reply reply_start(struct arena *arena);
void reply_free(struct reply *reply);
#define cleanup_reply __attribute__((cleanup(reply_free)))

/* The reply's data, else its field `main_field` as text (in the arena), else nothing. */
struct span reply_value(const struct reply *reply, const char *main_field, struct arena *arena);

#endif
