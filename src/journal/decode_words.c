/* The names of numbers, as the C headers have them. The order of flags is that in which strace lists them. */
#include "decode_parts.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

#define WORD(name)  \
    {               \
        name, #name \
    }
#define WORDS_END \
    {             \
        0, ""     \
    }

const struct decode_word decode_families[] = {
    WORD(AF_UNSPEC), WORD(AF_UNIX),    WORD(AF_INET),  WORD(AF_INET6),
    WORD(AF_PACKET), WORD(AF_NETLINK), WORD(AF_VSOCK), WORDS_END,
};

const struct decode_word decode_types[] = {
    WORD(SOCK_STREAM), WORD(SOCK_DGRAM),     WORD(SOCK_RAW),
    WORD(SOCK_RDM),    WORD(SOCK_SEQPACKET), WORDS_END,
};

const struct decode_word decode_type_flags[] = {
    WORD(SOCK_CLOEXEC),
    WORD(SOCK_NONBLOCK),
    WORDS_END,
};

const struct decode_word decode_protocols[] = {
    WORD(IPPROTO_IP),    WORD(IPPROTO_ICMP),    WORD(IPPROTO_IGMP),
    WORD(IPPROTO_IPIP),  WORD(IPPROTO_TCP),     WORD(IPPROTO_EGP),
    WORD(IPPROTO_PUP),   WORD(IPPROTO_UDP),     WORD(IPPROTO_IDP),
    WORD(IPPROTO_TP),    WORD(IPPROTO_DCCP),    WORD(IPPROTO_IPV6),
    WORD(IPPROTO_RSVP),  WORD(IPPROTO_GRE),     WORD(IPPROTO_ESP),
    WORD(IPPROTO_AH),    WORD(IPPROTO_ICMPV6),  WORD(IPPROTO_MTP),
    WORD(IPPROTO_ENCAP), WORD(IPPROTO_PIM),     WORD(IPPROTO_COMP),
    WORD(IPPROTO_SCTP),  WORD(IPPROTO_UDPLITE), WORD(IPPROTO_MPLS),
    WORD(IPPROTO_RAW),   WORD(IPPROTO_MPTCP),   WORDS_END,
};

const struct decode_word decode_message_flags[] = {
    WORD(MSG_OOB),      WORD(MSG_PEEK),       WORD(MSG_DONTROUTE),
    WORD(MSG_CTRUNC),   {0x10, "MSG_PROBE"},  WORD(MSG_TRUNC),
    WORD(MSG_DONTWAIT), WORD(MSG_EOR),        WORD(MSG_WAITALL),
    WORD(MSG_FIN),      WORD(MSG_SYN),        WORD(MSG_CONFIRM),
    WORD(MSG_RST),      WORD(MSG_ERRQUEUE),   WORD(MSG_NOSIGNAL),
    WORD(MSG_MORE),     WORD(MSG_WAITFORONE), {0x40000, "MSG_BATCH"},
    WORD(MSG_ZEROCOPY), WORD(MSG_FASTOPEN),   WORD(MSG_CMSG_CLOEXEC),
    WORDS_END,
};

const struct decode_word decode_levels[] = {
    WORD(SOL_IP),
    WORD(SOL_SOCKET),
    WORD(SOL_IPV6),
    WORD(SOL_PACKET),
    {IPPROTO_TCP, "SOL_TCP"},
    {IPPROTO_UDP, "SOL_UDP"},
    WORD(SOL_RAW),
    {IPPROTO_SCTP, "SOL_SCTP"},
    {IPPROTO_UDPLITE, "SOL_UDPLITE"},
    {IPPROTO_ICMPV6, "SOL_ICMPV6"},
    {270, "SOL_NETLINK"},
    {282, "SOL_TLS"},
    WORD(AF_VSOCK), /* vsock(7): there it is a level, too */
    WORDS_END,
};

const struct decode_word decode_file_flags[] = {
    WORD(O_WRONLY), WORD(O_RDWR),   WORD(O_APPEND),    WORD(O_NONBLOCK), WORD(O_DSYNC),
    WORD(O_ASYNC),  WORD(O_DIRECT), WORD(O_LARGEFILE), WORDS_END,
};

const struct decode_word decode_splice_flags[] = {
    WORD(SPLICE_F_MOVE),
    WORD(SPLICE_F_NONBLOCK),
    WORD(SPLICE_F_MORE),
    WORDS_END,
};

const struct decode_word decode_shutdowns[] = {
    WORD(SHUT_RD),
    WORD(SHUT_WR),
    WORD(SHUT_RDWR),
    WORDS_END,
};

const struct decode_word decode_fcntls[] = {
    WORD(F_GETFD), WORD(F_SETFD),         WORD(F_GETFL), WORD(F_SETFL),
    WORD(F_DUPFD), WORD(F_DUPFD_CLOEXEC), WORDS_END,
};

/* SIOCINQ is FIONREAD and SIOCOUTQ is TIOCOUTQ: strace knows these names alone. */
const struct decode_word decode_ioctls[] = {
    WORD(FIONREAD),
    WORD(TIOCOUTQ),
    WORD(SIOCOUTQNSD),
    {SIOCATMARK, "SIOCATMARK"},
    {SIOCGIFNAME, "SIOCGIFNAME"},
    {SIOCGIFINDEX, "SIOCGIFINDEX"},
    {SIOCGIFMTU, "SIOCGIFMTU"},
    WORDS_END,
};

const struct decode_word decode_ether_types[] = {
    WORD(ETH_P_LOOP),       WORD(ETH_P_PUP),       WORD(ETH_P_PUPAT),
    WORD(ETH_P_TSN),        WORD(ETH_P_ERSPAN2),   WORD(ETH_P_IP),
    WORD(ETH_P_X25),        WORD(ETH_P_ARP),       WORD(ETH_P_BPQ),
    WORD(ETH_P_IEEEPUP),    WORD(ETH_P_IEEEPUPAT), WORD(ETH_P_BATMAN),
    WORD(ETH_P_DEC),        WORD(ETH_P_DNA_DL),    WORD(ETH_P_DNA_RC),
    WORD(ETH_P_DNA_RT),     WORD(ETH_P_LAT),       WORD(ETH_P_DIAG),
    WORD(ETH_P_CUST),       WORD(ETH_P_SCA),       WORD(ETH_P_TEB),
    WORD(ETH_P_RARP),       WORD(ETH_P_ATALK),     WORD(ETH_P_AARP),
    WORD(ETH_P_8021Q),      WORD(ETH_P_ERSPAN),    WORD(ETH_P_IPX),
    WORD(ETH_P_IPV6),       WORD(ETH_P_PAUSE),     WORD(ETH_P_SLOW),
    WORD(ETH_P_WCCP),       WORD(ETH_P_MPLS_UC),   WORD(ETH_P_MPLS_MC),
    WORD(ETH_P_ATMMPOA),    WORD(ETH_P_PPP_DISC),  WORD(ETH_P_PPP_SES),
    WORD(ETH_P_LINK_CTL),   WORD(ETH_P_ATMFATE),   WORD(ETH_P_PAE),
    WORD(ETH_P_PROFINET),   WORD(ETH_P_REALTEK),   WORD(ETH_P_AOE),
    WORD(ETH_P_ETHERCAT),   WORD(ETH_P_8021AD),    WORD(ETH_P_802_EX1),
    WORD(ETH_P_PREAUTH),    WORD(ETH_P_TIPC),      WORD(ETH_P_LLDP),
    WORD(ETH_P_MRP),        WORD(ETH_P_MACSEC),    WORD(ETH_P_8021AH),
    WORD(ETH_P_MVRP),       WORD(ETH_P_1588),      WORD(ETH_P_NCSI),
    WORD(ETH_P_PRP),        WORD(ETH_P_CFM),       WORD(ETH_P_FCOE),
    WORD(ETH_P_IBOE),       WORD(ETH_P_TDLS),      WORD(ETH_P_FIP),
    WORD(ETH_P_80221),      WORD(ETH_P_HSR),       WORD(ETH_P_NSH),
    WORD(ETH_P_LOOPBACK),   WORD(ETH_P_QINQ1),     WORD(ETH_P_QINQ2),
    WORD(ETH_P_QINQ3),      WORD(ETH_P_EDSA),      WORD(ETH_P_DSA_8021Q),
    WORD(ETH_P_DSA_A5PSW),  WORD(ETH_P_IFE),       WORD(ETH_P_AF_IUCV),
    WORD(ETH_P_802_3_MIN),  WORD(ETH_P_802_3),     WORD(ETH_P_AX25),
    WORD(ETH_P_ALL),        WORD(ETH_P_802_2),     WORD(ETH_P_SNAP),
    WORD(ETH_P_DDCMP),      WORD(ETH_P_WAN_PPP),   WORD(ETH_P_PPP_MP),
    WORD(ETH_P_LOCALTALK),  WORD(ETH_P_CAN),       WORD(ETH_P_CANFD),
    WORD(ETH_P_CANXL),      WORD(ETH_P_PPPTALK),   WORD(ETH_P_TR_802_2),
    WORD(ETH_P_MOBITEX),    WORD(ETH_P_CONTROL),   WORD(ETH_P_IRDA),
    WORD(ETH_P_ECONET),     WORD(ETH_P_HDLC),      WORD(ETH_P_ARCNET),
    WORD(ETH_P_DSA),        WORD(ETH_P_TRAILER),   WORD(ETH_P_PHONET),
    WORD(ETH_P_IEEE802154), WORD(ETH_P_CAIF),      WORD(ETH_P_XDSA),
    WORD(ETH_P_MAP),        WORD(ETH_P_MCTP),      WORDS_END,
};

const struct decode_word decode_packet_memberships[] = {
    WORD(PACKET_MR_MULTICAST),
    WORD(PACKET_MR_PROMISC),
    WORD(PACKET_MR_ALLMULTI),
    WORD(PACKET_MR_UNICAST),
    WORDS_END,
};

const struct decode_word decode_netlink_protocols[] = {
    WORD(NETLINK_ROUTE),
    WORD(NETLINK_SOCK_DIAG),
    WORDS_END,
};

/* As many as there were when ICMP_FILTER was made. */
const struct decode_word decode_icmp_types[] = {
    WORD(ICMP_ECHOREPLY),      WORD(ICMP_DEST_UNREACH),
    WORD(ICMP_SOURCE_QUENCH),  WORD(ICMP_REDIRECT),
    WORD(ICMP_ECHO),           WORD(ICMP_TIME_EXCEEDED),
    WORD(ICMP_PARAMETERPROB),  WORD(ICMP_TIMESTAMP),
    WORD(ICMP_TIMESTAMPREPLY), WORD(ICMP_INFO_REQUEST),
    WORD(ICMP_INFO_REPLY),     WORD(ICMP_ADDRESS),
    WORD(ICMP_ADDRESSREPLY),   WORDS_END,
};

const char *decode_find(const struct decode_word *words, int64_t number)
{
    while (words && words->name[0] && words->number != number)
        words++;
    return words && words->name[0] ? words->name : NULL;
}

void decode_word(struct buffer *out, const struct decode_word *words, int64_t number,
                 const char *unknown)
{
    const char *name = decode_find(words, number);

    if (name)
        buffer_append_text(out, name);
    else
        buffer_printf(out, "%#" PRIx64 " /* %s */", (uint64_t)number, unknown);
}

void decode_flags(struct buffer *out, const struct decode_word *words, uint64_t flags,
                  const char *unknown)
{
    size_t before = out->length;

    for (; words->name[0]; words++) {
        uint64_t flag = (uint64_t)words->number;
        if (flag == 0 || (flags & flag) != flag)
            continue;
        buffer_printf(out, "%s%s", out->length > before ? "|" : "", words->name);
        flags &= ~flag;
    }
    if (out->length == before)
        buffer_printf(out, flags ? "%#" PRIx64 " /* %s */" : "0", flags, unknown);
    else if (flags)
        buffer_printf(out, "|%#" PRIx64, flags);
}

void decode_socket_type(struct buffer *out, int64_t type)
{
    enum { TYPE_MASK = 0xF };
    const char *name = decode_find(decode_types, type & TYPE_MASK);

    if (name)
        buffer_append_text(out, name);
    uint64_t flags = (uint64_t)(name ? type & ~TYPE_MASK : type);
    if (name && flags)
        buffer_append_byte(out, '|');
    if (!name || flags)
        decode_flags(out, decode_type_flags, flags, "SOCK_???");
}
