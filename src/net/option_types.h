/* The types of values, and who reads and writes them. Private to the option files. */
#ifndef NET_OPTION_TYPES_H
#define NET_OPTION_TYPES_H

#include "net/option_value.h"

/* Append the bytes of `text` to `raw`; false where it is no such value, with an error only where there
 * is more to say than what the type takes. */
typedef bool option_parser(const struct socket_option *option, struct span text, struct buffer *raw,
                           struct error *error);
typedef void option_formatter(const struct socket_option *option, struct span raw,
                              struct buffer *out);

/* One number: option_number.c */
option_parser option_parse_number, option_parse_large;
option_formatter option_format_number, option_format_large;

/* Several: option_several.c */
option_parser option_parse_flags, option_parse_set, option_parse_fields;
option_formatter option_format_flags, option_format_set, option_format_fields;

/* Structures: option_struct.c, and those with interfaces in them: option_interface.c */
option_parser option_parse_timeval, option_parse_linger, option_parse_ports, option_parse_interface,
    option_parse_multicast, option_parse_packet_info, option_parse_packet_membership;
option_formatter option_format_timeval, option_format_linger, option_format_ports,
    option_format_interface, option_format_multicast, option_format_packet_info,
    option_format_packet_membership;

/* The number for a word, the word for a number; false and NULL where there is none. */
bool option_word_find(const struct option_word *words, struct span name, int64_t *ret_number);
const char *option_word_name(const struct option_word *words, int64_t number);

/* The error's hint: the nearest of the words that a value can be; else what `otherwise` says, NULL for
 * nothing. */
bool option_hint_words(const struct socket_option *option, struct span value, struct error *error,
                       const char *otherwise);

/* A duration as a whole number of `unit`s that fits 31 bits. */
bool option_parse_units(struct span text, nanoseconds unit, int64_t *ret_count);

/* The first of the blank- or comma-separated words of `rest`, which is moved behind it. */
bool option_next_item(struct span *rest, struct span *ret_item);

/* The first bytes of a value as a number of this machine; missing ones are 0. */
uint32_t option_raw_number(struct span raw);

/* A structure from the first bytes of a value; missing ones are 0. */
static inline void option_load(struct span raw, void *value, size_t size)
{
    memset(value, 0, size);
    if (raw.length)
        memcpy(value, raw.data, raw.length < size ? raw.length : size);
}

static inline void option_append_raw(struct buffer *raw, const void *value, size_t length)
{
    buffer_append(raw, (struct span){value, length});
}

#endif
