/* Values that are several numbers: or'ed flags, a set of small ones, fields in a row. */
#include "option_types.h"

#include "base/number.h"

#include <inttypes.h>

enum { SET_MOST = 256 };

bool option_next_item(struct span *rest, struct span *ret_item)
{
    static const char between[] = ", \t";
    size_t start = 0, end;

    while (start < rest->length && strchr(between, rest->data[start]) && rest->data[start])
        start++;
    for (end = start;
         end < rest->length && (!rest->data[end] || !strchr(between, rest->data[end]));)
        end++;
    *ret_item = (struct span){rest->data + start, end - start};
    *rest = span_after(*rest, end);
    return ret_item->length > 0;
}

bool option_parse_flags(const struct socket_option *option, struct span text, struct buffer *raw,
                        struct error *error)
{
    uint32_t flags = 0;
    struct span item;
    int64_t number;
    bool any = false;

    (void)error;
    for (; option_next_item(&text, &item); any = true) {
        if (span_is(item, "none"))
            continue;
        if (!option_word_find(option_words(option), item, &number) &&
            (!number_integer(item, &number) || number < 0 || number > UINT32_MAX))
            return false;
        flags |= (uint32_t)number;
    }
    option_append_raw(raw, &flags, sizeof(flags));
    return any;
}

static const char *joint(const struct buffer *out, size_t start)
{
    return out->length > start ? "," : "";
}

void option_format_flags(const struct socket_option *option, struct span raw, struct buffer *out)
{
    uint32_t flags = option_raw_number(raw);
    size_t start = out->length;

    if (!flags)
        buffer_append_text(out, "none");
    for (const struct option_word *word = option_words(option); word->name[0]; word++) {
        if ((flags & (uint32_t)word->number) != (uint32_t)word->number)
            continue;
        flags &= ~(uint32_t)word->number;
        buffer_printf(out, "%s%s", joint(out, start), word->name);
    }
    if (flags)
        buffer_printf(out, "%s0x%" PRIx32, joint(out, start), flags);
}

static void set_bits(unsigned char *set, int64_t first, int64_t end, bool on)
{
    for (int64_t bit = first; bit < end; bit++)
        set[bit / 8] =
            (unsigned char)(on ? set[bit / 8] | 1 << bit % 8 : set[bit / 8] & ~(1 << bit % 8));
}

/* "echo,redirect", or "all but echo_reply". The kernel's words have the bytes in the machine's order. */
bool option_parse_set(const struct socket_option *option, struct span text, struct buffer *raw,
                      struct error *error)
{
    uint32_t words[SET_MOST / 32];
    unsigned char set[SET_MOST / 8] = {0};
    bool on = true, any = false;
    struct span item;
    int64_t bit;

    (void)error;
    for (; option_next_item(&text, &item); any = true) {
        if (span_is(item, "none"))
            continue;
        if (span_is(item, "all"))
            set_bits(set, 0, option->most, true);
        else if (span_is(item, "but"))
            on = false;
        else if ((option_word_find(option_words(option), item, &bit) ||
                  number_integer(item, &bit)) &&
                 bit >= 0 && bit < option->most)
            set_bits(set, bit, bit + 1, on);
        else
            return false;
    }
    for (size_t i = 0; i < SET_MOST / 32; i++)
        words[i] = (uint32_t)set[4 * i] | (uint32_t)set[4 * i + 1] << 8 |
                   (uint32_t)set[4 * i + 2] << 16 | (uint32_t)set[4 * i + 3] << 24;
    option_append_raw(raw, words, (size_t)option->most / 8);
    return any;
}

static bool has_bit(struct span raw, int bit)
{
    size_t word = (size_t)bit / 32 * 4;

    return word < raw.length && option_raw_number(span_after(raw, word)) >> bit % 32 & 1;
}

void option_format_set(const struct socket_option *option, struct span raw, struct buffer *out)
{
    int count = 0;

    for (int bit = 0; bit < option->most; bit++)
        count += has_bit(raw, bit);
    bool most = count > option->most / 2;
    buffer_append_text(out, count == 0 ? "none" : most ? "all" : "");
    if (most && count < option->most)
        buffer_append_text(out, " but ");

    size_t start = out->length;
    for (int bit = 0; bit < option->most; bit++) {
        const char *word = option_word_name(option_words(option), bit);
        if (has_bit(raw, bit) == most)
            continue;
        buffer_append_text(out, joint(out, start));
        if (word)
            buffer_append_text(out, word);
        else
            buffer_printf(out, "%d", bit);
    }
}

/* "clockid 11, flags 0": all of the words, in any order. */
bool option_parse_fields(const struct socket_option *option, struct span text, struct buffer *raw,
                         struct error *error)
{
    uint32_t numbers[OPTION_ROOM / sizeof(uint32_t)] = {0};
    size_t count = 0, given = 0;
    uint64_t seen = 0;
    struct span name, value;
    int64_t field, number;

    (void)error;
    for (const struct option_word *word = option_words(option); word->name[0]; word++)
        count++;
    for (; option_next_item(&text, &name); given++) {
        if (!option_word_find(option_words(option), name, &field) ||
            !option_next_item(&text, &value) || !number_integer(value, &number) ||
            number < INT32_MIN || number > UINT32_MAX || (seen & UINT64_C(1) << field))
            return false;
        seen |= UINT64_C(1) << field;
        numbers[field] = (uint32_t)number;
    }
    option_append_raw(raw, numbers, count * sizeof(numbers[0]));
    return given > 0 && given == count;
}

void option_format_fields(const struct socket_option *option, struct span raw, struct buffer *out)
{
    if (raw.length < sizeof(int32_t))
        buffer_append_text(out, "none");
    for (int field = 0; raw.length >= sizeof(int32_t); field++) {
        const char *word = option_word_name(option_words(option), field);
        buffer_printf(out, "%s%s%s%" PRId32, field ? ", " : "", word ? word : "", word ? " " : "",
                      (int32_t)option_raw_number(raw));
        raw = span_after(raw, sizeof(int32_t));
    }
}
