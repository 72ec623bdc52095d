/* The table of socket options against the kernel: what applies can be read, what can be set is set and
 * read back. Options that this kernel lacks or keeps for root are named. */
#include "network.h"

#include "net/option.h"

#include <errno.h>
#include <netinet/in.h>

/* A socket of every kind that an option can be of. */
static const struct socket_type types[] = {
    {"tcp", AF_INET, SOCK_STREAM, IPPROTO_TCP},
    {"tcp6", AF_INET6, SOCK_STREAM, IPPROTO_TCP},
    {"udp", AF_INET, SOCK_DGRAM, IPPROTO_UDP},
    {"udp6", AF_INET6, SOCK_DGRAM, IPPROTO_UDP},
    {"unix", AF_UNIX, SOCK_STREAM, 0},
    {"unix-dgram", AF_UNIX, SOCK_DGRAM, 0},
    {"raw", AF_INET, SOCK_RAW, 254},
    {"raw6", AF_INET6, SOCK_RAW, 255},
    {"raw of ICMP", AF_INET, SOCK_RAW, IPPROTO_ICMP},
    {"raw6 of ICMPv6", AF_INET6, SOCK_RAW, IPPROTO_ICMPV6},
    {"icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP},
    {"icmp6", AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6},
    {"mptcp", AF_INET, SOCK_STREAM, 262},
    {"sctp", AF_INET, SOCK_STREAM, IPPROTO_SCTP},
    {"packet", AF_PACKET, SOCK_RAW, 0},
    {"vsock", AF_VSOCK, SOCK_STREAM, 0},
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

/* NULL where this system has no such socket, or not for us. */
static struct socket *open_type(struct net *net, const struct socket_type *type)
{
    struct socket *socket = NULL;
    struct error error;

    if (!socket_open(&net->network, type, 0, &socket, &error)) {
        print_message("no %s sockets: %s\n", type->name, error.code);
        return NULL;
    }
    return socket;
}

static bool is_lacking(int number)
{
    return number == ENOPROTOOPT || number == EOPNOTSUPP || number == EPERM || number == EACCES ||
           number == ENOENT;
}

/* What is not there without a connection, or without a fanout group. */
static bool is_not_yet(const struct socket_option *option, int number)
{
    return number == ENOTCONN || number == ENODATA ||
           (number == EINVAL && strcmp(option->c_name, "PACKET_ROLLOVER_STATS") == 0);
}

static void test_what_applies_can_be_read(void **state)
{
    for (const struct socket_type *type = types; type < types + TYPES; type++) {
        struct socket *socket = open_type(*state, type);
        for (const struct socket_option *option = socket_options; socket && option->name[0];
             option++) {
            cleanup_buffer struct buffer value = {0};
            struct error error;
            if (!option_is_listed(option, socket))
                continue;
            if (option_get(option, socket, &value, &error))
                assert_true(value.length > 0);
            else if (is_lacking(error.number))
                print_message("%s lacks %s: %s\n", type->name, option->c_name, error.code);
            else if (!is_not_yet(option, error.number))
                fail_msg("%s of %s: %s", option->c_name, type->name, error.code);
        }
        if (socket)
            net_close(&socket);
    }
}

/* A value to set and what is read then; or the code of the error that an unconnected socket gets. Of
 * an option, or else of a type. */
struct sample {
    const char *c_name;
    const char *value;
    const char *wanted; /* NULL for the same */
    size_t length;      /* of a value with NUL in it */
};

static const struct sample samples[] = {
    {"SO_ATTACH_BPF", "-1", "EBADF"},
    {"SO_ATTACH_REUSEPORT_EBPF", "-1", "EBADF"},
    {"SO_BINDTODEVICE", "lo", NULL},
    {"SO_BSDCOMPAT", "on", "off"},
    {"SO_BUF_LOCK", "send,receive", NULL},
    {"SO_CNX_ADVICE", "1", NULL},
    {"SO_DETACH_BPF", "0", "ENOENT"},
    {"SO_DETACH_FILTER", "0", "ENOENT"},
    {"SO_DETACH_REUSEPORT_BPF", "0", "EINVAL"},
    {"SO_INCOMING_CPU", "0", NULL},
    {"SO_MARK", "0x2a", NULL},
    {"SO_PRIORITY", "3", NULL},
    {"SO_RCVBUF", "8K", "16384"},
    {"SO_SNDBUF", "8K", "16384"},
    {"SO_RESERVE_MEM", "8K", "EBADFD"},
    {"SO_TIMESTAMPING", "rx_software,software", NULL},
    {"SO_TXREHASH", "off", NULL},
    {"SO_TXTIME", "clockid 11, flags 2", NULL},
    {"IP_MTU_DISCOVER", "probe", NULL},
    {"IP_TOS", "lowdelay", NULL},
    {"IP_OPTIONS", "\x01\x01\x01\x01", "01 01 01 01"},
    {"IPV6_ADDR_PREFERENCES", "tmp,noncga", "tmp,home"},
    {"IPV6_ADDRFORM", "AF_INET", "ENOTCONN"},
    {"IPV6_DSTOPTS", "\0\0\1\4\0\0\0\0", "00 00 01 04 00 00 00 00", 8},
    {"IPV6_FLOWLABEL_MGR", "nonsense", "EINVAL"},
    {"IPV6_HOPOPTS", "\0\0\1\4\0\0\0\0", "00 00 01 04 00 00 00 00", 8},
    {"IPV6_RTHDR", "nonsense", "EINVAL"},
    {"IPV6_RTHDRDSTOPTS", "\0\0\1\4\0\0\0\0", "00 00 01 04 00 00 00 00", 8},
    {"IPV6_MTU", "1400", "ENOTCONN"},
    {"IPV6_MTU_DISCOVER", "interface", NULL},
    {"IPV6_TCLASS", "ef", NULL},
    {"IPV6_ROUTER_ALERT", "100", "1"},
    {"TCP_CONGESTION", "reno", NULL},
    {"TCP_DEFER_ACCEPT", "10s", "15s"}, /* in retransmissions: 1 + 2 + 4 + 8 */
    {"TCP_DELACK_MAX_US", "100ms", "100000us"},
    {"TCP_FASTOPEN_KEY", "0123456789abcdef", "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"},
    {"TCP_MD5SIG", "nonsense", "EINVAL"},
    {"TCP_MD5SIG_EXT", "nonsense", "EINVAL"},
    {"TCP_QUEUE_SEQ", "7", "EINVAL"},
    {"TCP_REPAIR", "on", NULL},
    {"TCP_REPAIR_OPTIONS", "nonsense", "EINVAL"},
    {"TCP_REPAIR_QUEUE", "send", "EPERM"},
    {"TCP_REPAIR_WINDOW", "snd_wl1 1, snd_wnd 2, max_window 3, rcv_wnd 4, rcv_wup 5", "EPERM"},
    {"TCP_RTO_MIN_US", "100ms", "100000us"},
    {"TCP_SAVE_SYN", "1", NULL},
    {"TCP_THIN_DUPACK", "on", "off"},
    {"TCP_TIMESTAMP", "7", "EPERM"},
    {"TCP_ULP", "tls", "ENOTCONN"},
    {"UDP_ENCAP", "espinudp", NULL},
    {"ICMP_FILTER", "all but echo_reply,time_exceeded", NULL},
    {"ICMP6_FILTER", "all but echo_reply,200", "all but echo_reply,200"},
    {"PACKET_FANOUT", "7,balance", "EINVAL"}, /* it isn't bound */
    {"PACKET_RX_RING", "block_size 4096, blocks 4, frame_size 2048, frames 8", NULL},
    {"PACKET_TIMESTAMP", "raw_hardware", NULL},
    {"PACKET_TX_RING", "block_size 4096, blocks 4, frame_size 2048, frames 8", NULL},
    {"PACKET_VERSION", "v2", NULL},
    {"PACKET_VNET_HDR_SZ", "12", NULL},
    {"SO_VM_SOCKETS_BUFFER_SIZE", "64K", "65536"},
};

static const struct sample usual[] = {
    [OPTION_BOOL] = {"", "on", NULL},
    [OPTION_INT] = {"", "100", NULL},
    [OPTION_LARGE] = {"", "1000000", NULL},
    [OPTION_SIZE] = {"", "8192", NULL},
    [OPTION_SECONDS] = {"", "10s", NULL},
    [OPTION_MILLISECONDS] = {"", "1500ms", NULL},
    [OPTION_MICROSECONDS] = {"", "100us", NULL},
    [OPTION_TIMEVAL] = {"", "2s", NULL},
    [OPTION_LINGER] = {"", "5s", NULL},
    [OPTION_INTERFACE] = {"", "lo", NULL},
    [OPTION_INTERFACE_NETWORK] = {"", "lo", NULL},
    [OPTION_INTERFACE_MULTICAST] = {"", "127.0.0.1", NULL},
    [OPTION_PACKET_INFO] = {"", "::1%lo", NULL},
    [OPTION_PACKET_MEMBERSHIP] = {"", "lo,promisc", NULL},
    [OPTION_PORTS] = {"", "40000-50000", NULL},
};

static const struct sample *sample_of(const struct socket_option *option)
{
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
        if (strcmp(samples[i].c_name, option->c_name) == 0)
            return &samples[i];
    if ((size_t)option->type >= sizeof(usual) / sizeof(usual[0]) || !usual[option->type].value)
        fail_msg("%s: the test has no value to set", option->c_name);
    return &usual[option->type];
}

/* The first socket that knows the option; NULL with a line that says so where there is none. */
static struct socket *open_for(struct net *net, const struct socket_option *option)
{
    for (const struct socket_type *type = types; type < types + TYPES; type++) {
        struct socket fake = {.type = type}, *socket = NULL;
        char raw[64];
        socklen_t length = sizeof(raw);
        struct error error;

        if (!option_applies(option, &fake) || !socket_open(&net->network, type, 0, &socket, &error))
            continue;
        if (option->traits & OPTION_WRITE_ONLY ||
            getsockopt(socket->fd, option->level, option->number, raw, &length) == 0 ||
            !is_lacking(errno))
            return socket;
        net_close(&socket);
    }
    print_message("skipped %s: no socket here has it\n", option->c_name);
    return NULL;
}

static struct span value_of(const struct sample *sample)
{
    return sample->length ? (struct span){sample->value, sample->length} : span_of(sample->value);
}

static void check(struct socket *socket, const struct socket_option *option)
{
    cleanup_buffer struct buffer asked = {0}, value = {0};
    const struct sample *sample = sample_of(option);
    const char *wanted = sample->wanted ? sample->wanted : sample->value;
    struct error error;

    if (!option_set(option, socket, value_of(sample), &asked, &error)) {
        if (strcmp(error.code, wanted) == 0)
            return;
        if (!is_lacking(error.number))
            fail_msg("%s of %s: %s %s", option->c_name, socket->type->name, error.code,
                     error.message);
        print_message("skipped %s: %s\n", option->c_name, error.code);
        return;
    }
    if (option->traits & OPTION_WRITE_ONLY)
        return;
    if (!option_get(option, socket, &value, &error))
        buffer_append_text(&value, error.code);
    if (strcmp(buffer_text(&value), wanted) != 0)
        fail_msg("%s of %s was set to %s, and is %s", option->c_name, socket->type->name,
                 sample->value, buffer_text(&value));
}

static void test_what_is_set_is_read_back(void **state)
{
    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        struct socket *socket;
        if (option->traits & OPTION_READ_ONLY || option->type == OPTION_POINTERS)
            continue;
        socket = open_for(*state, option);
        if (!socket)
            continue;
        check(socket, option);
        net_close(&socket);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_applies_can_be_read, net_setup, net_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_set_is_read_back, net_setup, net_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
