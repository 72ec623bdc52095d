#include "net/option_value.h"

#include "base/encode.h"
#include "option_types.h"

#include <inttypes.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/time.h>

/* "none" is the empty string, as the kernel has it. */
static bool parse_string(const struct socket_option *option, struct span text, struct buffer *raw,
                         struct error *error)
{
    (void)option, (void)error;
    if (text.length > OPTION_ROOM || (text.length && memchr(text.data, '\0', text.length)))
        return false;
    if (!span_is(text, "none"))
        buffer_append(raw, text);
    return true;
}

static void format_string(const struct socket_option *option, struct span raw, struct buffer *out)
{
    const char *end = raw.length ? memchr(raw.data, '\0', raw.length) : NULL;

    (void)option;
    if (end)
        raw.length = (size_t)(end - raw.data);
    buffer_append(out, raw.length ? raw : SPAN("none"));
}

static bool parse_bytes(const struct socket_option *option, struct span text, struct buffer *raw,
                        struct error *error)
{
    (void)option, (void)error;
    if (text.length > OPTION_ROOM)
        return false;
    buffer_append(raw, text);
    return true;
}

/* What x"..." takes. */
static void format_bytes(const struct socket_option *option, struct span raw, struct buffer *out)
{
    (void)option;
    if (!raw.length)
        buffer_append_text(out, "none");
    encode_hex_joined(out, raw, " ");
}

static bool parse_by_number(const struct socket_option *option, struct span text,
                            struct buffer *raw, struct error *error)
{
    return option->traits & OPTION_AS_BYTES ? parse_bytes(option, text, raw, error)
                                            : option_parse_number(option, text, raw, error);
}

static void format_by_number(const struct socket_option *option, struct span raw,
                             struct buffer *out)
{
    if (raw.length == sizeof(int))
        option_format_number(option, raw, out);
    else
        format_bytes(option, raw, out);
}

static bool parse_nothing(const struct socket_option *option, struct span text, struct buffer *raw,
                          struct error *error)
{
    (void)option, (void)text, (void)raw, (void)error;
    return false;
}

/* The range is what fits the kernel's bytes; of a type that is none, or has too many, both ends are 0. */
static const struct {
    size_t room;
    option_parser *parse;
    option_formatter *format;
    const char *takes;
    int64_t least, most;
    const char *unit;
} types[] = {
    [OPTION_BOOL] = {sizeof(int), option_parse_number, option_format_number, "on or off"},
    [OPTION_INT] = {sizeof(int), option_parse_number, option_format_number, "a number", INT32_MIN,
                    INT32_MAX, ""},
    [OPTION_LARGE] = {sizeof(uint64_t), option_parse_large, option_format_large,
                      "a number or a size such as 10M"},
    [OPTION_SIZE] = {sizeof(int), option_parse_number, option_format_number,
                     "a size such as 65536 or 64K", 0, INT32_MAX, ""},
    [OPTION_CHOICE] = {sizeof(int), option_parse_number, option_format_number, "a number",
                       .unit = ""},
    [OPTION_FLAGS] = {sizeof(int), option_parse_flags, option_format_flags, "none, or a number"},
    [OPTION_SET] = {32, option_parse_set, option_format_set,
                    "none, all, \"all but\" some, or numbers"},
    [OPTION_FIELDS] = {OPTION_ROOM, option_parse_fields, option_format_fields, ""},
    [OPTION_ERRNO] = {sizeof(int), parse_nothing, option_format_number, ""},
    [OPTION_SECONDS] = {sizeof(int), option_parse_number, option_format_number,
                        "a duration in whole seconds such as 30s", 0, INT32_MAX, "s"},
    [OPTION_MILLISECONDS] = {sizeof(int), option_parse_number, option_format_number,
                             "a duration such as 500ms", 0, INT32_MAX, "ms"},
    [OPTION_MICROSECONDS] = {sizeof(int), option_parse_number, option_format_number,
                             "a duration such as 50us", 0, INT32_MAX, "us"},
    [OPTION_TIMEVAL] = {sizeof(struct timeval), option_parse_timeval, option_format_timeval,
                        "none, or a duration such as 1.5s", 0, INT64_MAX / SECOND, "s"},
    [OPTION_LINGER] = {sizeof(struct linger), option_parse_linger, option_format_linger,
                       "off, or a duration in whole seconds such as 5s", 0, INT32_MAX, "s"},
    [OPTION_INTERFACE] = {sizeof(int), option_parse_interface, option_format_interface,
                          "an interface such as lo, or any"},
    [OPTION_INTERFACE_NETWORK] = {sizeof(int), option_parse_interface, option_format_interface,
                                  "an interface such as lo, or any"},
    [OPTION_INTERFACE_MULTICAST] = {sizeof(struct in_addr), option_parse_multicast,
                                    option_format_multicast,
                                    "an interface such as lo, one of its addresses, or any"},
    [OPTION_PACKET_INFO] = {sizeof(struct in6_pktinfo), option_parse_packet_info,
                            option_format_packet_info,
                            "an IPv6 address, an interface as %lo, or both as ::1%lo"},
    [OPTION_PACKET_MEMBERSHIP] = {sizeof(struct packet_mreq), option_parse_packet_membership,
                                  option_format_packet_membership,
                                  "an interface and a word such as lo,promisc"},
    [OPTION_PORTS] = {sizeof(uint32_t), option_parse_ports, option_format_ports,
                      "none, or ports such as 40000-50000"},
    [OPTION_DEVICE] = {OPTION_ROOM, parse_string, format_string,
                       "an interface such as lo, or none"},
    [OPTION_STRING] = {OPTION_ROOM, parse_string, format_string, "a name, or none"},
    [OPTION_BYTES] = {OPTION_ROOM, parse_bytes, format_bytes, "bytes such as x\"01 02\""},
    [OPTION_NUMBERS] = {OPTION_ROOM, parse_by_number, format_by_number,
                        "a number from -2147483648 to 2147483647, or bytes such as x\"01 02\""},
    [OPTION_POINTERS] = {0, parse_nothing, format_bytes, ""},
};

size_t option_room(const struct socket_option *option)
{
    return types[option->type].room;
}

void option_format(const struct socket_option *option, struct span raw, struct buffer *out)
{
    types[option->type].format(option, raw, out);
}

static void append_words(const struct option_word *words, const char *before, const char *behind,
                         struct buffer *out)
{
    for (const struct option_word *word = words; word->name[0]; word++)
        buffer_printf(out, "%s%s%s", word == words ? before : ", ", word->name, behind);
}

static bool has_range(const struct socket_option *option)
{
    return option->least != option->most && option->type != OPTION_SET;
}

/* The row's range, else the type's; where there is one. */
static void append_range(const struct socket_option *option, const char *before, struct buffer *out)
{
    const char *unit = types[option->type].unit;
    bool own = has_range(option);
    int64_t least = own ? option->least : types[option->type].least;
    int64_t most = own ? option->most : types[option->type].most;

    if (least != most)
        buffer_printf(out, "%s%" PRId64 "%s to %" PRId64 "%s", before, least, unit, most, unit);
}

void option_takes(const struct socket_option *option, struct buffer *out)
{
    enum option_type type = option->type;
    bool any = type == OPTION_FLAGS || type == OPTION_SET;

    buffer_append_text(out, types[type].takes);
    append_range(option, strcmp(types[type].takes, "a number") == 0 ? " from " : ", from ", out);
    if (type == OPTION_FIELDS)
        append_words(option_words(option), "", " N", out);
    else
        append_words(option_words(option), any ? ", or any of " : ", or ", "", out);
}

/* Whether words and range say all that a value can be: of other types the words are but names for some. */
static bool is_enumerated(const struct socket_option *option)
{
    return has_range(option) || (option_words(option) &&
                                 (option->type == OPTION_CHOICE || option->type == OPTION_FLAGS));
}

static bool is_known(const struct socket_option *option, uint32_t bits)
{
    int32_t number = (int32_t)bits;

    if (option->type != OPTION_FLAGS)
        return option_word_name(option_words(option), number) ||
               (has_range(option) && number >= option->least && number <= option->most);
    for (const struct option_word *word = option_words(option); word->name[0]; word++)
        bits &= ~(uint32_t)word->number;
    return bits == 0;
}

bool option_is_among_values(const struct socket_option *option, struct span raw,
                            struct buffer *values)
{
    const char *before = option->type == OPTION_FLAGS ? "none, or any of " : "one of ";

    if (!is_enumerated(option) || is_known(option, option_raw_number(raw)))
        return true;
    if (has_range(option))
        append_range(option, "", values);
    append_words(option_words(option), has_range(option) ? ", or " : before, "", values);
    return false;
}

bool option_parse(const struct socket_option *option, struct span text, struct buffer *raw,
                  struct error *error)
{
    cleanup_buffer struct buffer takes = {0};
    size_t before = raw->length;

    *error = (struct error){0};
    if (types[option->type].parse(option, text, raw, error))
        return true;
    raw->length = before;
    if (error->category != ERROR_NONE)
        return false;
    option_takes(option, &takes);
    error_set(error, ERROR_USAGE, "%s takes %s", option->name, buffer_text(&takes));
    return option_hint_words(option, text, error, NULL);
}
