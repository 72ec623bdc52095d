#include "base/encode.h"

#include <stdint.h>

enum { ROW = 16 };

void encode_base64(struct buffer *out, struct span bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = buffer_reserve(out, (bytes.length + 2) / 3 * 4);

    for (size_t i = 0; i < bytes.length; i += 3) {
        size_t count = bytes.length - i < 3 ? bytes.length - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < count ? (unsigned char)bytes.data[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            *to++ = k <= count ? digits[group >> (18 - 6 * k) & 0x3F] : '=';
    }
    out->length += (bytes.length + 2) / 3 * 4;
}

static const char small_digits[] = "0123456789abcdef", large_digits[] = "0123456789ABCDEF";

/* Two digits; returns the place behind. */
static char *put_hex(char *to, char byte, const char digits[])
{
    *to++ = digits[(unsigned char)byte >> 4];
    *to++ = digits[(unsigned char)byte & 0xF];
    return to;
}

void encode_hex(struct buffer *out, struct span bytes)
{
    char *to = buffer_reserve(out, bytes.length * 2);

    for (size_t i = 0; i < bytes.length; i++)
        to = put_hex(to, bytes.data[i], small_digits);
    out->length += bytes.length * 2;
}

void encode_hex_joined(struct buffer *out, struct span bytes, const char *joint)
{
    for (size_t i = 0; i < bytes.length; i++) {
        buffer_append_text(out, i ? joint : "");
        encode_hex(out, (struct span){bytes.data + i, 1});
    }
}

/* ASCII, whatever the locale says. */
static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void encode_url(struct buffer *out, struct span bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        bool is_kept = is_unreserved(bytes.data[i]);
        buffer_append_byte(out, is_kept ? bytes.data[i] : '%');
        if (is_kept)
            continue;
        put_hex(buffer_reserve(out, 2), bytes.data[i], large_digits);
        out->length += 2;
    }
}

void encode_url_plus(struct buffer *out, struct span bytes)
{
    const char *blank;

    while (bytes.length && (blank = memchr(bytes.data, ' ', bytes.length))) {
        size_t before = (size_t)(blank - bytes.data);
        encode_url(out, (struct span){bytes.data, before});
        buffer_append_byte(out, '+');
        bytes = span_after(bytes, before + 1);
    }
    encode_url(out, bytes);
}

/* Columns of a row: three for a byte, one between the halves, two before the text and its two bars. */
enum { HEX_COLUMNS = 3 * ROW + 1, ROW_COLUMNS = HEX_COLUMNS + 2 + 1 + ROW + 2 };

static void dump_row(struct buffer *out, struct span row)
{
    char *start = buffer_reserve(out, ROW_COLUMNS), *to = start;

    memset(start, ' ', ROW_COLUMNS);
    for (size_t i = 0; i < row.length; i++)
        put_hex(start + 1 + 3 * i + (i >= ROW / 2), row.data[i], small_digits);
    to += HEX_COLUMNS + 2;
    *to++ = '|';
    for (size_t i = 0; i < row.length; i++)
        *to++ = row.data[i] >= ' ' && row.data[i] < 0x7F ? row.data[i] : '.';
    *to++ = '|';
    *to++ = '\n';
    out->length += (size_t)(to - start);
}

void encode_hexdump(struct buffer *out, struct span bytes, const char *indent)
{
    for (size_t offset = 0; offset < bytes.length; offset += ROW) {
        struct span rest = span_after(bytes, offset);
        buffer_printf(out, "%s%08zx ", indent, offset);
        dump_row(out, (struct span){rest.data, rest.length < ROW ? rest.length : ROW});
    }
}

/* The digits of a byte there; -1 for none. */
static int read_byte(const char *digits)
{
    int high = encode_hex_digit(digits[0]), low = encode_hex_digit(digits[1]);

    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

bool encode_hexdump_read(struct buffer *out, struct span row)
{
    enum { OFFSET = 8, TEXT = OFFSET + 1 + HEX_COLUMNS + 2 };

    while (row.length && row.data[0] == ' ')
        row = span_after(row, 1);
    if (row.length <= TEXT || row.data[TEXT] != '|')
        return false;
    for (size_t i = 0; i < OFFSET; i++)
        if (encode_hex_digit(row.data[i]) < 0)
            return false;
    for (size_t i = 0; i < ROW; i++) {
        int byte = read_byte(row.data + OFFSET + 2 + 3 * i + (i >= ROW / 2));
        if (byte < 0)
            return i > 0;
        buffer_append_byte(out, (char)byte);
    }
    return true;
}

int encode_hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}
