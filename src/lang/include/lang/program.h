/* A parsed program: statements, words and pieces in one arena. Parsed once, run as often as one
 * likes. All spans point into the program and live as long as it does. */
#ifndef LANG_PROGRAM_H
#define LANG_PROGRAM_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

struct statement;
struct block;

/* One end of a slice: nothing, a number, or the name of a variable that holds one. */
struct bound {
    enum { BOUND_NONE, BOUND_NUMBER, BOUND_NAME } kind;
    int64_t number;
    struct span name;
};

struct slice {
    enum { SLICE_NONE, SLICE_BYTE, SLICE_RANGE } kind; /* nothing, [i], [start:end] */
    struct bound start, end;
};

/* A part of a word. */
struct piece {
    enum { PIECE_TEXT, PIECE_VARIABLE, PIECE_STATEMENT } kind;
    struct place place;
    struct span text;            /* the bytes, or the variable's name */
    struct span field;           /* of a variable: "peer.port", empty for none */
    struct slice slice;          /* of a variable */
    struct statement *statement; /* of $(...) */
    struct piece *next;
};

/* An argument: a word, constant where `pieces` is NULL, or a block. */
struct word {
    struct place place;
    struct span literal;  /* of a constant word: its bytes */
    struct piece *pieces; /* of one that must be expanded */
    struct block *block;
    bool bare; /* begins with bare text: only such a word can be an option */
    bool hex;  /* has an x"..." in it: bytes, whatever else they spell */
};

struct block {
    struct statement *first;
};

enum output_kind { OUTPUT_REPLY, OUTPUT_FILE, OUTPUT_APPEND, OUTPUT_PIPE };

struct statement {
    struct place place;
    struct span source; /* as it was written */
    struct span name;   /* NAME = */
    struct span handle; /* HANDLE. */
    struct span command;
    struct place command_place;
    struct word *words;
    size_t word_count;
    struct word *input; /* < word */
    enum output_kind output;
    struct word *output_file; /* > and >> */
    struct span shell;        /* ! and |: text for sh -c */
    struct statement *next;

    /* The executor's note of what `command` means; NULL until first run. */
    const void *resolved;
};

struct program {
    struct arena arena;
    struct span text;
    unsigned first_line;
    struct block body;
};

/* Fill the error's excerpt: the source line its place is in, escaped, and where the caret stands.
 */
void program_point(const struct program *program, struct error *error);

void program_free(struct program *program);

#endif
