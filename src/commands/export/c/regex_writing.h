/* What the files share that write a pattern for regcomp(3). Private to this folder. */
#ifndef COMMANDS_POSIX_WRITING_H
#define COMMANDS_POSIX_WRITING_H

#include "export/c/regex.h"
#include "export/pattern/pattern.h"

struct posix_writing {
    const struct pattern *pattern;
    enum regex_question question;
    struct buffer *out;
    const char *why;
    int copies; /* so many of what is written there must be made, for repetitions around it */
};

/* False, for one that gives up: the first reason stays. */
bool posix_lack(struct posix_writing *w, const char *why);
bool posix_write_repetition(struct posix_writing *w, int least, int most);

/* What stands before the first byte: a place is a byte more, or the text's beginning. `nodes` are moved behind what
 * was written with it. */
bool posix_write_start(struct posix_writing *w, const struct pattern_node **nodes);
/* A place behind the last byte. */
bool posix_write_end(struct posix_writing *w, const struct pattern_node *before,
                     const struct pattern_node *place);

#endif
