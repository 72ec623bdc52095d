/* The table of socket options: whole rows, and all that the manual pages name. */
#include "network.h"

#include "net/option_value.h"

#include <ctype.h>
#include <netinet/in.h>

/* What a C name begins with; the longer before the shorter. */
static const char *const prefixes[] = {"SO_VM_SOCKETS_", "SO_",   "IPV6_",  "IP_",
                                       "TCP_",           "UDP_",  "MCAST_", "ICMP6_",
                                       "ICMP_",          "SCTP_", "PACKET_"};

/* Short names that another level has on the same kind of socket keep their prefix. */
static const char *const kept_whole[] = {"IP_PASSSEC", "IP_PROTOCOL", "TCP_TIMESTAMP",
                                         "PACKET_TIMESTAMP"};

/* Two names for one number. */
static const char *const aliases[] = {"SO_DETACH_BPF"};

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

#define AMONG(name, names) is_among(name, names, sizeof(names) / sizeof(names[0]))

static const char *short_name(const char *c_name, char *text)
{
    size_t skip = 0;

    for (size_t i = 0; !skip && i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (strncmp(c_name, prefixes[i], strlen(prefixes[i])) == 0)
            skip = strlen(prefixes[i]);
    assert_true(skip > 0);
    if (AMONG(c_name, kept_whole))
        skip = 0;
    for (size_t i = 0;; i++) {
        text[i] = (char)tolower((unsigned char)c_name[skip + i]);
        if (!text[i])
            return text;
    }
}

static void test_rows_are_whole(void **state)
{
    (void)state;
    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        cleanup_buffer struct buffer takes = {0};
        char text[64];
        bool settable = !(option->traits & OPTION_READ_ONLY) && option->type != OPTION_POINTERS;

        assert_string_equal(option->name, short_name(option->c_name, text));
        assert_true(option->summary[0] && option->applies & OPTION_ANY);
        assert_false(option->traits & OPTION_READ_ONLY && option->traits & OPTION_WRITE_ONLY);
        assert_true(option->least <= option->most);
        assert_true(option->type == OPTION_POINTERS || option_room(option) <= OPTION_ROOM);
        option_takes(option, &takes);
        if (settable && !takes.length)
            fail_msg("%s: it isn't said what it takes", option->c_name);
        if (option->type == OPTION_POINTERS && !option->advice[0])
            fail_msg("%s: it isn't said what to do in its place", option->c_name);
        if (option[1].level == option->level && option[1].name[0] &&
            strcmp(option->name, option[1].name) >= 0)
            fail_msg("%s and %s are not in order", option->name, option[1].name);
    }
}

static bool share_sockets(const struct socket_option *a, const struct socket_option *b)
{
    unsigned families = OPTION_IPV4 | OPTION_IPV6;

    return a->applies & b->applies & OPTION_ANY &&
           (!(a->applies & families) || !(b->applies & families) ||
            a->applies & b->applies & families);
}

static void test_names_are_clear(void **state)
{
    (void)state;
    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        for (const struct socket_option *other = socket_options; other != option; other++) {
            if (share_sockets(option, other) && strcmp(option->name, other->name) == 0)
                fail_msg("%s and %s have one name", option->c_name, other->c_name);
            if (option->level == other->level && option->number == other->number &&
                !AMONG(option->c_name, aliases) && !AMONG(other->c_name, aliases))
                fail_msg("%s and %s are one option", option->c_name, other->c_name);
        }
    }
}

/* The options of socket(7), ip(7), ipv6(7), tcp(7), udp(7), unix(7), raw(7), packet(7), vsock(7). */
static const char *const documented[] = {
    "SO_ACCEPTCONN",
    "SO_ATTACH_BPF",
    "SO_ATTACH_FILTER",
    "SO_ATTACH_REUSEPORT_CBPF",
    "SO_ATTACH_REUSEPORT_EBPF",
    "SO_BINDTODEVICE",
    "SO_BROADCAST",
    "SO_BSDCOMPAT",
    "SO_BUSY_POLL",
    "SO_DEBUG",
    "SO_DETACH_BPF",
    "SO_DETACH_FILTER",
    "SO_DOMAIN",
    "SO_DONTROUTE",
    "SO_ERROR",
    "SO_INCOMING_CPU",
    "SO_INCOMING_NAPI_ID",
    "SO_KEEPALIVE",
    "SO_LINGER",
    "SO_LOCK_FILTER",
    "SO_MARK",
    "SO_OOBINLINE",
    "SO_PASSCRED",
    "SO_PASSSEC",
    "SO_PEEK_OFF",
    "SO_PEERCRED",
    "SO_PEERSEC",
    "SO_PRIORITY",
    "SO_PROTOCOL",
    "SO_RCVBUF",
    "SO_RCVBUFFORCE",
    "SO_RCVLOWAT",
    "SO_RCVTIMEO",
    "SO_REUSEADDR",
    "SO_REUSEPORT",
    "SO_RXQ_OVFL",
    "SO_SELECT_ERR_QUEUE",
    "SO_SNDBUF",
    "SO_SNDBUFFORCE",
    "SO_SNDLOWAT",
    "SO_SNDTIMEO",
    "SO_TIMESTAMP",
    "SO_TIMESTAMPNS",
    "SO_TYPE",

    "IP_ADD_MEMBERSHIP",
    "IP_ADD_SOURCE_MEMBERSHIP",
    "IP_BIND_ADDRESS_NO_PORT",
    "IP_BLOCK_SOURCE",
    "IP_DROP_MEMBERSHIP",
    "IP_DROP_SOURCE_MEMBERSHIP",
    "IP_FREEBIND",
    "IP_HDRINCL",
    "IP_LOCAL_PORT_RANGE",
    "IP_MSFILTER",
    "IP_MTU",
    "IP_MTU_DISCOVER",
    "IP_MULTICAST_ALL",
    "IP_MULTICAST_IF",
    "IP_MULTICAST_LOOP",
    "IP_MULTICAST_TTL",
    "IP_NODEFRAG",
    "IP_OPTIONS",
    "IP_PASSSEC",
    "IP_PKTINFO",
    "IP_RECVERR",
    "IP_RECVOPTS",
    "IP_RECVORIGDSTADDR",
    "IP_RECVTOS",
    "IP_RECVTTL",
    "IP_RETOPTS",
    "IP_ROUTER_ALERT",
    "IP_TOS",
    "IP_TRANSPARENT",
    "IP_TTL",
    "IP_UNBLOCK_SOURCE",

    "IPV6_ADDRFORM",
    "IPV6_ADD_MEMBERSHIP",
    "IPV6_AUTHHDR",
    "IPV6_DROP_MEMBERSHIP",
    "IPV6_DSTOPTS",
    "IPV6_FLOWINFO",
    "IPV6_HOPLIMIT",
    "IPV6_HOPOPTS",
    "IPV6_MTU",
    "IPV6_MTU_DISCOVER",
    "IPV6_MULTICAST_HOPS",
    "IPV6_MULTICAST_IF",
    "IPV6_MULTICAST_LOOP",
    "IPV6_PKTINFO",
    "IPV6_RECVERR",
    "IPV6_RECVPKTINFO",
    "IPV6_ROUTER_ALERT",
    "IPV6_RTHDR",
    "IPV6_UNICAST_HOPS",
    "IPV6_V6ONLY",
    "MCAST_JOIN_GROUP",
    "MCAST_LEAVE_GROUP",

    "TCP_CONGESTION",
    "TCP_CORK",
    "TCP_DEFER_ACCEPT",
    "TCP_FASTOPEN",
    "TCP_FASTOPEN_CONNECT",
    "TCP_INFO",
    "TCP_KEEPCNT",
    "TCP_KEEPIDLE",
    "TCP_KEEPINTVL",
    "TCP_LINGER2",
    "TCP_MAXSEG",
    "TCP_NODELAY",
    "TCP_QUICKACK",
    "TCP_SYNCNT",
    "TCP_USER_TIMEOUT",
    "TCP_WINDOW_CLAMP",

    "UDP_CORK",
    "UDP_SEGMENT",
    "UDP_GRO",
    "ICMP_FILTER",
    "ICMP6_FILTER",
    "IPV6_CHECKSUM",

    "PACKET_ADD_MEMBERSHIP",
    "PACKET_AUXDATA",
    "PACKET_DROP_MEMBERSHIP",
    "PACKET_FANOUT",
    "PACKET_LOSS",
    "PACKET_QDISC_BYPASS",
    "PACKET_RESERVE",
    "PACKET_RX_RING",
    "PACKET_STATISTICS",
    "PACKET_TIMESTAMP",
    "PACKET_TX_RING",
    "PACKET_VERSION",
    "PACKET_IGNORE_OUTGOING",

    "SO_VM_SOCKETS_BUFFER_SIZE",
    "SO_VM_SOCKETS_BUFFER_MIN_SIZE",
    "SO_VM_SOCKETS_BUFFER_MAX_SIZE",
    "SO_VM_SOCKETS_CONNECT_TIMEOUT",
};

static void test_all_that_is_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(documented) / sizeof(documented[0]); i++) {
        struct socket_option option;
        struct error error;
        if (!option_find(span_of(documented[i]), NULL, &option, &error))
            fail_msg("%s is not there", documented[i]);
        assert_string_equal(option.c_name, documented[i]);
    }
}

/* Each that info tells by what was set can be kept by a socket. */
static void test_all_that_move_can_be_held(void **state)
{
    size_t moving = 0;

    (void)state;
    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        moving += (option->traits & (OPTION_MOVES | OPTION_IN_USE | OPTION_BY_ADDRESS)) != 0;
    assert_true(moving <= HELD_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole),
        cmocka_unit_test(test_names_are_clear),
        cmocka_unit_test(test_all_that_is_documented),
        cmocka_unit_test(test_all_that_move_can_be_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
