/* Values that are one number, and the words for numbers. */
#include "option_types.h"

#include "base/number.h"

#include <inttypes.h>

bool option_word_find(const struct option_word *words, struct span name, int64_t *ret_number)
{
    for (const struct option_word *word = words; word->name[0]; word++) {
        if (span_is_any_case(name, word->name)) {
            *ret_number = word->number;
            return true;
        }
    }
    return false;
}

const char *option_word_name(const struct option_word *words, int64_t number)
{
    for (const struct option_word *word = words; word->name[0]; word++)
        if (word->number == number)
            return word->name;
    return NULL;
}

uint32_t option_raw_number(struct span raw)
{
    uint32_t number;

    if (raw.length == 1) /* IP_MULTICAST_TTL and its like take and give a byte, too */
        return (unsigned char)raw.data[0];
    option_load(raw, &number, sizeof(number));
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
                                               {"false", 0}, {"0", 0}, {""}};

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
    if (!option_word_find(option_words(option), text, &number)) {
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
    const char *word = option_word_name(option_words(option), number);

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
    if (!option_word_find(option_words(option), text, &number)) {
        if (!number_size(text, &size))
            return false;
        number = (int64_t)size;
    }
    option_append_raw(raw, &number, sizeof(number));
    return true;
}

void option_format_large(const struct socket_option *option, struct span raw, struct buffer *out)
{
    uint64_t number;

    option_load(raw, &number, sizeof(number));
    const char *word = option_word_name(option_words(option), (int64_t)number);
    if (word)
        buffer_append_text(out, word);
    else
        buffer_printf(out, "%" PRIu64, number);
}
