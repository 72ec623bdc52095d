/* Parsing in one line, for the tests of src/lang. */
#ifndef UNIT_PARSING_H
#define UNIT_PARSING_H

#include "support.h"

#include "lang/parse.h"

/* The program, which must parse; the caller frees. `assert`, `if` and `while` compare. */
struct program *parsing_done(struct span text);
#define parsed(literal) parsing_done(SPAN(literal))

/* The program must not parse, with this outcome, and the error must point at this place. */
#define assert_failed(literal, line, column) \
    parsing_not_done(SPAN(literal), PARSE_FAILED, line, column, __FILE__, __LINE__)
#define assert_incomplete(literal, line, column) \
    parsing_not_done(SPAN(literal), PARSE_INCOMPLETE, line, column, __FILE__, __LINE__)
struct error parsing_not_done(struct span text, enum parse_outcome outcome, unsigned line,
                              unsigned column, const char *test_file, int test_line);

/* How many statements a block has; its Nth, from 0. */
size_t parsing_count(const struct block *block);
const struct statement *parsing_statement(const struct block *block, size_t n);

#endif
