#include "option_words.h"

#include "option_numbers.h"

/* A constant of the headers by its own name. */
#define CONSTANT(name) \
    {                  \
#name, name    \
    }

// clang-format off
const struct option_word option_levels[] = {
    CONSTANT(SOL_SOCKET), {"socket", SOL_SOCKET}, CONSTANT(IPPROTO_IP), {"ip", IPPROTO_IP},
    {"SOL_IP", IPPROTO_IP}, CONSTANT(IPPROTO_IPV6), {"ipv6", IPPROTO_IPV6},
    {"SOL_IPV6", IPPROTO_IPV6}, CONSTANT(IPPROTO_TCP), {"tcp", IPPROTO_TCP},
    {"SOL_TCP", IPPROTO_TCP}, CONSTANT(IPPROTO_UDP), {"udp", IPPROTO_UDP},
    {"SOL_UDP", IPPROTO_UDP}, CONSTANT(IPPROTO_ICMPV6), {"icmp6", IPPROTO_ICMPV6},
    {"SOL_ICMPV6", IPPROTO_ICMPV6}, CONSTANT(IPPROTO_SCTP), {"sctp", IPPROTO_SCTP},
    {"SOL_SCTP", IPPROTO_SCTP}, {"SOL_RAW", 255}, {"raw", 255}, {"IPPROTO_RAW", 255},
    {"SOL_PACKET", 263}, {"packet", 263}, {"SOL_TLS", 282}, {"SOL_MPTCP", 284}, {"mptcp", 284},
    CONSTANT(AF_VSOCK), {"vsock", AF_VSOCK}, {""},
};

static const struct option_word families[] = {
    CONSTANT(AF_UNIX), CONSTANT(AF_INET), CONSTANT(AF_INET6), CONSTANT(AF_PACKET),
    CONSTANT(AF_VSOCK), {""},
};

static const struct option_word types[] = {
    CONSTANT(SOCK_STREAM), CONSTANT(SOCK_DGRAM), CONSTANT(SOCK_SEQPACKET), CONSTANT(SOCK_RAW), {""},
};

static const struct option_word protocols[] = {
    CONSTANT(IPPROTO_ICMP), CONSTANT(IPPROTO_TCP), CONSTANT(IPPROTO_UDP), CONSTANT(IPPROTO_ICMPV6),
    CONSTANT(IPPROTO_SCTP), CONSTANT(IPPROTO_RAW), CONSTANT(IPPROTO_MPTCP), {""},
};

/* linux/socket.h */
static const struct option_word buffer_locks[] = {{"send", 1}, {"receive", 2}, {""}};
static const struct option_word paces[] = {{"unlimited", -1}, {""}};
static const struct option_word rehashing[] = {{"off", 0}, {"on", 1}, {"default", -1}, {""}};
static const struct option_word minus_off[] = {{"off", -1}, {""}};
static const struct option_word usual[] = {{"default", -1}, {""}};

/* linux/sock_diag.h: SK_MEMINFO_... */
static const struct option_word memory[] = {
    {"received", 0}, {"rcvbuf", 1}, {"sent", 2}, {"sndbuf", 3}, {"forward", 4}, {"queued", 5},
    {"options", 6}, {"backlog", 7}, {"drops", 8}, {""},
};

/* struct ucred, struct sock_txtime, struct tcp_repair_window, struct tpacket_stats, struct tpacket_req */
static const struct option_word credentials[] = {{"pid", 0}, {"uid", 1}, {"gid", 2}, {""}};
static const struct option_word txtime[] = {{"clockid", 0}, {"flags", 1}, {""}};
static const struct option_word repair_window[] = {
    {"snd_wl1", 0}, {"snd_wnd", 1}, {"max_window", 2}, {"rcv_wnd", 3}, {"rcv_wup", 4}, {""},
};
static const struct option_word statistics[] = {{"packets", 0}, {"drops", 1}, {""}};
static const struct option_word ring[] = {
    {"block_size", 0}, {"blocks", 1}, {"frame_size", 2}, {"frames", 3}, {""},
};

static const struct option_word timestamping[] = {
    {"tx_hardware", 1 << 0}, {"tx_software", 1 << 1}, {"rx_hardware", 1 << 2},
    {"rx_software", 1 << 3}, {"software", 1 << 4}, {"sys_hardware", 1 << 5},
    {"raw_hardware", 1 << 6}, {"opt_id", 1 << 7}, {"tx_sched", 1 << 8}, {"tx_ack", 1 << 9},
    {"opt_cmsg", 1 << 10}, {"opt_tsonly", 1 << 11}, {"opt_stats", 1 << 12},
    {"opt_pktinfo", 1 << 13}, {"opt_tx_swhw", 1 << 14}, {"bind_phc", 1 << 15},
    {"opt_id_tcp", 1 << 16}, {"opt_rx_filter", 1 << 17}, {"tx_completion", 1 << 18}, {""},
};

static const struct option_word path_mtu[] = {
    {"dont", 0}, {"want", 1}, {"do", 2}, {"probe", 3}, {"interface", 4}, {"omit", 5}, {""},
};

/* RFC 1349's types of service, then RFC 2474's, 2597's and 3246's code points, two bits up. */
static const struct option_word tos[] = {
    {"lowdelay", 0x10}, {"throughput", 0x08}, {"reliability", 0x04}, {"mincost", 0x02},
    {"cs1", 0x20}, {"cs2", 0x40}, {"cs3", 0x60}, {"cs4", 0x80}, {"cs5", 0xa0}, {"cs6", 0xc0},
    {"cs7", 0xe0}, {"af11", 0x28}, {"af12", 0x30}, {"af13", 0x38}, {"af21", 0x48}, {"af22", 0x50},
    {"af23", 0x58}, {"af31", 0x68}, {"af32", 0x70}, {"af33", 0x78}, {"af41", 0x88}, {"af42", 0x90},
    {"af43", 0x98}, {"ef", 0xb8}, {""},
};

/* RFC 5014, linux/in6.h: IPV6_PREFER_SRC_... */
static const struct option_word preferences[] = {
    {"tmp", 0x0001}, {"public", 0x0002}, {"pubtmp_default", 0x0100}, {"coa", 0x0004},
    {"home", 0x0400}, {"cga", 0x0008}, {"noncga", 0x0800}, {""},
};

static const struct option_word udp_encapsulations[] = {
    {"none", 0}, {"espinudp_non_ike", 1}, {"espinudp", 2}, {"l2tpinudp", 3}, {"gtp0", 4},
    {"gtp1u", 5}, {"rxrpc", 6}, {""},
};

static const struct option_word fin_wait[] = {{"none", -1}, {""}};
static const struct option_word repairs[] = {{"off", 0}, {"on", 1}, {"off_no_probe", -1}, {""}};
static const struct option_word repair_queues[] = {{"none", 0}, {"receive", 1}, {"send", 2}, {""}};

/* linux/icmp.h */
static const struct option_word icmp_types[] = {
    {"echo_reply", 0}, {"unreachable", 3}, {"source_quench", 4}, {"redirect", 5}, {"echo", 8},
    {"time_exceeded", 11}, {"parameter_problem", 12}, {"timestamp", 13}, {"timestamp_reply", 14},
    {"info", 15}, {"info_reply", 16}, {"address_mask", 17}, {"address_mask_reply", 18}, {""},
};

/* RFC 4443, RFC 2710, RFC 4861 */
static const struct option_word icmp6_types[] = {
    {"unreachable", 1}, {"packet_too_big", 2}, {"time_exceeded", 3}, {"parameter_problem", 4},
    {"echo", 128}, {"echo_reply", 129}, {"listener_query", 130}, {"listener_report", 131},
    {"listener_done", 132}, {"router_solicit", 133}, {"router_advert", 134},
    {"neighbor_solicit", 135}, {"neighbor_advert", 136}, {"redirect", 137},
    {"listener_report2", 143}, {""},
};

static const struct option_word packet_versions[] = {{"v1", 0}, {"v2", 1}, {"v3", 2}, {""}};

static const struct option_word packet_modes[] = {
    {"promisc", PACKET_MR_PROMISC}, {"allmulti", PACKET_MR_ALLMULTI}, {""},
};

/* The mode and its flags are above the group's number: the largest mode first, for they are no bits. */
static const struct option_word fanout[] = {
    {"ebpf", 7 << 16}, {"cbpf", 6 << 16}, {"queue", 5 << 16}, {"random", 4 << 16},
    {"rollover", 3 << 16}, {"cpu", 2 << 16}, {"balance", 1 << 16}, {"if_full", 0x1000 << 16},
    {"unique", 0x2000 << 16}, {"defragment", UINT32_C(0x8000) << 16}, {""},
};
// clang-format on

static const struct option_word none[] = {{""}};

static const struct option_word *const lists[] = {
    [OPTION_WITHOUT_WORDS] = none,
    [OPTION_BUFFER_LOCKS] = buffer_locks,
    [OPTION_CREDENTIALS] = credentials,
    [OPTION_DEFAULT] = usual,
    [OPTION_FAMILIES] = families,
    [OPTION_FANOUT] = fanout,
    [OPTION_FIN_WAIT] = fin_wait,
    [OPTION_ICMP6_TYPES] = icmp6_types,
    [OPTION_ICMP_TYPES] = icmp_types,
    [OPTION_MEMORY] = memory,
    [OPTION_MINUS_OFF] = minus_off,
    [OPTION_PACES] = paces,
    [OPTION_PACKET_MODES] = packet_modes,
    [OPTION_PACKET_VERSIONS] = packet_versions,
    [OPTION_PATH_MTU] = path_mtu,
    [OPTION_PREFERENCES] = preferences,
    [OPTION_PROTOCOLS] = protocols,
    [OPTION_REHASHING] = rehashing,
    [OPTION_REPAIR_QUEUES] = repair_queues,
    [OPTION_REPAIR_WINDOW] = repair_window,
    [OPTION_REPAIRS] = repairs,
    [OPTION_RING] = ring,
    [OPTION_SOCKET_TYPES] = types,
    [OPTION_STATISTICS] = statistics,
    [OPTION_TIMESTAMPING] = timestamping,
    [OPTION_TOS] = tos,
    [OPTION_TXTIME] = txtime,
    [OPTION_UDP_ENCAPSULATIONS] = udp_encapsulations,
};

const struct option_word *option_words(const struct socket_option *option)
{
    return lists[option->words];
}
