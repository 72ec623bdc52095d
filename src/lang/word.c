/* Words: bare text, 'raw', "escaped, $expanded", x"hex", $name, ${name.field[1:2]}, $(statement).
 */
#include "scanner.h"

#include "base/encode.h"
#include "base/escape.h"
#include "base/number.h"

#include <ctype.h>

/* A word while it is read: finished pieces, and literal bytes that still wait to become one. */
struct draft {
    struct scanner *scanner;
    struct piece *first, **end;
    struct buffer literal;
    struct place literal_place;
    bool hex; /* an x"..." was in it */
};

static void add_piece(struct draft *draft, struct piece piece)
{
    struct piece *added = arena_new(draft->scanner->arena, sizeof(*added));

    *added = piece;
    *draft->end = added;
    draft->end = &added->next;
}

static void flush_literal(struct draft *draft)
{
    if (draft->literal.length == 0)
        return;
    add_piece(draft, (struct piece){
                         .kind = PIECE_TEXT,
                         .place = draft->literal_place,
                         .text = arena_copy(draft->scanner->arena, buffer_span(&draft->literal)),
                     });
    buffer_clear(&draft->literal);
}

/* What comes next and says just itself, up to a quote, a $, a backslash or the word's end. */
static struct span plain_run(const struct scanner *s)
{
    size_t length = 0;

    while (isalnum(scanner_peek(s, length)) ||
           (!scanner_ends_word(s, length) && !strchr("'\"$\\", scanner_peek(s, length))))
        length++;
    return (struct span){s->text.data + s->at, length};
}

static bool read_bare(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    struct span run = plain_run(s);

    buffer_append(&draft->literal, run);
    s->at += run.length;
    if (scanner_peek(s, 0) != '\\')
        return true;
    scanner_fail(s, scanner_place(s), "a backslash means something only in \"...\"");
    return error_hint(s->error, "write \"\\r\\n\" for the escape, '\\' for the character");
}

static bool read_expansion(struct draft *draft);

/* Where the braces that open here are closed, on this line; 0 where they aren't. A brace inside "..." is
 * none. */
static size_t end_of_braces(const struct scanner *s)
{
    unsigned open = 0;
    bool quoted = false;

    for (size_t ahead = 0; scanner_peek(s, ahead) != -1 && scanner_peek(s, ahead) != '\n';
         ahead++) {
        int byte = scanner_peek(s, ahead);
        if (byte == '"')
            quoted = !quoted;
        else if (byte == '\\' && quoted && scanner_peek(s, ahead + 1) != '\n')
            ahead++;
        else if (byte == '{' && !quoted)
            open++;
        else if (byte == '}' && !quoted && --open == 0)
            return s->at + ahead + 1;
    }
    return 0;
}

static bool starts_expansion(const struct scanner *s)
{
    int next = scanner_peek(s, 1);

    return scanner_peek(s, 0) == '$' && next != -1 && (isalpha(next) || strchr("_?{(", next));
}

/* {"a": 1}: quotes, blanks and all say what they say; only expansions are something else. */
static bool read_braces(struct draft *draft, size_t end)
{
    struct scanner *s = draft->scanner;

    while (s->at < end) {
        if (!starts_expansion(s))
            buffer_append_byte(&draft->literal, s->text.data[s->at++]);
        else if (!read_expansion(draft))
            return false;
    }
    return true;
}

static bool read_raw(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    struct place open = scanner_place(s);

    scanner_step(s);
    size_t start = s->at;
    while (scanner_peek(s, 0) != '\'') {
        if (scanner_peek(s, 0) == -1)
            return scanner_unfinished(s, open, "the quote '");
        scanner_step(s);
    }
    buffer_append(&draft->literal, (struct span){s->text.data + start, s->at - start});
    scanner_step(s);
    return true;
}

static bool read_hex(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    struct place open = scanner_place(s);

    s->at += 2;
    for (;;) {
        int byte = scanner_peek(s, 0);
        if (byte == -1)
            return scanner_unfinished(s, open, "the quote x\"");
        if (byte == '"')
            break;
        if (isspace(byte)) {
            scanner_step(s);
            continue;
        }
        int high = encode_hex_digit((char)byte);
        int low = scanner_peek(s, 1) == -1 ? -1 : encode_hex_digit((char)scanner_peek(s, 1));
        if (high < 0 || low < 0)
            return scanner_fail(s, scanner_place(s),
                                "x\"...\" takes pairs of hexadecimal digits, as x\"de ad be ef\"");
        buffer_append_byte(&draft->literal, (char)(high << 4 | low));
        s->at += 2;
    }
    s->at++;
    return true;
}

/* `count` hexadecimal digits, the rest of \x and \u. */
static bool read_escape_digits(struct draft *draft, unsigned count, unsigned *ret_value)
{
    struct scanner *s = draft->scanner;
    unsigned value = 0;

    for (unsigned i = 0; i < count; i++) {
        int byte = scanner_peek(s, i);
        int digit = byte == -1 ? -1 : encode_hex_digit((char)byte);
        if (digit < 0)
            return scanner_fail(s, scanner_place(s), "\\%c takes %u hexadecimal digits",
                                count == 2 ? 'x' : 'u', count);
        value = value << 4 | (unsigned)digit;
    }
    s->at += count;
    *ret_value = value;
    return true;
}

/* \xHH is a byte, \uHHHH a character. */
static bool read_code(struct draft *draft, int letter, struct place place)
{
    unsigned value;

    if (!read_escape_digits(draft, letter == 'x' ? 2 : 4, &value))
        return false;
    if (letter == 'x')
        buffer_append_byte(&draft->literal, (char)value);
    else if (value >= 0xD800 && value <= 0xDFFF)
        return scanner_fail(draft->scanner, place, "\\u%04X is half a surrogate pair, no character",
                            value);
    else
        escape_encode(&draft->literal, value);
    return true;
}

static bool read_escape(struct draft *draft)
{
    static const char letters[] = "rnt0e\\\"$", bytes[] = "\r\n\t\0\033\\\"$";
    struct scanner *s = draft->scanner;
    struct place place = scanner_place(s);
    int letter = scanner_peek(s, 1);
    const char *simple = letter > 0 ? strchr(letters, letter) : NULL;

    if (letter == -1)
        return scanner_unfinished(s, place, "the escape");
    s->at++;
    scanner_step(s);
    if (letter == '\n')
        return true;
    if (simple) {
        buffer_append_byte(&draft->literal, bytes[simple - letters]);
        return true;
    }
    if (letter == 'x' || letter == 'u')
        return read_code(draft, letter, place);
    scanner_fail(s, place, "there is no such escape");
    return error_hint(
        s->error,
        "escapes are \\r \\n \\t \\0 \\e \\\\ \\\" \\$ \\xHH \\uHHHH; '...' takes all as is");
}

static bool read_bound(struct scanner *s, struct bound *bound)
{
    struct place place = scanner_place(s);

    if (scanner_at_name(s)) {
        *bound = (struct bound){.kind = BOUND_NAME, .name = scanner_name(s)};
        return true;
    }
    size_t start = s->at;
    if (scanner_peek(s, 0) == '-')
        s->at++;
    scanner_name(s);
    struct span digits = {s->text.data + start, s->at - start};
    if (digits.length == 0)
        return true;
    bound->kind = BOUND_NUMBER;
    if (!number_integer(digits, &bound->number))
        return scanner_fail(s, place, "a slice is [start:end] or [index], of numbers or variables");
    return true;
}

static bool read_slice(struct scanner *s, struct slice *slice)
{
    struct place place = scanner_place(s);

    s->at++;
    if (!read_bound(s, &slice->start))
        return false;
    slice->kind = SLICE_BYTE;
    if (scanner_peek(s, 0) == ':') {
        slice->kind = SLICE_RANGE;
        s->at++;
        if (!read_bound(s, &slice->end))
            return false;
    }
    if (scanner_peek(s, 0) != ']' || (slice->kind == SLICE_BYTE && slice->start.kind == BOUND_NONE))
        return scanner_fail(s, place, "a slice is [start:end] or [index], of numbers or variables");
    s->at++;
    return true;
}

/* What may stand for a variable: a name, _ or ?. */
static struct span read_variable_name(struct scanner *s)
{
    if (scanner_peek(s, 0) == '?') {
        s->at++;
        return SPAN("?");
    }
    return scanner_at_name(s) ? scanner_name(s) : (struct span){0};
}

static bool read_braced(struct scanner *s, struct piece *piece)
{
    struct place open = piece->place;

    s->at++;
    piece->text = read_variable_name(s);
    if (piece->text.length && scanner_peek(s, 0) == '.') {
        size_t start = ++s->at;
        while (scanner_name(s).length && scanner_peek(s, 0) == '.')
            s->at++;
        piece->field = (struct span){s->text.data + start, s->at - start};
    }
    if (piece->text.length && scanner_peek(s, 0) == '[' && !read_slice(s, &piece->slice))
        return false;
    if (scanner_peek(s, 0) == -1)
        return scanner_unfinished(s, open, "${");
    if (piece->text.length == 0 || scanner_peek(s, 0) != '}')
        return scanner_fail(s, open,
                            "${...} takes a name, a field of it or a slice: "
                            "${name} ${name.field} ${name[2:5]}");
    s->at++;
    return true;
}

static bool read_substitution(struct scanner *s, struct piece *piece)
{
    bool outside = s->in_substitution;

    s->at++;
    if (!scanner_enter(s, piece->place))
        return false;
    s->in_substitution = true;
    bool parsed = scanner_statement(s, &piece->statement);
    s->in_substitution = outside;
    s->depth--;
    if (!parsed)
        return false;
    if (scanner_peek(s, 0) == -1)
        return scanner_unfinished(s, piece->place, "$(");
    if (scanner_peek(s, 0) != ')')
        return scanner_fail(s, scanner_place(s), "$(...) holds one statement and ends with )");
    s->at++;
    piece->kind = PIECE_STATEMENT;
    return true;
}

static bool read_expansion(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    struct piece piece = {.kind = PIECE_VARIABLE, .place = scanner_place(s)};
    bool read = true;

    flush_literal(draft);
    s->at++;
    if (scanner_peek(s, 0) == '{')
        read = read_braced(s, &piece);
    else if (scanner_peek(s, 0) == '(')
        read = read_substitution(s, &piece);
    else
        piece.text = read_variable_name(s);
    if (!read)
        return false;
    if (piece.kind == PIECE_VARIABLE && piece.text.length == 0) {
        scanner_fail(s, piece.place, "$ begins an expansion: $name, ${name.field}, $(statement)");
        return error_hint(s->error, "write '$' or \"\\$\" for the character itself");
    }
    add_piece(draft, piece);
    return true;
}

static bool read_quoted(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    struct place open = scanner_place(s);

    scanner_step(s);
    for (;;) {
        int byte = scanner_peek(s, 0);
        bool read = true;
        if (byte == -1)
            return scanner_unfinished(s, open, "the quote \"");
        if (byte == '"')
            break;
        if (byte == '\\') {
            read = read_escape(draft);
        } else if (byte == '$') {
            read = read_expansion(draft);
        } else {
            buffer_append_byte(&draft->literal, (char)byte);
            scanner_step(s);
        }
        if (!read)
            return false;
    }
    scanner_step(s);
    return true;
}

static bool read_pieces(struct draft *draft)
{
    struct scanner *s = draft->scanner;
    size_t braces = scanner_peek(s, 0) == '{' ? end_of_braces(s) : 0;

    draft->literal_place = scanner_place(s);
    if (braces && !read_braces(draft, braces))
        return false;
    for (bool read = true, bare = false; !scanner_ends_word(s, 0);) {
        int byte = scanner_peek(s, 0);
        bool hexadecimal = byte == 'x' && scanner_peek(s, 1) == '"' && !bare;
        if (draft->literal.length == 0)
            draft->literal_place = scanner_place(s);
        if (byte == '\'')
            read = read_raw(draft);
        else if (byte == '"')
            read = read_quoted(draft);
        else if (byte == '$')
            read = read_expansion(draft);
        else if (hexadecimal)
            read = read_hex(draft);
        else
            read = read_bare(draft);
        if (!read)
            return false;
        draft->hex |= hexadecimal;
        bare = !hexadecimal && !strchr("'\"$", byte);
    }
    return true;
}

/* Most words are plain from end to end, and need no draft. */
static bool read_plain(struct scanner *s, struct word *word)
{
    struct span run = plain_run(s);

    if (run.length == 0 || run.data[0] == '{' || !scanner_ends_word(s, run.length))
        return false;
    *word = (struct word){
        .place = scanner_place(s),
        .bare = true,
        .literal = arena_copy(s->arena, run),
    };
    s->at += run.length;
    return true;
}

static bool read_composed(struct scanner *scanner, struct word *word)
{
    struct draft draft = {.scanner = scanner, .end = &draft.first};
    int first = scanner_peek(scanner, 0);

    *word = (struct word){.place = scanner_place(scanner),
                          .bare = !strchr("'\"$", first) &&
                                  !(first == 'x' && scanner_peek(scanner, 1) == '"')};
    bool read = read_pieces(&draft);
    if (read && !draft.first)
        word->literal = arena_copy(scanner->arena, buffer_span(&draft.literal));
    else if (read)
        flush_literal(&draft);
    word->pieces = draft.first;
    word->hex = draft.hex;
    buffer_free(&draft.literal);
    return read;
}

bool scanner_word(struct scanner *scanner, struct word *word)
{
    return read_plain(scanner, word) || read_composed(scanner, word);
}
