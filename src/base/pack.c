#include "base/pack.h"

#include <sys/types.h>

struct letter {
    char letter;
    enum pack_kind kind;
    unsigned char standard; /* size; 0 where there is only a native one */
    unsigned char native, alignment;
};

#define NATIVE(type) sizeof(type), _Alignof(type)

static const struct letter letters[] = {
    {'x', PACK_PADDING, 1, 1, 1},
    {'c', PACK_BYTE, 1, 1, 1},
    {'b', PACK_SIGNED, 1, 1, 1},
    {'B', PACK_UNSIGNED, 1, 1, 1},
    {'?', PACK_BOOL, 1, NATIVE(_Bool)},
    {'h', PACK_SIGNED, 2, NATIVE(short)},
    {'H', PACK_UNSIGNED, 2, NATIVE(short)},
    {'i', PACK_SIGNED, 4, NATIVE(int)},
    {'I', PACK_UNSIGNED, 4, NATIVE(int)},
    {'l', PACK_SIGNED, 4, NATIVE(long)},
    {'L', PACK_UNSIGNED, 4, NATIVE(long)},
    {'q', PACK_SIGNED, 8, NATIVE(long long)},
    {'Q', PACK_UNSIGNED, 8, NATIVE(long long)},
    {'n', PACK_SIGNED, 0, NATIVE(ssize_t)},
    {'N', PACK_UNSIGNED, 0, NATIVE(size_t)},
    {'e', PACK_REAL, 2, NATIVE(short)},
    {'f', PACK_REAL, 4, NATIVE(float)},
    {'d', PACK_REAL, 8, NATIVE(double)},
    {'s', PACK_TEXT, 1, 1, 1},
    {'p', PACK_PASCAL, 1, 1, 1},
    {'P', PACK_POINTER, 0, NATIVE(void *)},
};

/* A letter with its count, as one stands in a format. */
struct group {
    const struct letter *letter;
    size_t count;
    size_t size, alignment; /* of one */
};

static bool is_machine_big_endian(void)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const struct letter *find_letter(char wanted)
{
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (letters[i].letter == wanted)
            return &letters[i];
    return NULL;
}

static bool fail_letter(const struct pack_format *format, size_t at, struct error *error)
{
    if (find_letter(format->text.data[at]))
        return error_set(error, ERROR_USAGE,
                         "%c has no standard size: it stands without order, or behind @",
                         format->text.data[at]);
    return error_set(error, ERROR_USAGE, "there is no letter \"%c\", the format's byte %zu",
                     format->text.data[at], at + 1);
}

static bool fail_size(struct error *error)
{
    return error_set(error, ERROR_USAGE, "the format means more bytes than there can be");
}

/* 1 where there is none. No blank may stand between it and its letter. */
static bool read_count(const struct pack_format *format, size_t *at, size_t *ret_count,
                       struct error *error)
{
    struct span text = format->text;
    size_t start = *at, count = 0;

    for (; *at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at)
        if (__builtin_mul_overflow(count, 10, &count) ||
            __builtin_add_overflow(count, text.data[*at] - '0', &count))
            return fail_size(error);
    if (*at == text.length || (*at > start && is_blank(text.data[*at])))
        return error_set(error, ERROR_USAGE, "a letter is missing behind the count %.*s",
                         (int)(*at - start < 20 ? *at - start : 20), text.data + start);
    *ret_count = *at > start ? count : 1;
    return true;
}

static bool read_group(const struct pack_format *format, size_t *at, struct group *ret_group,
                       struct error *error)
{
    size_t count;

    if (!read_count(format, at, &count, error))
        return false;
    const struct letter *letter = find_letter(format->text.data[*at]);
    if (!letter || (letter->standard == 0 && !format->native))
        return fail_letter(format, *at, error);
    ++*at;
    *ret_group = (struct group){
        .letter = letter,
        .count = count,
        .size = format->native ? letter->native : letter->standard,
        .alignment = format->native ? letter->alignment : 1,
    };
    return true;
}

static bool is_over(const struct pack_format *format, size_t *at)
{
    while (*at < format->text.length && is_blank(format->text.data[*at]))
        ++*at;
    return *at == format->text.length;
}

/* A count of 0 aligns as well: "0l" at the end pads as C pads a struct. */
static size_t align(size_t offset, size_t alignment)
{
    return (offset + alignment - 1) / alignment * alignment;
}

/* The count of s and p is the length of one value. */
static bool is_string(const struct group *group)
{
    return group->letter->kind == PACK_TEXT || group->letter->kind == PACK_PASCAL;
}

static size_t values_of(const struct group *group)
{
    if (group->letter->kind == PACK_PADDING)
        return 0;
    return is_string(group) ? 1 : group->count;
}

/* An order before the letters is taken off; sizes and counts are added up. */
static bool measure(struct pack_format *format, struct error *error)
{
    struct group group;
    size_t bytes;

    for (size_t at = 0; !is_over(format, &at);) {
        if (!read_group(format, &at, &group, error))
            return false;
        format->size = align(format->size, group.alignment);
        if (__builtin_mul_overflow(group.count, group.size, &bytes) ||
            __builtin_add_overflow(format->size, bytes, &format->size) ||
            format->size > PTRDIFF_MAX)
            return fail_size(error);
        format->values += values_of(&group);
    }
    return true;
}

bool pack_parse(struct span text, struct pack_format *ret_format, struct error *error)
{
    char order = text.length ? text.data[0] : '\0';
    bool has_order = order && strchr("@=<>!", order);
    struct pack_format format = {
        .text = span_after(text, has_order),
        .native = order == '@' || !has_order,
        .big_endian = order == '>' || order == '!' || (order != '<' && is_machine_big_endian()),
    };

    if (!measure(&format, error))
        return false;
    *ret_format = format;
    return true;
}

struct pack_walk pack_start(const struct pack_format *format)
{
    return (struct pack_walk){.format = format, .next.big_endian = format->big_endian};
}

/* Go to the next group that means values, over all padding. */
static bool next_group(struct pack_walk *walk)
{
    struct group group;
    struct error impossible; /* the format was read before */

    if (is_over(walk->format, &walk->at) ||
        !read_group(walk->format, &walk->at, &group, &impossible))
        return false;
    walk->left = values_of(&group);
    walk->next.offset = align(walk->next.offset, group.alignment);
    walk->next.kind = group.letter->kind;
    walk->next.letter = group.letter->letter;
    walk->next.size = is_string(&group) ? group.count : group.size;
    if (walk->left == 0)
        walk->next.offset += group.count * group.size;
    return true;
}

bool pack_next(struct pack_walk *walk, struct pack_item *ret_item)
{
    while (walk->left == 0)
        if (!next_group(walk))
            return false;
    walk->left--;
    *ret_item = walk->next;
    walk->next.offset += walk->next.size;
    return true;
}
