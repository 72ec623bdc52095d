/* The values of socket options: numbers, a few structures, and bytes. */
#include "decode_parts.h"

#include "base/error.h"

#include <limits.h>
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

static void append_packet_membership(struct buffer *out, const struct decode *how,
                                     struct span value)
{
    struct packet_mreq request;

    memcpy(&request, value.data, sizeof(request));
    buffer_append_text(out, "{mr_ifindex=");
    decode_interface(out, how, (unsigned)request.mr_ifindex);
    buffer_append_text(out, ", mr_type=");
    decode_word(out, decode_packet_memberships, request.mr_type, "PACKET_MR_???");
    buffer_printf(out, ", mr_alen=%u, mr_address=", request.mr_alen);
    for (size_t i = 0; i < request.mr_alen && i < sizeof(request.mr_address); i++)
        buffer_printf(out, "%s%02x", i ? ":" : "", request.mr_address[i]);
    buffer_append_byte(out, '}');
}

static void append_number(struct buffer *out, struct span value)
{
    buffer_printf(out, "[%d]", number_at(value, 0));
}

/* Of SOL_SOCKET: an int, however many bytes there are. */
static const unsigned char socket_numbers[] = {
    SO_DEBUG,
    SO_REUSEADDR,
    SO_DONTROUTE,
    SO_BROADCAST,
    SO_SNDBUF,
    SO_RCVBUF,
    SO_KEEPALIVE,
    SO_OOBINLINE,
    SO_NO_CHECK,
    SO_PRIORITY,
    SO_BSDCOMPAT,
    SO_REUSEPORT,
    SO_PASSCRED,
    SO_RCVLOWAT,
    SO_SNDLOWAT,
    SO_DETACH_FILTER,
    SO_ACCEPTCONN,
    SO_SNDBUFFORCE,
    SO_RCVBUFFORCE,
    SO_PASSSEC,
    SO_MARK,
    SO_RXQ_OVFL,
    SO_WIFI_STATUS,
    SO_PEEK_OFF,
    SO_NOFCS,
    SO_LOCK_FILTER,
    SO_SELECT_ERR_QUEUE,
    SO_BUSY_POLL,
    SO_INCOMING_CPU,
    SO_CNX_ADVICE,
    SO_INCOMING_NAPI_ID,
    SO_ZEROCOPY,
    SO_DETACH_REUSEPORT_BPF,
    SO_PREFER_BUSY_POLL,
    SO_TIMESTAMP_OLD,
    SO_TIMESTAMPNS_OLD,
    SO_TIMESTAMPING_OLD,
    SO_TIMESTAMP_NEW,
    SO_TIMESTAMPNS_NEW,
    SO_TIMESTAMPING_NEW,
    SO_BUSY_POLL_BUDGET,
    73 /* SO_RESERVE_MEM, since Linux 5.16 */,
    74 /* SO_TXREHASH, 5.19 */,
    75 /* SO_RCVMARK */,
};

static bool is_socket_number(const struct journal_event *event)
{
    return event->numbers[0] == SOL_SOCKET && event->numbers[1] > 0 &&
           event->numbers[1] <= UCHAR_MAX &&
           memchr(socket_numbers, (int)event->numbers[1], sizeof(socket_numbers));
}

/* Returns false where it is none of these. */
static bool append_socket_number(struct buffer *out, const struct journal_event *event,
                                 struct span value)
{
    if (!is_socket_number(event))
        return false;
    if (value.length >= sizeof(int))
        append_number(out, value);
    else
        buffer_append_text(out, DECODE_POINTER);
    return true;
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
    {SOL_PACKET, PACKET_ADD_MEMBERSHIP, SET, sizeof(struct packet_mreq),
     .append_named = append_packet_membership},
    {SOL_PACKET, PACKET_DROP_MEMBERSHIP, SET, sizeof(struct packet_mreq),
     .append_named = append_packet_membership},
    {SOL_RAW, ICMP_FILTER, BOTH, sizeof(int), append_icmp_filter},
    {IPPROTO_IP, IP_ADD_MEMBERSHIP, SET, sizeof(struct ip_mreq), append_membership},
    {IPPROTO_IP, IP_DROP_MEMBERSHIP, SET, sizeof(struct ip_mreq), append_membership},
    {IPPROTO_IP, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IP, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, IPV6_JOIN_ANYCAST, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, IPV6_LEAVE_ANYCAST, SET, sizeof(struct ipv6_mreq),
     .append_named = append_membership6},
    {IPPROTO_IPV6, MCAST_JOIN_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
    {IPPROTO_IPV6, MCAST_LEAVE_GROUP, SET, sizeof(struct group_req), .append_named = append_group},
};

static bool append_structure(struct buffer *out, const struct decode *how,
                             const struct journal_event *event, struct span value)
{
    enum direction direction = event->call == CALL_GETSOCKOPT ? GOT : SET;

    for (size_t i = 0; i < sizeof(structures) / sizeof(structures[0]); i++) {
        if (structures[i].level != event->numbers[0] || structures[i].number != event->numbers[1] ||
            !(structures[i].direction & direction))
            continue;
        if (event->data_total < structures[i].least && direction == SET)
            buffer_append_text(out, DECODE_POINTER);
        else if (value.length < structures[i].least)
            return false;
        else if (structures[i].append_named)
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
    else if (append_structure(out, how, event, value) || append_socket_number(out, event, value))
        return;
    else if (event->data_total == sizeof(int) && value.length == sizeof(int))
        buffer_printf(out, "[%d]", number_at(value, 0));
    else
        decode_string(out, value, event->data_total, how->shown);
}
