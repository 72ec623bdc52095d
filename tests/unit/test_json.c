/* The JSON renderer: what a program reads. */
#include "scene.h"

#include "shell/event.h"

#include <errno.h>

static void test_json_of_received_text(void **state)
{
    scene_receive(*state, SPAN("hello, \"world\"\\\r\n"));
    assert_string_equal(
        scene_json(*state),
        "{\"line\":3,\"command\":\"recv\",\"handle\":\"web\",\"ok\":true,"
        "\"elapsed_us\":812,\"length\":17,\"text\":\"hello, \\\"world\\\"\\\\\\r\\n\","
        "\"base64\":\"aGVsbG8sICJ3b3JsZCJcDQo=\"}\n");
}

static void test_json_without_text_where_it_is_none(void **state)
{
    scene_receive(*state, SPAN("\xff\x00"));
    assert_null(strstr(scene_json(*state), "\"text\""));
    assert_holds(scene_json(*state), "\"base64\":\"/wA=\"");
}

static void test_json_of_an_error(void **state)
{
    struct scene *scene = *state;

    error_call(scene_fail(scene), ERROR_SOCKET, ECONNREFUSED, "connect", "127.0.0.1:81");
    error_hint(&scene->error, "why");
    assert_string_equal(scene_json(scene),
                        "{\"line\":3,\"command\":\"recv\",\"handle\":\"web\",\"ok\":false,"
                        "\"elapsed_us\":812,\"error\":{\"category\":\"socket\","
                        "\"code\":\"ECONNREFUSED\",\"errno\":111,\"call\":\"connect\","
                        "\"subject\":\"127.0.0.1:81\",\"message\":\"Connection refused\","
                        "\"hint\":\"why\"}}\n");
}

static void test_json_of_every_type(void **state)
{
    struct scene *scene = *state;
    struct fields *fields = &scene->reply.fields;
    struct address path;

    assert_true(address_from_path(SPAN("@a\0\xff"), &path, &scene->error));
    fields_null(fields, "null");
    fields_bool(fields, "flag", false);
    fields_number(fields, "large", SPAN("18446744073709551615"));
    fields_address(fields, "local", &path);
    fields_integer(fields_object(fields, "tcp"), "rtt", -1);
    struct list *list = fields_list(fields, "tried");
    fields_text(list_add(list), "a", SPAN("\x7f\u202e\U000e0041"));
    list_add(list);
    assert_holds(scene_json(scene), "\"null\":null,\"flag\":false,\"large\":18446744073709551615,"
                                    "\"local\":{\"family\":\"unix\",\"path\":\"@a\\u0000\\ufffd\"},"
                                    "\"tcp\":{\"rtt\":-1},"
                                    "\"tried\":[{\"a\":\"\\u007f\\u202e\\udb40\\udc41\"},{}]}\n");
}

static void expect_event(struct scene *scene, struct event event, const char *line)
{
    struct output output = render_json(&scene->render);
    size_t before = scene->out_length;

    event.handle = SPAN("web");
    output.event(output.context, &event);
    assert_string_equal(scene->out + before, line);
}

static void test_json_of_events(void **state)
{
    struct error error = {0};
    struct address client;
    struct address_list peers = {&client, 1};

    assert_true(address_from_path(SPAN("@a\"b"), &client, &error));

    expect_event(*state, (struct event){EVENT_READABLE, .count = 120},
                 "{\"event\":\"readable\",\"handle\":\"web\",\"bytes\":120}\n");
    expect_event(*state, (struct event){EVENT_CONNECTION, .count = 2},
                 "{\"event\":\"connection\",\"handle\":\"web\",\"waiting\":2}\n");
    expect_event(*state, (struct event){EVENT_CONNECTION, .count = 2, .peers = &peers},
                 "{\"event\":\"connection\",\"handle\":\"web\",\"waiting\":2,"
                 "\"peers\":[{\"family\":\"unix\",\"path\":\"@a\\\"b\"}]}\n");
    peers.count = 0;
    expect_event(*state, (struct event){EVENT_CONNECTION, .count = 2, .peers = &peers},
                 "{\"event\":\"connection\",\"handle\":\"web\",\"waiting\":2}\n");
    expect_event(*state, (struct event){EVENT_CLOSED},
                 "{\"event\":\"closed\",\"handle\":\"web\"}\n");
    expect_event(*state, (struct event){EVENT_DATA, .count = 2, .data = SPAN("a\n")},
                 "{\"event\":\"data\",\"handle\":\"web\",\"length\":2,\"text\":\"a\\n\","
                 "\"base64\":\"YQo=\"}\n");
    error_call(&error, ERROR_SOCKET, ECONNREFUSED, "recv", "%s", "");
    expect_event(*state, (struct event){EVENT_ERROR, .error = &error},
                 "{\"event\":\"error\",\"handle\":\"web\",\"error\":{\"category\":\"socket\","
                 "\"code\":\"ECONNREFUSED\",\"errno\":111,\"call\":\"recv\",\"subject\":null,"
                 "\"message\":\"Connection refused\",\"hint\":null}}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scene_test(test_json_of_received_text), scene_test(test_json_without_text_where_it_is_none),
        scene_test(test_json_of_an_error),      scene_test(test_json_of_every_type),
        scene_test(test_json_of_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
