#include "support.h"

#include "shell/reply.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* A reply with a field of every type. */
static struct reply make(struct arena *arena)
{
    struct sockaddr_in raw = {.sin_family = AF_INET, .sin_port = htons(80)};
    struct address address = {.length = sizeof(raw)}, path = {0};
    struct reply reply = reply_start(arena);
    struct error error;

    raw.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memcpy(&address.storage, &raw, sizeof(raw));
    assert_true(address_from_path(SPAN("/tmp/x"), &path, &error));
    fields_null(&reply.fields, "nothing");
    fields_text(&reply.fields, "text", SPAN("a\0b"));
    fields_integer(&reply.fields, "number", INT64_MIN);
    fields_number(&reply.fields, "fraction", SPAN("0.1"));
    fields_bool(&reply.fields, "flag", true);
    fields_address(&reply.fields, "peer", &address);
    fields_address(&reply.fields, "path", &path);
    fields_address(&reply.fields, "nobody", &(struct address){0});
    fields_integer(fields_object(&reply.fields, "tcp"), "rtt", 42);
    fields_text(list_add(fields_list(&reply.fields, "tried")), "address", SPAN("::1"));
    return reply;
}

/* The value at a path; NULL for what isn't there. */
static void check(const char *path, const char *wanted)
{
    struct arena arena = {0};
    struct reply reply = make(&arena);
    cleanup_buffer struct buffer out = {0};
    const struct field *field = fields_at(&reply.fields, span_of(path), &arena);

    if (!field != !wanted)
        fail_msg("%s is %sthere", path, field ? "" : "not ");
    if (field) {
        field_format(&out, field);
        assert_string_equal(buffer_text(&out), wanted);
    }
    reply_free(&reply);
    arena_free(&arena);
}

static void test_values(void **state)
{
    (void)state;
    check("number", "-9223372036854775808");
    check("fraction", "0.1");
    check("flag", "true");
    check("peer", "127.0.0.1:80");
    check("path", "/tmp/x");
    check("nothing", "");
    check("nobody", "");
    check("tcp", "");
    check("tried", "");
}

static void test_paths(void **state)
{
    (void)state;
    check("peer.port", "80");
    check("peer.address", "127.0.0.1");
    check("peer.family", "inet");
    check("path.path", "/tmp/x");
    check("path.family", "unix");
    check("tcp.rtt", "42");
}

static void test_paths_to_nowhere(void **state)
{
    static const char *const paths[] = {
        "",     "missing",  ".",        "peer.",       "peer.path",     "path.port", "peer.port.x",
        "tcp.", "tcp.cwnd", "number.x", "nobody.port", "tried.address", "Flag",      "flag "};

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        check(paths[i], NULL);
}

static void test_texts_are_copied_whole(void **state)
{
    struct arena arena = {0};
    struct reply reply = reply_start(&arena);
    cleanup_buffer struct buffer out = {0};
    char text[] = "a\0b";

    (void)state;
    fields_text(&reply.fields, "text", (struct span){text, 3});
    memset(text, 'x', 3);
    field_format(&out, fields_find(&reply.fields, SPAN("text")));
    assert_bytes(buffer_span(&out), "a\0b");
    arena_free(&arena);
}

/* The data where there is any, be it empty; else the main field. */
static void test_value_of_a_reply(void **state)
{
    struct arena arena = {0};
    struct reply reply = make(&arena);

    (void)state;
    assert_bytes(reply_value(&reply, "number", &arena), "-9223372036854775808");
    assert_bytes(reply_value(&reply, NULL, &arena), "");
    assert_bytes(reply_value(&reply, "missing", &arena), "");
    reply.has_data = true;
    assert_bytes(reply_value(&reply, "number", &arena), "");
    buffer_append(&reply.data, SPAN("d\0"));
    assert_bytes(reply_value(&reply, "number", &arena), "d\0");
    reply_free(&reply);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),           cmocka_unit_test(test_paths),
        cmocka_unit_test(test_paths_to_nowhere), cmocka_unit_test(test_texts_are_copied_whole),
        cmocka_unit_test(test_value_of_a_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
