/* pack and unpack in C. */
#include "export/c/c.h"

#include "base/number.h"
#include "base/pack.h"
#include "export/translate/translate.h"

#include <ctype.h>
#include <inttypes.h>

static bool is_whole_number(const struct pack_item *item)
{
    return item->kind == PACK_SIGNED || item->kind == PACK_UNSIGNED || item->kind == PACK_BOOL ||
           item->kind == PACK_POINTER;
}

static const char *write_offset(struct translation *t, const char *from, size_t offset)
{
    int64_t number = 0;

    if (!from || number_integer(span_of(from), &number))
        return made(t, "%" PRId64, number + (int64_t)offset);
    return offset ? made(t, "%s + %zu", from, offset) : from;
}

static void read_item(struct translation *t, const struct pack_item *item, const char *data,
                      const char *from, const char *name)
{
    const char *offset = write_offset(t, from, item->offset);
    const char *order = item->big_endian ? "big_endian_at" : "little_endian_at";

    if (item->kind == PACK_SIGNED)
        line(t, "%s = (int%zu_t)%s(%s, %s, %zu);", name, item->size * 8, order, data, offset,
             item->size);
    else if (item->kind == PACK_BOOL)
        line(t, "set(&%s, from_text(%s(%s, %s, 1) ? \"true\" : \"false\"));", name, order, data,
             offset);
    else if (item->kind == PACK_REAL)
        line(t, "set(&%s, fraction_text((unsigned long long)%s(%s, %s, %zu), %zu));", name, order,
             data, offset, item->size, item->size);
    else if (is_whole_number(item) && item->size == 8)
        line(t, "set(&%s, unsigned_decimal((unsigned long long)%s(%s, %s, 8)));", name, order, data,
             offset);
    else if (is_whole_number(item))
        line(t, "%s = %s(%s, %s, %zu);", name, order, data, offset, item->size);
    else
        c_assign(t, name, CODE_BYTES,
                 code_expression(CODE_BYTES, made(t, "slice(%s, %s, %s + %zu)", data, offset,
                                                  offset, item->size)));
}

void c_unpack(struct translation *t, const struct pack_format *format, struct code data,
              const char *from, const char *const *names, size_t count)
{
    const char *value = c_keep(t, c_write(t, data, AS_VALUE));
    struct pack_item item;
    size_t i = 0;

    if (from && !isdigit((unsigned char)from[0]) && !c_is_identifier(from))
        give_up(t);
    c_check_call(t, made(t, "check_length(%s, %s, %zu)", value, from ? from : "-1", format->size),
                 "unpack");
    for (struct pack_walk walk = pack_start(format); i < count && pack_next(&walk, &item); i++)
        read_item(t, &item, value, from, names[i]);
}

static const char *bits_of_real(size_t size)
{
    return size == 2 ? "half_bits" : size == 4 ? "float_bits" : "double_bits";
}

/* What has eight bytes takes any number there is. */
static void check_range(struct translation *t, const struct pack_item *item, const char *value)
{
    bool is_signed = item->kind == PACK_SIGNED;
    int64_t number, most = item->size < 8 ? (INT64_C(1) << (item->size * 8 - is_signed)) - 1 : 0;
    int64_t least = is_signed ? -most - 1 : 0;
    bool is_known = number_integer(span_of(value), &number);

    if (item->size >= 8 || item->kind == PACK_BOOL ||
        (is_known && number >= least && number <= most))
        return;
    c_check_call(t, made(t, "check_range(%s, %" PRId64 ", %" PRId64 ")", value, least, most),
                 "pack");
}

static const char *write_item(struct translation *t, const struct pack_item *item,
                              const char *value)
{
    const char *order = item->big_endian ? "big_endian" : "little_endian";

    if (is_whole_number(item)) {
        check_range(t, item, value);
        return made(t, "%s(%s, %zu)", order, value, item->size);
    }
    if (item->kind == PACK_TEXT || item->kind == PACK_BYTE)
        return made(t, "padded(%s, %zu)", value, item->size);
    if (item->kind == PACK_REAL)
        return made(t, "%s(%s(%s), %zu)", order, bits_of_real(item->size), value, item->size);
    give_up(t);
    return "";
}

static const char *write_gap(struct translation *t, size_t length)
{
    return made(t, "fill(%zu, 0)", length);
}

struct code c_pack(struct translation *t, const struct pack_format *format,
                   const char *const *values, size_t count)
{
    const char **parts = arena_new(&t->arena, (2 * count + 1) * sizeof(*parts));
    struct pack_item item;
    size_t i = 0, written = 0, at = 0;

    for (struct pack_walk walk = pack_start(format); i < count && pack_next(&walk, &item); i++) {
        if (item.offset > at)
            parts[written++] = write_gap(t, item.offset - at);
        at = item.offset + item.size;
        parts[written++] = write_item(t, &item, values[i]);
    }
    if (format->size > at)
        parts[written++] = write_gap(t, format->size - at);
    return code_expression(CODE_BYTES, written == 1 ? parts[0] : c_joined(t, parts, written));
}
