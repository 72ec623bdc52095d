/* PCRE2 to Python's re. What lines begin and end with is written out: there are two kinds of ends here, and
 * re.MULTILINE knows one. What both write in the same way is copied. */
#include "export/python/regex.h"

#include "export/python/regex_set.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

enum { DEPTH = 32 };

/* How the alternatives of a group are written. */
struct group {
    const char *typed, *written, *bar, *end;
    bool captures, looks, looks_behind;
    char name_end; /* of one with a name; else NUL */
};

struct reading {
    struct span rest;
    struct buffer *out;
    const char *why;
    bool dot_is_all, ignores_case;
    bool names_line_ends;       /* it has \r or \n itself */
    bool begins_with_line_end;  /* or may, by a set of bytes */
    bool looks_first;           /* at what is around it, before a byte is taken */
    bool leads;                 /* what is read next may be the first byte */
    unsigned may_take_line_end; /* so many atoms do, so far */
    unsigned depth, behind, groups;
    unsigned closed; /* a bit for each of the groups that may be referred to */
};

struct atom {
    bool repeats; /* something can be repeated */
    bool is_group;
};

static bool lack(struct reading *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return false;
}

static bool skip(struct reading *r, const char *text)
{
    if (!span_starts(r->rest, span_of(text)))
        return false;
    r->rest = span_after(r->rest, strlen(text));
    return true;
}

static char next(struct reading *r)
{
    char byte = r->rest.length ? r->rest.data[0] : '\0';

    r->rest = span_after(r->rest, r->rest.length > 0);
    return byte;
}

static bool is_among(char byte, const char *bytes)
{
    return byte && strchr(bytes, byte);
}

static void insert(struct buffer *out, size_t at, const char *text)
{
    cleanup_buffer struct buffer tail = {0};

    buffer_append(&tail, span_after(buffer_span(out), at));
    out->length = at;
    buffer_append_text(out, text);
    buffer_append(out, buffer_span(&tail));
}

/* ---- bytes ---- */

static void write_byte(struct reading *r, unsigned char byte, const char *special)
{
    bool is_line_end = byte == '\r' || byte == '\n';

    r->names_line_ends |= is_line_end;
    r->may_take_line_end += is_line_end;
    if (is_among((char)byte, special))
        buffer_append_byte(r->out, '\\');
    buffer_append_byte(r->out, (char)byte);
}

static const char in_set[] = "\\]^-[&~|", outside[] = "\\.^$*+?{[|()";

/* So many digits at the most, or all up to the brace. */
static bool read_digits(struct reading *r, bool in_braces, int base, unsigned char *ret_byte)
{
    char digits[8] = "";
    size_t most = in_braces ? sizeof(digits) - 1 : 2, count = 0;

    while (count < most && r->rest.length && isxdigit((unsigned char)r->rest.data[0]) &&
           (base == 16 || r->rest.data[0] < '8'))
        digits[count++] = next(r);
    unsigned long number = strtoul(digits, NULL, base);
    if ((in_braces && !skip(r, "}")) || number > UINT8_MAX)
        return lack(r, "no such number of a byte");
    *ret_byte = (unsigned char)number;
    return true;
}

/* A byte that a backslash means; its letter has been read. */
static bool escaped_byte(struct reading *r, char letter, unsigned char *ret_byte)
{
    static const char letters[] = "nrtfae", bytes[] = "\n\r\t\f\a\033";

    if (letter == 'x')
        return read_digits(r, skip(r, "{"), 16, ret_byte);
    if (letter == '0')
        return read_digits(r, false, 8, ret_byte);
    if (letter == 'o' && skip(r, "{"))
        return read_digits(r, true, 8, ret_byte);
    if (is_among(letter, letters))
        *ret_byte = (unsigned char)bytes[strchr(letters, letter) - letters];
    else if (letter == 'c')
        *ret_byte = (unsigned char)(toupper((unsigned char)next(r)) ^ 0x40);
    else if (!letter || isalnum((unsigned char)letter))
        return lack(r, "no such letter behind a backslash");
    else
        *ret_byte = (unsigned char)letter;
    return true;
}

/* ---- sets ---- */

/* [:NAME:] or [:^NAME:], behind the colon. */
static bool read_named_set(struct reading *r)
{
    bool others = skip(r, "^");
    const char *end = memmem(r->rest.data, r->rest.length, ":]", 2);
    struct span name = {r->rest.data, end ? (size_t)(end - r->rest.data) : 0};
    const struct python_set *set = python_set_named(name);

    if (!set)
        return lack(r, "no such set");
    if (others && set->has_case && r->ignores_case)
        return lack(r, "no such set without case");
    buffer_append_text(r->out, others ? set->others : set->members);
    r->may_take_line_end += others || set->takes_line_ends;
    r->rest = span_after(r->rest, name.length + 2);
    return true;
}

/* A byte, which is not yet written, or -1. */
static bool read_member(struct reading *r, int *ret_byte)
{
    unsigned char byte = (unsigned char)next(r);
    const struct python_letter *set;
    char letter;

    *ret_byte = -1;
    if (byte == '[' && r->rest.length && is_among(r->rest.data[0], ".="))
        return lack(r, "no such set");
    if (byte == '[' && skip(r, ":"))
        return read_named_set(r);
    if (byte == '\\') {
        letter = next(r);
        set = python_letter_find(letter);
        if (set && set->in_set) {
            buffer_append_text(r->out, set->in_set);
            r->may_take_line_end += set->takes_line_ends;
            return true;
        }
        if (letter == 'b')
            byte = '\b';
        else if (!escaped_byte(r, letter, &byte))
            return false;
    }
    *ret_byte = byte;
    return true;
}

/* Behind the opening bracket. */
static bool read_set(struct reading *r)
{
    int first, last;

    bool is_negated = skip(r, "^");
    buffer_append_text(r->out, is_negated ? "[^" : "[");
    r->may_take_line_end += is_negated;
    for (bool start = true; start || !skip(r, "]"); start = false) {
        if (!r->rest.length)
            return lack(r, "no end of its set");
        if (!read_member(r, &first))
            return false;
        if (first < 0)
            continue;
        write_byte(r, (unsigned char)first, in_set);
        bool is_range = r->rest.length > 1 && r->rest.data[0] == '-' && r->rest.data[1] != ']';
        if (!is_range)
            continue;
        skip(r, "-");
        buffer_append_byte(r->out, '-');
        if (!read_member(r, &last))
            return false;
        if (last < first)
            return lack(r, "no such range");
        write_byte(r, (unsigned char)last, in_set);
        r->may_take_line_end += first <= '\r' && last >= '\n';
    }
    buffer_append_byte(r->out, ']');
    return true;
}

/* ---- groups ---- */

static bool read_alternatives(struct reading *r, const struct group *group);

static const struct group groups[] = {
    {.typed = "?:", .written = "(?:", .bar = "|", .end = ")"},
    {.typed = "?>", .written = "(?>", .bar = "|", .end = ")"},
    {.typed = "?=", .written = "(?=", .bar = "|", .end = ")", .looks = true},
    {.typed = "?!", .written = "(?!", .bar = "|", .end = ")", .looks = true},
    {"?<=", "(?<=", ")|(?<=", ")", .looks = true, .looks_behind = true},
    {"?<!", "(?<!", ")(?<!", ")", .looks = true, .looks_behind = true},
    {"?P<", "(?P<", "|", ")", .captures = true, .name_end = '>'},
    {"?<", "(?P<", "|", ")", .captures = true, .name_end = '>'},
    {"?'", "(?P<", "|", ")", .captures = true, .name_end = '\''},
};

static bool read_group_start(struct reading *r, struct group *ret_group)
{
    static const struct group plain = {.written = "(", .bar = "|", .end = ")", .captures = true};

    *ret_group = plain;
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (!skip(r, groups[i].typed))
            continue;
        *ret_group = groups[i];
        buffer_append_text(r->out, groups[i].written);
        for (char byte; groups[i].name_end && (byte = next(r)) != groups[i].name_end;) {
            if (!isalnum((unsigned char)byte) && byte != '_')
                return lack(r, "no such name");
            buffer_append_byte(r->out, byte);
        }
        if (groups[i].name_end)
            buffer_append_byte(r->out, '>');
        return true;
    }
    buffer_append_text(r->out, plain.written);
    if (r->rest.length && is_among(r->rest.data[0], "?*"))
        return lack(r, r->rest.data[0] == '*' ? "no verb" : "no such group");
    return true;
}

static bool read_group(struct reading *r, bool *ret_looks)
{
    size_t start = r->out->length;
    bool leads = r->leads;
    struct group group;

    if (++r->depth > DEPTH)
        return lack(r, "no groups so deep");
    if (!read_group_start(r, &group))
        return false;
    unsigned number = group.captures ? ++r->groups : 0;
    r->behind += group.looks_behind;
    if (!read_alternatives(r, &group))
        return false;
    if (!skip(r, ")"))
        return lack(r, "no end of its group");
    r->behind -= group.looks_behind;
    r->depth--;
    buffer_append_text(r->out, group.end);
    bool is_split =
        memmem(r->out->data + start, r->out->length - start, ")|(?<=", strlen(")|(?<="));
    if (group.looks_behind && is_split) {
        insert(r->out, start, "(?:");
        buffer_append_byte(r->out, ')');
    }
    *ret_looks = group.looks;
    if (group.looks) {
        r->leads = leads;
        r->looks_first |= leads;
    }
    if (number && number < 10)
        r->closed |= 1U << number;
    return true;
}

/* ---- atoms ---- */

/* What stands at a place and takes nothing. */
static const struct {
    const char *typed, *written;
} places[] = {
    {"$", "(?![^\r\n])"},
    {"\\A", "\\A"},
    {"\\z", "\\Z"},
    {"\\Z", "(?=(?:\r?\n|\r)?\\Z)"},
    {"\\b", "\\b"},
    {"\\B", "(?!\\b)"},
    {"[[:<:]]", "\\b(?=\\w)"},
    {"[[:>:]]", "\\b(?<=\\w)"},
};

static bool read_place(struct reading *r)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (skip(r, places[i].typed)) {
            buffer_append_text(r->out, places[i].written);
            r->looks_first |=
                r->leads && places[i].typed[0] != '$'; /* that one is before \r, too */
            return true;
        }
    return false;
}

/* \1: Python knows none of a group that is not there yet. */
static bool read_reference(struct reading *r, char digit)
{
    bool is_longer = r->rest.length && isdigit((unsigned char)r->rest.data[0]);

    if (is_longer || !(r->closed >> (digit - '0') & 1) || r->behind)
        return lack(r, "no such reference");
    buffer_append_byte(r->out, '\\');
    buffer_append_byte(r->out, digit);
    r->may_take_line_end++;
    return true;
}

static bool read_escape(struct reading *r)
{
    char behind = next(r);
    const struct python_letter *set = python_letter_find(behind);
    unsigned char byte;

    if (is_among(behind, "123456789"))
        return read_reference(r, behind);
    if (set && behind == 'R' && r->behind)
        return lack(r, "no \\R in a lookbehind");
    if (set) {
        r->may_take_line_end += set->takes_line_ends;
        buffer_append_text(r->out, set->outside);
        return true;
    }
    if (!escaped_byte(r, behind, &byte))
        return false;
    write_byte(r, byte, outside);
    return true;
}

static bool read_atom(struct reading *r, struct atom *atom)
{
    *atom = (struct atom){.repeats = true};
    if (read_place(r)) {
        atom->repeats = false;
        return true;
    }
    char letter = next(r);
    if (letter == '(') {
        bool looks = false, done = read_group(r, &looks);
        atom->is_group = true;
        atom->repeats = !looks;
        return done;
    }
    if (letter == '[')
        return read_set(r);
    if (letter == '\\')
        return read_escape(r);
    if (letter == '.') {
        r->may_take_line_end += r->dot_is_all;
        buffer_append_text(r->out, r->dot_is_all ? "[\\x00-\\xff]" : "[^\r\n]");
        return true;
    }
    if (is_among(letter, "*+?"))
        return lack(r, "no repetition there");
    write_byte(r, (unsigned char)letter, outside);
    return true;
}

/* {2}, {2,}, {2,3}: what doesn't look so is text. */
static size_t bounds_length(struct span rest)
{
    size_t i = 1, commas = 0;

    if (!rest.length || rest.data[0] != '{')
        return 0;
    while (i < rest.length &&
           (isdigit((unsigned char)rest.data[i]) || (rest.data[i] == ',' && commas++ == 0)))
        i++;
    return i > 1 && i < rest.length && rest.data[i] == '}' ? i + 1 : 0;
}

static struct span repetition_at(struct span rest)
{
    size_t length = bounds_length(rest);

    if (!length)
        length = rest.length && is_among(rest.data[0], "*+?");
    return (struct span){rest.data, length};
}

/* How often; whether that may be never, and as often as there are bytes. */
static bool read_repetition(struct reading *r, const struct atom *atom, bool *ret_optional,
                            bool *ret_endless)
{
    struct span repetition = repetition_at(r->rest);

    *ret_optional = !atom->repeats;
    *ret_endless = false;
    if (!repetition.length)
        return true;
    char first = repetition.data[0], second = repetition.length > 1 ? repetition.data[1] : '\0';
    bool has_bounds = first == '{';
    bool is_fixed = has_bounds && !memchr(repetition.data, ',', repetition.length);
    if (!atom->repeats || second == ',' || (r->behind && !is_fixed))
        return lack(r, r->behind ? "no lookbehind of several lengths" : "no such repetition");
    *ret_optional = is_among(first, "*?") || second == '0';
    *ret_endless = has_bounds ? repetition.data[repetition.length - 2] == ',' : first != '?';
    buffer_append(r->out, repetition);
    r->rest = span_after(r->rest, repetition.length);
    if (r->rest.length && is_among(r->rest.data[0], "+?"))
        buffer_append_byte(r->out, next(r));
    return !repetition_at(r->rest).length || lack(r, "no repetition of a repetition");
}

static bool at_end_of_alternative(const struct reading *r)
{
    return !r->rest.length || r->rest.data[0] == '|' || r->rest.data[0] == ')';
}

/* An atom as often as it says; whether it is certain to take a byte, and no line's end. */
static bool read_repeated(struct reading *r, bool *ret_is_within_line)
{
    bool leads = r->leads, optional, endless;
    unsigned line_ends = r->may_take_line_end;
    struct atom atom;

    if (!read_atom(r, &atom) || !read_repetition(r, &atom, &optional, &endless))
        return false;
    bool is_within_line = r->may_take_line_end == line_ends;
    if (!is_within_line && !atom.is_group && leads && !endless)
        r->begins_with_line_end = true;
    if (!atom.is_group)
        r->leads = leads && optional;
    else if (optional)
        r->leads = leads;
    *ret_is_within_line = is_within_line && !r->leads;
    return true;
}

/* A line's beginning is no place between \r and \n, nor behind the last line's end. Where a byte of the line itself is
 * next, it is neither anyway. */
static bool read_beginning(struct reading *r)
{
    static const char any[] = "(?:\\A|(?<=\n)(?!\\Z)|(?<=\r)(?!\n|\\Z))";
    size_t start = r->out->length;
    bool is_within_line = false, leads = r->leads, begins = r->begins_with_line_end;
    bool looks_first = r->looks_first;

    r->leads = true;
    if (repetition_at(r->rest).length)
        return lack(r, "no such repetition");
    if (!at_end_of_alternative(r) && !span_starts(r->rest, SPAN("^")) &&
        !read_repeated(r, &is_within_line))
        return false;
    insert(r->out, start, is_within_line ? "(?<![^\r\n])" : any);
    r->leads &= leads;
    r->begins_with_line_end = begins;
    r->looks_first = looks_first;
    return true;
}

static bool read_alternative(struct reading *r)
{
    bool is_within_line;

    while (!at_end_of_alternative(r))
        if (!(skip(r, "^") ? read_beginning(r) : read_repeated(r, &is_within_line)))
            return false;
    return true;
}

static bool read_alternatives(struct reading *r, const struct group *group)
{
    bool leads = r->leads, may_be_empty = false;

    for (;;) {
        r->leads = leads;
        if (!read_alternative(r))
            return false;
        may_be_empty |= r->leads;
        if (!skip(r, "|"))
            break;
        if (r->behind && !group->looks_behind)
            return lack(r, "no lookbehind of several lengths");
        buffer_append_text(r->out, group->bar);
    }
    r->leads = may_be_empty;
    return true;
}

/* (?i), (?s), (?m), which is so anyway. */
static void read_flags(struct reading *r)
{
    size_t length = 2;

    if (!span_starts(r->rest, SPAN("(?")))
        return;
    while (length < r->rest.length && is_among(r->rest.data[length], "ims"))
        length++;
    if (length == r->rest.length || r->rest.data[length] != ')')
        return;
    r->ignores_case = memchr(r->rest.data, 'i', length);
    r->dot_is_all = memchr(r->rest.data, 's', length);
    r->rest = span_after(r->rest, length + 1);
}

bool python_regex(struct span pattern, struct buffer *out, const char **ret_why)
{
    cleanup_buffer struct buffer text = {0};
    static const struct group whole = {.bar = "|"};
    struct reading r = {.rest = pattern, .out = &text, .leads = true};

    read_flags(&r);
    bool done = read_alternatives(&r, &whole) && (!r.rest.length || lack(&r, "no such end"));
    if (!done) {
        *ret_why = r.why;
        return false;
    }
    /* PCRE2 begins nowhere between \r and \n, but where one of them stands in the pattern itself. */
    bool is_guarded = (r.begins_with_line_end || (r.leads && r.looks_first)) && !r.names_line_ends;
    buffer_append_text(out, r.ignores_case ? "(?i)" : "");
    buffer_append_text(out, is_guarded ? "(?!(?<=\r)\n)(?:" : "");
    buffer_append(out, buffer_span(&text));
    buffer_append_text(out, is_guarded ? ")" : "");
    return true;
}
