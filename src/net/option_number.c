/* Values that are numbers: one, or'ed flags, a set of small ones, several in a row. */
#include "option_types.h"

#include "base/number.h"

#include <inttypes.h>
#include <strings.h>

enum { SET_MOST = 256 };

bool option_word_find(const struct option_word *words, struct span name, int64_t *ret_number)
{
    for (const struct option_word *word = words; word && word->name; word++) {
        if (strlen(word->name) == name.length &&
            strncasecmp(word->name, name.data, name.length) == 0) {
            *ret_number = word->number;
            return true;
        }
    }
    return false;
}

const char *option_word_name(const struct option_word *words, int64_t number)
{
    for (const struct option_word *word = words; word && word->name; word++)
        if (word->number == number)
            return word->name;
    return NULL;
}

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

uint32_t option_raw_number(struct span raw)
{
    uint32_t number = 0;

    if (raw.length == 1) /* IP_MULTICAST_TTL and its like take and give a byte, too */
        return (unsigned char)raw.data[0];
    if (raw.length)
        memcpy(&number, raw.data, raw.length < sizeof(number) ? raw.length : sizeof(number));
    return number;
}

bool option_parse_units(struct span text, nanoseconds unit, int64_t *ret_count)
{
    nanoseconds duration;

    if (!number_duration(text, &duration) || duration % unit || duration / unit > INT32_MAX)
        return false;
    *ret_count = duration / unit;
    return true;
}

static bool parse_bool(struct span text, int64_t *ret_number)
{
    static const struct option_word words[] = {{"on", 1},    {"1", 1}, {"true", 1}, {"off", 0},
                                               {"false", 0}, {"0", 0}, {0}};

    return option_word_find(words, text, ret_number);
}

static bool parse_size(struct span text, int64_t *ret_number)
{
    uint64_t size;

    if (!number_size(text, &size) || size > INT32_MAX)
        return false;
    *ret_number = (int64_t)size;
    return true;
}

/* A number in the notation of the option's type. */
static bool read_number(enum option_type type, struct span text, int64_t *ret_number)
{
    switch (type) {
    case OPTION_BOOL: return parse_bool(text, ret_number);
    case OPTION_SIZE: return parse_size(text, ret_number);
    case OPTION_SECONDS: return option_parse_units(text, SECOND, ret_number);
    case OPTION_MILLISECONDS: return option_parse_units(text, MILLISECOND, ret_number);
    case OPTION_MICROSECONDS: return option_parse_units(text, MICROSECOND, ret_number);
    default:
        return number_integer(text, ret_number) && *ret_number >= INT32_MIN &&
               *ret_number <= INT32_MAX;
    }
}

bool option_parse_number(const struct socket_option *option, struct span text, struct buffer *raw,
                         struct error *error)
{
    int64_t number;

    (void)error;
    if (!option_word_find(option->words, text, &number)) {
        if (!read_number(option->type, text, &number))
            return false;
        if ((option->traits & OPTION_TRUNCATED) &&
            (number < option->least || number > option->most))
            return false;
    }
    option_append_raw(raw, &(int32_t){(int32_t)number}, sizeof(int32_t));
    return true;
}

void option_format_number(const struct socket_option *option, struct span raw, struct buffer *out)
{
    int32_t number = (int32_t)option_raw_number(raw);
    const char *word = option_word_name(option->words, number);

    if (word) {
        buffer_append_text(out, word);
        return;
    }
    switch (option->type) {
    case OPTION_BOOL: buffer_append_text(out, number ? "on" : "off"); break;
    case OPTION_ERRNO: buffer_append_text(out, number ? error_code_name(number) : "none"); break;
    case OPTION_SIZE: buffer_printf(out, "%" PRIu32, (uint32_t)number); break;
    case OPTION_SECONDS: buffer_printf(out, "%" PRId32 "s", number); break;
    case OPTION_MILLISECONDS: buffer_printf(out, "%" PRId32 "ms", number); break;
    case OPTION_MICROSECONDS: buffer_printf(out, "%" PRId32 "us", number); break;
    default: buffer_printf(out, "%" PRId32, number); break;
    }
}

bool option_parse_large(const struct socket_option *option, struct span text, struct buffer *raw,
                        struct error *error)
{
    uint64_t size;
    int64_t number;

    (void)error;
    if (!option_word_find(option->words, text, &number)) {
        if (!number_size(text, &size))
            return false;
        number = (int64_t)size;
    }
    option_append_raw(raw, &number, sizeof(number));
    return true;
}

void option_format_large(const struct socket_option *option, struct span raw, struct buffer *out)
{
    uint64_t number = 0;

    if (raw.length)
        memcpy(&number, raw.data, raw.length < sizeof(number) ? raw.length : sizeof(number));
    const char *word = option_word_name(option->words, (int64_t)number);
    if (word)
        buffer_append_text(out, word);
    else
        buffer_printf(out, "%" PRIu64, number);
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
        if (!option_word_find(option->words, item, &number) &&
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
    for (const struct option_word *word = option->words; word && word->name; word++) {
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
        else if ((option_word_find(option->words, item, &bit) || number_integer(item, &bit)) &&
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
        const char *word = option_word_name(option->words, bit);
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
    struct span name, value;
    int64_t field, number;

    (void)error;
    for (const struct option_word *word = option->words; word && word->name; word++)
        count++;
    for (; option_next_item(&text, &name); given++) {
        if (!option_word_find(option->words, name, &field) || !option_next_item(&text, &value) ||
            !number_integer(value, &number) || number < INT32_MIN || number > UINT32_MAX)
            return false;
        numbers[field] = (uint32_t)number;
    }
    option_append_raw(raw, numbers, count * sizeof(numbers[0]));
    return given > 0 && given == count;
}

void option_format_fields(const struct socket_option *option, struct span raw, struct buffer *out)
{
    if (!raw.length)
        buffer_append_text(out, "none");
    for (int field = 0; raw.length >= sizeof(int32_t); field++) {
        const char *word = option_word_name(option->words, field);
        buffer_printf(out, "%s%s%s%" PRId32, field ? ", " : "", word ? word : "", word ? " " : "",
                      (int32_t)option_raw_number(raw));
        raw = span_after(raw, sizeof(int32_t));
    }
}
