/* One value of pack and unpack: from text to bytes and back. */
#include "base/half.h"
#include "base/number.h"
#include "base/pack.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { MOST_DIGITS = 17 /* what a double can need */, ROOM = 32 };

__attribute__((format(printf, 4, 5))) static bool fail(const struct pack_item *item,
                                                       struct span text, struct error *error,
                                                       const char *format, ...)
{
    char wanted[128], shown[64];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(wanted, sizeof(wanted), format, arguments);
    va_end(arguments);
    error_copy(shown, sizeof(shown), text);
    return error_set(error, ERROR_USAGE, "%c takes %s, not %s", item->letter, wanted,
                     text.length ? shown : "\"\"");
}

static void store(char *to, const struct pack_item *item, uint64_t bits)
{
    for (size_t i = 0; i < item->size; i++) {
        size_t place = item->big_endian ? item->size - 1 - i : i;
        to[place] = (char)(bits >> 8 * i);
    }
}

static uint64_t load(const char *from, const struct pack_item *item)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < item->size; i++) {
        size_t place = item->big_endian ? i : item->size - 1 - i;
        bits = bits << 8 | (unsigned char)from[place];
    }
    return bits;
}

static bool put_integer(char *to, const struct pack_item *item, struct span text,
                        struct error *error)
{
    uint64_t all = UINT64_MAX >> (64 - 8 * item->size);
    uint64_t half = all / 2 + 1;
    uint64_t most = item->kind == PACK_SIGNED ? half - 1 : all;
    uint64_t least = item->kind == PACK_UNSIGNED ? 0 : half; /* below zero */
    uint64_t amount;
    bool negative;

    if (!number_wide(text, &negative, &amount) || amount > (negative ? least : most))
        return fail(item, text, error, "%s%" PRIu64 " to %" PRIu64, least ? "-" : "", least, most);
    store(to, item, negative ? -amount : amount);
    return true;
}

static bool put_bool(char *to, const struct pack_item *item, struct span text, struct error *error)
{
    static const char *const words[] = {"off", "on", "false", "true", "0", "1"};

    for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (span_is(text, words[i])) {
            store(to, item, i % 2);
            return true;
        }
    }
    return fail(item, text, error, "on or off, true or false, 1 or 0");
}

/* Decimal or 0x, inf, infinity or nan, in any case, with or without sign. */
static bool read_real(struct span text, double *ret_number)
{
    static const char *const words[] = {"inf", "infinity", "nan"};
    bool has_sign = text.length && (text.data[0] == '-' || text.data[0] == '+');
    struct span word = span_after(text, has_sign);
    uint64_t amount;
    bool negative;

    if (number_real(text, ret_number))
        return true;
    if (number_wide(text, &negative, &amount)) {
        *ret_number = negative ? -(double)amount : (double)amount;
        return true;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (word.length != strlen(words[i]) || strncasecmp(word.data, words[i], word.length) != 0)
            continue;
        double positive = words[i][0] == 'n' ? (double)NAN : (double)INFINITY;
        *ret_number = text.data[0] == '-' ? -positive : positive;
        return true;
    }
    return false;
}

static bool bits_of_float(double number, uint64_t *ret_bits)
{
    float single = (float)number;
    uint32_t bits;

    memcpy(&bits, &single, sizeof(bits));
    *ret_bits = bits;
    return isfinite(single) || !isfinite(number);
}

/* The number in an item's size; false where it is too large for that. */
static bool bits_of_real(const struct pack_item *item, double number, uint64_t *ret_bits)
{
    uint16_t half = 0;
    bool fits = true;

    if (item->letter == 'f')
        return bits_of_float(number, ret_bits);
    if (item->letter == 'd') {
        memcpy(ret_bits, &number, sizeof(number));
    } else {
        fits = half_from(number, &half);
        *ret_bits = half;
    }
    return fits;
}

static double real_of_bits(const struct pack_item *item, uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    double number;
    float single;

    if (item->letter == 'e')
        return half_to((uint16_t)bits);
    memcpy(&single, &low, sizeof(single));
    memcpy(&number, &bits, sizeof(number));
    return item->letter == 'f' ? (double)single : number;
}

static bool put_real(char *to, const struct pack_item *item, struct span text, struct error *error)
{
    const char *most = item->letter == 'e'   ? "65504"
                       : item->letter == 'f' ? "3.4028235e+38"
                                             : "1.7976931348623157e+308";
    uint64_t bits;
    double number;

    if (!read_real(text, &number) || !bits_of_real(item, number, &bits))
        return fail(item, text, error, "a number from -%s to %s, inf or nan", most, most);
    store(to, item, bits);
    return true;
}

static void get_real(const char *from, const struct pack_item *item, struct buffer *text)
{
    uint64_t wanted = load(from, item), bits;
    double number = real_of_bits(item, wanted);
    char digits[ROOM] = "nan";

    for (int count = 1; count <= MOST_DIGITS && !isnan(number); count++) {
        snprintf(digits, sizeof(digits), "%.*g", count, number);
        if (bits_of_real(item, strtod(digits, NULL), &bits) && bits == wanted)
            break;
    }
    buffer_append_text(text, digits);
}

static void put_pascal(char *to, const struct pack_item *item, struct span text)
{
    if (item->size == 0)
        return;
    size_t length = text.length < item->size ? text.length : item->size - 1;
    *to = (char)(length < UINT8_MAX ? length : UINT8_MAX);
    if (length)
        memcpy(to + 1, text.data, length);
}

static void get_pascal(const char *from, const struct pack_item *item, struct buffer *text)
{
    if (item->size == 0)
        return;
    size_t length = (unsigned char)*from;
    buffer_append(text, (struct span){from + 1, length < item->size ? length : item->size - 1});
}

bool pack_put(char *data, const struct pack_item *item, struct span text, struct error *error)
{
    char *to = data + item->offset;

    switch (item->kind) {
    case PACK_PADDING: return true;
    case PACK_BYTE:
        if (text.length != 1)
            return fail(item, text, error, "exactly one byte");
        *to = text.data[0];
        return true;
    case PACK_TEXT:
        if (text.length && item->size)
            memcpy(to, text.data, text.length < item->size ? text.length : item->size);
        return true;
    case PACK_PASCAL: put_pascal(to, item, text); return true;
    case PACK_BOOL: return put_bool(to, item, text, error);
    case PACK_SIGNED:
    case PACK_UNSIGNED:
    case PACK_POINTER: return put_integer(to, item, text, error);
    case PACK_REAL: return put_real(to, item, text, error);
    }
    return false;
}

static int64_t sign_extend(uint64_t bits, size_t size)
{
    unsigned unused = (unsigned)(64 - 8 * size);

    return (int64_t)(bits << unused) >> unused;
}

void pack_get(const char *data, const struct pack_item *item, struct buffer *text)
{
    const char *from = data + item->offset;

    switch (item->kind) {
    case PACK_PADDING: break;
    case PACK_BYTE:
    case PACK_TEXT: buffer_append(text, (struct span){from, item->size}); break;
    case PACK_PASCAL: get_pascal(from, item, text); break;
    case PACK_BOOL: buffer_append_text(text, load(from, item) ? "true" : "false"); break;
    case PACK_SIGNED:
        buffer_printf(text, "%" PRId64, sign_extend(load(from, item), item->size));
        break;
    case PACK_UNSIGNED:
    case PACK_POINTER: buffer_printf(text, "%" PRIu64, load(from, item)); break;
    case PACK_REAL: get_real(from, item, text); break;
    }
}
