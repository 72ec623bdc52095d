#include "lang/position.h"

#include "base/memory.h"
#include "scanner.h"

#include <stdlib.h>

/* How far ahead the end of braces that say what they say is looked for. */
enum { BRACES_MOST = 4096 };

/* The text is read up to its end, and `position` is what would be read there. Every function returns true
 * when the end has come: then the position stands. */
struct locator {
    struct scanner scanner;
    struct position position;
    struct span *words; /* of the statements around, one inside the other */
    size_t first, count, capacity;
};

static bool at_end(const struct locator *l)
{
    return scanner_peek(&l->scanner, 0) == -1;
}

static int peek(const struct locator *l)
{
    return scanner_peek(&l->scanner, 0);
}

static void step(struct locator *l)
{
    scanner_step(&l->scanner);
}

static void stand(struct locator *l, enum position_kind kind)
{
    l->position.kind = kind;
    l->position.start = l->scanner.at;
    l->position.in_substitution = l->scanner.in_substitution;
}

static bool at_brace(const struct locator *l, char brace)
{
    return peek(l) == brace && scanner_ends_word(&l->scanner, 1);
}

/* A comment ends with its line. */
static bool in_comment(struct locator *l)
{
    stand(l, POSITION_NONE);
    while (!at_end(l) && peek(l) != '\n')
        step(l);
    return at_end(l);
}

static bool in_blanks(struct locator *l)
{
    while (peek(l) == ' ' || peek(l) == '\t' || peek(l) == '\r')
        step(l);
    return peek(l) == '#' && in_comment(l);
}

/* What a byte of the shell's makes of the word behind it. */
static enum position_kind behind_shell_byte(const struct locator *l, int byte)
{
    bool has_word = l->scanner.at > l->position.start;

    if (strchr("|;&(", byte))
        return POSITION_SHELL_COMMAND;
    return has_word || strchr("<>", byte) ? POSITION_SHELL_WORD : l->position.kind;
}

/* Text for the shell ends with its line, or with the ) of the $( around it. Its words are told apart as sh
 * does. */
static bool in_shell(struct locator *l)
{
    unsigned open = 0;
    int quote = 0;

    stand(l, POSITION_SHELL_COMMAND);
    while (!at_end(l) && peek(l) != '\n') {
        int byte = peek(l);
        if (l->scanner.in_substitution && byte == ')' && open-- == 0)
            break;
        open += byte == '(';
        enum position_kind behind = behind_shell_byte(l, byte);
        bool separates = !quote && byte && strchr(" \t|;&()<>", byte);
        if (quote ? byte == quote : byte == '\'' || byte == '"')
            quote = quote ? 0 : byte;
        step(l);
        if (separates)
            stand(l, behind);
    }
    return at_end(l);
}

static bool in_statements(struct locator *l, char end);

/* What is read inside of something, whose own position comes back when that is over. */
static bool in_inner_statements(struct locator *l, char end)
{
    struct position outer = l->position;
    size_t first = l->first;
    bool substitution = l->scanner.in_substitution;

    stand(l, POSITION_NONE);
    if (!scanner_enter(&l->scanner, scanner_place(&l->scanner))) {
        l->scanner.at = l->scanner.text.length;
        return true;
    }
    l->first = l->count;
    l->scanner.in_substitution = end == ')';
    if (in_statements(l, end))
        return true;
    l->scanner.in_substitution = substitution;
    l->scanner.depth--;
    l->count = l->first;
    l->first = first;
    l->position = outer;
    return false;
}

static void in_name(struct locator *l)
{
    if (peek(l) == '?')
        step(l);
    else if (scanner_at_name(&l->scanner))
        scanner_name(&l->scanner);
}

static bool in_braced_variable(struct locator *l)
{
    size_t start = l->scanner.at;

    stand(l, POSITION_VARIABLE);
    l->position.braced = true;
    in_name(l);
    if (peek(l) == '.') {
        l->position.variable = (struct span){l->scanner.text.data + start, l->scanner.at - start};
        step(l);
        stand(l, POSITION_FIELD);
        while (scanner_name(&l->scanner).length && peek(l) == '.')
            step(l);
    }
    if (at_end(l))
        return true;
    stand(l, POSITION_NONE); /* a slice, or nothing that means something */
    while (!at_end(l) && !strchr("} \n", peek(l)))
        step(l);
    if (peek(l) == '}')
        step(l);
    return at_end(l) && l->scanner.text.data[l->scanner.at - 1] != '}';
}

static bool in_expansion(struct locator *l)
{
    struct position outer = l->position;

    step(l);
    if (peek(l) == '(') {
        step(l);
        return in_inner_statements(l, ')');
    }
    if (peek(l) == '{') {
        step(l);
        if (in_braced_variable(l))
            return true;
    } else {
        stand(l, POSITION_VARIABLE);
        in_name(l);
        if (at_end(l))
            return true;
    }
    l->position = outer;
    return false;
}

/* Up to behind the quote that closes, in which \ takes the next byte along, or nothing does. */
static bool in_quote(struct locator *l, bool expands)
{
    int quote = peek(l);

    step(l);
    while (!at_end(l) && peek(l) != quote) {
        if (expands && peek(l) == '$') {
            if (in_expansion(l))
                return true;
            continue;
        }
        if (expands && peek(l) == '\\' && scanner_peek(&l->scanner, 1) != -1)
            step(l);
        step(l);
    }
    if (at_end(l))
        return true;
    step(l);
    return false;
}

static bool in_hex(struct locator *l)
{
    struct position outer = l->position;

    stand(l, POSITION_NONE);
    step(l);
    if (in_quote(l, false))
        return true;
    l->position = outer;
    return false;
}

/* How many bytes the braces that open here have on their line; 0 where they are not closed there. */
static size_t length_of_braces(const struct locator *l)
{
    unsigned open = 0;

    for (size_t ahead = 0; ahead < BRACES_MOST; ahead++) {
        int byte = scanner_peek(&l->scanner, ahead);
        if (byte == -1 || byte == '\n')
            return 0;
        open += byte == '{';
        if (byte == '}' && --open == 0)
            return ahead + 1;
    }
    return 0;
}

static bool in_braces(struct locator *l)
{
    size_t end = l->scanner.at + length_of_braces(l);

    while (l->scanner.at < end) {
        int next = scanner_peek(&l->scanner, 1);
        if (peek(l) == '$' && (next == '{' || next == '(')) {
            if (in_expansion(l))
                return true;
        } else {
            step(l);
        }
    }
    return false;
}

/* A word, or what is left of it. */
static bool in_word(struct locator *l)
{
    if (peek(l) == '{' && in_braces(l))
        return true;
    for (bool bare = false; !scanner_ends_word(&l->scanner, 0);) {
        int byte = peek(l);
        bool hexadecimal = byte == 'x' && scanner_peek(&l->scanner, 1) == '"' && !bare;
        bool ended = false;
        bare = false;
        if (byte == '\'' || byte == '"') {
            ended = in_quote(l, byte == '"');
        } else if (byte == '$') {
            ended = in_expansion(l);
        } else if (hexadecimal) {
            ended = in_hex(l);
        } else {
            step(l);
            bare = true;
        }
        if (ended)
            return true;
    }
    return at_end(l);
}

static void add_word(struct locator *l, struct span word)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 16;
        l->words = memory_resize(l->words, l->capacity * sizeof(*l->words));
    }
    l->words[l->count++] = word;
}

static bool in_block(struct locator *l)
{
    step(l);
    if (at_end(l)) {
        stand(l, POSITION_NONE);
        return true;
    }
    if (in_inner_statements(l, '}'))
        return true;
    stand(l, POSITION_NONE);
    return at_end(l);
}

/* An argument, or a block in its place. */
static bool in_argument(struct locator *l)
{
    size_t start = l->scanner.at;

    stand(l, POSITION_ARGUMENT);
    if (at_brace(l, '{') ? in_block(l) : in_word(l))
        return true;
    add_word(l, (struct span){l->scanner.text.data + start, l->scanner.at - start});
    return false;
}

static bool in_redirection(struct locator *l)
{
    int sign = peek(l);

    step(l);
    if (sign == '|')
        return in_shell(l);
    if (sign == '>' && peek(l) == '>')
        step(l);
    stand(l, POSITION_FILE);
    if (in_blanks(l))
        return true;
    stand(l, POSITION_FILE);
    return in_word(l);
}

static bool in_arguments(struct locator *l)
{
    const struct parse_rules *rules = l->scanner.rules;
    bool compares = rules && rules->compares(l->position.command), redirected = false;

    for (;;) {
        if (in_blanks(l))
            return true;
        stand(l, redirected ? POSITION_NONE : POSITION_ARGUMENT);
        if (at_end(l))
            return true;
        if (scanner_ends_word(&l->scanner, 0) || at_brace(l, '}'))
            return false;
        bool redirects = peek(l) == '|' || (!compares && (peek(l) == '<' || peek(l) == '>'));
        redirected = redirected || redirects;
        if (redirects ? in_redirection(l) : in_argument(l))
            return true;
    }
}

/* NAME =, or nothing. */
static void in_assignment(struct locator *l)
{
    struct scanner before = l->scanner;
    struct span name = {0};

    if (scanner_at_name(&l->scanner))
        name = scanner_name(&l->scanner);
    while (peek(l) == ' ' || peek(l) == '\t')
        step(l);
    if (name.length == 0 || peek(l) != '=' || scanner_peek(&l->scanner, 1) == '=') {
        l->scanner = before;
        return;
    }
    step(l);
    l->position.assigned = name;
}

/* [HANDLE "."] COMMAND */
static bool in_head(struct locator *l)
{
    size_t start = l->scanner.at;

    stand(l, POSITION_HEAD);
    while (!scanner_ends_word(&l->scanner, 0) && !strchr("'\"$\\.", peek(l)))
        step(l);
    struct span head = {l->scanner.text.data + start, l->scanner.at - start};
    if (peek(l) == '.' && parse_is_name(head)) {
        step(l);
        stand(l, POSITION_HEAD);
        l->position.handle = head;
        start = l->scanner.at;
        while (!scanner_ends_word(&l->scanner, 0) && !strchr("'\"$\\", peek(l)))
            step(l);
        head = (struct span){l->scanner.text.data + start, l->scanner.at - start};
    }
    if (at_end(l))
        return true;
    l->position.command = head;
    if (!scanner_ends_word(&l->scanner, 0)) {
        stand(l, POSITION_NONE); /* quotes: no command's name */
        return in_word(l);
    }
    return false;
}

static bool in_statement(struct locator *l)
{
    in_assignment(l);
    if (in_blanks(l))
        return true;
    stand(l, POSITION_HEAD);
    if (at_end(l))
        return true;
    if (peek(l) == '!') {
        step(l);
        return in_shell(l);
    }
    return in_head(l) || in_arguments(l);
}

/* Statements up to what ends them, `end`, which is stepped over; '\0' for the end of the text. */
static bool in_statements(struct locator *l, char end)
{
    for (;;) {
        l->count = l->first;
        l->position = (struct position){0};
        if (in_blanks(l))
            return true;
        stand(l, POSITION_HEAD);
        if (at_end(l))
            return true;
        bool closes = end == ')' ? peek(l) == ')' : at_brace(l, '}');
        if (closes)
            step(l);
        if (closes && end)
            return false;
        if (closes)
            continue;
        if (peek(l) == ';' || peek(l) == '\n')
            step(l);
        else if (in_statement(l))
            return true;
    }
}

struct position position_find(struct span text, const struct parse_rules *rules,
                              struct arena *arena)
{
    struct error ignored;
    struct locator l = {
        .scanner = {.text = text, .rules = rules, .arena = arena, .error = &ignored}};

    in_statements(&l, '\0');
    struct position position = l.position;
    position.word_count = l.count - l.first;
    position.words = arena_new(arena, (position.word_count + 1) * sizeof(*position.words));
    if (position.word_count)
        memcpy(position.words, l.words + l.first, position.word_count * sizeof(*position.words));
    free(l.words);
    return position;
}
