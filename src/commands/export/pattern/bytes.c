/* Which bytes an atom takes: how far it reaches is read here, the rest PCRE2 is asked, byte by byte. So it is right of
 * properties, names and case, too. */
#include "export/pattern/reader.h"

#include "base/buffer.h"
#include "shell/regex.h"

#include <ctype.h>

/* `[:alpha:]` and its like within brackets; 0 where it isn't one. */
static size_t named_set_length(struct span rest)
{
    for (size_t i = 2; i + 1 < rest.length; i++) {
        char byte = rest.data[i], behind = rest.data[i + 1];
        if (byte == '\\' && (behind == ']' || behind == '\\'))
            i++;
        else if (byte == ']' || (byte == '[' && behind == rest.data[1]))
            return 0;
        else if (byte == rest.data[1] && behind == ']')
            return i + 2;
    }
    return 0;
}

/* What stands within brackets: a byte, or more that belong together. */
static size_t member_length(struct span rest)
{
    if (span_starts(rest, SPAN("\\Q"))) {
        const char *end = memmem(rest.data, rest.length, "\\E", 2);
        return end ? (size_t)(end - rest.data) + 2 : rest.length;
    }
    if (span_starts(rest, SPAN("\\c")))
        return 3;
    if (rest.data[0] == '\\')
        return 2;
    if (rest.data[0] == '[' && rest.length > 1 && rest.data[1] && strchr(":.=", rest.data[1])) {
        size_t length = named_set_length(rest);
        return length ? length : 1;
    }
    return 1;
}

/* Through the closing bracket; a number beyond the end without one. */
static size_t set_length(struct span rest)
{
    size_t at = 1;

    at += span_starts(span_after(rest, at), SPAN("^"));
    at += span_starts(span_after(rest, at), SPAN("]"));
    while (at < rest.length && rest.data[at] != ']')
        at += member_length(span_after(rest, at));
    return at + 1;
}

static size_t count_digits(struct span text, size_t most, int (*is_digit)(int))
{
    size_t count = 0;

    while (count < most && count < text.length && is_digit((unsigned char)text.data[count]))
        count++;
    return count;
}

static int is_octal(int byte)
{
    return byte >= '0' && byte <= '7';
}

static size_t escape_length(struct span rest)
{
    char letter = rest.length > 1 ? rest.data[1] : '\0';
    struct span behind = span_after(rest, 2);

    if (letter && strchr("xopP", letter) && span_starts(behind, SPAN("{"))) {
        const char *end = memchr(behind.data, '}', behind.length);
        return end ? (size_t)(end - rest.data) + 1 : rest.length + 1;
    }
    switch (letter) {
    case 'x': return 2 + count_digits(behind, 2, isxdigit);
    case '0': return 2 + count_digits(behind, 2, is_octal);
    case 'c':
    case 'p':
    case 'P': return 3;
    default: return 2;
    }
}

static bool ask(struct pattern_reader *r, struct span atom, struct byte_set *ret_bytes)
{
    cleanup_buffer struct buffer text = {0};
    struct error ignored;
    size_t start, end;

    buffer_printf(&text, "(?^%s%s%s)\\A(?:", r->flags.ignores_case ? "i" : "",
                  r->flags.dot_is_all ? "s" : "", r->flags.is_spaced_in_sets ? "xx" : "");
    buffer_append(&text, atom);
    buffer_append_text(&text, ")\\z");
    struct regex *regex = regex_compile(buffer_span(&text), &ignored);
    if (!regex)
        return reader_lack(r, "no such atom");
    for (int byte = 0; byte < BYTE_VALUES; byte++) {
        char one = (char)byte;
        ret_bytes->has[byte] = regex_find(regex, (struct span){&one, 1}, &start, &end, &ignored);
    }
    regex_free(regex);
    return true;
}

/* The only byte of a set, or the small letter of the only one. */
static int only_byte(const struct byte_set *bytes, bool ignores_case)
{
    int only = -1;

    for (int byte = BYTE_VALUES - 1; byte >= 0; byte--) {
        if (!bytes->has[byte] || (ignores_case && isupper(byte)))
            continue;
        if (only >= 0)
            return -1;
        only = byte;
    }
    return only;
}

static void read_plain(struct pattern_reader *r, struct pattern_node *node)
{
    int byte = (unsigned char)reader_take(r, 1).data[0];

    node->byte = byte;
    node->bytes.has[byte] = true;
    if (r->flags.ignores_case)
        node->bytes.has[toupper(byte)] = node->bytes.has[tolower(byte)] = true;
}

bool reader_bytes(struct pattern_reader *r, struct pattern_node *node)
{
    char first = r->rest.data[0];
    bool is_set = first == '[' && !r->is_quoted;
    bool is_plain = r->is_quoted || !strchr("[\\.", first) || !first;

    *node = (struct pattern_node){.kind = PATTERN_BYTE, .ignores_case = r->flags.ignores_case};
    r->takes_case |= !r->flags.ignores_case;
    r->ignores_case |= r->flags.ignores_case;
    if (is_plain) {
        read_plain(r, node);
        return true;
    }
    size_t length = is_set ? set_length(r->rest) : first == '\\' ? escape_length(r->rest) : 1;
    if (length > r->rest.length)
        return reader_lack(r, "no end of its set");
    struct span typed = reader_take(r, length);
    if (span_is(typed, "\\X"))
        return reader_lack(r, "no \\X");
    if (is_set && !r->flags.is_spaced_in_sets)
        node->typed = typed;
    if (!ask(r, typed, &node->bytes))
        return false;
    node->byte = only_byte(&node->bytes, r->flags.ignores_case);
    return true;
}
