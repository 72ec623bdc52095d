#include "parsing.h"

static bool compares(struct span command)
{
    return span_is(command, "assert") || span_is(command, "if") || span_is(command, "while");
}

static const struct parse_rules rules = {.compares = compares};

struct program *parsing_done(struct span text)
{
    struct program *program = NULL;
    struct error error = {0};
    enum parse_outcome outcome = parse_program(text, 1, &rules, &program, &error);

    if (outcome != PARSE_DONE)
        fail_msg("%.*s\n  %u:%u: %s", SPAN_ARGS(text), error.place.line, error.place.column,
                 error.message);
    return program;
}

struct error parsing_not_done(struct span text, enum parse_outcome outcome, unsigned line,
                              unsigned column, const char *test_file, int test_line)
{
    struct program *program = NULL;
    struct error error = {0};
    enum parse_outcome got = parse_program(text, 1, &rules, &program, &error);

    if (got != outcome || error.place.line != line || error.place.column != column) {
        print_error("%s:%d: %.*s\n  outcome %d, wanted %d; place %u:%u, wanted %u:%u; %s\n",
                    test_file, test_line, SPAN_ARGS(text), got, outcome, error.place.line,
                    error.place.column, line, column, error.message);
        program_free(program);
        _fail(test_file, test_line);
    }
    assert_null(program);
    assert_category(error, ERROR_USAGE);
    assert_true(error.message[0]);
    return error;
}

size_t parsing_count(const struct block *block)
{
    size_t count = 0;

    for (const struct statement *statement = block->first; statement; statement = statement->next)
        count++;
    return count;
}

const struct statement *parsing_statement(const struct block *block, size_t n)
{
    const struct statement *statement = block->first;

    for (; n > 0 && statement; n--)
        statement = statement->next;
    assert_non_null(statement);
    return statement;
}
