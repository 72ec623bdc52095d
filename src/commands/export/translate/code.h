/* Values of the program: known now, or expressions of its language. Private to src/commands. */
#ifndef COMMANDS_EXPORT_CODE_H
#define COMMANDS_EXPORT_CODE_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct translation;
struct piece;
struct word;

/* What a value is in the program. A variable is the widest of what it is given: a number where all of it are
 * numbers, text where all of it is text, else bytes. A string is text that stands in the program itself, which
 * nobody need keep in C. */
enum code_type { CODE_NONE, CODE_NUMBER, CODE_STRING, CODE_TEXT, CODE_BYTES };

/* How a place wants it. In C bytes are two arguments, and a value is one; in Python an object is what a method
 * can be called of. A pattern is a regular expression, to match through its end. */
enum wanted {
    AS_IT_IS,
    AS_NUMBER,
    AS_TEXT,
    AS_BYTES,
    AS_KEPT, /* bytes that last while others are received */
    AS_SECONDS,
    AS_VALUE,
    AS_OBJECT,
    AS_PATTERN,
    AS_REAL
};

/* A value: known now, or an expression of the language. */
struct code {
    enum code_type type;
    bool constant;
    struct span value; /* of a constant: its bytes */
    const char *text;  /* of an expression */
    bool compound;     /* an expression with operators in it */
    bool never_number; /* whatever it holds, it doesn't read as a number */
    bool canonical;    /* where it reads as a number, it is written as the program writes numbers */
    const char *printed; /* in C: the arguments of a printf() that shows it; NULL for none */
};

struct code code_constant(struct span value);
struct code code_expression(enum code_type type, const char *text);
struct code code_of_word(struct translation *t, const struct word *word);
/* ${HANDLE.FIELD} */
struct code code_of_field(struct translation *t, const struct piece *piece);
/* Words with a blank between, and what stands behind them. */
struct code code_of_words(struct translation *t, const struct word *words, size_t count,
                          struct span tail);
struct code code_join(struct translation *t, const struct code *codes, size_t count);
const char *code_write(struct translation *t, struct code code, enum wanted wanted);
bool code_number(struct code code, int64_t *ret_number);
/* A number of those, a size, a byte by its number or as a character: another one ends a try, as in the session. */
const char *code_in_range(struct translation *t, struct code code, int64_t least, int64_t most);
const char *code_size(struct translation *t, struct code code);
const char *code_byte(struct translation *t, struct code code);
/* An interface's index: of its name, its number or an address of it. It may be another one where the program runs. */
const char *code_interface(struct translation *t, struct code code);
/* A fraction as both languages read it; "inf", "-inf" and "nan" by these names. Gives up where it is none: text
 * must not get among the code. */
const char *code_real(struct translation *t, struct span text);
/* A regular expression that the session refuses ends a try, as there. */
void code_check_pattern(struct translation *t, struct code pattern);
/* The condition of three words. */
const char *code_condition(struct translation *t, const struct word *words);
/* The same of a loop, where what is known to hold, or not to, is the language's own word for that. */
const char *code_loop_condition(struct translation *t, const struct word *words);
const char *code_compare(struct translation *t, struct code a, struct span sign, struct code b);

#endif
