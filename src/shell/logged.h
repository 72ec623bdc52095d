/* A log that is read, statement by statement. Private to src/shell. */
#ifndef SHELL_LOGGED_H
#define SHELL_LOGGED_H

#include "base/buffer.h"
#include "base/error.h"

struct logged {
    struct span text; /* whole lines that were not read yet */
    unsigned line;    /* of its beginning */
    bool ends;        /* the last reply is whole, as far as the log tells */
    bool half_follows;
    unsigned cut_line; /* of a statement that isn't all there; 0 before that is met, or for none */
    bool goes_on, abbreviates; /* the terms of what stands behind */
};

/* A statement, and what it came to. */
struct logged_entry {
    unsigned line;
    struct buffer statement;
    struct buffer replies;      /* and errors, without the text that these point into */
    bool may_be_cut;            /* the last reply may go on */
    bool goes_on;               /* errors don't end it */
    bool abbreviates;           /* beginnings of names will do */
    bool by_itself;             /* the shell has done it, and told no reply */
    bool interrupted;           /* Ctrl-C has left it */
    enum error_category failed; /* the last it came to was this; ERROR_NONE where it was a reply */
};

/* The text stays the caller's and must outlive it. False with an error where that is no log. */
bool logged_start(struct span text, const char *path, struct logged *ret_logged,
                  struct error *error);

/* The next entry, whose texts the caller frees; false at the end, or where the log is cut. */
bool logged_next(struct logged *logged, struct logged_entry *ret_entry);

void logged_entry_free(struct logged_entry *entry);
#define cleanup_logged_entry __attribute__((cleanup(logged_entry_free)))

#endif
