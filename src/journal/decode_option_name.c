/* Names of socket options, also of those that the shell has no row for and takes by number: `setsockopt tcp:15 1`. */
#include "decode_parts.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* Not every C library has them. */
enum { LEVEL_NETLINK = 270, LEVEL_TLS = 282 };

#define WORDS_END \
    {             \
        0, ""     \
    }

static const struct decode_word socket_names[] = {
    {22, "SO_SECURITY_AUTHENTICATION"},
    {23, "SO_SECURITY_ENCRYPTION_TRANSPORT"},
    {24, "SO_SECURITY_ENCRYPTION_NETWORK"},
    {28, "SO_PEERNAME"},
    {63, "SO_TIMESTAMP_NEW"},
    {64, "SO_TIMESTAMPNS_NEW"},
    {65, "SO_TIMESTAMPING_NEW"},
    {66, "SO_RCVTIMEO_NEW"},
    {67, "SO_SNDTIMEO_NEW"},
    WORDS_END,
};

static const struct decode_word ip_names[] = {
    {48, "MCAST_MSFILTER"},
    WORDS_END,
};

static const struct decode_word tcp_names[] = {
    {15, "TCP_COOKIE_TRANSACTIONS"},
    WORDS_END,
};

static const struct decode_word ipv6_names[] = {
    {2, "IPV6_2292PKTINFO"},    {3, "IPV6_2292HOPOPTS"},
    {4, "IPV6_2292DSTOPTS"},    {5, "IPV6_2292RTHDR"},
    {6, "IPV6_2292PKTOPTIONS"}, {8, "IPV6_2292HOPLIMIT"},
    {9, "IPV6_NEXTHOP"},        {48, "MCAST_MSFILTER"},
    {63, "IPV6_USE_MIN_MTU"},   WORDS_END,
};

static const struct decode_word packet_names[] = {
    {3, "PACKET_RECV_OUTPUT"},
    {16, "PACKET_TX_TIMESTAMP"},
    WORDS_END,
};

static const struct decode_word tls_names[] = {
    {1, "TLS_TX"}, {2, "TLS_RX"}, {3, "TLS_TX_ZEROCOPY_RO"}, {4, "TLS_RX_EXPECT_NO_PAD"}, WORDS_END,
};

static const struct decode_word netlink_names[] = {
    {1, "NETLINK_ADD_MEMBERSHIP"},
    {2, "NETLINK_DROP_MEMBERSHIP"},
    {3, "NETLINK_PKTINFO"},
    {4, "NETLINK_BROADCAST_ERROR"},
    {5, "NETLINK_NO_ENOBUFS"},
    {6, "NETLINK_RX_RING"},
    {7, "NETLINK_TX_RING"},
    {8, "NETLINK_LISTEN_ALL_NSID"},
    {9, "NETLINK_LIST_MEMBERSHIPS"},
    {10, "NETLINK_CAP_ACK"},
    {11, "NETLINK_EXT_ACK"},
    {12, "NETLINK_GET_STRICT_CHK"},
    WORDS_END,
};

static const struct decode_word vsock_names[] = {
    {8, "SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW"},
    WORDS_END,
};

static const struct decode_word sctp_names[] = {
    {0, "SCTP_RTOINFO"},
    {1, "SCTP_ASSOCINFO"},
    {2, "SCTP_INITMSG"},
    {4, "SCTP_AUTOCLOSE"},
    {5, "SCTP_SET_PEER_PRIMARY_ADDR"},
    {6, "SCTP_PRIMARY_ADDR"},
    {7, "SCTP_ADAPTATION_LAYER"},
    {9, "SCTP_PEER_ADDR_PARAMS"},
    {10, "SCTP_DEFAULT_SEND_PARAM"},
    {11, "SCTP_EVENTS"},
    {12, "SCTP_I_WANT_MAPPED_V4_ADDR"},
    {13, "SCTP_MAXSEG"},
    {14, "SCTP_STATUS"},
    {15, "SCTP_GET_PEER_ADDR_INFO"},
    {16, "SCTP_DELAYED_SACK"},
    {17, "SCTP_CONTEXT"},
    {18, "SCTP_FRAGMENT_INTERLEAVE"},
    {19, "SCTP_PARTIAL_DELIVERY_POINT"},
    {20, "SCTP_MAX_BURST"},
    {21, "SCTP_AUTH_CHUNK"},
    {22, "SCTP_HMAC_IDENT"},
    {23, "SCTP_AUTH_KEY"},
    {24, "SCTP_AUTH_ACTIVE_KEY"},
    {25, "SCTP_AUTH_DELETE_KEY"},
    {26, "SCTP_PEER_AUTH_CHUNKS"},
    {27, "SCTP_LOCAL_AUTH_CHUNKS"},
    {28, "SCTP_GET_ASSOC_NUMBER"},
    {29, "SCTP_GET_ASSOC_ID_LIST"},
    {30, "SCTP_AUTO_ASCONF"},
    {31, "SCTP_PEER_ADDR_THLDS"},
    {32, "SCTP_RECVRCVINFO"},
    {33, "SCTP_RECVNXTINFO"},
    {34, "SCTP_DEFAULT_SNDINFO"},
    {35, "SCTP_AUTH_DEACTIVATE_KEY"},
    {36, "SCTP_REUSE_PORT"},
    {37, "SCTP_PEER_ADDR_THLDS_V2"},
    {100, "SCTP_SOCKOPT_BINDX_ADD"},
    {101, "SCTP_SOCKOPT_BINDX_REM"},
    {102, "SCTP_SOCKOPT_PEELOFF"},
    {103, "SCTP_GET_PEER_ADDRS_NUM_OLD"},
    {104, "SCTP_GET_PEER_ADDRS_OLD"},
    {105, "SCTP_GET_LOCAL_ADDRS_NUM_OLD"},
    {106, "SCTP_GET_LOCAL_ADDRS_OLD"},
    {107, "SCTP_SOCKOPT_CONNECTX_OLD"},
    {108, "SCTP_GET_PEER_ADDRS"},
    {109, "SCTP_GET_LOCAL_ADDRS"},
    {110, "SCTP_SOCKOPT_CONNECTX"},
    {111, "SCTP_SOCKOPT_CONNECTX3"},
    {112, "SCTP_GET_ASSOC_STATS"},
    {113, "SCTP_PR_SUPPORTED"},
    {114, "SCTP_DEFAULT_PRINFO"},
    {115, "SCTP_PR_ASSOC_STATUS"},
    {116, "SCTP_PR_STREAM_STATUS"},
    {117, "SCTP_RECONFIG_SUPPORTED"},
    {118, "SCTP_ENABLE_STREAM_RESET"},
    {119, "SCTP_RESET_STREAMS"},
    {120, "SCTP_RESET_ASSOC"},
    {121, "SCTP_ADD_STREAMS"},
    {122, "SCTP_SOCKOPT_PEELOFF_FLAGS"},
    {123, "SCTP_STREAM_SCHEDULER"},
    {124, "SCTP_STREAM_SCHEDULER_VALUE"},
    {125, "SCTP_INTERLEAVING_SUPPORTED"},
    {126, "SCTP_SENDMSG_CONNECT"},
    {127, "SCTP_EVENT"},
    {128, "SCTP_ASCONF_SUPPORTED"},
    {129, "SCTP_AUTH_SUPPORTED"},
    {130, "SCTP_ECN_SUPPORTED"},
    {131, "SCTP_EXPOSE_POTENTIALLY_FAILED_STATE"},
    {132, "SCTP_REMOTE_UDP_ENCAPS_PORT"},
    {133, "SCTP_PLPMTUD_PROBE_INTERVAL"},
    WORDS_END,
};

static const struct decode_word got_socket_names[] = {
    {26, "SO_GET_FILTER"},
    WORDS_END,
};

static const struct decode_word got_ip_names[] = {
    {64, "IPT_SO_GET_INFO"},
    {65, "IPT_SO_GET_ENTRIES"},
    {66, "IPT_SO_GET_REVISION_MATCH"},
    {67, "IPT_SO_GET_REVISION_TARGET"},
    {96, "ARPT_SO_GET_INFO"},
    {97, "ARPT_SO_GET_ENTRIES"},
    {99, "ARPT_SO_GET_REVISION_TARGET"},
    {128, "EBT_SO_GET_INFO"},
    {129, "EBT_SO_GET_ENTRIES"},
    {130, "EBT_SO_GET_INIT_INFO"},
    {131, "EBT_SO_GET_INIT_ENTRIES"},
    WORDS_END,
};

static const struct decode_word got_ipv6_names[] = {
    {64, "IP6T_SO_GET_INFO"},
    {65, "IP6T_SO_GET_ENTRIES"},
    {68, "IP6T_SO_GET_REVISION_MATCH"},
    {69, "IP6T_SO_GET_REVISION_TARGET"},
    WORDS_END,
};

static const struct decode_word set_ip_names[] = {
    {64, "IPT_SO_SET_REPLACE"},
    {65, "IPT_SO_SET_ADD_COUNTERS"},
    {96, "ARPT_SO_SET_REPLACE"},
    {97, "ARPT_SO_SET_ADD_COUNTERS"},
    {128, "EBT_SO_SET_ENTRIES"},
    {129, "EBT_SO_SET_COUNTERS"},
    WORDS_END,
};

static const struct decode_word set_ipv6_names[] = {
    {64, "IP6T_SO_SET_REPLACE"},
    {65, "IP6T_SO_SET_ADD_COUNTERS"},
    WORDS_END,
};

/* Where reading and setting share a number each has its own name. */
static const struct {
    int level;
    char unknown[16];
    const struct decode_word *names, *got, *set;
} levels[] = {
    {SOL_SOCKET, "SO_???", socket_names, .got = got_socket_names},
    {IPPROTO_IP, "IP_???", ip_names, got_ip_names, set_ip_names},
    {IPPROTO_IPV6, "IPV6_???", ipv6_names, got_ipv6_names, set_ipv6_names},
    {IPPROTO_TCP, "TCP_???", tcp_names},
    {IPPROTO_UDP, "UDP_???"},
    {IPPROTO_RAW, "RAW_???"},
    {IPPROTO_SCTP, "SCTP_???", sctp_names},
    {SOL_PACKET, "PACKET_???", packet_names},
    {LEVEL_NETLINK, "NETLINK_???", netlink_names},
    {LEVEL_TLS, "TLS_???", tls_names},
    {AF_VSOCK, "SO_VM_???", vsock_names},
};

enum { LEVELS = sizeof(levels) / sizeof(levels[0]) };

/* LEVELS where strace knows none of its options. */
static size_t find_level(int level)
{
    size_t i = 0;

    while (i < LEVELS && levels[i].level != level)
        i++;
    return i;
}

static const char *find_name(const struct decode *how, const struct journal_event *event,
                             size_t place)
{
    bool gets = event->call == CALL_GETSOCKOPT;
    int level = (int)event->numbers[0], option = (int)event->numbers[1];
    const char *name = NULL;

    if (place < LEVELS)
        name = decode_find(gets ? levels[place].got : levels[place].set, option);
    if (!name && how->option_name)
        name = how->option_name(level, option);
    if (!name && place < LEVELS)
        name = decode_find(levels[place].names, option);
    return name;
}

void decode_option_name(struct buffer *out, const struct decode *how,
                        const struct journal_event *event)
{
    size_t place = find_level((int)event->numbers[0]);
    const char *name = find_name(how, event, place);

    if (name)
        buffer_append_text(out, name);
    else if (place < LEVELS)
        buffer_printf(out, "%#x /* %s */", (unsigned)event->numbers[1], levels[place].unknown);
    else
        buffer_printf(out, "%d", (int)event->numbers[1]);
}
