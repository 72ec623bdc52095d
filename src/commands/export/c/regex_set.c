/* A set of bytes, written as the brackets of POSIX have it: nothing is escaped there, a place tells what it is. */
#include "export/c/regex_set.h"

static bool is_plain(const struct byte_set *set, int byte)
{
    return byte < BYTE_VALUES && set->has[byte] && !strchr("]^-[", byte);
}

static void write_runs(const struct byte_set *set, struct buffer *out)
{
    for (int byte = 1, last; byte < BYTE_VALUES; byte = last + 1) {
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
static void write_members(const struct byte_set *set, bool is_negated, struct buffer *out)
{
    size_t start = out->length;

    buffer_append_text(out, set->has[']'] ? "]" : "");
    write_runs(set, out);
    buffer_append_text(out, set->has['['] ? "[" : "");
    bool alone = out->length == start && !is_negated && set->has['-'];
    if (set->has['^'])
        buffer_append_text(out, alone ? "-^" : "^");
    if (set->has['-'] && !(set->has['^'] && alone))
        buffer_append_byte(out, '-');
}

/* NUL, which no text has, is told by what else there is. A dot wouldn't take it. */
bool posix_set_write(const struct byte_set *set, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};
    struct byte_set members = *set;
    bool is_negated = set->has[0];

    for (int byte = 0; is_negated && byte < BYTE_VALUES; byte++)
        members.has[byte] = !set->has[byte];
    write_members(&members, is_negated, &text);
    if (text.length == 0) {
        buffer_append_text(out, "([^a]|a)");
        return is_negated;
    }
    bool is_byte = text.length == 1 && !is_negated;
    if (is_byte && strchr(".[(){*+?|^$\\", text.data[0]))
        buffer_append_byte(out, '\\');
    buffer_printf(out, is_byte ? "%s" : is_negated ? "[^%s]" : "[%s]", buffer_text(&text));
    return true;
}
