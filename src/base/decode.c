#include "base/decode.h"

#include "base/encode.h"
#include "base/escape.h"

#include <stdint.h>

/* "byte 5 is ..., which ...": the byte is shown in quotes. */
static bool fail_byte(struct span text, size_t at, const char *why, struct error *error)
{
    cleanup_buffer struct buffer shown = {0};

    if (at >= text.length)
        return error_set(error, ERROR_USAGE, "byte %zu is missing: %s", at + 1, why);
    escape_line(&shown, (struct span){text.data + at, 1});
    return error_set(error, ERROR_USAGE, "byte %zu is \"%s\": %s", at + 1, buffer_text(&shown),
                     why);
}

enum { GROUP = 4 };

/* The value of a base64 digit, or -1. */
static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

/* Padding in the wrong place is told by what is wrong about it: something stands behind. */
static bool fail_base64(struct span text, size_t at, struct error *error)
{
    size_t behind = at;

    while (at % GROUP >= 2 && behind < text.length && text.data[behind] == '=')
        behind++;
    if (behind >= text.length)
        return fail_byte(text, behind, "base64 comes in groups of four, padded with =", error);
    fail_byte(text, behind,
              behind > at ? "nothing stands behind the padding" : "no digit of base64", error);
    if (memchr("-_", text.data[behind], 2))
        error_hint(error, "- and _ are base64url's digits: base64 has + and / there");
    if (memchr("\r\n", text.data[behind], 2))
        error_hint(error, "line ends are no part of it: ${name[:-1]} is without the last one");
    return false;
}

/* How many of the four are digits; the rest is padding. Wrong is fewer than two. */
static size_t digits_of_group(struct span text, size_t at)
{
    size_t count = at + GROUP == text.length ? GROUP : 0;

    while (count > 2 && text.data[at + count - 1] == '=')
        count--;
    return count ? count : GROUP;
}

static bool decode_group(struct buffer *out, struct span text, size_t at, struct error *error)
{
    size_t digits = digits_of_group(text, at);
    uint32_t group = 0;

    for (size_t i = 0; i < GROUP; i++) {
        bool is_padding = i >= digits;
        int digit = at + i < text.length ? base64_digit(text.data[at + i]) : -1;
        if (digit < 0 && !is_padding)
            return fail_base64(text, at + i, error);
        group = group << 6 | (uint32_t)(is_padding ? 0 : digit);
    }
    size_t bytes = digits - 1;
    uint32_t unused = (UINT32_C(1) << (24 - 8 * bytes)) - 1;
    if (group & unused)
        return fail_byte(text, at + bytes, "its last bits stand for nothing, and aren't 0", error);
    for (size_t i = 0; i < bytes; i++)
        buffer_append_byte(out, (char)(group >> (16 - 8 * i)));
    return true;
}

bool decode_base64(struct buffer *out, struct span text, struct error *error)
{
    for (size_t at = 0; at < text.length; at += GROUP)
        if (!decode_group(out, text, at, error))
            return false;
    return true;
}

static int hex_digit_at(struct span text, size_t at)
{
    return at < text.length ? encode_hex_digit(text.data[at]) : -1;
}

/* The two digits at `at`, as a byte. */
static bool decode_pair(struct buffer *out, struct span text, size_t at, struct error *error)
{
    int high = hex_digit_at(text, at), low = hex_digit_at(text, at + 1);

    if (high < 0 || low < 0)
        return fail_byte(text, high < 0 ? at : at + 1,
                         "a byte is two hexadecimal digits, 0 to 9 and a to f", error);
    buffer_append_byte(out, (char)(high << 4 | low));
    return true;
}

bool decode_hex(struct buffer *out, struct span text, struct error *error)
{
    for (size_t at = 0; at < text.length;) {
        if (memchr(" \t\r\n:", text.data[at], 5)) {
            at++;
            continue;
        }
        if (!decode_pair(out, text, at, error))
            return false;
        at += 2;
    }
    return true;
}

static bool decode_percent(struct buffer *out, struct span text, char blank, struct error *error)
{
    for (size_t at = 0; at < text.length; at++) {
        char c = text.data[at];
        if (c != '%') {
            buffer_append_byte(out, c == blank ? ' ' : c);
            continue;
        }
        if (!decode_pair(out, text, at + 1, error))
            return error_hint(error, "a %% that means itself is written %%25");
        at += 2;
    }
    return true;
}

bool decode_url(struct buffer *out, struct span text, struct error *error)
{
    return decode_percent(out, text, ' ', error);
}

bool decode_url_plus(struct buffer *out, struct span text, struct error *error)
{
    return decode_percent(out, text, '+', error);
}
