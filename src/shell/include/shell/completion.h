/* Completion: what the word at the cursor can become. Needs no terminal. It changes nothing: the kernel is
 * asked what reading doesn't change, names are not looked up, and the journal has none of it. */
#ifndef SHELL_COMPLETION_H
#define SHELL_COMPLETION_H

#include "base/arena.h"
#include "base/span.h"

struct session;

enum {
    COMPLETION_MOST = 20000, /* candidates; what comes after is left out */
    COMPLETION_ASKED = 200,  /* of handles, options and files so many are asked about */
};

struct candidate {
    const char *text;    /* for the word's place: as the language wants it, quoted if need be */
    const char *label;   /* as it is listed: printable */
    const char *summary; /* a line, printable; "" for none */
    char suffix; /* what follows where it is the only one: a blank, }, or '\0' for nothing */
};

struct completion {
    struct arena arena; /* which all of this is in */
    size_t start;       /* of the word, an offset in the text; it ends at the cursor */
    struct candidate *items;
    size_t count; /* the likely ones first */
};

/* What is typed, and where the cursor stands in it. `history` are lines typed before, the latest last. */
struct completion_line {
    struct span text;
    size_t cursor;
    const char *const *history;
    size_t history_count;
};

/* The candidates, maybe none. The caller frees with completion_free(). */
struct completion *completion_find(struct session *session, const struct completion_line *line);
void completion_free(struct completion *completion);

#endif
