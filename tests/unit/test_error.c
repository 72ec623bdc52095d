#include "support.h"

#include <errno.h>

/* The table of the design: names and exit statuses don't drift. */
static void test_categories(void **state)
{
    static const struct {
        enum error_category category;
        const char *name;
        int exit_status;
    } wanted[] = {
        {ERROR_NONE, "ok", 0},
        {ERROR_USAGE, "usage", 2},
        {ERROR_NAME, "name", 3},
        {ERROR_ADDRESS, "address", 4},
        {ERROR_SERVICE, "service", 5},
        {ERROR_SOCKET, "socket", 6},
        {ERROR_TIMEOUT, "timeout", 7},
        {ERROR_CLOSED, "closed", 8},
        {ERROR_MISMATCH, "mismatch", 1},
        {ERROR_TLS, "tls", 9},
        {ERROR_FILE, "file", 10},
        {ERROR_RESOURCE, "resource", 11},
        {ERROR_INTERRUPTED, "interrupted", 130},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const struct error_kind *kind = error_kind(wanted[i].category);
        assert_string_equal(kind->name, wanted[i].name);
        assert_int_equal(kind->exit_status, wanted[i].exit_status);
        assert_true(wanted[i].category == ERROR_NONE || kind->python[0]);
    }
}

static void test_set_starts_anew(void **state)
{
    struct error error;

    (void)state;
    memset(&error, 'x', sizeof(error));
    assert_false(error_set(&error, ERROR_NAME, "no %s", "thing"));
    assert_category(error, ERROR_NAME);
    assert_string_equal(error.message, "no thing");
    assert_string_equal(error.code, "");
    assert_string_equal(error.hint, "");
    assert_int_equal(error.place.line, 0);
    assert_false(error.reported);
}

static void test_calls(void **state)
{
    struct error error;

    (void)state;
    assert_false(error_call(&error, ERROR_SOCKET, ECONNREFUSED, "connect", "%s:%d", "::1", 80));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, "ECONNREFUSED");
    assert_string_equal(error.call, "connect");
    assert_string_equal(error.subject, "::1:80");
    assert_string_equal(error.message, "Connection refused");
    assert_int_equal(error.number, ECONNREFUSED);
}

static void test_shortage_is_resource(void **state)
{
    struct error error;

    (void)state;
    error_call(&error, ERROR_SOCKET, EMFILE, "socket", "tcp");
    assert_category(error, ERROR_RESOURCE);
    error_call(&error, ERROR_FILE, ENFILE, "open", "f");
    assert_category(error, ERROR_RESOURCE);
    error_call(&error, ERROR_SOCKET, ENOMEM, "recv", "c");
    assert_category(error, ERROR_RESOURCE);
    error_call(&error, ERROR_SOCKET, ENOBUFS, "send", "c");
    assert_category(error, ERROR_SOCKET);
}

static void test_code_names(void **state)
{
    (void)state;
    assert_string_equal(error_code_name(EPIPE), "EPIPE");
    assert_string_equal(error_code_name(3999), "E3999");
}

static void test_the_nearest_place_stays(void **state)
{
    struct error error;

    (void)state;
    error_set(&error, ERROR_USAGE, "wrong");
    assert_false(error_at(&error, (struct place){3, 7}));
    error_at(&error, (struct place){1, 1});
    assert_int_equal(error.place.line, 3);
    assert_int_equal(error.place.column, 7);
}

static void test_long_texts_are_cut(void **state)
{
    struct error error;
    char small[8];

    (void)state;
    error_set(&error, ERROR_USAGE, "%0*d", 5000, 1);
    assert_int_equal(strlen(error.message), sizeof(error.message) - 1);
    assert_string_equal(error.message + sizeof(error.message) - 5, "0...");
    error_copy(small, sizeof(small), SPAN("1234567"));
    assert_string_equal(small, "1234567");
    error_copy(small, sizeof(small), SPAN("12345678"));
    assert_string_equal(small, "1234...");
    error_copy(small, sizeof(small), (struct span){0});
    assert_string_equal(small, "");
}

/* Half a character would not be text any more. */
static void test_texts_are_cut_between_characters(void **state)
{
    char small[8];

    (void)state;
    error_copy(small, sizeof(small), SPAN("123\u00e9456"));
    assert_string_equal(small, "123...");
    error_copy(small, sizeof(small), SPAN("12\u00e9456"));
    assert_string_equal(small, "12\u00e9456");
    error_copy(small, sizeof(small), SPAN("\u4e16\u754c\u4e16"));
    assert_string_equal(small, "\u4e16...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_categories),
        cmocka_unit_test(test_set_starts_anew),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_shortage_is_resource),
        cmocka_unit_test(test_code_names),
        cmocka_unit_test(test_the_nearest_place_stays),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_texts_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
