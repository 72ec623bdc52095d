/* Finding an option by what it is called, and the sockets it is of. */
#include "base/nearest.h"
#include "base/number.h"
#include "option_kind.h"
#include "option_types.h"
#include "option_words.h"

#include <netinet/in.h>

/* The kind of a socket; 0 fits any. The first row that fits is taken. */
static const struct {
    int family, type, protocol;
    enum option_applies kind;
    const char *name;
} kinds[] = {
    {AF_UNIX, 0, 0, OPTION_UNIX, "Unix"},
    {AF_PACKET, 0, 0, OPTION_PACKET, "packet"},
    {AF_VSOCK, 0, 0, OPTION_VSOCK, "vsock"},
    {0, SOCK_RAW, 0, OPTION_RAW, "raw"},
    {0, 0, IPPROTO_ICMP, OPTION_ICMP, "ICMP"},
    {0, 0, IPPROTO_ICMPV6, OPTION_ICMP, "ICMP"},
    {0, 0, IPPROTO_SCTP, OPTION_SCTP, "SCTP"},
    {0, SOCK_STREAM, 0, OPTION_TCP, "TCP"},
    {0, 0, 0, OPTION_UDP, "UDP"},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static unsigned kind_of(const struct socket_type *type)
{
    size_t i = 0;

    while ((kinds[i].family && kinds[i].family != type->family) ||
           (kinds[i].type && kinds[i].type != type->type) ||
           (kinds[i].protocol && kinds[i].protocol != type->protocol))
        i++;
    return kinds[i].kind;
}

/* Whether it is of the socket's kind and of its own family. */
static bool is_own(const struct socket_option *option, const struct socket_type *type)
{
    unsigned applies = option->applies;

    return (applies & kind_of(type)) && (!(applies & OPTION_IPV4) || type->family == AF_INET) &&
           (!(applies & OPTION_IPV6) || type->family == AF_INET6);
}

/* Sockets of IPv6 reach IPv4 by mapped addresses, and take IPv4's options for it; but for raw ones. */
static bool is_of_mapped(const struct socket_option *option, const struct socket_type *type)
{
    return type->family == AF_INET6 && type->type != SOCK_RAW && option->applies & OPTION_IPV4 &&
           option->applies & kind_of(type);
}

bool option_applies(const struct socket_option *option, const struct socket *socket)
{
    return is_own(option, socket->type) || is_of_mapped(option, socket->type);
}

void option_describe_applies(unsigned applies, struct buffer *out)
{
    const char *joint = "";

    if ((applies & OPTION_INET) == OPTION_INET) {
        buffer_append_text(out, "IP");
        applies &= ~(unsigned)OPTION_INET;
        joint = " and ";
    }
    for (size_t i = 0; i < KINDS; i++) {
        if (!(applies & kinds[i].kind))
            continue;
        applies &= ~(unsigned)kinds[i].kind;
        buffer_printf(out, "%s%s", joint, kinds[i].name);
        joint = " and ";
    }
    buffer_append_text(out, " sockets");
    if (applies & OPTION_IPV4)
        buffer_append_text(out, " over IPv4");
    if (applies & OPTION_IPV6)
        buffer_append_text(out, " over IPv6");
}

static const struct socket_option *find_row(struct span name, const struct socket_type *type)
{
    const struct socket_option *first = NULL;

    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        if (!span_is_any_case(name, option->name) && !span_is_any_case(name, option->c_name))
            continue;
        if (!type || is_own(option, type))
            return option;
        if (!first)
            first = option;
    }
    return first;
}

const char *option_name_of(const struct socket_option *option, const struct socket *socket)
{
    const struct socket_option *found = find_row(span_of(option->name), socket->type);
    bool is_clear = !found || (found->level == option->level && found->number == option->number);

    return is_clear ? option->name : option->c_name;
}

static bool fail_unknown(struct span name, struct error *error)
{
    struct nearest nearest = nearest_start(name);
    char shown[64];

    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        nearest_offer(&nearest, span_of(option->c_name));
        nearest_offer(&nearest, span_of(option->name));
    }
    error_copy(shown, sizeof(shown), name);
    error_set(error, ERROR_USAGE, "there is no socket option %s", shown);
    return nearest_hint(&nearest, error, "`options` lists those of a socket");
}

static bool is_kernel_int(int64_t number)
{
    return number >= 0 && number <= INT32_MAX;
}

/* Of LEVEL:NUMBER. */
static bool fail_by_number(struct span level, struct error *error)
{
    struct nearest nearest = nearest_start(level);
    char question[160];
    int64_t known;
    bool is_level = option_word_find(option_levels, level, &known);

    for (const struct option_word *word = option_levels; word->name[0] && !is_level; word++)
        nearest_offer(&nearest, span_of(word->name));
    error_set(error, ERROR_USAGE, "an option by number is LEVEL:NUMBER");
    return error_hint(error,
                      "%s%stcp:1, IPPROTO_TCP:1 and 6:1 are the same; the levels are socket, ip, "
                      "ipv6, tcp, udp, raw, icmp6, sctp, packet, vsock, or a number",
                      nearest_question(&nearest, question, sizeof(question)),
                      nearest.count ? " " : "");
}

static bool find_by_number(struct span name, size_t colon, struct socket_option *ret_option,
                           struct error *error)
{
    struct span level_name = {name.data, colon}, rest = span_after(name, colon + 1);
    int64_t level, number;

    if ((!option_word_find(option_levels, level_name, &level) &&
         !number_integer(level_name, &level)) ||
        !is_kernel_int(level) || !number_integer(rest, &number) || !is_kernel_int(number))
        return fail_by_number(level_name, error);
    *ret_option = (struct socket_option){
        .level = (int)level,
        .number = (int)number,
        .type = OPTION_NUMBERS,
        .applies = OPTION_ANY,
    };
    error_copy(ret_option->name, sizeof(ret_option->name), name);
    error_copy(ret_option->c_name, sizeof(ret_option->c_name), name);
    return true;
}

/* Names that the headers or other languages have for an option of the table. */
static const char *const other_names[][2] = {
    {"IPV6_JOIN_GROUP", "IPV6_ADD_MEMBERSHIP"},
    {"IPV6_LEAVE_GROUP", "IPV6_DROP_MEMBERSHIP"},
    {"IP_ORIGDSTADDR", "IP_RECVORIGDSTADDR"},
    {"IPV6_ORIGDSTADDR", "IPV6_RECVORIGDSTADDR"},
    {"MCAST_BLOCK_SOURCE", "IP_BLOCK_SOURCE"},
    {"MCAST_UNBLOCK_SOURCE", "IP_UNBLOCK_SOURCE"},
    {"MCAST_JOIN_SOURCE_GROUP", "IP_ADD_SOURCE_MEMBERSHIP"},
    {"MCAST_LEAVE_SOURCE_GROUP", "IP_DROP_SOURCE_MEMBERSHIP"},
};

const char *option_c_name(int level, int number)
{
    const struct socket_option *option = socket_options;

    while (option->name[0] && (option->level != level || option->number != number))
        option++;
    return option->name[0] ? option->c_name : NULL;
}

const char *option_level_name(int level)
{
    return option_word_name(option_levels, level);
}

static struct span usual_name(struct span name)
{
    for (size_t i = 0; i < sizeof(other_names) / sizeof(other_names[0]); i++)
        if (span_is_any_case(name, other_names[i][0]))
            return span_of(other_names[i][1]);
    return name;
}

bool option_find_of_type(struct span name, const struct socket_type *type,
                         struct socket_option *ret_option, struct error *error)
{
    const char *colon = name.length ? memchr(name.data, ':', name.length) : NULL;
    const struct socket_option *row = find_row(usual_name(name), type);

    if (colon)
        return find_by_number(name, (size_t)(colon - name.data), ret_option, error);
    if (!row)
        return fail_unknown(name, error);
    *ret_option = *row;
    return true;
}

bool option_find(struct span name, const struct socket *socket, struct socket_option *ret_option,
                 struct error *error)
{
    return option_find_of_type(name, socket ? socket->type : NULL, ret_option, error);
}
