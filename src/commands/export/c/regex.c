/* PCRE2 to POSIX. What lines begin and end with is written out, for REG_NEWLINE would change what [^a] means.
 * A set of bytes is read whole and written anew: backslashes mean nothing in POSIX's brackets. */
#include "export/c/regex.h"

#include "export/c/regex_set.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

enum { DEPTH = 32, MOST_REPEATED = 255 };

struct translating {
    struct span rest;
    enum regex_question question;
    bool ignores_case;
    struct buffer *out;
    const char *why;
    bool leads; /* nothing stands before the group */
    unsigned depth;
};

static bool lack(struct translating *t, const char *why)
{
    if (!t->why)
        t->why = why;
    return false;
}

static bool skip(struct translating *t, const char *text)
{
    if (!span_starts(t->rest, span_of(text)))
        return false;
    t->rest = span_after(t->rest, strlen(text));
    return true;
}

static char next(struct translating *t)
{
    char byte = t->rest.length ? t->rest.data[0] : '\0';

    t->rest = span_after(t->rest, t->rest.length > 0);
    return byte;
}

/* A byte that a backslash means; its letter has been read. */
static bool escaped_byte(struct translating *t, char letter, unsigned char *ret_byte)
{
    static const char letters[] = "nrtfae", bytes[] = "\n\r\t\f\a\033";
    const char *found = strchr(letters, letter);
    char digits[3] = "";

    if (!letter)
        return lack(t, "a backslash at its end");
    if (found) {
        *ret_byte = (unsigned char)bytes[found - letters];
    } else if (letter == 'x') {
        for (int i = 0; i < 2 && t->rest.length && isxdigit((unsigned char)t->rest.data[0]); i++)
            digits[i] = next(t);
        *ret_byte = (unsigned char)strtoul(digits, NULL, 16);
        if (!digits[0])
            return lack(t, "no \\x{...}");
    } else if (isalnum((unsigned char)letter)) {
        return lack(t, isdigit((unsigned char)letter) ? "no group that is referred to"
                                                      : "no such letter behind a backslash");
    } else {
        *ret_byte = (unsigned char)letter;
    }
    return true;
}

static bool read_member(struct translating *t, struct posix_set *set, int *ret_byte)
{
    unsigned char byte;
    char letter = next(t);

    *ret_byte = -1;
    if (letter == '[' && t->rest.length && strchr(":.=", t->rest.data[0])) {
        const char *end = memmem(t->rest.data, t->rest.length, ":]", 2);
        bool others = t->rest.length > 1 && t->rest.data[1] == '^';
        struct span name = span_after(t->rest, 1 + others);
        name.length = end ? (size_t)(end - name.data) : 0;
        if (!end || !posix_set_add(set, name, others))
            return lack(t, "no such set");
        t->rest = span_after(t->rest, (size_t)(end - t->rest.data) + 2);
        return true;
    }
    byte = (unsigned char)letter;
    if (letter == '\\') {
        letter = next(t);
        if (letter && posix_set_add_class(set, letter))
            return true;
        if (letter == 'b')
            byte = '\b';
        else if (!escaped_byte(t, letter, &byte))
            return false;
    }
    set->has[byte] = true;
    *ret_byte = byte;
    return true;
}

/* Behind the opening bracket. */
static bool read_set(struct translating *t, struct posix_set *set)
{
    int first, last;

    set->negated = skip(t, "^");
    for (bool start = true; start || !skip(t, "]"); start = false) {
        if (!t->rest.length)
            return lack(t, "no end of its set");
        if (!read_member(t, set, &first))
            return false;
        bool is_range =
            first >= 0 && t->rest.length > 1 && t->rest.data[0] == '-' && t->rest.data[1] != ']';
        if (!is_range)
            continue;
        skip(t, "-");
        if (!read_member(t, set, &last))
            return false;
        if (last < first)
            return lack(t, "no such range");
        for (int byte = first; byte <= last; byte++)
            set->has[byte] = true;
    }
    if (t->ignores_case)
        posix_set_ignore_case(set);
    return true;
}

static void write_byte(struct translating *t, unsigned char byte)
{
    struct posix_set set = {0};

    set.has[byte] = true;
    if (t->ignores_case)
        set.has[tolower(byte)] = set.has[toupper(byte)] = true;
    posix_set_write(&set, t->out);
}

static bool read_alternatives(struct translating *t);

static bool read_group(struct translating *t)
{
    static const struct {
        const char *start, *why;
    } lacking[] = {
        {"?=", "no lookahead"},   {"?!", "no lookahead"},    {"?<=", "no lookbehind"},
        {"?<!", "no lookbehind"}, {"?>", "no atomic group"}, {"?", "no such group"},
        {"*", "no verb"},
    };

    if (!skip(t, "?:"))
        for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++)
            if (span_starts(t->rest, span_of(lacking[i].start)))
                return lack(t, lacking[i].why);
    if (++t->depth > DEPTH)
        return lack(t, "no groups so deep");
    buffer_append_byte(t->out, '(');
    if (!read_alternatives(t))
        return false;
    t->depth--;
    buffer_append_byte(t->out, ')');
    return skip(t, ")") || lack(t, "no end of its group");
}

/* What stands for one of several bytes; its first letters have been read. */
static bool read_one_of(struct translating *t, char letter, char behind)
{
    struct posix_set set = {0};

    if (letter == '[' && !read_set(t, &set))
        return false;
    if (letter == '.')
        set = (struct posix_set){.negated = true, .has = {['\r'] = true, ['\n'] = true}};
    if (letter == '\\') {
        set.negated = isupper((unsigned char)behind);
        posix_set_add_class(&set, (char)tolower((unsigned char)behind));
    }
    return posix_set_write(&set, t->out) || lack(t, "no empty set");
}

/* An atom; the byte that it is, or -1. */
static bool read_atom(struct translating *t, int *ret_byte)
{
    char letter = next(t), behind = letter == '\\' ? next(t) : '\0';
    unsigned char byte = (unsigned char)letter;

    *ret_byte = -1;
    if (!letter)
        return lack(t, "no NUL");
    if (letter == '(')
        return read_group(t);
    if (letter == '[' || letter == '.' || (behind && strchr("dwsDWS", behind)))
        return read_one_of(t, letter, behind);
    if (letter == '\\' && !escaped_byte(t, behind, &byte))
        return false;
    if (strchr("*+?^$", letter))
        return lack(t, "no anchor or repetition there");
    if (!byte)
        return lack(t, "no NUL");
    *ret_byte = t->ignores_case ? tolower(byte) : byte;
    write_byte(t, byte);
    return true;
}

/* {2}, {2,}, {2,3}: what doesn't look so is text. */
static bool read_bounds(struct translating *t, size_t *ret_length)
{
    size_t i = 1, commas = 0;

    while (i < t->rest.length && (isdigit((unsigned char)t->rest.data[i]) ||
                                  (t->rest.data[i] == ',' && i > 1 && commas++ == 0)))
        i++;
    *ret_length = i + 1;
    return i > 1 && i < t->rest.length && t->rest.data[i] == '}';
}

static bool bounds_are_small(struct span bounds)
{
    for (size_t i = 0, number = 0; i < bounds.length; i++) {
        bool is_digit = isdigit((unsigned char)bounds.data[i]);
        number = is_digit ? 10 * number + (size_t)(bounds.data[i] - '0') : 0;
        if (number > MOST_REPEATED)
            return false;
    }
    return true;
}

/* How often; whether it may be never. */
static bool read_repetition(struct translating *t, bool *ret_optional)
{
    size_t length = 1;
    bool is_bounds = span_starts(t->rest, SPAN("{")) && read_bounds(t, &length);

    *ret_optional = false;
    if (!is_bounds && !(t->rest.length && strchr("*+?", t->rest.data[0])))
        return true;
    struct span repetition = {t->rest.data, length};
    if (!bounds_are_small(repetition))
        return lack(t, "no more than 255 repetitions");
    *ret_optional = strchr("*?", repetition.data[0]) || (is_bounds && repetition.data[1] == '0');
    buffer_append(t->out, repetition);
    t->rest = span_after(t->rest, length);
    if (span_starts(t->rest, SPAN("+")))
        return lack(t, "no possessive repetition");
    if (skip(t, "?") && t->question == REGEX_ENDS)
        return lack(t, "no lazy repetition");
    return true;
}

static bool at_end_of_alternative(const struct translating *t)
{
    return !t->rest.length || t->rest.data[0] == '|' || t->rest.data[0] == ')';
}

/* ^ and \A; true also where none is there. */
static bool read_beginning(struct translating *t, bool at_start)
{
    bool of_line = skip(t, "^");

    if (!of_line && !skip(t, "\\A"))
        return true;
    if (!at_start || !t->leads)
        return lack(t, "no beginning of a line in the middle");
    buffer_append_text(t->out, of_line ? "(^|\n)" : "^");
    return true;
}

/* $ and \z, the same. */
static bool read_end(struct translating *t)
{
    bool of_line = skip(t, "$");

    if (!of_line && !skip(t, "\\z"))
        return true;
    if (t->question == REGEX_ENDS)
        return lack(t, "no look at what is behind the match");
    if (t->depth || !at_end_of_alternative(t))
        return lack(t, "no end of a line in the middle");
    buffer_append_text(t->out, of_line ? "(\r|\n|$)" : "$");
    return true;
}

/* The byte that it begins with, or -1. */
static bool read_alternative(struct translating *t, int *ret_first)
{
    bool at_start = true, leads = t->leads, optional;
    size_t start = t->out->length;
    int byte;

    *ret_first = -1;
    for (; !at_end_of_alternative(t); at_start = false) {
        bool of_line = t->question == REGEX_ENDS && span_starts(t->rest, SPAN("^"));
        if (!read_beginning(t, at_start))
            return false;
        if (at_end_of_alternative(t) || span_starts(t->rest, SPAN("$")))
            return lack(t, "no empty line");
        t->leads = leads && at_start;
        if (!read_atom(t, &byte) || !read_repetition(t, &optional))
            return false;
        if (at_start && !optional)
            *ret_first = byte;
        if (of_line && (*ret_first < 0 || *ret_first == '\n'))
            return lack(t, "no such beginning of a line");
        if (!read_end(t))
            return false;
    }
    t->leads = leads;
    return t->out->length > start || lack(t, "no empty alternative");
}

/* POSIX takes the longest of those that match, not the first: where they begin with different bytes, one at the
 * most does. */
static bool read_alternatives(struct translating *t)
{
    bool begun[256] = {false};
    bool distinct = true;
    int first;

    for (unsigned count = 1;; count++) {
        if (!read_alternative(t, &first))
            return false;
        distinct &= first >= 0 && !begun[first];
        if (first >= 0)
            begun[first] = true;
        if (count > 1 && !distinct && t->question == REGEX_ENDS)
            return lack(t, "the longest alternative, not the first");
        if (!skip(t, "|"))
            return true;
        buffer_append_byte(t->out, '|');
    }
}

bool posix_regex(struct span pattern, enum regex_question question, struct buffer *out,
                 const char **ret_why)
{
    struct translating t = {.rest = pattern, .question = question, .leads = true, .out = out};

    t.ignores_case = skip(&t, "(?i)");
    bool done = read_alternatives(&t) && (!t.rest.length || lack(&t, "no such end"));
    if (!done)
        *ret_why = t.why;
    return done;
}
