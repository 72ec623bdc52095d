/* Where in a program a cursor stands: what the grammar would read there next. Pure: knows no commands and
 * no variables. Text that could not be parsed is taken for what it is up to there. */
#ifndef LANG_POSITION_H
#define LANG_POSITION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "lang/parse.h"

enum position_kind {
    POSITION_NONE,          /* nothing of ours: a comment, x"..." */
    POSITION_HEAD,          /* a statement begins, or goes on behind NAME = or HANDLE. */
    POSITION_ARGUMENT,      /* a word of a statement */
    POSITION_FILE,          /* a word behind < > >> */
    POSITION_VARIABLE,      /* behind $ or ${ */
    POSITION_FIELD,         /* behind ${NAME. */
    POSITION_SHELL_COMMAND, /* of text for the shell: where a command stands, */
    POSITION_SHELL_WORD,    /* and where another word does */
};

struct position {
    enum position_kind kind;
    size_t start;         /* of the word, or the part of it meant, which ends at the cursor */
    bool braced;          /* of a variable or field: } closes it */
    bool in_substitution; /* a bare ) ends the word */
    struct span assigned; /* NAME = before the statement */
    struct span handle;   /* HANDLE. before the command */
    struct span command;
    struct span variable; /* of a field: ${NAME. */
    struct span
        *words; /* the statement's words before this one, as they are written; in the arena */
    size_t word_count;
};

/* The position at the end of `text`: give what stands before the cursor. Its spans point into the text. */
struct position position_find(struct span text, const struct parse_rules *rules,
                              struct arena *arena);

/* A word that ends the text, as it is written so far. */
enum word_style { WORD_BARE, WORD_RAW, WORD_QUOTED };

struct typed {
    enum word_style style; /* how it begins, or how it is where the last $name stands */
    bool open;             /* its quote isn't closed yet */
    struct buffer value;   /* what it says so far; the caller frees */
    size_t expanded;       /* up to behind its last $name: bytes of the word, */
    size_t expanded_value; /* and of what they say */
};

/* What a $name stands for, appended to `out`; false where there is none of that name. */
struct typed_variables {
    const void *context;
    bool (*value)(const void *context, struct span name, struct buffer *out);
};

/* False where what it says can't be told without running something: $(...), fields, broken escapes, x"...";
 * and any expansion where `variables` is NULL. */
bool position_decode(struct span word, const struct typed_variables *variables,
                     struct typed *ret_typed);

#endif
