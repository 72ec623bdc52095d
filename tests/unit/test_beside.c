/* What the kernel itself puts beside the data: every option is set in C, on the socket's descriptor. */
#include "network.h"

#include "net/ancillary.h"

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef TCP_INQ
#define TCP_INQ 36
#endif

static void set(const struct socket *socket, int level, int name, int value)
{
    assert_int_equal(setsockopt(socket->fd, level, name, &value, sizeof(value)), 0);
}

/* A received message with the words of what came beside it, one `NAME: WORDS` a line. */
struct message {
    struct buffer data, words;
    struct received received;
};

static void message_free(struct message *message)
{
    buffer_free(&message->data);
    buffer_free(&message->words);
}

static void describe_all(struct buffer *out, struct span control)
{
    struct ancillary one;

    for (size_t offset = 0; ancillary_next(control, &offset, &one);) {
        ancillary_name(out, &one);
        buffer_append_text(out, ": ");
        ancillary_describe(out, &one);
        buffer_append_byte(out, '\n');
    }
}

static struct message receive(struct socket *socket, size_t most, int flags)
{
    cleanup_buffer struct buffer control = {0};
    struct message message = {0};
    struct error error;

    assert_done(socket_receive_message(socket, most, flags, net_soon(), &message.data, &control,
                                       &message.received, &error),
                error);
    describe_all(&message.words, buffer_span(&control));
    ancillary_take_descriptors(buffer_span(&control), NULL, 0);
    return message;
}

static void check(struct socket *socket, int flags, const char *data, const char *words)
{
    struct message message = receive(socket, 100, flags);

    assert_spans(buffer_span(&message.data), span_of(data));
    assert_string_equal(buffer_text(&message.words), words);
    message_free(&message);
}

/* UDP on loopback: `near` is connected to `far`, which is bound. */
struct udp {
    struct socket *near, *far;
    struct address to;
};

static void bind_loopback(struct socket *socket, struct address *ret_local)
{
    struct address wanted = {.storage.ss_family = (sa_family_t)socket->type->family,
                             .length = sizeof(struct sockaddr_in6)};
    struct error error;

    if (socket->type->family == AF_INET)
        ((struct sockaddr_in *)&wanted.storage)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        ((struct sockaddr_in6 *)&wanted.storage)->sin6_addr = in6addr_loopback;
    if (socket_bind(socket, &wanted, &error) && socket_local(socket, ret_local, &error))
        return;
    print_message("skipped: this machine has no loopback address of that family\n");
    net_close(&socket);
    skip();
}

static struct udp udp_open(struct net *net, const char *type)
{
    struct udp udp = {.far = net_socket(net, type)};
    struct error error;

    bind_loopback(udp.far, &udp.to);
    udp.near = net_socket(net, type);
    assert_done(socket_connect(udp.near, &udp.to, net_soon(), &error), error);
    return udp;
}

static void udp_close(struct udp *udp)
{
    net_close(&udp->near);
    if (udp->far)
        net_close(&udp->far);
}

/* One option on the receiving side, with what it brings beside "x". */
static void check_option(struct net *net, int level, int name, const char *words)
{
    struct udp udp = udp_open(net, level == IPPROTO_IPV6 ? "udp6" : "udp");

    set(udp.far, level, name, 1);
    if (level == IPPROTO_IPV6) {
        set(udp.near, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 7);
        set(udp.near, IPPROTO_IPV6, IPV6_TCLASS, 0xb8);
    } else {
        set(udp.near, IPPROTO_IP, IP_TTL, 7);
        set(udp.near, IPPROTO_IP, IP_TOS, 0xb8);
    }
    net_send(udp.near, "x");
    check(udp.far, 0, "x", words);
    udp_close(&udp);
}

static void test_ipv4(void **state)
{
    check_option(*state, IPPROTO_IP, IP_RECVTTL, "IP_TTL: 7\n");
    check_option(*state, IPPROTO_IP, IP_RECVTOS, "IP_TOS: 0xb8: DSCP 46, not ECN-capable\n");
    check_option(*state, IPPROTO_IP, IP_PKTINFO,
                 "IP_PKTINFO: interface lo, sent to 127.0.0.1, local 127.0.0.1\n");
}

static void test_ipv6(void **state)
{
    check_option(*state, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, "IPV6_HOPLIMIT: 7\n");
    check_option(*state, IPPROTO_IPV6, IPV6_RECVTCLASS,
                 "IPV6_TCLASS: 0xb8: DSCP 46, not ECN-capable\n");
    check_option(*state, IPPROTO_IPV6, IPV6_RECVPKTINFO,
                 "IPV6_PKTINFO: interface lo, sent to ::1\n");
}

static void test_original_destination(void **state)
{
    struct udp udp = udp_open(*state, "udp");
    char words[80];

    set(udp.far, IPPROTO_IP, IP_RECVORIGDSTADDR, 1);
    net_send(udp.near, "x");
    snprintf(words, sizeof(words), "IP_ORIGDSTADDR: 127.0.0.1:%u\n", address_port(&udp.to));
    check(udp.far, 0, "x", words);
    udp_close(&udp);
}

/* The kernel switches stamping on a little later than it says, so the first datagrams may come without. */
static struct message receive_stamped(struct udp *udp)
{
    nanoseconds deadline = net_soon();
    struct message message = {0};

    do {
        message_free(&message);
        net_send(udp->near, "x");
        message = receive(udp->far, 100, 0);
    } while (message.words.length == 0 && clock_now() < deadline);
    return message;
}

/* Words such as "SO_TIMESTAMP: 2026-11-21T15:00:00.123456000Z\n", and it is about now. */
static void check_time(struct net *net, int name, int value, const char *label)
{
    struct udp udp = udp_open(net, "udp");
    struct tm parts = {0};

    set(udp.far, SOL_SOCKET, name, value);
    struct message message = receive_stamped(&udp);
    const char *words = buffer_text(&message.words);
    assert_int_equal(strncmp(words, label, strlen(label)), 0);
    const char *rest = strptime(words + strlen(label), "%Y-%m-%dT%H:%M:%S", &parts);
    assert_non_null(rest);
    assert_int_equal(strspn(rest, ".0123456789"), 10);
    assert_holds(rest, "Z");
    assert_in_range(timegm(&parts) + 600, time(NULL), time(NULL) + 1200);
    message_free(&message);
    udp_close(&udp);
}

static void test_times(void **state)
{
    check_time(*state, SO_TIMESTAMP, 1, "SO_TIMESTAMP: ");
    check_time(*state, SO_TIMESTAMPNS, 1, "SO_TIMESTAMPNS: ");
    check_time(*state, SO_TIMESTAMPING, SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE,
               "SO_TIMESTAMPING: software ");
}

static void test_credentials(void **state)
{
    struct net_pair *pair = *state;
    char words[80];

    set(pair->far, SOL_SOCKET, SO_PASSCRED, 1);
    net_send(pair->near, "x");
    snprintf(words, sizeof(words), "SCM_CREDENTIALS: pid %d, uid %u, gid %u\n", getpid(), getuid(),
             getgid());
    check(pair->far, 0, "x", words);
}

/* What is in the receive queue still, told beside each piece of a stream. */
static void test_bytes_that_are_left(void **state)
{
    struct net_pair *pair = *state;
    struct message message;

    set(pair->far, IPPROTO_TCP, TCP_INQ, 1);
    net_send(pair->near, "hello");
    message = receive(pair->far, 2, 0);
    assert_string_equal(buffer_text(&message.words), "TCP_INQ: 3\n");
    message_free(&message);
}

/* Without room for it the kernel drops it, and says so. */
static void test_not_asked_for(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct received received;
    struct error error;

    set(pair->far, SOL_SOCKET, SO_PASSCRED, 1);
    net_send(pair->near, "x");
    assert_done(
        socket_receive_message(pair->far, 100, 0, net_soon(), &data, NULL, &received, &error),
        error);
    assert_bytes(buffer_span(&data), "x");
    assert_int_equal(received.flags & MSG_CTRUNC, MSG_CTRUNC);
}

static void test_flags(void **state)
{
    struct net_pair *pair = *state;
    struct message message;

    net_send(pair->near, "hello");
    message = receive(pair->far, 2, MSG_PEEK);
    assert_int_equal(message.received.flags, MSG_TRUNC);
    assert_true(message.received.truncated);
    assert_int_equal(message.received.datagram_length, 5);
    message_free(&message);
    message = receive(pair->far, 100, 0);
    assert_int_equal(message.received.flags, 0);
    assert_bytes(buffer_span(&message.data), "hello");
    message_free(&message);
}

/* A connected UDP socket whose peer has gone, and which has sent "x" there. */
static struct udp udp_refused(struct net *net, const char *type, int level, int name)
{
    struct udp udp = udp_open(net, type);

    set(udp.near, level, name, 1);
    net_close(&udp.far);
    net_send(udp.near, "x");
    return udp;
}

static void test_error_queue(void **state)
{
    struct udp udp = udp_refused(*state, "udp", IPPROTO_IP, IP_RECVERR);
    struct message message = receive(udp.near, 100, MSG_ERRQUEUE);

    assert_bytes(buffer_span(&message.data), "x"); /* the datagram that drew the error */
    assert_string_equal(buffer_text(&message.words),
                        "IP_RECVERR: ECONNREFUSED from ICMP, type 3, code 3, by 127.0.0.1\n");
    assert_int_equal(message.received.flags & MSG_ERRQUEUE, MSG_ERRQUEUE);
    assert_false(message.received.eof);
    assert_int_equal(udp.near->bytes_in, 0);
    message_free(&message);
    udp_close(&udp);
}

static void test_error_queue_6(void **state)
{
    struct udp udp = udp_refused(*state, "udp6", IPPROTO_IPV6, IPV6_RECVERR);

    check(udp.near, MSG_ERRQUEUE, "x",
          "IPV6_RECVERR: ECONNREFUSED from ICMPv6, type 1, code 4, by ::1\n");
    udp_close(&udp);
}

/* msg_name is where the datagram was sent to (ip(7)), not who sent something. */
static void test_error_queue_is_from_nobody(void **state)
{
    struct udp udp = udp_refused(*state, "udp", IPPROTO_IP, IP_RECVERR);
    struct message message = receive(udp.near, 100, MSG_ERRQUEUE);

    assert_int_equal(udp.near->from.length, 0);
    message_free(&message);
    udp_close(&udp);
}

static void test_frame(void **state)
{
    struct net *net = *state;
    struct socket *packet;
    struct address interface;
    struct error error;

    if (!socket_open(&net->network, socket_type_find(SPAN("packet")), 0, &packet, &error) ||
        !address_from_interface(SPAN("lo"), &interface, &error))
        skip();
    assert_done(socket_bind(packet, &interface, &error), error);
    set(packet, SOL_PACKET, PACKET_AUXDATA, 1);
    struct udp udp = udp_open(net, "udp");
    net_send(udp.near, "x");
    struct message message = receive(packet, 4096, 0);
    assert_holds(buffer_text(&message.words), "PACKET_AUXDATA: length ");
    assert_int_equal(address_family(&message.received.from), AF_PACKET);
    message_free(&message);
    udp_close(&udp);
    net_close(&packet);
}

static enum error_category queue_error(struct socket *socket, nanoseconds deadline,
                                       struct error *error)
{
    cleanup_buffer struct buffer data = {0}, control = {0};
    struct received received;

    assert_false(socket_receive_message(socket, 100, MSG_ERRQUEUE, deadline, &data, &control,
                                        &received, error));
    assert_int_equal(data.length, 0);
    return error->category;
}

static void test_empty_error_queue_waits(void **state)
{
    struct net *net = *state;
    struct udp udp = udp_open(net, "udp");
    struct error error;

    net_send(udp.near, "data is no error");
    assert_int_equal(queue_error(udp.far, clock_now(), &error), ERROR_TIMEOUT);
    loop_interrupt(net->network.loop);
    assert_int_equal(queue_error(udp.far, CLOCK_NEVER, &error), ERROR_INTERRUPTED);
    net_receive(udp.far, 100, 0, "data is no error");
    udp_close(&udp);
}

/* Without the option the error is pending, and the queue stays empty: nothing to wait for. */
static void test_error_that_is_not_queued(void **state)
{
    struct udp udp = udp_refused(*state, "udp", IPPROTO_IP, IP_RECVTTL);
    struct error error;

    assert_int_equal(queue_error(udp.near, net_soon(), &error), ERROR_SOCKET);
    assert_string_equal(error.code, "EAGAIN");
    udp_close(&udp);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define alone(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        alone(test_ipv4),
        alone(test_ipv6),
        alone(test_original_destination),
        alone(test_times),
        with(unix, test_credentials),
        with(datagram, test_credentials),
        with(tcp, test_bytes_that_are_left),
        with(unix, test_not_asked_for),
        with(datagram, test_not_asked_for),
        with(datagram, test_flags),
        with(seqpacket, test_flags),
        alone(test_error_queue),
        alone(test_error_queue_6),
        alone(test_error_queue_is_from_nobody),
        alone(test_frame),
        alone(test_empty_error_queue_waits),
        alone(test_error_that_is_not_queued),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
