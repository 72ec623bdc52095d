/* Types of sockets beyond TCP, UDP and Unix: each works, or says what the kernel or the user lacks. */
#include "harness.h"

#include "base/memory.h"
#include "net/socket_type.h"

#include <errno.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* The errno with which this machine refuses a type; 0 where it doesn't. */
static int refusal(const char *name)
{
    const struct socket_type *type = socket_type_find(span_of(name));

    assert_non_null(type);
    cleanup_fd int fd = socket(type->family, type->type | SOCK_CLOEXEC,
                               type->family == AF_PACKET ? 0 : type->protocol);
    return fd < 0 ? errno : 0;
}

static void want(const char *type)
{
    if (refusal(type))
        SKIP("this machine, or this user, has no such sockets");
}

static void test_every_type(void **state)
{
    struct shell *shell = *state;

    for (const struct socket_type *type = socket_types; type->name; type++) {
        int number = refusal(type->name);
        if (number) {
            run_fails(shell, "socket", error_code_name(number), "h = socket %s", type->name);
            expect_hint(shell, type->needs);
            assert_true(type->needs[0]);
            continue;
        }
        run_ok(shell, "h = socket %s", type->name);
        expect_field(shell, "type", type->name);
        expect_text(shell, "socket, fd ");
        expect_word(shell, "${h.type}", type->name);
        run_ok(shell, "close");
    }
}

static void test_names_of_handles(void **state)
{
    struct shell *shell = *state;

    want("udplite6");
    run_ok(shell, "socket udplite6");
    expect_field(shell, "handle", "udplite1");
    want("vsock-seqpacket");
    run_ok(shell, "socket vsock-seqpacket");
    expect_field(shell, "handle", "vsock1");
}

static void test_udplite(void **state)
{
    struct shell *shell = *state;

    want(shell->transport);
    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvmsg");
    expect_data(shell, "hello");
    expect_field(shell, "from.address", shell_loopback(shell));
    expect_word(shell, "${s.type}", shell->transport);
}

/* MPTCP and SCTP are used as TCP is. */
static void test_stream(void **state)
{
    struct shell *shell = *state;
    const char *type = shell->transport, *host = shell_loopback(shell);

    want(type);
    run_ok(shell, "srv = server %s 0", type);
    expect_field(shell, "local.address", host);
    expect_text(shell, "srv: listening on ");
    run_ok(shell, "c = socket %s; connect %s ${srv.local.port}; s = srv.accept", type, host);
    run_ok(shell, "c.sendall hello; s.recvexact 5");
    expect_data(shell, "hello");
    expect_word(shell, "${s.type}", type);
    run_ok(shell, "s.send back; c.recv");
    expect_data(shell, "back");
    run_ok(shell, "close c; s.recv");
    expect_field(shell, "eof", "true");
}

static void test_mptcp_has_the_states_of_tcp(void **state)
{
    struct shell *shell = *state;

    want("mptcp");
    run_ok(shell, "srv = server mptcp 127.0.0.1 0; c = socket mptcp");
    expect_word(shell, "${c.state}", "CLOSED");
    expect_word(shell, "${srv.state}", "LISTEN");
    run_ok(shell, "c.connect 127.0.0.1 ${srv.local.port}");
    expect_word(shell, "${c.state}", "ESTABLISHED");
}

/* What is wrong about an address is noticed before a socket is made: it needs no rights. */
static void test_forms_of_addresses(void **state)
{
    static const struct {
        const char *statement, *text;
    } wrong[] = {
        {"server raw 127.0.0.1 80", "this type of socket has no ports: the address alone"},
        {"server icmp6 ::1 80", "this type of socket has no ports: the address alone"},
        {"server packet lo 80", "a packet socket's address is an interface, without port"},
        {"server vsock 1024", "PORT is missing"},
        {"server vsock * http", "a vsock port is a number, or * for any"},
        {"server vsock nobody 80", "a vsock address is a number, or local, host, hypervisor, *"},
        {"server vsock 4294967296 80", "a vsock address is a number"},
        {"server vsock 1 4294967296", "a vsock port is a number"},
        {"server unix $dir/x 80", "a Unix socket's address is a path, without port"},
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        run_fails(shell, "usage", "", "%s", wrong[i].statement);
        expect_text(shell, wrong[i].text);
    }
    run_ok(shell, "sockets");
    expect_no_field(shell, "sockets.0.handle");
}

static void test_interfaces_are_named(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "socket", "ENODEV", "server packet no-such-interface");
    expect_text(shell, "if_nametoindex no-such-interface");
    run_fails(shell, "socket", "ENODEV", "server packet lp");
    expect_hint(shell, "lo");
}

static void test_protocols(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "socket raw no-such-protocol");
    expect_text(shell, "PROTOCOL is a number or a name of /etc/protocols");
    run_fails(shell, "usage", "", "socket packet no-such-protocol");
    expect_text(shell, "PROTOCOL is an EtherType");
    run_fails(shell, "usage", "", "socket raw 65536");
    run_fails(shell, "usage", "", "socket packet -1");
    want("raw");
    run_ok(shell, "socket raw udp; socket raw 17; socket raw6 17");
    expect_field(shell, "type", "raw6");
    expect_field(shell, "handle", "raw3");
}

static void check_ethertype(struct shell *shell, const char *word, const char *number)
{
    run_ok(shell, "p = socket packet %s; bind lo", word);
    expect_field(shell, "local.ethertype", number);
    run_ok(shell, "close p");
}

static void test_packet(void **state)
{
    struct shell *shell = *state;

    want("packet");
    run_ok(shell, "p = socket packet; bind lo");
    expect_field(shell, "local.family", "packet");
    expect_field(shell, "local.interface", "lo");
    expect_field(shell, "local.address", "00:00:00:00:00:00");
    expect_field(shell, "local.packet_type", "host");
    expect_text(shell, "p: bound to lo");
    expect_json(shell, "\"local\":{\"family\":\"packet\",\"interface\":\"lo\"");
    expect_word(shell, "${p.state}", "bound");
    run_fails(shell, "usage", "", "p.bind lo 80");
    run_ok(shell, "close p; server packet-dgram lo");
    expect_text(shell, "bound to lo");
    check_ethertype(shell, "", "3");
    check_ethertype(shell, "arp", "2054");
    check_ethertype(shell, "0x86dd", "34525");
    check_ethertype(shell, "all", "3");
}

/* Of an MPTCP socket that is closed, or whose peer has finished, SIOCINQ says 1 so that one calls recv. */
static void test_mptcp_counts_no_end(void **state)
{
    struct shell *shell = *state;

    want("mptcp");
    run_ok(shell, "srv = server mptcp 127.0.0.1 0; c = socket mptcp");
    expect_word(shell, "${c.receive_queue}", "0");
    run_ok(shell, "c.connect 127.0.0.1 ${srv.local.port}; s = srv.accept; s.send x; c.poll");
    expect_word(shell, "${c.receive_queue}", "1");
    run_ok(shell, "c.recv; s.close; c.recv");
    expect_field(shell, "eof", "true");
    expect_word(shell, "${c.receive_queue}", "0");
}

static void test_raw(void **state)
{
    struct shell *shell = *state;

    want("raw");
    run_ok(shell, "r = socket raw");
    expect_word(shell, "${r.state}", "unbound");
    run_ok(shell, "bind 127.0.0.1");
    expect_field(shell, "local.address", "127.0.0.1");
    expect_word(shell, "${r.state}", "bound");
    run_ok(shell, "connect 127.0.0.1");
    expect_field(shell, "tried.0.message", "connected");
    expect_word(shell, "${r.state}", "connected");
    run_fails(shell, "usage", "", "r.connect 127.0.0.1 80");
    run_fails(shell, "socket", "EADDRNOTAVAIL", "server raw 192.0.2.1");
}

/* Where others have a port raw(7) has the protocol, and getpeername(2) knows no peer without port. */
static void test_raw_has_no_ports(void **state)
{
    struct shell *shell = *state;

    want("raw");
    run_ok(shell, "r = socket raw icmp; r.connect 127.0.0.1");
    expect_text(shell, "r: connected to 127.0.0.1 from 127.0.0.1\n");
    expect_json(shell, "\"peer\":{\"family\":\"inet\",\"address\":\"127.0.0.1\"}");
    expect_json(shell, "\"local\":{\"family\":\"inet\",\"address\":\"127.0.0.1\"}");
    run_ok(shell, "r.info");
    expect_json(shell, "\"peer\":{\"family\":\"inet\",\"address\":\"127.0.0.1\"}");
    run_ok(shell, "r.getsockname");
    expect_text(shell, "r: 127.0.0.1\n");
    run_fails(shell, "socket", "ENOTCONN", "r.getpeername");
    /* A request for an echo: what is shorter than ICMP's header comes to nobody. */
    run_ok(shell, "r.send x\"0800f7fd00010001\"; m = r.recvfrom");
    expect_json(shell, "\"from\":{\"family\":\"inet\",\"address\":\"127.0.0.1\"}");
    run_fails(shell, "socket", "EACCES", "r.connect 255.255.255.255"); /* and keeps its peer */
    expect_word(shell, "${r.peer}", "127.0.0.1");
    run_ok(shell, "r.disconnect; r.info");
    expect_json(shell, "\"peer\":null");
}

/* What a blocking connect(2) to that port says; 0 where somebody listens. */
static int vsock_refusal(unsigned cid, unsigned port)
{
    struct sockaddr_vm peer = {.svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port};
    cleanup_fd int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return connect(fd, (struct sockaddr *)&peer, sizeof(peer)) < 0 ? errno : 0;
}

/* A second connect(2) is no way to learn what came of a vsock's attempt: it says EALREADY for ever, and poll(2)
 * is always ready, so that no deadline is noticed. SO_ERROR tells. */
static void test_vsock_refused(void **state)
{
    struct shell *shell = *state;

    want("vsock");
    int number = vsock_refusal(VMADDR_CID_HOST, 1);
    if (number == 0)
        SKIP("the host listens on vsock port 1");
    run_ok(shell, "v = socket vsock");
    run_fails(shell, "socket", error_code_name(number), "v.connect host 1 --timeout 10s");
}

static void test_packet_has_no_peer(void **state)
{
    struct shell *shell = *state;

    want("packet");
    run_ok(shell, "p = socket packet");
    run_fails(shell, "socket", "EOPNOTSUPP", "p.connect lo");
    expect_hint(shell, "this kind of socket doesn't do that");
}

static bool has_vsock_loopback(void)
{
    struct sockaddr_vm local = {
        .svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_LOCAL, .svm_port = VMADDR_PORT_ANY};
    cleanup_fd int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return fd >= 0 && bind(fd, (struct sockaddr *)&local, sizeof(local)) == 0;
}

static void test_vsock(void **state)
{
    struct shell *shell = *state;

    want(shell->transport);
    if (!has_vsock_loopback())
        SKIP("this machine has no vsock_loopback");
    run_ok(shell, "srv = server %s local *; c = socket %s; connect local ${srv.local.port}",
           shell->transport, shell->transport);
    expect_field(shell, "peer.family", "vsock");
    expect_field(shell, "peer.address", "1");
    run_ok(shell, "s = srv.accept; c.send hello; s.recv");
    expect_data(shell, "hello");
}

static void test_vsock_without_loopback(void **state)
{
    struct shell *shell = *state;

    want("vsock");
    if (has_vsock_loopback())
        SKIP("this machine has vsock_loopback");
    run_fails(shell, "socket", "EADDRNOTAVAIL", "server vsock local 1024");
    expect_text(shell, "bind 1:1024");
    expect_hint(shell, "`! modprobe vsock_loopback`");
    run_ok(shell, "sockets");
    expect_no_field(shell, "sockets.0.handle");
}

static void test_vsock_address(void **state)
{
    struct shell *shell = *state;

    want("vsock");
    run_ok(shell, "v = socket vsock");
    expect_word(shell, "${v.state}", "unbound");
    run_ok(shell, "bind * *");
    expect_field(shell, "local.family", "vsock");
    expect_field(shell, "local.address", "*");
    expect_json(shell, "\"local\":{\"family\":\"vsock\",\"address\":\"*\",\"port\":");
    expect_word(shell, "${v.state}", "bound");
    run_ok(shell, "listen");
    expect_word(shell, "${v.state}", "listening");
    run_fails(shell, "usage", "", "v.connect host");
    run_fails(shell, "timeout", "", "v.accept --timeout 10ms");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_type),
        TEST(test_names_of_handles),
        OVER("udplite", test_udplite),
        OVER("udplite6", test_udplite),
        OVER("mptcp", test_stream),
        OVER("mptcp6", test_stream),
        OVER("sctp", test_stream),
        OVER("sctp6", test_stream),
        TEST(test_mptcp_has_the_states_of_tcp),
        TEST(test_forms_of_addresses),
        TEST(test_interfaces_are_named),
        TEST(test_protocols),
        TEST(test_packet),
        TEST(test_mptcp_counts_no_end),
        TEST(test_raw),
        TEST(test_raw_has_no_ports),
        OVER("vsock", test_vsock),
        OVER("vsock-seqpacket", test_vsock),
        TEST(test_vsock_without_loopback),
        TEST(test_vsock_address),
        TEST(test_vsock_refused),
        TEST(test_packet_has_no_peer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
