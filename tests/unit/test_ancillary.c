/* Control messages made by hand, at odd addresses: what each says in words, and what becomes of malformed
 * ones. Those the kernel makes are in test_beside.c. */
#include "support.h"

#include "net/ancillary.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/errqueue.h>
#include <linux/if_packet.h>
#include <linux/tcp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define BYTES(value) ((struct span){(const char *)&(value), sizeof(value)})

/* One byte before the first message makes every address odd. */
static struct span control_of(const struct buffer *control)
{
    return span_after(buffer_span(control), 1);
}

static void add_header(struct buffer *control, size_t length, int level, int type)
{
    struct cmsghdr header = {.cmsg_len = length, .cmsg_level = level, .cmsg_type = type};

    if (control->length == 0)
        buffer_append_byte(control, '!');
    buffer_append(control, BYTES(header));
}

static void add(struct buffer *control, int level, int type, struct span data)
{
    add_header(control, CMSG_LEN(data.length), level, type);
    buffer_append(control, data);
    buffer_append_repeated(control, '\0', CMSG_SPACE(data.length) - CMSG_LEN(data.length));
}

static void check(int level, int type, struct span data, const char *name, const char *words)
{
    cleanup_buffer struct buffer control = {0}, called = {0}, said = {0};
    struct ancillary message;
    size_t offset = 0;

    add(&control, level, type, data);
    assert_true(ancillary_next(control_of(&control), &offset, &message));
    assert_int_equal(message.level, level);
    assert_int_equal(message.type, type);
    assert_spans(message.data, data);
    ancillary_name(&called, &message);
    ancillary_describe(&said, &message);
    assert_string_equal(buffer_text(&called), name);
    assert_string_equal(buffer_text(&said), words);
    assert_false(ancillary_next(control_of(&control), &offset, &message));
}

static void test_numbers(void **state)
{
    static const struct {
        int level, type;
        const char *name;
    } rows[] = {
        {SOL_SOCKET, SO_RXQ_OVFL, "SO_RXQ_OVFL"},
        {SOL_SOCKET, SO_MARK, "SO_MARK"},
        {IPPROTO_IP, IP_TTL, "IP_TTL"},
        {IPPROTO_IP, IP_CHECKSUM, "IP_CHECKSUM"},
        {IPPROTO_IP, IP_RECVFRAGSIZE, "IP_RECVFRAGSIZE"},
        {IPPROTO_IPV6, IPV6_HOPLIMIT, "IPV6_HOPLIMIT"},
        {IPPROTO_IPV6, IPV6_RECVFRAGSIZE, "IPV6_RECVFRAGSIZE"},
        {IPPROTO_TCP, TCP_CM_INQ, "TCP_INQ"},
        {IPPROTO_UDP, UDP_GRO, "UDP_GRO"},
    };
    int number = 1234567;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check(rows[i].level, rows[i].type, BYTES(number), rows[i].name, "1234567");
}

/* IPv4 gives a byte, IPv6 an int (ip(7), ipv6(7)); the two low bits are ECN's (RFC 3168). */
static void test_traffic_class(void **state)
{
    int class = 0xb9, congested = 0x03;

    (void)state;
    check(IPPROTO_IP, IP_TOS, SPAN("\xb8"), "IP_TOS", "0xb8: DSCP 46, not ECN-capable");
    check(IPPROTO_IP, IP_TOS, SPAN("\x02"), "IP_TOS", "0x02: DSCP 0, ECT(0)");
    check(IPPROTO_IPV6, IPV6_TCLASS, BYTES(class), "IPV6_TCLASS", "0xb9: DSCP 46, ECT(1)");
    check(IPPROTO_IPV6, IPV6_TCLASS, BYTES(congested), "IPV6_TCLASS",
          "0x03: DSCP 0, congestion experienced");
}

static void test_times(void **state)
{
    struct timeval micro = {1, 500000};
    struct timespec nano = {1700000000, 7};
    struct scm_timestamping both = {.ts = {{1, 2}, {0}, {3, 4}}}, software = {.ts = {{1, 2}}};

    (void)state;
    check(SOL_SOCKET, SO_TIMESTAMP, BYTES(micro), "SO_TIMESTAMP", "1970-01-01T00:00:01.500000000Z");
    check(SOL_SOCKET, SO_TIMESTAMPNS, BYTES(nano), "SO_TIMESTAMPNS",
          "2023-11-14T22:13:20.000000007Z");
    check(SOL_SOCKET, SO_TIMESTAMPING, BYTES(software), "SO_TIMESTAMPING",
          "software 1970-01-01T00:00:01.000000002Z");
    check(SOL_SOCKET, SO_TIMESTAMPING, BYTES(both), "SO_TIMESTAMPING",
          "software 1970-01-01T00:00:01.000000002Z hardware 1970-01-01T00:00:03.000000004Z");
    check(SOL_SOCKET, SO_TIMESTAMP, SPAN(""), "SO_TIMESTAMP", "1970-01-01T00:00:00.000000000Z");
    check(SOL_SOCKET, SO_TIMESTAMPING, SPAN(""), "SO_TIMESTAMPING", "");
}

static void test_interfaces_and_addresses(void **state)
{
    struct in_pktinfo four = {.ipi_ifindex = 999999,
                              .ipi_spec_dst.s_addr = htonl(INADDR_LOOPBACK),
                              .ipi_addr.s_addr = htonl(INADDR_BROADCAST)};
    struct in6_pktinfo six = {.ipi6_addr = IN6ADDR_LOOPBACK_INIT, .ipi6_ifindex = 999999};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 to6 = {
        .sin6_family = AF_INET6, .sin6_port = htons(443), .sin6_addr = IN6ADDR_LOOPBACK_INIT};

    (void)state;
    check(IPPROTO_IP, IP_PKTINFO, BYTES(four), "IP_PKTINFO",
          "interface 999999, sent to 255.255.255.255, local 127.0.0.1");
    check(IPPROTO_IPV6, IPV6_PKTINFO, BYTES(six), "IPV6_PKTINFO", "interface 999999, sent to ::1");
    check(IPPROTO_IP, IP_ORIGDSTADDR, BYTES(to), "IP_ORIGDSTADDR", "127.0.0.1:80");
    check(IPPROTO_IPV6, IPV6_ORIGDSTADDR, BYTES(to6), "IPV6_ORIGDSTADDR", "[::1]:443");
}

static void test_unix_messages(void **state)
{
    struct ucred peer = {.pid = 42, .uid = 1000, .gid = 4294967295U};
    int fds[] = {5, 6};

    (void)state;
    check(SOL_SOCKET, SCM_CREDENTIALS, BYTES(peer), "SCM_CREDENTIALS",
          "pid 42, uid 1000, gid 4294967295");
    check(SOL_SOCKET, SCM_RIGHTS, BYTES(fds[0]), "SCM_RIGHTS",
          "1 descriptor; `recvfd` makes handles of them");
    check(SOL_SOCKET, SCM_RIGHTS, BYTES(fds), "SCM_RIGHTS",
          "2 descriptors; `recvfd` makes handles of them");
    check(SOL_SOCKET, 3, SPAN("unconfined\0"), "SCM_SECURITY", "unconfined");
    check(SOL_SOCKET, 3, SPAN("no NUL"), "SCM_SECURITY", "no NUL");
}

/* An entry of the error queue, with the address of who caused it behind it where somebody did. */
struct entry {
    struct sock_extended_err error;
    struct sockaddr_in offender;
};

static void check_error(uint32_t number, uint8_t origin, uint8_t type, uint8_t code, uint32_t info,
                        const char *words)
{
    struct entry entry = {
        .error = {.ee_errno = number,
                  .ee_origin = origin,
                  .ee_type = type,
                  .ee_code = code,
                  .ee_info = info},
        .offender = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xC0000201)},
    };

    check(IPPROTO_IP, IP_RECVERR, BYTES(entry), "IP_RECVERR", words);
}

static void test_error_queue(void **state)
{
    (void)state;
    check_error(ECONNREFUSED, SO_EE_ORIGIN_ICMP, 3, 3, 0,
                "ECONNREFUSED from ICMP, type 3, code 3, by 192.0.2.1");
    check_error(EMSGSIZE, SO_EE_ORIGIN_ICMP, 3, 4, 1400,
                "EMSGSIZE from ICMP, type 3, code 4, MTU 1400, by 192.0.2.1");
    check_error(EMSGSIZE, SO_EE_ORIGIN_LOCAL, 0, 0, 1500, "EMSGSIZE from this machine, MTU 1500");
    check_error(EHOSTUNREACH, SO_EE_ORIGIN_NONE, 0, 0, 0, "EHOSTUNREACH from nobody");
    check_error(0, SO_EE_ORIGIN_ZEROCOPY, 0, 0, 0, "no error from zero copy");
    check_error(EIO, 200, 0, 0, 0, "EIO from elsewhere");
}

static void test_error_queue_6(void **state)
{
    struct {
        struct sock_extended_err error;
        struct sockaddr_in6 offender;
    } entry = {
        .error = {.ee_errno = ECONNREFUSED,
                  .ee_origin = SO_EE_ORIGIN_ICMP6,
                  .ee_type = 1,
                  .ee_code = 4},
        .offender = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT},
    };

    (void)state;
    check(IPPROTO_IPV6, IPV6_RECVERR, BYTES(entry), "IPV6_RECVERR",
          "ECONNREFUSED from ICMPv6, type 1, code 4, by ::1");
    check(IPPROTO_IPV6, IPV6_RECVERR, BYTES(entry.error), "IPV6_RECVERR",
          "ECONNREFUSED from ICMPv6, type 1, code 4");
}

static void test_frames(void **state)
{
    struct tpacket_auxdata frame = {.tp_len = 100, .tp_snaplen = 60};

    (void)state;
    check(SOL_PACKET, PACKET_AUXDATA, BYTES(frame), "PACKET_AUXDATA", "length 100, captured 60");
    frame.tp_status = TP_STATUS_VLAN_VALID;
    frame.tp_vlan_tci = 0xE005; /* the upper four bits are priority and drop eligibility */
    check(SOL_PACKET, PACKET_AUXDATA, BYTES(frame), "PACKET_AUXDATA",
          "length 100, captured 60, VLAN 5");
}

static void test_unknown(void **state)
{
    (void)state;
    check(4711, -1, SPAN("\0\x7f\xff"), "4711:-1", "00 7f ff");
    check(SOL_SOCKET, 9999, SPAN(""), "1:9999", "");
}

static size_t count(struct span control)
{
    struct ancillary message;
    size_t found = 0;

    for (size_t offset = 0; ancillary_next(control, &offset, &message);)
        found++;
    return found;
}

static void test_several(void **state)
{
    cleanup_buffer struct buffer control = {0};
    int ttl = 64;

    (void)state;
    add(&control, IPPROTO_IP, IP_TOS, SPAN("\x01"));
    add(&control, SOL_SOCKET, SCM_RIGHTS, SPAN(""));
    add(&control, IPPROTO_IP, IP_TTL, BYTES(ttl));
    assert_int_equal(count(control_of(&control)), 3);
    control.length -=
        CMSG_SPACE(sizeof(ttl)) - CMSG_LEN(sizeof(ttl)); /* without the last one's padding */
    assert_int_equal(count(control_of(&control)), 3);
    control.length--; /* it promises more than there is */
    assert_int_equal(count(control_of(&control)), 2);
}

/* A length that is too small or too large ends the walk; it must neither loop nor read beyond. */
static void test_malformed(void **state)
{
    static const size_t lengths[] = {0, 1, CMSG_LEN(0) - 1, CMSG_LEN(5), SIZE_MAX, SIZE_MAX - 7};

    (void)state;
    assert_int_equal(count(SPAN("")), 0);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        cleanup_buffer struct buffer control = {0};
        add_header(&control, lengths[i], SOL_SOCKET, SCM_RIGHTS);
        buffer_append_repeated(&control, 'x', 4);
        assert_int_equal(count(control_of(&control)), 0);
    }
    for (size_t length = 0; length < sizeof(struct cmsghdr); length++) {
        cleanup_buffer struct buffer control = {0};
        add_header(&control, CMSG_LEN(0), SOL_SOCKET, SCM_RIGHTS);
        assert_int_equal(count((struct span){control.data + 1, length}), 0);
    }
}

static void test_stamp_of_the_hardware_alone(void **state)
{
    struct scm_timestamping hardware = {.ts = {{0}, {0}, {3, 4}}};

    (void)state;
    check(SOL_SOCKET, SO_TIMESTAMPING, BYTES(hardware), "SO_TIMESTAMPING",
          "hardware 1970-01-01T00:00:03.000000004Z");
}

/* A pidfd is no socket: `recvfd` makes no handle of it. */
static void test_pidfd(void **state)
{
    int fd = 5;

    (void)state;
    check(SOL_SOCKET, 4, BYTES(fd), "SCM_PIDFD", "a descriptor of the sender's process");
}

/* Whatever the data, also none at all: words come, or nothing, and nobody reads beyond it. */
static void describe_bytes_of(int level, int type, struct random *random, size_t length)
{
    cleanup_buffer struct buffer said = {0};
    char *data = malloc(length + !length);

    for (size_t i = 0; i < length; i++)
        data[i] = (char)random_below(random, 256);
    ancillary_describe(&said, &(struct ancillary){level, type, {data, length}});
    free(data);
}

static void test_any_data(void **state)
{
    static const int levels[] = {SOL_SOCKET,  IPPROTO_IP,  IPPROTO_IPV6,
                                 IPPROTO_TCP, IPPROTO_UDP, SOL_PACKET};
    struct random random = {1};

    (void)state;
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        for (int type = 0; type < 128; type++)
            for (size_t length = 0; length < 160; length += 1 + length / 4)
                describe_bytes_of(levels[i], type, &random, length);
}

static int open_one(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static void test_descriptors_are_taken(void **state)
{
    unsigned before = support_open_fds();
    int sent[] = {open_one(), open_one(), open_one()}, fds[3] = {-1, -1, -1};
    struct ucred no_descriptors = {.pid = sent[2]};
    cleanup_buffer struct buffer control = {0};

    (void)state;
    add(&control, SOL_SOCKET, SCM_CREDENTIALS, BYTES(no_descriptors));
    add(&control, SOL_SOCKET, SCM_RIGHTS, (struct span){(char *)sent, 2 * sizeof(int)});
    add(&control, IPPROTO_IP, SCM_RIGHTS, BYTES(sent[2]));
    add(&control, SOL_SOCKET, SCM_RIGHTS, (struct span){(char *)&sent[2], sizeof(int)});
    assert_int_equal(ancillary_take_descriptors(control_of(&control), fds, 3), 3);
    assert_memory_equal(fds, sent, sizeof(sent));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(close(fds[i]), 0);
    assert_int_equal(support_open_fds(), before);
}

static void test_descriptors_without_room_are_closed(void **state)
{
    unsigned before = support_open_fds();
    int sent[] = {open_one(), open_one(), open_one()}, fd = -1;
    cleanup_buffer struct buffer control = {0};

    (void)state;
    add(&control, SOL_SOCKET, SCM_RIGHTS, BYTES(sent));
    assert_int_equal(ancillary_take_descriptors(control_of(&control), &fd, 1), 1);
    assert_int_equal(fd, sent[0]);
    assert_int_equal(support_open_fds(), before + 1);
    close(fd);
}

static void test_half_a_descriptor_is_none(void **state)
{
    cleanup_buffer struct buffer control = {0};
    int fd = -1;

    (void)state;
    add(&control, SOL_SOCKET, SCM_RIGHTS, SPAN("\0\0\0"));
    assert_int_equal(ancillary_take_descriptors(control_of(&control), &fd, 1), 0);
    assert_int_equal(ancillary_take_descriptors(SPAN(""), &fd, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_traffic_class),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_interfaces_and_addresses),
        cmocka_unit_test(test_unix_messages),
        cmocka_unit_test(test_error_queue),
        cmocka_unit_test(test_error_queue_6),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_any_data),
        cmocka_unit_test(test_stamp_of_the_hardware_alone),
        cmocka_unit_test(test_pidfd),
        cmocka_unit_test(test_descriptors_are_taken),
        cmocka_unit_test(test_descriptors_without_room_are_closed),
        cmocka_unit_test(test_half_a_descriptor_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
