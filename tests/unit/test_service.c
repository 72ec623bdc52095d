/* /etc/services, as it is on this machine: what it has must be found, both ways. */
#include "support.h"

#include "net/service.h"

#include <netdb.h>

static int setup(void **state)
{
    static struct arena arena;

    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void skip_without(const char *name, const char *protocol)
{
    if (!getservbyname(name, protocol)) {
        print_message("skipped: /etc/services doesn't know %s/%s\n", name, protocol);
        skip();
    }
}

static void test_every_protocol(void **state)
{
    struct service *first;
    struct error error;
    unsigned count = 0;

    skip_without("domain", "tcp");
    skip_without("domain", "udp");
    assert_done(service_find(SPAN("domain"), NULL, *state, &first, &error), error);
    for (const struct service *service = first; service; service = service->next, count++)
        assert_int_equal(service->port, 53);
    assert_true(count >= 2);
}

static void test_one_protocol(void **state)
{
    struct service *first;
    struct error error;

    skip_without("domain", "udp");
    assert_done(service_find(SPAN("53"), "udp", *state, &first, &error), error);
    assert_string_equal(first->name, "domain");
    assert_string_equal(first->protocol, "udp");
    assert_null(first->next);
}

/* An alias finds the service, and is told among its aliases. */
static void test_alias(void **state)
{
    const struct servent *http = getservbyname("http", "tcp");
    struct service *first;
    struct error error;
    char alias[64];

    if (!http || !http->s_aliases[0]) {
        print_message("skipped: http has no alias here\n");
        skip();
    }
    error_copy(alias, sizeof(alias), span_of(http->s_aliases[0]));
    assert_done(service_find(span_of(alias), "tcp", *state, &first, &error), error);
    assert_string_equal(first->name, "http");
    assert_holds(first->aliases, alias);
}

static void check_wrong(struct arena *arena, const char *text, const char *protocol,
                        enum error_category category)
{
    struct service *first = NULL;
    struct error error;

    assert_false(service_find(span_of(text), protocol, arena, &first, &error));
    assert_category(error, category);
    assert_null(first);
}

static void test_wrong(void **state)
{
    check_wrong(*state, "0", "tcp", ERROR_SERVICE);
    check_wrong(*state, "no-such-service", NULL, ERROR_SERVICE);
    check_wrong(*state, "", NULL, ERROR_SERVICE);
    check_wrong(*state, "65536", NULL, ERROR_USAGE);
}

#define arena_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(test_every_protocol),
        arena_test(test_one_protocol),
        arena_test(test_alias),
        arena_test(test_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
