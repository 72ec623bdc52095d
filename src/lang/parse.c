/* Statements and blocks. */
#include "lang/parse.h"

#include "base/memory.h"
#include "scanner.h"

#include <stdlib.h>

static bool at_blank(const struct scanner *s)
{
    int byte = scanner_peek(s, 0);

    return byte == ' ' || byte == '\t' || (byte == '\r' && scanner_ends_word(s, 0));
}

static void skip_comment(struct scanner *s)
{
    while (scanner_peek(s, 0) != -1 && scanner_peek(s, 0) != '\n')
        s->at++;
}

static void skip_blanks(struct scanner *s)
{
    while (at_blank(s))
        s->at++;
    if (scanner_peek(s, 0) == '#')
        skip_comment(s);
}

static void skip_between_statements(struct scanner *s)
{
    for (skip_blanks(s); scanner_peek(s, 0) == '\n' || scanner_peek(s, 0) == ';'; skip_blanks(s))
        scanner_step(s);
}

/* Whether a brace stands here as a word by itself. */
static bool at_brace(const struct scanner *s, char brace)
{
    return scanner_peek(s, 0) == brace && scanner_ends_word(s, 1);
}

static bool at_statement_end(const struct scanner *s)
{
    return scanner_ends_word(s, 0) || at_brace(s, '}');
}

/* Text for the shell: to the end of the line, or to the ) that closes the $( it is in. */
static struct span read_shell(struct scanner *s)
{
    unsigned open = 0;

    while (scanner_peek(s, 0) == ' ' || scanner_peek(s, 0) == '\t')
        s->at++;
    size_t start = s->at;
    for (int byte; (byte = scanner_peek(s, 0)) != -1 && byte != '\n'; s->at++) {
        if (!s->in_substitution)
            continue;
        if (byte == ')' && open-- == 0)
            break;
        open += byte == '(';
    }
    return arena_copy(s->arena, (struct span){s->text.data + start, s->at - start});
}

static bool read_block(struct scanner *s, struct block *block);

static bool read_block_word(struct scanner *s, struct word *word)
{
    struct place open = scanner_place(s);
    bool outside = s->in_substitution;

    if (!scanner_enter(s, open))
        return false;
    *word = (struct word){.place = open, .block = arena_new(s->arena, sizeof(struct block))};
    s->at++;
    s->in_substitution = false;
    bool read = read_block(s, word->block);
    s->in_substitution = outside;
    s->depth--;
    if (!read)
        return false;
    if (!at_brace(s, '}'))
        return scanner_unfinished(s, open, "the block {");
    s->at++;
    return true;
}

static bool read_argument(struct scanner *s, struct word *word)
{
    return at_brace(s, '{') ? read_block_word(s, word) : scanner_word(s, word);
}

static bool read_redirection_word(struct scanner *s, struct word **ret_word)
{
    struct word *word = arena_new(s->arena, sizeof(*word));
    struct place place = scanner_place(s);

    skip_blanks(s);
    if (at_statement_end(s))
        return scanner_fail(s, place, "a file's name, or - for the standard one, is missing here");
    *ret_word = word;
    return scanner_word(s, word);
}

static bool read_redirection(struct scanner *s, struct statement *statement)
{
    struct place place = scanner_place(s);
    int sign = scanner_peek(s, 0);

    s->at++;
    if (sign == '<') {
        if (statement->input)
            return scanner_fail(s, place, "a statement has one < at the most");
        return read_redirection_word(s, &statement->input);
    }
    if (statement->output != OUTPUT_REPLY)
        return scanner_fail(s, place, "a statement has one of > >> | at the most");
    if (sign == '|') {
        statement->output = OUTPUT_PIPE;
        statement->shell = read_shell(s);
        return statement->shell.length ||
               scanner_fail(s, place, "a shell command belongs behind |");
    }
    statement->output = OUTPUT_FILE;
    if (scanner_peek(s, 0) == '>') {
        statement->output = OUTPUT_APPEND;
        s->at++;
    }
    return read_redirection_word(s, &statement->output_file);
}

/* A statement's words are collected behind those of the statements it stands in. */
static void add_word(struct word_stack *stack, const struct word *word)
{
    if (stack->count == stack->capacity) {
        stack->capacity = stack->capacity ? 2 * stack->capacity : 8;
        stack->items = memory_resize(stack->items, stack->capacity * sizeof(struct word));
    }
    stack->items[stack->count++] = *word;
}

static bool read_tail(struct scanner *s, struct statement *statement)
{
    bool compares = s->rules && s->rules->compares(statement->command);

    for (skip_blanks(s); !at_statement_end(s); skip_blanks(s)) {
        int byte = scanner_peek(s, 0);
        bool redirects = byte == '|' || ((byte == '<' || byte == '>') && !compares);
        bool redirected = statement->input || statement->output != OUTPUT_REPLY;

        if (!redirects && redirected) {
            scanner_fail(s, scanner_place(s), "nothing may stand behind a redirection");
            return error_hint(
                s->error,
                "options stand before it; a word that only begins with < or > stands in quotes");
        }
        if (redirects && !read_redirection(s, statement))
            return false;
        if (redirects)
            continue;
        struct word word = {0};
        if (!read_argument(s, &word))
            return false;
        add_word(&s->stack, &word);
    }
    return true;
}

static bool read_arguments(struct scanner *s, struct statement *statement)
{
    struct word_stack *stack = &s->stack;
    size_t first = stack->count;
    bool read = read_tail(s, statement);
    size_t count = stack->count - first;

    stack->count = first;
    if (read && count) {
        statement->word_count = count;
        statement->words = arena_new(s->arena, count * sizeof(struct word));
        memcpy(statement->words, stack->items + first, count * sizeof(struct word));
    }
    return read;
}

/* "NAME =", or nothing. */
static void read_assignment(struct scanner *s, struct statement *statement)
{
    size_t before = s->at;

    if (!scanner_at_name(s))
        return;
    struct span name = scanner_name(s);
    while (at_blank(s))
        s->at++;
    if (scanner_peek(s, 0) == '=' && scanner_peek(s, 1) != '=') {
        s->at++;
        skip_blanks(s);
        statement->name = arena_copy(s->arena, name);
        statement->place = scanner_place(s);
    } else {
        s->at = before;
    }
}

/* [HANDLE "."] COMMAND */
static bool read_head(struct scanner *s, struct statement *statement)
{
    struct word head;
    struct place place = scanner_place(s);

    if (at_brace(s, '{'))
        return scanner_fail(s, place, "a block stands behind repeat, if, else, while or try");
    if (at_statement_end(s))
        return scanner_fail(s, place, "a command is missing here");
    if (!scanner_word(s, &head))
        return false;
    if (!head.bare || head.pieces) {
        scanner_fail(s, place, "a statement begins with a command's name");
        return error_hint(s->error, "`let NAME VALUE` sets a variable, `print` shows a value");
    }

    const char *dot = memchr(head.literal.data, '.', head.literal.length);
    size_t length = dot ? (size_t)(dot - head.literal.data) : 0;
    statement->command_place = place;
    statement->command = head.literal;
    if (dot && parse_is_name((struct span){head.literal.data, length})) {
        statement->handle = (struct span){head.literal.data, length};
        statement->command = span_after(head.literal, length + 1);
        statement->command_place.column += (unsigned)length + 1;
    }
    return true;
}

static bool read_statement(struct scanner *s, struct statement *statement)
{
    read_assignment(s, statement);
    if (scanner_peek(s, 0) == '!') {
        s->at++;
        statement->command = SPAN("!");
        statement->command_place = statement->place;
        statement->shell = read_shell(s);
        return statement->shell.length ||
               scanner_fail(s, statement->place, "a shell command belongs behind !");
    }
    return read_head(s, statement) && read_arguments(s, statement);
}

bool scanner_statement(struct scanner *s, struct statement **ret_statement)
{
    struct statement *statement = arena_new(s->arena, sizeof(*statement));

    skip_blanks(s);
    size_t start = s->at;
    statement->place = scanner_place(s);
    *ret_statement = statement;
    bool read = read_statement(s, statement);
    statement->source = span_trim_end((struct span){s->text.data + start, s->at - start});
    return read;
}

/* Statements up to the end of the text or a } of its own, which stays. */
static bool read_block(struct scanner *s, struct block *block)
{
    struct statement **end = &block->first;

    for (skip_between_statements(s); scanner_peek(s, 0) != -1 && !at_brace(s, '}');
         skip_between_statements(s)) {
        if (!scanner_statement(s, end))
            return false;
        end = &(*end)->next;
        if (!at_statement_end(s))
            return scanner_fail(s, scanner_place(s), "a statement ends with a new line or ;");
    }
    return true;
}

/* The statements of one line of the program, which blocks and quotes may carry over several. */
static bool read_line(struct scanner *s, struct statement ***end)
{
    for (skip_blanks(s); scanner_peek(s, 0) != -1 && scanner_peek(s, 0) != '\n'; skip_blanks(s)) {
        if (scanner_peek(s, 0) == ';') {
            s->at++;
            continue;
        }
        if (at_brace(s, '}'))
            return scanner_fail(s, scanner_place(s), "this } closes nothing");
        if (!scanner_statement(s, *end))
            return false;
        *end = &(**end)->next;
        if (!at_statement_end(s))
            return scanner_fail(s, scanner_place(s), "a statement ends with a new line or ;");
    }
    if (scanner_peek(s, 0) == '\n')
        scanner_step(s);
    return true;
}

/* Read the text's part that is wanted, and tell its length. */
typedef bool part_reader(struct scanner *s, struct block *body, size_t *ret_length);

static bool read_first_line(struct scanner *s, struct block *body, size_t *ret_length)
{
    struct statement **end = &body->first;
    bool read = read_line(s, &end);

    if (!read)
        body->first = NULL;
    *ret_length = read ? s->at : 0;
    return read;
}

/* Read lines as long as they can be read. Statements of a line that can't be are dropped. */
static bool read_lines(struct scanner *s, struct block *body, size_t *ret_length)
{
    struct statement **end = &body->first;

    *ret_length = 0;
    while (s->at < s->text.length) {
        struct statement **before = end;
        if (!read_line(s, &end)) {
            *before = NULL;
            return false;
        }
        *ret_length = s->at;
    }
    return true;
}

/* The text before the line in which a NUL byte stands; all of it where there is none. */
static struct span before_nul(struct span text)
{
    const char *nul = text.length ? memchr(text.data, '\0', text.length) : NULL;

    if (!nul)
        return text;
    text.length = (size_t)(nul - text.data);
    while (text.length && text.data[text.length - 1] != '\n')
        text.length--;
    return text;
}

static void fail_nul(struct scanner *s, struct span text)
{
    const char *nul = memchr(text.data, '\0', text.length);

    s->text = text;
    while (s->text.data + s->at < nul)
        scanner_step(s);
    s->incomplete = false;
    scanner_fail(s, scanner_place(s), "a NUL byte can't stand in a program");
    error_hint(s->error, "write \"\\0\" for the byte; is this a script at all?");
}

static size_t end_of_line(struct span text, size_t at)
{
    struct span rest = span_after(text, at);
    const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;

    return end ? (size_t)(end - text.data) + 1 : text.length;
}

static struct parse parse_part(struct span text, unsigned first_line,
                               const struct parse_rules *rules, part_reader *read_part,
                               struct error *error)
{
    struct program *program = NEW(struct program);
    struct parse parse = {.program = program};

    program->first_line = first_line;
    program->text = arena_copy(&program->arena, text);
    struct scanner scanner = {
        .text = before_nul(program->text),
        .line = first_line,
        .arena = &program->arena,
        .rules = rules,
        .error = error,
    };
    bool read = read_part(&scanner, &program->body, &parse.length);
    free(scanner.stack.items);
    if (read && scanner.text.length == program->text.length)
        return parse;

    if ((read || scanner.incomplete) && scanner.text.length < program->text.length)
        fail_nul(&scanner, program->text);
    parse.outcome = scanner.incomplete ? PARSE_INCOMPLETE : PARSE_FAILED;
    parse.failed_length = end_of_line(program->text, scanner.at);
    program_point(program, error);
    return parse;
}

struct parse parse_lines(struct span text, unsigned first_line, const struct parse_rules *rules,
                         struct error *error)
{
    return parse_part(text, first_line, rules, read_lines, error);
}

/* Of a long text no more is copied than twice the line. */
struct parse parse_line(struct span text, unsigned first_line, const struct parse_rules *rules,
                        struct error *error)
{
    for (size_t length = end_of_line(text, 0);; length = end_of_line(text, 2 * length)) {
        struct span beginning = {text.data, length};
        struct parse parse = parse_part(beginning, first_line, rules, read_first_line, error);
        if (parse.outcome != PARSE_INCOMPLETE || length == text.length)
            return parse;
        program_free(parse.program);
    }
}

enum parse_outcome parse_program(struct span text, unsigned first_line,
                                 const struct parse_rules *rules, struct program **ret_program,
                                 struct error *error)
{
    struct parse parse = parse_lines(text, first_line, rules, error);

    *ret_program = parse.program;
    if (parse.outcome != PARSE_DONE) {
        program_free(parse.program);
        *ret_program = NULL;
    }
    return parse.outcome;
}
