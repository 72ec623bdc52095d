/* One value of pack and unpack: from text to bytes and back. */
#include "base/number.h"
#include "base/pack.h"
#include "base/real.h"

#include <inttypes.h>
#include <stdio.h>

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
    static const char *const words[] = {"off", "on", "false", "true", "0", "1", "no", "yes"};

    for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (span_is(text, words[i])) {
            store(to, item, i % 2);
            return true;
        }
    }
    return fail(item, text, error, "on or off, true or false, 1 or 0");
}

static bool put_real(char *to, const struct pack_item *item, struct span text, struct error *error)
{
    const char *largest = real_largest(item->size);
    uint64_t bits;

    if (!real_read(text, item->size, &bits))
        return fail(item, text, error, "a number from -%s to %s, inf or nan", largest, largest);
    store(to, item, bits);
    return true;
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
    case PACK_REAL: real_format(text, item->size, load(from, item)); break;
    }
}
