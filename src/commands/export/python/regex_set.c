#include "export/python/regex_set.h"

#include <ctype.h>

/* What re may take for operations on sets one day, it warns of: two of a kind. */
static bool is_doubled(struct span rest)
{
    return rest.length > 1 && rest.data[0] == rest.data[1] && ispunct((unsigned char)rest.data[0]);
}

bool python_set_is_common(struct span typed)
{
    struct span rest = span_after(typed, span_starts(typed, SPAN("[^")) ? 2 : 1);

    if (!typed.length || span_starts(rest, SPAN("]")))
        return false;
    for (; rest.length > 1; rest = span_after(rest, 1)) {
        if (rest.data[0] == '[' || is_doubled(rest))
            return false;
        if (rest.data[0] != '\\')
            continue;
        rest = span_after(rest, 1);
        bool is_common = strchr("dwsDWSnrt", rest.data[0]) || ispunct((unsigned char)rest.data[0]);
        if (!is_common || !rest.data[0])
            return false;
    }
    return true;
}

static bool in_word(int byte)
{
    return byte < 0x80 && (isalnum(byte) || byte == '_');
}

static bool in_space(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool in_digit(int byte)
{
    return byte >= '0' && byte <= '9';
}

static const struct {
    char letter;
    bool (*has)(int byte);
} letters[] = {{'w', in_word}, {'s', in_space}, {'d', in_digit}};

enum { LETTERS = sizeof(letters) / sizeof(letters[0]) };

/* A letter that means all of it, or -1. */
static int whole_letter(const struct byte_set *set)
{
    for (size_t i = 0; i < LETTERS; i++) {
        bool is_it = true, is_its_opposite = true;
        for (int byte = 0; byte < BYTE_VALUES; byte++) {
            is_it &= set->has[byte] == letters[i].has(byte);
            is_its_opposite &= set->has[byte] != letters[i].has(byte);
        }
        if (is_it || is_its_opposite)
            return is_it ? letters[i].letter : toupper(letters[i].letter);
    }
    return -1;
}

/* A letter for what of it has one, which is taken out. */
static void write_letters(struct byte_set *set, struct buffer *out)
{
    for (size_t i = 0; i < LETTERS; i++) {
        bool has_all = letters[i].letter != 'd'; /* 0-9 reads as well */
        for (int byte = 0; byte < BYTE_VALUES; byte++)
            has_all &= set->has[byte] || !letters[i].has(byte);
        if (!has_all)
            continue;
        buffer_printf(out, "\\%c", letters[i].letter);
        for (int byte = 0; byte < BYTE_VALUES; byte++)
            set->has[byte] &= !letters[i].has(byte);
    }
}

static void write_member(int byte, struct buffer *out)
{
    if (byte && strchr("\\]^-[&~|", byte))
        buffer_append_byte(out, '\\');
    if (byte >= 0x80 || byte == 0)
        buffer_printf(out, "\\x%02x", (unsigned)byte);
    else
        buffer_append_byte(out, (char)byte);
}

static void write_runs(const struct byte_set *set, struct buffer *out)
{
    for (int first = 0, last; first < BYTE_VALUES; first = last + 1) {
        last = first;
        if (!set->has[first])
            continue;
        while (last + 1 < BYTE_VALUES && set->has[last + 1])
            last++;
        write_member(first, out);
        if (last > first + 1)
            buffer_append_byte(out, '-');
        if (last > first)
            write_member(last, out);
    }
}

/* Of all bytes and of none, too. */
void python_set_write(const struct byte_set *set, struct buffer *out)
{
    int letter = whole_letter(set), count = 0;
    struct byte_set members = *set;

    for (int byte = 0; byte < BYTE_VALUES; byte++)
        count += set->has[byte];
    if (letter >= 0) {
        buffer_printf(out, "\\%c", letter);
        return;
    }
    bool is_negated = count > BYTE_VALUES / 2;
    for (int byte = 0; byte < BYTE_VALUES && is_negated; byte++)
        members.has[byte] = !set->has[byte];
    if (count % BYTE_VALUES == 0) {
        buffer_append_text(out, count ? "[\\x00-\\xff]" : "[^\\x00-\\xff]");
        return;
    }
    buffer_append_text(out, is_negated ? "[^" : "[");
    write_letters(&members, out);
    write_runs(&members, out);
    buffer_append_byte(out, ']');
}
