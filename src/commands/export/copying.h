/* A text that is copied part by part, with something else in the place of some. Private to src/commands. */
#ifndef COMMANDS_EXPORT_COPYING_H
#define COMMANDS_EXPORT_COPYING_H

#include "base/buffer.h"
#include "base/error.h"

struct copying {
    struct buffer *out;
    struct span text;     /* of a program */
    const char *at, *end; /* what is still to copy of a part of it */

    /* The line that was found last: the next one is near. */
    struct span found;
    unsigned found_line;
};

/* Begin with a part of a text, into the same buffer. */
void copying_begin(struct copying *copying, struct span text, struct span part);

/* Where a place of the text is; behind the part where it is none. */
const char *copying_find(struct copying *copying, struct place place);

/* Copy what stands before that; false for what is no part of the text. */
bool copying_up_to(struct copying *copying, const char *here);
bool copying_up_to_place(struct copying *copying, struct place place);

/* Leave out a statement, with what parts it from the next: a semicolon, or all of its line. */
void copying_leave_out(struct copying *copying, struct span statement);

#endif
