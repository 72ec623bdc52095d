/* Addresses that need no look-up: context identifiers, interfaces, the link layer. */
#include "support.h"

#include "net/address.h"
#include "net/interface.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/un.h>

static void check(const struct address *address, const char *host, const char *shown)
{
    cleanup_buffer struct buffer name = {0};
    cleanup_buffer struct buffer whole = {0};

    address_host(&name, address);
    address_format(&whole, address);
    assert_string_equal(buffer_text(&name), host);
    assert_string_equal(buffer_text(&whole), shown);
}

static struct address from_cid(const char *cid, const char *port)
{
    struct address address = {0};
    struct error error;

    assert_done(address_from_cid(span_of(cid), span_of(port), &address, &error), error);
    assert_int_equal(address_family(&address), AF_VSOCK);
    assert_int_equal(address.length, sizeof(struct sockaddr_vm));
    return address;
}

static void test_cids(void **state)
{
    static const struct {
        const char *cid, *port, *host, *shown;
        uint32_t number;
    } rows[] = {
        {"local", "1024", "1", "1:1024", 1024},
        {"host", "0", "2", "2:0", 0},
        {"hypervisor", "1", "0", "0:1", 1},
        {"*", "*", "*", "*:*", VMADDR_PORT_ANY},
        {"42", "*", "42", "42:*", VMADDR_PORT_ANY},
        {"4294967294", "4294967294", "4294967294", "4294967294:4294967294", 4294967294U},
        {"0x10", "0x400", "16", "16:1024", 1024},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address address = from_cid(rows[i].cid, rows[i].port);
        check(&address, rows[i].host, rows[i].shown);
        assert_int_equal(address_port(&address), rows[i].number);
    }
}

static void test_words_that_are_no_cid(void **state)
{
    static const char *const wrong[][2] = {
        {"", "1"},      {"nobody", "1"},       {"-1", "1"},  {"4294967296", "1"},
        {"1", ""},      {"1", "http"},         {"1", "-1"},  {"1", "4294967296"},
        {"Local", "1"}, {"host", "localhost"}, {"1.5", "1"},
    };
    struct address address = {.length = 4711};
    struct error error;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(
            address_from_cid(span_of(wrong[i][0]), span_of(wrong[i][1]), &address, &error));
        assert_category(error, ERROR_USAGE);
        assert_holds(error.message, "vsock");
    }
    assert_int_equal(address.length, 4711); /* set only on success */
}

/* Every network namespace has its loopback interface. */
static unsigned loopback(void)
{
    unsigned index = if_nametoindex("lo");

    if (index == 0) {
        print_message("skipped: there is no interface lo\n");
        skip();
    }
    return index;
}

static void test_interfaces(void **state)
{
    unsigned index = loopback();
    char number[16];
    struct address by_name, by_index, all;
    struct error error;

    (void)state;
    snprintf(number, sizeof(number), "%u", index);
    assert_done(address_from_interface(SPAN("lo"), &by_name, &error), error);
    assert_done(address_from_interface(span_of(number), &by_index, &error), error);
    assert_done(address_from_interface(SPAN("*"), &all, &error), error);
    check(&by_name, "lo", "lo");
    check(&by_index, "lo", "lo");
    check(&all, "*", "*");
    assert_int_equal(address_family(&by_name), AF_PACKET);
    assert_int_equal(address_port(&by_name), 0);
}

static void test_interfaces_that_are_not_there(void **state)
{
    static const struct span wrong[] = {
        SPAN(""),
        SPAN("lo\0x"),
        SPAN("-1"),
        SPAN("99999999999"),
        SPAN("no-such-thing"),
        SPAN("a-name-that-no-interface-can-have"),
    };
    unsigned index = 4711;
    struct error error;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(interface_find(wrong[i], &index, &error));
        assert_category(error, ERROR_SOCKET);
        assert_string_equal(error.code, "ENODEV");
        assert_true(error.hint[0]);
    }
    assert_int_equal(index, 4711);
}

static void test_mistyped_interface(void **state)
{
    struct address address;
    struct error error;

    (void)state;
    loopback();
    assert_false(address_from_interface(SPAN("lp"), &address, &error));
    assert_string_equal(error.subject, "lp");
    assert_holds(error.hint, "lo");
}

static struct address internet(int family, const char *host, uint16_t port)
{
    struct address address = {.storage.ss_family = (sa_family_t)family,
                              .length = sizeof(struct sockaddr_in6)};
    void *raw = family == AF_INET ? (void *)&((struct sockaddr_in *)&address.storage)->sin_addr
                                  : (void *)&((struct sockaddr_in6 *)&address.storage)->sin6_addr;

    assert_int_equal(inet_pton(family, host, raw), 1);
    address_set_port(&address, port);
    return address;
}

static bool internet_is_named(int family, const char *host, uint16_t port)
{
    struct address address = internet(family, host, port);

    return address_is_named(&address);
}

static void test_named_internet_addresses(void **state)
{
    (void)state;
    assert_false(internet_is_named(AF_INET, "0.0.0.0", 0));
    assert_true(internet_is_named(AF_INET, "0.0.0.0", 80));
    assert_true(internet_is_named(AF_INET, "127.0.0.1", 0));
    assert_false(internet_is_named(AF_INET6, "::", 0));
    assert_true(internet_is_named(AF_INET6, "::", 80));
    assert_true(internet_is_named(AF_INET6, "::1", 0));
}

static void test_named_other_addresses(void **state)
{
    struct address none = {0};
    struct address unnamed = {.storage.ss_family = AF_UNIX, .length = sizeof(sa_family_t)};
    struct address path, interface;
    struct address wide = from_cid("*", "*"), bound = from_cid("*", "1024");
    struct error error;

    (void)state;
    assert_done(address_from_path(SPAN("@x"), &path, &error), error);
    assert_done(address_from_interface(SPAN("*"), &interface, &error), error);
    assert_false(address_is_named(&none));
    assert_false(address_is_named(&unnamed));
    assert_true(address_is_named(&path));
    assert_false(address_is_named(&wide));
    assert_true(address_is_named(&bound));
    assert_false(address_is_named(&interface));
    ((struct sockaddr_ll *)&interface.storage)->sll_ifindex = 1;
    assert_true(address_is_named(&interface));
}

static struct address frame(unsigned char type, unsigned char length)
{
    struct sockaddr_ll link = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ARP),
        .sll_ifindex = 999999,
        .sll_pkttype = type,
        .sll_halen = length,
        .sll_addr = {0x00, 0x16, 0x3e, 0xab, 0x0c, 0xff, 0x11, 0x22},
    };
    struct address address = {.length = sizeof(link)};

    memcpy(&address.storage, &link, sizeof(link));
    return address;
}

static void check_hardware(unsigned char length, const char *wanted)
{
    struct address address = frame(PACKET_HOST, length);
    cleanup_buffer struct buffer out = {0};

    address_hardware(&out, &address);
    assert_string_equal(buffer_text(&out), wanted);
}

static void test_hardware_addresses(void **state)
{
    (void)state;
    check_hardware(0, "");
    check_hardware(1, "00");
    check_hardware(6, "00:16:3e:ab:0c:ff");
    check_hardware(8, "00:16:3e:ab:0c:ff:11:22");
    check_hardware(20, "00:16:3e:ab:0c:ff:11:22"); /* InfiniBand's don't fit into sll_addr */
}

static void test_frames(void **state)
{
    static const char *const names[] = {"host",      "broadcast", "multicast",
                                        "otherhost", "outgoing",  "loopback"};
    struct address address = frame(PACKET_HOST, 6);

    (void)state;
    check(&address, "999999", "999999"); /* an interface that has gone */
    assert_int_equal(address_ethertype(&address), ETH_P_ARP);
    for (unsigned char type = 0; type < sizeof(names) / sizeof(names[0]); type++) {
        address = frame(type, 6);
        assert_string_equal(address_packet_type(&address), names[type]);
    }
    address = frame(255, 6);
    assert_string_equal(address_packet_type(&address), "unknown");
}

static void check_frame(struct address address, const char *text)
{
    cleanup_buffer struct buffer out = {0};

    address_frame(&out, &address);
    assert_string_equal(buffer_text(&out), text);
}

static void test_what_is_said_of_frames(void **state)
{
    (void)state;
    check_frame(frame(PACKET_OUTGOING, 6), "outgoing, EtherType 0x0806, 00:16:3e:ab:0c:ff");
    check_frame(frame(PACKET_HOST, 0), "host, EtherType 0x0806"); /* a tunnel has no addresses */
}

static void test_family_names(void **state)
{
    (void)state;
    assert_string_equal(address_family_name(AF_VSOCK), "vsock");
    assert_string_equal(address_family_name(AF_PACKET), "packet");
    assert_string_equal(address_family_name(AF_NETLINK), "unspec");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cids),
        cmocka_unit_test(test_words_that_are_no_cid),
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_interfaces_that_are_not_there),
        cmocka_unit_test(test_mistyped_interface),
        cmocka_unit_test(test_named_internet_addresses),
        cmocka_unit_test(test_named_other_addresses),
        cmocka_unit_test(test_hardware_addresses),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_what_is_said_of_frames),
        cmocka_unit_test(test_family_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
