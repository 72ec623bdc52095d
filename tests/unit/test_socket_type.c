/* The table of socket types, both ways: by name, and by what the kernel says of a socket. */
#include "support.h"

#include "net/socket_type.h"

#include <netinet/in.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

static const char *name_of(int family, int type, int protocol)
{
    const struct socket_type *found = socket_type_of(family, type, protocol);

    return found ? found->name : "none";
}

static void test_every_row_is_found(void **state)
{
    (void)state;
    for (const struct socket_type *type = socket_types; type->name; type++) {
        assert_ptr_equal(socket_type_find(span_of(type->name)), type);
        assert_ptr_equal(socket_type_of(type->family, type->type, type->protocol), type);
        assert_true(type->summary[0]);
        assert_non_null(type->needs);
    }
    assert_null(socket_type_find(SPAN("")));
    assert_null(socket_type_find(SPAN("tc")));
    assert_null(socket_type_find(SPAN("tcp66")));
}

/* Raw and packet sockets are of one type, whatever the protocol; others are not. */
static void test_other_protocols(void **state)
{
    (void)state;
    assert_string_equal(name_of(AF_INET, SOCK_RAW, IPPROTO_UDP), "raw");
    assert_string_equal(name_of(AF_INET6, SOCK_RAW, IPPROTO_TCP), "raw6");
    assert_string_equal(name_of(AF_PACKET, SOCK_RAW, 0), "packet");
    assert_string_equal(name_of(AF_PACKET, SOCK_DGRAM, 0x0806), "packet-dgram");
    assert_string_equal(name_of(AF_UNIX, SOCK_STREAM, 1), "unix");
    assert_string_equal(name_of(AF_INET, SOCK_DGRAM, 4711), "none");
    assert_string_equal(name_of(AF_INET, SOCK_STREAM, 4711), "none");
}

static void test_same_kind_other_protocol(void **state)
{
    (void)state;
    assert_string_equal(name_of(AF_INET, SOCK_STREAM, IPPROTO_TCP), "tcp");
    assert_string_equal(name_of(AF_INET, SOCK_STREAM, IPPROTO_MPTCP), "mptcp");
    assert_string_equal(name_of(AF_INET6, SOCK_STREAM, IPPROTO_SCTP), "sctp6");
    assert_string_equal(name_of(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), "icmp");
    assert_string_equal(name_of(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6), "icmp6");
    assert_string_equal(name_of(AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE), "udplite6");
}

static void test_kinds_that_are_not_there(void **state)
{
    (void)state;
    assert_string_equal(name_of(AF_NETLINK, SOCK_RAW, 0), "none");
    assert_string_equal(name_of(AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP), "none");
    assert_string_equal(name_of(AF_VSOCK, SOCK_DGRAM, 0), "none");
    assert_string_equal(name_of(AF_UNSPEC, 0, 0), "none");
}

static void test_what_types_are_like(void **state)
{
    static const struct {
        const char *name, *services;
        enum address_form form;
        bool has_ports, is_tcp;
    } rows[] = {
        {"tcp", "tcp", ADDRESS_HOST_PORT, true, true},
        {"mptcp6", "tcp", ADDRESS_HOST_PORT, true, true},
        {"sctp", "tcp", ADDRESS_HOST_PORT, true, false},
        {"udplite6", "udp", ADDRESS_HOST_PORT, true, false},
        {"raw", "udp", ADDRESS_HOST, false, false},
        {"icmp6", "udp", ADDRESS_HOST, false, false},
        {"vsock", "tcp", ADDRESS_CID_PORT, true, false},
        {"packet-dgram", "udp", ADDRESS_INTERFACE, false, false},
        {"unix-seqpacket", "udp", ADDRESS_PATH, false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct socket_type *type = socket_type_find(span_of(rows[i].name));
        assert_non_null(type);
        assert_string_equal(socket_type_services(type), rows[i].services);
        assert_int_equal(type->form, rows[i].form);
        assert_int_equal(socket_type_has_ports(type), rows[i].has_ports);
        assert_int_equal(socket_type_is_tcp(type), rows[i].is_tcp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_is_found),
        cmocka_unit_test(test_other_protocols),
        cmocka_unit_test(test_same_kind_other_protocol),
        cmocka_unit_test(test_kinds_that_are_not_there),
        cmocka_unit_test(test_what_types_are_like),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
