/* The one name space of handles and variables. */
#include "network.h"

#include "shell/names.h"

#include <stdio.h>

static int setup(void **state)
{
    *state = names_new();
    return 0;
}

static int teardown(void **state)
{
    names_free(*state);
    return 0;
}

static void assert_value(const struct names *names, const char *name, struct span wanted)
{
    const struct entry *entry = names_find(names, span_of(name));

    assert_non_null(entry);
    assert_null(entry->socket);
    assert_spans(buffer_span(&entry->value), wanted);
}

static void test_variables(void **state)
{
    assert_null(names_find(*state, SPAN("x")));
    names_set(*state, SPAN("x"), SPAN("a\0b"));
    assert_value(*state, "x", SPAN("a\0b"));
    names_set(*state, SPAN("x"), SPAN(""));
    assert_value(*state, "x", SPAN(""));
    names_set(*state, SPAN("x"),
              SPAN("a longer value than it ever had before, by far and away, indeed"));
    assert_null(names_find(*state, SPAN("xx")));
    assert_null(names_find(*state, SPAN("")));
}

/* `let x ${x[2:]}` and the like. */
static void test_a_value_made_of_itself(void **state)
{
    names_set(*state, SPAN("x"), SPAN("hello"));
    struct entry *entry = names_find(*state, SPAN("x"));
    names_set(*state, SPAN("x"), span_after(buffer_span(&entry->value), 2));
    assert_value(*state, "x", SPAN("llo"));
}

static void test_ten_thousand(void **state)
{
    char name[32];

    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof(name), "v%d", i);
        names_set(*state, span_of(name), span_of(name));
    }
    int count = 0;
    for (struct entry *e = names_next(*state, NULL); e; e = names_next(*state, e)) {
        snprintf(name, sizeof(name), "v%d", count++);
        assert_string_equal(e->name, name);
    }
    assert_int_equal(count, 10000);
}

static void test_order_is_of_making(void **state)
{
    names_set(*state, SPAN("a"), SPAN("1"));
    names_set(*state, SPAN("b"), SPAN("2"));
    assert_null(names_remove(*state, names_find(*state, SPAN("a"))));
    assert_null(names_find(*state, SPAN("a")));
    names_set(*state, SPAN("a"), SPAN("3"));
    struct entry *first = names_next(*state, NULL), *second = names_next(*state, first);
    assert_string_equal(first->name, "b");
    assert_string_equal(second->name, "a");
    assert_null(names_next(*state, second));
}

static void test_what_can_be_a_name(void **state)
{
    static const char *const wrong[] = {"", "1a", "a.b", "a b", "_", "?", "\u00e9", "a\n"};
    struct error error;

    assert_true(names_check_free(*state, SPAN("_a1"), &error));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_false(names_check_free(*state, span_of(wrong[i]), &error));
        assert_category(error, ERROR_USAGE);
    }
    names_set(*state, SPAN("x"), SPAN("1"));
    assert_true(names_check_free(*state, SPAN("x"), &error));
}

static void test_fresh_names_are_never_given_twice(void **state)
{
    char room[64];

    names_set(*state, SPAN("tcp2"), SPAN("taken"));
    assert_bytes(names_fresh(*state, SPAN("tcp"), room), "tcp1");
    assert_bytes(names_fresh(*state, SPAN("tcp"), room), "tcp3");
    names_remove(*state, names_find(*state, SPAN("tcp2")));
    assert_bytes(names_fresh(*state, SPAN("tcp"), room), "tcp4");
    assert_bytes(names_fresh(*state, SPAN("srv"), room), "srv1");
    assert_null(names_find(*state, SPAN("tcp")));
    assert_null(names_next(*state, NULL));
    assert_bytes(
        names_fresh(*state, SPAN("a_name_that_is_much_longer_than_anybody_would_ever_type"), room),
        "handle1");
}

static void test_handles(void **state)
{
    struct net *net = *state;
    struct names *names = names_new();
    struct error error;

    names_set(names, SPAN("web"), SPAN("a variable gives way"));
    struct entry *entry = names_add_handle(names, SPAN("web"), net_socket(net, "tcp"));
    assert_ptr_equal(names_handle(names, SPAN("web"), &error), entry);
    assert_false(names_check_free(names, SPAN("web"), &error));
    assert_category(error, ERROR_NAME);
    assert_holds(error.hint, "close web");

    assert_null(names_handle(names, SPAN("wbe"), &error));
    assert_category(error, ERROR_NAME);
    assert_holds(error.hint, "did you mean web?");
    names_set(names, SPAN("x"), SPAN("1"));
    assert_null(names_handle(names, SPAN("x"), &error));
    assert_holds(error.message, "variable");
    names_free(names); /* closes the socket: the teardown counts */
}

static void test_renamed_and_removed(void **state)
{
    struct net *net = *state;
    struct names *names = names_new();
    struct socket *socket = net_socket(net, "tcp");
    struct error error;

    names_add_handle(names, SPAN("old"), socket);
    names_set(names, SPAN("new"), SPAN("a variable gives way"));
    names_rename(names, names_find(names, SPAN("old")), SPAN("new"));
    assert_null(names_find(names, SPAN("old")));
    struct entry *entry = names_handle(names, SPAN("new"), &error);
    assert_ptr_equal(entry->socket, socket);
    assert_ptr_equal(names_remove(names, entry), socket);
    assert_null(names_find(names, SPAN("new")));
    net_close(&socket);
    names_free(names);
    names_free(NULL);
}

#define with_names(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define with_net(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_names(test_variables),
        with_names(test_a_value_made_of_itself),
        with_names(test_ten_thousand),
        with_names(test_order_is_of_making),
        with_names(test_what_can_be_a_name),
        with_names(test_fresh_names_are_never_given_twice),
        with_net(test_handles),
        with_net(test_renamed_and_removed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
