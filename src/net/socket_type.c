#include "net/socket_type.h"

#include "option_numbers.h"

#include <linux/if_ether.h>

#define RAW_NEEDS "only root, or who has CAP_NET_RAW, makes such sockets"
#define ICMP_NEEDS \
    "the sysctl net.ipv4.ping_group_range says which groups may ping; root has `socket raw`"
#define SCTP_NEEDS "the kernel has no SCTP, or has not loaded its module: `! modprobe sctp`"
#define MPTCP_NEEDS "the kernel has no MPTCP, or the sysctl net.mptcp.enabled is 0"
#define VSOCK_NEEDS "the kernel has no vsock, or has not loaded its module: `! modprobe vsock`"
#define UDPLITE_NEEDS "the kernel has no UDP-Lite"

const struct socket_type socket_types[] = {
    {"tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP, ADDRESS_HOST_PORT, "a stream over IPv4", ""},
    {"tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP, ADDRESS_HOST_PORT, "a stream over IPv6", ""},
    {"udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP, ADDRESS_HOST_PORT, "datagrams over IPv4", ""},
    {"udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP, ADDRESS_HOST_PORT, "datagrams over IPv6", ""},
    {"unix", AF_UNIX, SOCK_STREAM, 0, ADDRESS_PATH, "a stream on this machine", ""},
    {"unix-dgram", AF_UNIX, SOCK_DGRAM, 0, ADDRESS_PATH, "datagrams on this machine, none lost",
     ""},
    {"unix-seqpacket", AF_UNIX, SOCK_SEQPACKET, 0, ADDRESS_PATH,
     "a connection that keeps message boundaries", ""},
    {"raw", AF_INET, SOCK_RAW, IPPROTO_ICMP, ADDRESS_HOST,
     "IPv4 packets of one protocol, ICMP unless said", RAW_NEEDS},
    {"raw6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, ADDRESS_HOST,
     "IPv6 packets of one protocol, ICMPv6 unless said", RAW_NEEDS},
    {"icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP, ADDRESS_HOST, "echo requests over IPv4, no root",
     ICMP_NEEDS},
    {"icmp6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, ADDRESS_HOST,
     "echo requests over IPv6, no root", ICMP_NEEDS},
    {"mptcp", AF_INET, SOCK_STREAM, IPPROTO_MPTCP, ADDRESS_HOST_PORT,
     "a stream over several paths, from IPv4", MPTCP_NEEDS},
    {"mptcp6", AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, ADDRESS_HOST_PORT,
     "a stream over several paths, from IPv6", MPTCP_NEEDS},
    {"sctp", AF_INET, SOCK_STREAM, IPPROTO_SCTP, ADDRESS_HOST_PORT, "an SCTP association over IPv4",
     SCTP_NEEDS},
    {"sctp6", AF_INET6, SOCK_STREAM, IPPROTO_SCTP, ADDRESS_HOST_PORT,
     "an SCTP association over IPv6", SCTP_NEEDS},
    {"udplite", AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, ADDRESS_HOST_PORT,
     "datagrams with a partial checksum, over IPv4", UDPLITE_NEEDS},
    {"udplite6", AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, ADDRESS_HOST_PORT,
     "datagrams with a partial checksum, over IPv6", UDPLITE_NEEDS},
    {"vsock", AF_VSOCK, SOCK_STREAM, 0, ADDRESS_CID_PORT,
     "a stream between a virtual machine and its host", VSOCK_NEEDS},
    {"vsock-seqpacket", AF_VSOCK, SOCK_SEQPACKET, 0, ADDRESS_CID_PORT,
     "the same, keeping message boundaries", VSOCK_NEEDS},
    {"packet", AF_PACKET, SOCK_RAW, ETH_P_ALL, ADDRESS_INTERFACE,
     "frames of an interface with their link-layer header", RAW_NEEDS},
    {"packet-dgram", AF_PACKET, SOCK_DGRAM, ETH_P_ALL, ADDRESS_INTERFACE,
     "frames of an interface without that header", RAW_NEEDS},
    {0},
};

const struct socket_type *socket_type_find(struct span name)
{
    for (const struct socket_type *type = socket_types; type->name; type++)
        if (span_is(name, type->name))
            return type;
    return NULL;
}

const struct socket_type *socket_type_of(int family, int type, int protocol)
{
    const struct socket_type *found = NULL;

    for (const struct socket_type *row = socket_types; row->name; row++) {
        if (row->family != family || row->type != type)
            continue;
        if (row->protocol == protocol)
            return row;
        if (row->protocol == 0 || type == SOCK_RAW || family == AF_PACKET)
            found = row;
    }
    return found;
}

bool socket_type_has_ports(const struct socket_type *type)
{
    return type->form == ADDRESS_HOST_PORT || type->form == ADDRESS_CID_PORT;
}

bool socket_type_is_tcp(const struct socket_type *type)
{
    return type->protocol == IPPROTO_TCP || type->protocol == IPPROTO_MPTCP;
}

const char *socket_type_services(const struct socket_type *type)
{
    return type->type == SOCK_STREAM ? "tcp" : "udp";
}
