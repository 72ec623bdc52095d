/* Any bytes are a program, or an error that points into them. */
#include "target.h"

#include "base/escape.h"
#include "lang/parse.h"
#include "oracle.h"

static bool compares(struct span command)
{
    return span_is(command, "assert") || span_is(command, "if") || span_is(command, "while");
}

enum { FIRST_LINE = 5 };

/* The line of the text that has this number; false where there is none. */
static bool line_of(struct span text, unsigned number, size_t *ret_length)
{
    for (unsigned line = FIRST_LINE;; line++) {
        const char *end = text.length ? memchr(text.data, '\n', text.length) : NULL;
        *ret_length = end ? (size_t)(end - text.data) : text.length;
        if (line == number)
            return true;
        if (!end)
            return false;
        text = span_after(text, *ret_length + 1);
    }
}

static void check_error(struct span text, const struct error *error)
{
    struct span excerpt = span_of(error->excerpt);
    size_t length;

    must(error->category == ERROR_USAGE, "the error is a usage error");
    must(error->message[0], "the error has a message");
    must(error->place.line >= FIRST_LINE && error->place.column >= 1, "the error has a place");
    must(line_of(text, error->place.line, &length), "the place is on a line of the text");
    must(error->place.column <= length + 1, "the place is within its line");
    must(!oracle_unsafe(excerpt), "the excerpt can go to a terminal");
    must(error->caret <= excerpt.length, "the caret is below the excerpt");
}

static void check_block(const struct block *block);

static void check_statement(const struct statement *statement);

static void check_word(const struct word *word)
{
    must(word->place.line >= FIRST_LINE, "a word has a place");
    if (word->block)
        check_block(word->block);
    for (const struct piece *piece = word->pieces; piece; piece = piece->next) {
        must(piece->kind == PIECE_STATEMENT || piece->text.length, "a piece has a text or a name");
        if (piece->kind == PIECE_STATEMENT)
            check_statement(piece->statement);
    }
}

static void check_statement(const struct statement *statement)
{
    must(statement->command.data, "a statement has a command");
    must(!statement->name.length || parse_is_name(statement->name), "NAME = has a name");
    must(!statement->handle.length || parse_is_name(statement->handle), "HANDLE. has a name");
    must(statement->output != OUTPUT_PIPE || statement->shell.length, "| has a command");
    for (size_t i = 0; i < statement->word_count; i++)
        check_word(&statement->words[i]);
    if (statement->input)
        check_word(statement->input);
    if (statement->output_file)
        check_word(statement->output_file);
}

static void check_block(const struct block *block)
{
    for (const struct statement *at = block->first; at; at = at->next)
        check_statement(at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct parse_rules rules = {.compares = compares};
    struct span text = {(const char *)data, size};
    struct program *program = NULL;
    struct error error = {0};

    if (parse_program(text, FIRST_LINE, &rules, &program, &error) == PARSE_DONE) {
        must(program, "what is done is a program");
        check_block(&program->body);
        program_free(program);
    } else {
        must(!program, "what failed is no program");
        check_error(text, &error);
    }
    return 0;
}
