/* A set of bytes, written as the brackets of POSIX have it. */
#include "export/c/regex_set.h"

#include "base/error.h"

#include <ctype.h>
#include <wctype.h>

enum { BYTES = sizeof(((struct posix_set *)0)->has) };

/* The class of wctype(3) that a set is made of: Perl's letters and names, and what POSIX calls by the same name. */
static wctype_t class_of(const char *name)
{
    static const char *const perl[][2] = {
        {"d", "digit"}, {"s", "space"}, {"w", "alnum"}, {"word", "alnum"}};

    for (size_t i = 0; i < sizeof(perl) / sizeof(perl[0]); i++)
        if (strcmp(name, perl[i][0]) == 0)
            name = perl[i][1];
    return wctype(name);
}

bool posix_set_add(struct posix_set *set, struct span name, bool others)
{
    char text[8];

    error_copy(text, sizeof(text), name);
    wctype_t class = class_of(text);
    bool is_word = text[0] == 'w';
    for (int byte = 0; class && byte < BYTES; byte++) {
        bool has = iswctype((wint_t)byte, class) || (is_word && byte == '_');
        set->has[byte] |= (byte < 0x80 && has) != others;
    }
    return class;
}

bool posix_set_add_class(struct posix_set *set, char letter)
{
    char name = (char)tolower((unsigned char)letter);

    return strchr("dwsDWS", letter) && posix_set_add(set, (struct span){&name, 1}, letter != name);
}

void posix_set_ignore_case(struct posix_set *set)
{
    for (int byte = 'a'; byte <= 'z'; byte++)
        set->has[byte] = set->has[toupper(byte)] = set->has[byte] || set->has[toupper(byte)];
}

/* NUL, which no text has, is told by what else there is. */
static bool take_complement(struct posix_set *set)
{
    bool is_empty = true;

    for (int byte = 0; byte < BYTES; byte++) {
        set->has[byte] = !set->has[byte];
        is_empty &= !set->has[byte];
    }
    set->negated = !set->negated;
    return !is_empty;
}

static bool is_plain(const struct posix_set *set, int byte)
{
    return byte < BYTES && set->has[byte] && !strchr("]^-[", byte);
}

static void write_runs(const struct posix_set *set, struct buffer *out)
{
    for (int byte = 1, last; byte < BYTES; byte = last + 1) {
        for (last = byte; is_plain(set, byte) && is_plain(set, last + 1);)
            last++;
        if (last - byte > 1)
            buffer_printf(out, "%c-%c", byte, last);
        for (int one = byte; last - byte <= 1 && one <= last; one++)
            if (is_plain(set, one))
                buffer_append_byte(out, (char)one);
    }
}

/* The bytes that mean something in brackets stand where they don't: ] first, - last, ^ not first. */
static void write_members(const struct posix_set *set, struct buffer *out)
{
    size_t start = out->length;

    buffer_append_text(out, set->has[']'] ? "]" : "");
    write_runs(set, out);
    buffer_append_text(out, set->has['['] ? "[" : "");
    bool alone = out->length == start && !set->negated && set->has['-'];
    if (set->has['^'])
        buffer_append_text(out, alone ? "-^" : "^");
    if (set->has['-'] && !(set->has['^'] && alone))
        buffer_append_byte(out, '-');
}

bool posix_set_write(struct posix_set *set, struct buffer *out)
{
    cleanup_buffer struct buffer members = {0};

    if (set->has[0] && !take_complement(set)) {
        buffer_append_byte(out, '.');
        return set->negated; /* it was turned round */
    }
    write_members(set, &members);
    bool is_byte = members.length == 1 && !set->negated;
    if (is_byte && strchr(".[(){*+?|^$\\", members.data[0]))
        buffer_append_byte(out, '\\');
    buffer_printf(out, is_byte ? "%s" : set->negated ? "[^%s]" : "[%s]", buffer_text(&members));
    return true;
}
