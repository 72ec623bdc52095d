#include "support.h"

#include "net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

static struct address inet(const char *host, uint16_t port)
{
    struct address address = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in *raw = (struct sockaddr_in *)&address.storage;

    raw->sin_family = AF_INET;
    raw->sin_port = htons(port);
    assert_int_equal(inet_pton(AF_INET, host, &raw->sin_addr), 1);
    return address;
}

static struct address inet6(const char *host, uint16_t port, unsigned zone)
{
    struct address address = {.length = sizeof(struct sockaddr_in6)};
    struct sockaddr_in6 *raw = (struct sockaddr_in6 *)&address.storage;

    raw->sin6_family = AF_INET6;
    raw->sin6_port = htons(port);
    raw->sin6_scope_id = zone;
    assert_int_equal(inet_pton(AF_INET6, host, &raw->sin6_addr), 1);
    return address;
}

static void check(const struct address *address, const char *shown, const char *host, uint16_t port)
{
    cleanup_buffer struct buffer out = {0};
    cleanup_buffer struct buffer name = {0};

    address_format(&out, address);
    address_host(&name, address);
    assert_string_equal(buffer_text(&out), shown);
    assert_string_equal(buffer_text(&name), host);
    assert_int_equal(address_port(address), port);
}

static void test_internet_addresses(void **state)
{
    struct address four = inet("127.0.0.1", 80), six = inet6("2001:db8::1", 65535, 0);

    (void)state;
    check(&four, "127.0.0.1:80", "127.0.0.1", 80);
    check(&six, "[2001:db8::1]:65535", "2001:db8::1", 65535);
    address_set_port(&four, 0);
    check(&four, "127.0.0.1:0", "127.0.0.1", 0);
}

static void test_zones(void **state)
{
    unsigned loopback = if_nametoindex("lo");
    struct address known = inet6("fe80::1", 1, loopback), unknown = inet6("fe80::1", 1, 999999);

    (void)state;
    if (loopback)
        check(&known, "[fe80::1%lo]:1", "fe80::1%lo", 1);
    check(&unknown, "[fe80::1%999999]:1", "fe80::1%999999", 1);
}

/* getaddrinfo(3) takes an interface's name only behind a link-local address. */
static void test_zones_of_other_addresses_are_numbers(void **state)
{
    struct address address = inet6("2001:db8::1", 1, 1);

    (void)state;
    check(&address, "[2001:db8::1%1]:1", "2001:db8::1%1", 1);
}

static struct address from_path(struct span path)
{
    struct address address = {0};
    struct error error;

    assert_done(address_from_path(path, &address, &error), error);
    assert_int_equal(address_family(&address), AF_UNIX);
    return address;
}

static void test_unix_addresses(void **state)
{
    struct address path = from_path(SPAN("/tmp/x")), abstract = from_path(SPAN("@name"));
    struct address unnamed = {.storage.ss_family = AF_UNIX, .length = sizeof(sa_family_t)};
    struct address none = {0};

    (void)state;
    check(&path, "/tmp/x", "/tmp/x", 0);
    assert_int_equal(path.length, offsetof(struct sockaddr_un, sun_path) + 7);
    check(&abstract, "@name", "@name", 0);
    assert_int_equal(abstract.length, offsetof(struct sockaddr_un, sun_path) + 5);
    assert_memory_equal(((struct sockaddr_un *)&abstract.storage)->sun_path, "\0name", 5);
    check(&unnamed, "(unnamed)", "", 0);
    check(&none, "(none)", "", 0);
    address_set_port(&path, 80);
    check(&path, "/tmp/x", "/tmp/x", 0);
}

static void test_path_limits(void **state)
{
    enum { ROOM = sizeof(((struct sockaddr_un *)0)->sun_path) };
    char text[ROOM + 1];
    struct address address;
    struct error error;

    (void)state;
    memset(text, 'a', sizeof(text));
    from_path((struct span){text, ROOM - 1}); /* with its NUL */
    assert_false(address_from_path((struct span){text, ROOM}, &address, &error));
    assert_category(error, ERROR_USAGE);
    text[0] = '@';
    address = from_path((struct span){text, ROOM});
    assert_int_equal(address.length, sizeof(struct sockaddr_un));
    assert_false(address_from_path((struct span){text, ROOM + 1}, &address, &error));
    assert_category(error, ERROR_USAGE);
    assert_holds(error.message, "108");
}

static void test_paths_that_cannot_be(void **state)
{
    struct address address;
    struct error error;

    (void)state;
    assert_false(address_from_path(SPAN(""), &address, &error));
    assert_category(error, ERROR_USAGE);
    assert_false(address_from_path(SPAN("/tmp/a\0b"), &address, &error));
    assert_category(error, ERROR_USAGE);
}

/* A path that fills sun_path comes back from the kernel without a NUL. */
static void test_full_path_without_nul(void **state)
{
    struct address address = {.length = sizeof(struct sockaddr_un)};
    struct sockaddr_un *raw = (struct sockaddr_un *)&address.storage;
    cleanup_buffer struct buffer out = {0};

    (void)state;
    raw->sun_family = AF_UNIX;
    memset(raw->sun_path, 'p', sizeof(raw->sun_path));
    address_format(&out, &address);
    assert_int_equal(out.length, sizeof(raw->sun_path));
}

/* An abstract name is any bytes: they reach a terminal escaped. */
static void test_shown_text_is_escaped(void **state)
{
    struct address address = from_path(SPAN("@a\0\033[1m"));
    char text[ADDRESS_TEXT];

    (void)state;
    assert_string_equal(address_text(&address, text), "@a\\0\\e[1m");
}

static void test_family_names(void **state)
{
    (void)state;
    assert_string_equal(address_family_name(AF_INET), "inet");
    assert_string_equal(address_family_name(AF_INET6), "inet6");
    assert_string_equal(address_family_name(AF_UNIX), "unix");
    assert_string_equal(address_family_name(AF_UNSPEC), "unspec");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_internet_addresses),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_zones_of_other_addresses_are_numbers),
        cmocka_unit_test(test_unix_addresses),
        cmocka_unit_test(test_path_limits),
        cmocka_unit_test(test_paths_that_cannot_be),
        cmocka_unit_test(test_full_path_without_nul),
        cmocka_unit_test(test_shown_text_is_escaped),
        cmocka_unit_test(test_family_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
