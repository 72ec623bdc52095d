/* The values of socket options: numbers, a few structures, and bytes. */
#include "decode_parts.h"

#include "base/error.h"

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* linux/icmp.h has it, which can't stand beside netinet/in.h. */
#define ICMP_FILTER 1

static int number_at(struct span value, size_t index)
{
    int number;

    memcpy(&number, value.data + index * sizeof(number), sizeof(number));
    return number;
}

static void append_fields(struct buffer *out, struct span value, const char *const *names)
{
    const char *joint = "{";

    for (size_t i = 0; names[i] && (i + 1) * sizeof(int) <= value.length; i++, joint = ", ")
        buffer_printf(out, "%s%s=%d", joint, names[i], number_at(value, i));
    buffer_append_byte(out, '}');
}

static void append_linger(struct buffer *out, struct span value)
{
    append_fields(out, value, (const char *const[]){"l_onoff", "l_linger", NULL});
}

static void append_credentials(struct buffer *out, struct span value)
{
    append_fields(out, value, (const char *const[]){"pid", "uid", "gid", NULL});
}

static void append_statistics(struct buffer *out, struct span value)
{
    append_fields(out, value,
                  (const char *const[]){"tp_packets", "tp_drops", "tp_freeze_q_cnt", NULL});
}

static void append_errno(struct buffer *out, struct span value)
{
    int number = number_at(value, 0);

    if (number)
        buffer_printf(out, "[%s]", error_code_name(number));
    else
        buffer_append_text(out, "[0]");
}

/* The types that are kept away, or those that are not where these are fewer. */
static void append_icmp_filter(struct buffer *out, struct span value)
{
    enum { TYPES = 32 };
    unsigned filter = (unsigned)number_at(value, 0);
    bool inverted = __builtin_popcount(filter) > TYPES / 2;
    unsigned shown = inverted ? ~filter : filter;
    const char *joint = "";

    buffer_append_text(out, inverted ? "~[" : "[");
    for (unsigned type = 0; type < TYPES; type++)
        if (shown & 1U << type) {
            buffer_append_text(out, joint);
            decode_word(out, decode_icmp_types, type, "ICMP_???");
            joint = " ";
        }
    buffer_append_byte(out, ']');
}

static void append_membership(struct buffer *out, struct span value)
{
    struct ip_mreq request;

    memcpy(&request, value.data, sizeof(request));
    buffer_append_byte(out, '{');
    decode_inet(out, "imr_multiaddr", &request.imr_multiaddr);
    buffer_append_text(out, ", ");
    decode_inet(out, "imr_interface", &request.imr_interface);
    buffer_append_byte(out, '}');
}

static void append_membership6(struct buffer *out, const struct decode *how, struct span value)
{
    struct ipv6_mreq request;

    memcpy(&request, value.data, sizeof(request));
    buffer_append_byte(out, '{');
    decode_inet6(out, "ipv6mr_multiaddr", &request.ipv6mr_multiaddr);
    buffer_append_text(out, ", ipv6mr_interface=");
    decode_interface(out, how, request.ipv6mr_interface);
    buffer_append_byte(out, '}');
}

/* An address has as many bytes here as its family needs, and zeros behind them. */
static size_t address_length(const struct sockaddr_storage *address)
{
    return address->ss_family == AF_INET    ? sizeof(struct sockaddr_in)
           : address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                            : sizeof(*address);
}

static void append_group(struct buffer *out, const struct decode *how, struct span value)
{
    struct group_req request;

    memcpy(&request, value.data, sizeof(request));
    buffer_append_text(out, "{gr_interface=");
    decode_interface(out, how, request.gr_interface);
    buffer_append_text(out, ", gr_group=");
    decode_address(
        out, how,
        (struct span){(const char *)&request.gr_group, address_length(&request.gr_group)});
    buffer_append_byte(out, '}');
}

enum direction { GOT = 1, SET = 2, BOTH = GOT | SET };

/* What strace takes apart; anything else is an int, or bytes. */
static const struct {
    int level, number;
    enum direction direction;
    size_t least; /* bytes that there must be */
    void (*append)(struct buffer *out, struct span value);
    void (*append_named)(struct buffer *out, const struct decode *how, struct span value);
} structures[] = {
    {SOL_SOCKET, SO_LINGER, BOTH, sizeof(struct linger), append_linger},
    {SOL_SOCKET, SO_PEERCRED, GOT, sizeof(int), append_credentials},
    {SOL_SOCKET, SO_ERROR, GOT, sizeof(int), append_errno},
    {SOL_PACKET, PACKET_STATISTICS, GOT, sizeof(int), append_statistics},
    {SOL_RAW, ICMP_FILTER, BOTH, sizeof(int), append_icmp_filter},
    {IPPROTO_IP, IP_ADD_MEMBERSHIP, SET, sizeof(struct ip_mreq), append_membership},
    {IPPROTO_IP, IP_DROP_MEMBERSHIP, SET, sizeof(struct ip_mreq), append_membership},
    {IPPROTO_IP, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IP, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IPV6, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
};

static bool append_structure(struct buffer *out, const struct decode *how,
                             const struct journal_event *event, struct span value)
{
    enum direction direction = event->call == CALL_GETSOCKOPT ? GOT : SET;

    for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++)
        if (structures[i].level == event->numbers[0] && structures[i].number == event->numbers[1] &&
            (structures[i].direction & direction) && value.length >= structures[i].least) {
            if (structures[i].append_named)
                structures[i].append_named(out, how, value);
            else
                structures[i].append(out, value);
            return true;
        }
    return false;
}

void decode_option(struct buffer *out, const struct decode *how, const struct journal_event *event,
                   struct span value)
{
    if (event->call == CALL_GETSOCKOPT && (event->result < 0 || event->data_total == 0))
        buffer_append_text(out, DECODE_POINTER);
    else if (append_structure(out, how, event, value))
        return;
    else if (event->data_total == sizeof(int) && value.length == sizeof(int))
        buffer_printf(out, "[%d]", number_at(value, 0));
    else
        decode_string(out, value, event->data_total, how->shown);
}
