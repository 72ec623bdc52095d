/* From text to a program. Pure: knows the grammar, no commands and no variables. */
#ifndef LANG_PARSE_H
#define LANG_PARSE_H

#include "lang/program.h"

/* Blocks and $(...) inside one another; deeper is a usage error. */
enum { PARSE_DEPTH = 64 };

/* What the grammar asks of the shell: is this a command in whose arguments < and > compare? */
struct parse_rules {
    bool (*compares)(struct span command);
};

enum parse_outcome {
    PARSE_DONE,
    PARSE_INCOMPLETE, /* an open block, quote or $( : more lines may complete it */
    PARSE_FAILED,
};

/* Parse a copy of `text`, whose first line has number `first_line`. Except when done the program
 * is NULL and `error` says why, with excerpt. The caller frees with program_free(). */
enum parse_outcome parse_program(struct span text, unsigned first_line,
                                 const struct parse_rules *rules, struct program **ret_program,
                                 struct error *error);

/* What can be parsed of a text that comes in pieces. */
struct parse {
    enum parse_outcome outcome; /* of the whole text */
    struct program *program;    /* of the lines before the first that can't be parsed; never NULL */
    size_t length;              /* of those lines */
    size_t failed_length;       /* of the text up to the end of the line that failed */
};

/* Parse as many lines as can be; `error` says why it were not all. The caller frees the program. */
struct parse parse_lines(struct span text, unsigned first_line, const struct parse_rules *rules,
                         struct error *error);

/* Parse the first line alone, which blocks and quotes may carry over several lines of the text: what one could
 * have typed before anything ran. The text has no NUL byte in it. The caller frees the program. */
struct parse parse_line(struct span text, unsigned first_line, const struct parse_rules *rules,
                        struct error *error);

/* Whether the text can name a handle or variable: a letter or _, then letters, digits, _. */
bool parse_is_name(struct span text);

#endif
