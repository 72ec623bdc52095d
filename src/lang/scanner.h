/* A place in the text being parsed, and the few moves everybody needs. Private to src/lang. */
#ifndef LANG_SCANNER_H
#define LANG_SCANNER_H

#include "lang/parse.h"
#include "lang/program.h"

/* Words of the statements that are being parsed, one inside the other. */
struct word_stack {
    struct word *items;
    size_t count, capacity;
};

struct scanner {
    struct span text;
    size_t at;
    unsigned line;
    size_t line_start;
    unsigned depth;       /* open blocks and $( */
    bool in_substitution; /* a bare ) ends the word */
    bool incomplete;      /* it failed for want of more text */
    struct arena *arena;
    struct word_stack stack; /* its items are freed by whoever made the scanner */
    const struct parse_rules *rules;
    struct error *error;
};

/* The next byte, or -1 at the end; `ahead` bytes further on. */
static inline int scanner_peek(const struct scanner *scanner, size_t ahead)
{
    size_t at = scanner->at + ahead;

    return at < scanner->text.length ? (unsigned char)scanner->text.data[at] : -1;
}

/* Step over the next byte, which must be there. */
static inline void scanner_step(struct scanner *scanner)
{
    if (scanner->text.data[scanner->at++] == '\n') {
        scanner->line++;
        scanner->line_start = scanner->at;
    }
}

static inline struct place scanner_place(const struct scanner *scanner)
{
    return (struct place){scanner->line, (unsigned)(scanner->at - scanner->line_start) + 1};
}

/* A usage error at a place; false. */
bool scanner_fail(struct scanner *scanner, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The text ended inside what was opened at `place`; false. */
bool scanner_unfinished(struct scanner *scanner, struct place place, const char *what);

/* Whether the byte ends a bare word anywhere; a ) and a \r do here and there. */
static inline bool scanner_is_end(int byte)
{
    return byte == -1 || byte == ' ' || byte == '\t' || byte == '\n' || byte == ';';
}

/* Whether the byte ahead is the end of a bare word. */
static inline bool scanner_ends_word(const struct scanner *scanner, size_t ahead)
{
    int byte = scanner_peek(scanner, ahead);

    return scanner_is_end(byte) || (byte == ')' && scanner->in_substitution) ||
           (byte == '\r' && scanner_is_end(scanner_peek(scanner, ahead + 1)));
}

bool scanner_at_name(const struct scanner *scanner);
struct span scanner_name(struct scanner *scanner); /* a possibly empty run of name characters */

/* One deeper, or a usage error. */
bool scanner_enter(struct scanner *scanner, struct place place);

/* Parse a word, into `word` (word.c); a statement, up to what ends it (parse.c). */
bool scanner_word(struct scanner *scanner, struct word *word);
bool scanner_statement(struct scanner *scanner, struct statement **ret_statement);

#endif
