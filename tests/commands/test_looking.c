/* info, sockets, getsockname, getpeername, fileno, poll, resolve, service, hostname, interfaces. */
#include "harness.h"

#include <netdb.h>
#include <stdlib.h>
#include <unistd.h>

static void test_info_of_a_connection(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.poll; info s");
    expect_field(shell, "handle", "s");
    expect_field(shell, "type", shell->transport);
    expect_field(shell, "receive_queue", "5");
    expect_field(shell, "bytes_in", "0");
    expect_field(shell, "error_pending", "false");
    expect_field(shell, "state", strcmp(shell->transport, "unix") ? "ESTABLISHED" : "connected");
    expect_word(shell, "${c.bytes_out}", "5");
    run_ok(shell, "s.recv; s.info");
    expect_field(shell, "bytes_in", "5");
    expect_field(shell, "receive_queue", "0");
}

static void test_info_of_tcp(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "assert ${c.rtt_us} > 0; assert ${c.cwnd} > 0; assert ${c.retransmits} == 0");
    run_ok(shell, "c.shutdown wr; s.recv");
    expect_word(shell, "${s.state}", "CLOSE-WAIT");
    /* -1 or -2, as the peer's ACK has come or not. */
    run_ok(shell, "assert ${c.state} contains FIN-WAIT-");
}

static void test_send_queue(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.setsockopt rcvbuf 4K; let n 0123456789abcdef; repeat 16 { let n $n$n }");
    run_fails(shell, "timeout", "", "c.sendall $n$n$n$n$n$n$n$n --timeout 100ms");
    run_ok(shell, "assert ${c.send_queue} > 0");
}

static void set_prompt_to_every_field(struct shell *shell, const char *handle)
{
    run_ok(shell, "info %s", handle);
    for (const struct seen_field *field = shell->last->fields; field; field = field->next)
        if (strcmp(field->path, "options") != 0) /* which is none but has some */
            run_ok(shell, "set prompt \"{%s}\"", field->path);
}

/* `set prompt` knows the names of them all, of whichever socket. */
static void test_every_field_can_be_in_the_prompt(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvfrom; c.setsockopt sndbuf 64K; c.shutdown wr");
    set_prompt_to_every_field(shell, "c");
    set_prompt_to_every_field(shell, "s");
    if (names_find(shell->session->names, SPAN("srv")))
        set_prompt_to_every_field(shell, "srv");
}

/* The kernel's number for a time that it has not measured is none. */
static void test_info_of_nothing_measured(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; info");
    expect_json(shell, "\"min_rtt_us\":null,");
    expect_text(shell, "  min_rtt_us      -\n");
    run_ok(shell, "srv = server tcp 127.0.0.1 0; c.connect 127.0.0.1 ${srv.local.port}");
    run_ok(shell, "assert ${c.min_rtt_us} < 4294967295");
}

static void test_info_of_what(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "info");
    run_fails(shell, "name", "", "info nobody");
    run_ok(shell, "c = socket tcp; info");
    expect_field(shell, "state", "CLOSED");
    expect_no_field(shell, "rtt");
    run_ok(shell, "u = socket udp; info");
    expect_field(shell, "state", "unbound");
    expect_field(shell, "peer", "");
    expect_json(shell, "\"peer\":null");
}

static void test_sockets(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "sockets");
    expect_text(shell, "no sockets");
    expect_json(shell, "\"sockets\":[]");
    run_ok(shell, "c = socket tcp; let v 1; pair a b; sockets");
    expect_field(shell, "sockets.0.handle", "c");
    expect_field(shell, "sockets.0.current", "false");
    expect_field(shell, "sockets.1.handle", "a");
    expect_field(shell, "sockets.1.current", "true");
    expect_field(shell, "sockets.2.handle", "b");
    expect_no_field(shell, "sockets.3.handle");
}

static void test_names_of_both_ends(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "assert $(c.getsockname) == $(s.getpeername); c.getsockname");
    expect_field(shell, "local.address", shell_loopback(shell));
    run_ok(shell, "c.getpeername");
    expect_field(shell, "peer.address", shell_loopback(shell));
}

static void test_getpeername_of_nobody(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; getsockname");
    expect_field(shell, "local", "0.0.0.0:0");
    run_fails(shell, "socket", "ENOTCONN", "getpeername");
    expect_hint(shell, "isn't connected");
    run_ok(shell, "pair a b; getsockname");
    expect_field(shell, "local", "(unnamed)");
}

static void test_poll_one(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "s.poll --timeout 10ms");
    expect_field(shell, "ready", "0");
    expect_field(shell, "readable", "false");
    expect_field(shell, "writable", "true");
    run_ok(shell, "c.send x; s.poll");
    expect_field(shell, "ready", "1");
    expect_field(shell, "readable", "true");
    expect_field(shell, "hangup", "false");
    run_ok(shell, "s.recv; close c; s.poll");
    expect_field(shell, "hangup", "true");
    run_ok(shell, "s.poll --write");
    expect_field(shell, "writable", "true");
}

static void test_poll_a_listener(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; poll --timeout 0");
    expect_field(shell, "readable", "false");
    run_ok(shell, "c = open 127.0.0.1 ${srv.local.port}; srv.poll");
    expect_field(shell, "readable", "true");
}

static void test_poll_several(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; pair c d; b.send x; poll a c");
    expect_field(shell, "ready", "1");
    expect_field(shell, "sockets.0.handle", "a");
    expect_field(shell, "sockets.0.readable", "true");
    expect_field(shell, "sockets.1.readable", "false");
    run_fails(shell, "usage", "", "a.poll c");
    run_fails(shell, "name", "", "poll a nobody");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "poll c");
}

static void test_poll_nobody(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "poll");
}

static void test_resolve(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "resolve 127.0.0.1 80");
    expect_field(shell, "address", "127.0.0.1");
    expect_field(shell, "addresses.0.family", "inet");
    expect_field(shell, "addresses.0.port", "80");
    run_ok(shell, "resolve ::1");
    expect_field(shell, "addresses.0.family", "inet6");
    expect_no_field(shell, "addresses.0.port");
    run_ok(shell, "resolve localhost; assert $(resolve localhost) contains 1");
}

static void test_resolve_reverse(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "resolve --reverse 127.0.0.1");
    const char *name = seen_field(shell->last, "name");
    expect_true(shell, name && name[0]);
    expect_word(shell, "$(resolve --reverse 127.0.0.1)", name);
}

static void test_resolve_reverse_with_port(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "resolve --reverse 127.0.0.1 64999");
    expect_field(shell, "service", "64999");
    run_fails(shell, "usage", "", "resolve --reverse --numeric 127.0.0.1");
    run_fails(shell, "usage", "", "resolve --reverse --family inet 127.0.0.1");
    if (!getservbyname("http", "tcp"))
        SKIP("/etc/services doesn't know http");
    run_ok(shell, "resolve --reverse 127.0.0.1 80");
    expect_field(shell, "service", "http");
    expect_text(shell, ", service http");
}

static void test_resolve_a_family(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "resolve --family inet localhost");
    expect_field(shell, "addresses.0.family", "inet");
    run_ok(shell, "resolve --family inet --addrconfig localhost");
    run_fails(shell, "address", "EAI_ADDRFAMILY", "resolve --family inet ::1");
    run_fails(shell, "usage", "", "resolve --family unix localhost");
}

/* The host is there, but not in that family. */
static void test_resolve_another_family(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "address", "EAI_ADDRFAMILY", "resolve --family inet ::1");
    expect_hint(shell, "only IPv6 addresses such as ::1");
    run_fails(shell, "address", "EAI_ADDRFAMILY", "resolve --family inet6 --numeric 127.0.0.1");
    expect_hint(shell, "only IPv4 addresses such as 127.0.0.1");
    run_ok(shell, "try { resolve --family inet6 localhost }");
    if (shell->last->ok)
        SKIP("this machine's localhost has an IPv6 address");
    expect_hint(shell, "only IPv4 addresses such as 127.");
    run_ok(shell, "try { resolve --family inet6 --addrconfig LOCALHOST }");
    expect_true(shell, !strstr(shell->last->error.hint, "did you mean localhost"));
}

static void test_resolve_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "resolve --numeric 127.0.0.1");
    expect_field(shell, "address", "127.0.0.1");
    expect_no_field(shell, "canonical");
    run_fails(shell, "address", "EAI_NONAME", "resolve --numeric localhost");
    expect_hint(shell, "no other is looked up here");
    run_ok(shell, "resolve --mapped 127.0.0.1 80");
    expect_field(shell, "address", "::ffff:127.0.0.1");
    expect_field(shell, "addresses.0.family", "inet6");
    expect_field(shell, "addresses.0.port", "80");
    run_fails(shell, "usage", "", "resolve --mapped --family inet 127.0.0.1");
    run_ok(shell, "resolve --canonical localhost");
    const char *name = seen_field(shell->last, "canonical");
    expect_true(shell, name && name[0]);
    expect_text(shell, name);
}

static void test_resolve_is_left(void **state)
{
    struct shell *shell = *state;

    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "resolve --canonical localhost");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "resolve --reverse 127.0.0.1 80");
}

/* Names that can't be looked up, wherever one is: too long, or no names at all. */
static void test_resolve_fails(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let l aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; "
                  "let l $l$l$l$l$l$l$l$l");
    run_fails(shell, "address", "EAI_NONAME", "resolve $l");
    run_fails(shell, "usage", "", "resolve \"a\\0b\"");
    run_fails(shell, "service", "", "resolve 127.0.0.1 no-such-service");
    run_fails(shell, "usage", "", "resolve 127.0.0.1 70000");
    run_fails(shell, "usage", "", "resolve");
}

static void test_service(void **state)
{
    struct shell *shell = *state;

    if (!getservbyname("http", "tcp"))
        SKIP("/etc/services doesn't know http");
    run_ok(shell, "service http tcp");
    expect_field(shell, "port", "80");
    expect_text(shell, "http is port 80");
    run_ok(shell, "service 80");
    expect_field(shell, "name", "http");
    run_ok(shell, "assert $(service http) == 80");
}

static void test_service_of_every_protocol(void **state)
{
    struct shell *shell = *state;

    if (!getservbyname("domain", "tcp") || !getservbyname("domain", "udp"))
        SKIP("/etc/services doesn't know domain over both");
    run_ok(shell, "service domain");
    expect_field(shell, "services.0.name", "domain");
    expect_field(shell, "services.0.port", "53");
    expect_field(shell, "services.0.protocol", "tcp");
    expect_field(shell, "services.1.protocol", "udp");
    expect_text(shell, "domain is port 53 over tcp and udp");
    run_ok(shell, "service 53 udp");
    expect_field(shell, "services.0.protocol", "udp");
    expect_no_field(shell, "services.1.protocol");
    run_ok(shell, "service 514");
    expect_field(shell, "port", "514");
}

/* Any protocol that /etc/services has, as getservbyport(3) does. */
static void test_service_of_any_protocol(void **state)
{
    struct shell *shell = *state;

    if (!getservbyname("amqp", "sctp"))
        SKIP("/etc/services doesn't know amqp over sctp");
    run_ok(shell, "service amqp sctp");
    expect_field(shell, "port", "5672");
    run_ok(shell, "service 5672 sctp");
    expect_field(shell, "services.0.protocol", "sctp");
    expect_field(shell, "name", "amqp");
    expect_no_field(shell, "services.1.protocol");
}

static void test_service_unknown(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "service", "", "service no-such-service");
    expect_text(shell, "error (service): getservbyname no-such-service");
    run_fails(shell, "service", "", "service 64999");
    run_fails(shell, "usage", "", "service 65536");
    if (!getservbyname("http", "tcp"))
        SKIP("/etc/services doesn't know http");
    run_fails(shell, "service", "", "service http icmp");
    expect_hint(shell, "http, port 80, is there over tcp");
    run_fails(shell, "service", "", "service 80 icmp");
    expect_hint(shell, "http, port 80, is there over tcp");
    run_fails(shell, "usage", "", "service http \"tcp\\0\"");
}

static void test_this_machine(void **state)
{
    struct shell *shell = *state;
    char name[256] = "";

    gethostname(name, sizeof(name) - 1);
    run_ok(shell, "hostname");
    expect_field(shell, "name", name);
    run_ok(shell, "interfaces");
    expect_text(shell, "127.0.0.1");
    expect_json(shell, "\"loopback\":true");
    run_fails(shell, "usage", "", "hostname me");
}

/* The loopback is the same everywhere. */
static void test_interfaces(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "interfaces lo");
    expect_field(shell, "interfaces.0.name", "lo");
    expect_field(shell, "interfaces.0.index", "1");
    expect_field(shell, "interfaces.0.family", "inet");
    expect_field(shell, "interfaces.0.address", "127.0.0.1");
    expect_field(shell, "interfaces.0.prefix", "8");
    expect_field(shell, "interfaces.0.broadcast", "");
    expect_field(shell, "interfaces.0.peer", "");
    expect_field(shell, "interfaces.0.up", "true");
    expect_field(shell, "interfaces.0.flags", "UP LOOPBACK RUNNING");
    expect_field(shell, "interfaces.0.hardware", "00:00:00:00:00:00");
    const char *mtu = seen_field(shell->last, "interfaces.0.mtu");
    expect_true(shell, mtu && atoi(mtu) > 0);
}

static void test_interfaces_unknown(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "socket", "ENODEV", "interfaces lp");
    expect_text(shell, "if_nametoindex lp: No such device [ENODEV]");
    expect_hint(shell, "did you mean lo");
    run_fails(shell, "socket", "ENODEV", "interfaces no-such-interface-there-is");
    expect_hint(shell, "`interfaces` lists");
    run_fails(shell, "socket", "ENODEV", "interfaces ''");
    run_fails(shell, "socket", "ENODEV", "interfaces \"lo\\0\"");
    run_fails(shell, "usage", "", "interfaces lo lo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER_STREAMS(test_info_of_a_connection),
        OVER_STREAMS(test_every_field_can_be_in_the_prompt),
        OVER_IP_DATAGRAMS(test_every_field_can_be_in_the_prompt),
        OVER_IP_STREAMS(test_info_of_tcp),
        OVER_IP_STREAMS(test_send_queue),
        TEST(test_info_of_nothing_measured),
        TEST(test_info_of_what),
        TEST(test_sockets),
        OVER_IP_STREAMS(test_names_of_both_ends),
        OVER_IP_DATAGRAMS(test_names_of_both_ends),
        TEST(test_getpeername_of_nobody),
        OVER_STREAMS(test_poll_one),
        TEST(test_poll_a_listener),
        TEST(test_poll_several),
        TEST(test_poll_nobody),
        TEST(test_resolve),
        TEST(test_resolve_reverse),
        TEST(test_resolve_reverse_with_port),
        TEST(test_resolve_a_family),
        TEST(test_resolve_another_family),
        TEST(test_resolve_options),
        TEST(test_resolve_is_left),
        TEST(test_resolve_fails),
        TEST(test_service),
        TEST(test_service_of_every_protocol),
        TEST(test_service_of_any_protocol),
        TEST(test_service_unknown),
        TEST(test_this_machine),
        TEST(test_interfaces),
        TEST(test_interfaces_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
