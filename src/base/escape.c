#include "base/escape.h"

#include <locale.h>
#include <wchar.h>

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

bool escape_decode(struct span bytes, unsigned *ret_character, size_t *ret_length)
{
    static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned first = (unsigned char)bytes.data[0];
    size_t length = first < 0x80    ? 1
                    : first >= 0xF0 ? 4
                    : first >= 0xE0 ? 3
                    : first >= 0xC0 ? 2
                                    : 0;
    unsigned character = length == 1 ? first : length ? first & (0x7FU >> length) : 0;

    *ret_length = 1;
    if (length == 0 || first >= 0xF8 || length > bytes.length)
        return false;
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(bytes.data[i]))
            return false;
        character = character << 6 | ((unsigned char)bytes.data[i] & 0x3F);
    }
    if (character < smallest[length] || character > 0x10FFFF ||
        (character >= 0xD800 && character <= 0xDFFF))
        return false;
    *ret_character = character;
    *ret_length = length;
    return true;
}

bool escape_is_utf8(struct span bytes)
{
    unsigned character;
    size_t length;

    for (; bytes.length; bytes = span_after(bytes, length))
        if (!escape_decode(bytes, &character, &length))
            return false;
    return true;
}

void escape_encode(struct buffer *out, unsigned character)
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

    if (length == 1) {
        buffer_append_byte(out, (char)character);
        return;
    }
    buffer_append_byte(out, (char)(lead[length] | character >> 6 * (length - 1)));
    for (size_t i = length - 1; i-- > 0;)
        buffer_append_byte(out, (char)(0x80 | (character >> 6 * i & 0x3F)));
}

/* wcwidth() alone would let the bidirectional controls through. */
bool escape_is_deceptive(unsigned c)
{
    static const struct {
        unsigned first, last;
    } ranges[] = {
        {0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},     {0x180E, 0x180E},
        {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},   {0xFDD0, 0xFDEF},
        {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return (c & 0xFFFE) == 0xFFFE;
}

static const char *short_escape(unsigned char byte)
{
    switch (byte) {
    case '\0': return "\\0";
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\033': return "\\e";
    default: return NULL;
    }
}

static void escape_bytes(struct buffer *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.length; i++)
        buffer_printf(out, "\\x%02x", (unsigned char)bytes.data[i]);
}

static void escape_number(struct buffer *out, struct span bytes, unsigned character)
{
    if (character <= 0xFFFF)
        buffer_printf(out, "\\u%04X", character);
    else
        escape_bytes(out, bytes);
}

static void escape_character(struct buffer *out, struct span bytes, unsigned character)
{
    const char *brief = bytes.length == 1 ? short_escape((unsigned char)bytes.data[0]) : NULL;

    if (brief)
        buffer_append_text(out, brief);
    else if (character < 0x20 || character == 0x7F)
        escape_bytes(out, bytes);
    else if (!escape_is_deceptive(character))
        buffer_append(out, bytes);
    else
        escape_number(out, bytes, character);
}

static size_t printable_prefix(struct span bytes)
{
    size_t length = 0;

    while (length < bytes.length && bytes.data[length] >= ' ' && bytes.data[length] < 0x7F &&
           bytes.data[length] != '\\' && bytes.data[length] != '"' && bytes.data[length] != '$')
        length++;
    return length;
}

/* Characters of `marked` get a backslash. */
static void escape(struct buffer *out, struct span bytes, const char *marked)
{
    while (bytes.length) {
        size_t length = printable_prefix(bytes);
        unsigned character;

        if (length) {
            buffer_append(out, (struct span){bytes.data, length});
        } else if (!escape_decode(bytes, &character, &length)) {
            escape_bytes(out, (struct span){bytes.data, length});
        } else {
            if (length == 1 && character && strchr(marked, (int)character))
                buffer_append_byte(out, '\\');
            escape_character(out, (struct span){bytes.data, length}, character);
        }
        bytes = span_after(bytes, length);
    }
}

void escape_line(struct buffer *out, struct span bytes)
{
    escape(out, bytes, "\\");
}

void escape_message(struct buffer *out, struct span bytes)
{
    escape(out, bytes, "");
}

void escape_text(struct buffer *out, struct span bytes)
{
    while (bytes.length) {
        size_t length = 0;
        while (length < bytes.length && bytes.data[length] != '\n' && bytes.data[length] != '\t')
            length++;
        escape_message(out, (struct span){bytes.data, length});
        if (length < bytes.length)
            buffer_append_byte(out, bytes.data[length++]);
        bytes = span_after(bytes, length);
    }
}

void escape_quoted(struct buffer *out, struct span bytes)
{
    buffer_append_byte(out, '"');
    escape(out, bytes, "\\\"$");
    buffer_append_byte(out, '"');
}

void escape_ascii(struct buffer *out, struct span escaped)
{
    size_t length;

    for (unsigned character; escaped.length; escaped = span_after(escaped, length)) {
        bool is_valid = escape_decode(escaped, &character, &length);
        struct span bytes = {escaped.data, length};
        if (!is_valid)
            escape_bytes(out, bytes);
        else if (character < 0x80)
            buffer_append(out, bytes);
        else
            escape_number(out, bytes, character);
    }
}

static bool is_text(unsigned character)
{
    return character >= 0x20
               ? character != 0x7F
               : character == '\t' || character == '\n' || character == '\r' || character == '\033';
}

bool escape_is_binary(struct span bytes)
{
    size_t total = bytes.length, strange = 0, length;

    for (unsigned character = 0; bytes.length; bytes = span_after(bytes, length))
        strange += !escape_decode(bytes, &character, &length) || !is_text(character);
    return strange > total / 10;
}

/* A locale knows the columns of a character. It is loaded when first asked, for that takes as long as an
 * eighth of a whole run that does nothing. */
static int columns_of(unsigned character)
{
    static locale_t unicode;

    if (character < 0x7F)
        return character >= 0x20;
    if (!unicode)
        unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    if (!unicode)
        unicode = newlocale(LC_CTYPE_MASK, "", NULL);

    locale_t outside = uselocale(unicode);
    int columns = wcwidth((wchar_t)character);
    uselocale(outside);
    return columns;
}

size_t escape_width(struct span escaped)
{
    size_t width = 0, length;

    for (unsigned character; escaped.length; escaped = span_after(escaped, length)) {
        int columns = escape_decode(escaped, &character, &length) ? columns_of(character) : 1;
        width += columns > 0 ? (size_t)columns : 0;
    }
    return width;
}
