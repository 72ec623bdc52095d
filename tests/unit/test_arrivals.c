/* Which of many events are told, and in which words. */
#include "support.h"

#include "shell/arrivals.h"
#include "shell/event.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static void expect_sentence(struct event event, const char *sentence)
{
    cleanup_buffer struct buffer text = {0};

    event.handle = SPAN("web");
    event_sentence(&text, &event);
    assert_string_equal(buffer_text(&text), sentence);
}

static void test_sentences(void **state)
{
    struct error error = {0};

    (void)state;
    expect_sentence((struct event){EVENT_READABLE, .count = 1}, "web: 1 byte to read");
    expect_sentence((struct event){EVENT_READABLE, .count = 120}, "web: 120 bytes to read");
    expect_sentence((struct event){EVENT_MESSAGE}, "web: an empty message to read");
    expect_sentence((struct event){EVENT_MESSAGE, .count = 5}, "web: a message of 5 bytes to read");
    expect_sentence((struct event){EVENT_CONNECTION}, "web: a connection is waiting");
    expect_sentence((struct event){EVENT_CONNECTION, .count = 3}, "web: 3 connections are waiting");
    expect_sentence((struct event){EVENT_URGENT}, "web: urgent data has come");
    expect_sentence((struct event){EVENT_CLOSED}, "web: the peer has closed its side");
    expect_sentence((struct event){EVENT_RESET}, "web: reset by the peer");
    expect_sentence((struct event){EVENT_ERROR},
                    "web: an error is pending: the next call tells it");
    error_call(&error, ERROR_SOCKET, 111, "recv", "%s", "");
    expect_sentence((struct event){EVENT_ERROR, .error = &error},
                    "web: recv: Connection refused [ECONNREFUSED]");
    expect_sentence((struct event){EVENT_DATA}, "web: received an empty message");
}

static struct address inet(const char *host, uint16_t port)
{
    struct address address = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in *four = (struct sockaddr_in *)&address.storage;

    four->sin_family = AF_INET;
    inet_pton(AF_INET, host, &four->sin_addr);
    address_set_port(&address, port);
    return address;
}

static void test_who_waits(void **state)
{
    struct address items[] = {inet("10.0.0.1", 1), inet("10.0.0.2", 2), inet("10.0.0.3", 3),
                              inet("10.0.0.4", 4)};
    struct address_list peers = {items, 0};
    static const struct {
        uint64_t waiting;
        size_t known;
        const char *sentence;
    } rows[] = {
        {1, 0, "web: a connection is waiting"},
        {1, 1, "web: a connection is waiting from 10.0.0.1:1"},
        {2, 2, "web: 2 connections are waiting from 10.0.0.1:1 and 10.0.0.2:2"},
        {2, 1, "web: 2 connections are waiting from 10.0.0.1:1 and 1 more"},
        {3, 3, "web: 3 connections are waiting from 10.0.0.1:1, 10.0.0.2:2 and 10.0.0.3:3"},
        {9, 4, "web: 9 connections are waiting from 10.0.0.1:1, 10.0.0.2:2, 10.0.0.3:3 and 6 more"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        peers.count = rows[i].known;
        expect_sentence((struct event){EVENT_CONNECTION, .count = rows[i].waiting, .peers = &peers},
                        rows[i].sentence);
    }
}

static void test_the_rest(void **state)
{
    cleanup_buffer struct buffer text = {0};
    struct event event = {EVENT_MORE, .count = 37, .handles = 12};

    (void)state;
    event_sentence(&text, &event);
    assert_string_equal(buffer_text(&text), "... and 37 more on 12 handles");
    buffer_clear(&text);
    event.count = event.handles = 1;
    event_sentence(&text, &event);
    assert_string_equal(buffer_text(&text), "... and 1 more on 1 handle");
}

static void test_a_batch(void **state)
{
    struct arrivals_batch batch = {0};

    (void)state;
    for (int i = 0; i < ARRIVALS_AT_ONCE; i++)
        assert_true(arrivals_admit(&batch, true));
    assert_int_equal(batch.more, 0);
    assert_false(arrivals_admit(&batch, true));
    assert_false(arrivals_admit(&batch, false)); /* another event of the same handle */
    assert_false(arrivals_admit(&batch, true));
    assert_int_equal(batch.more, 3);
    assert_int_equal(batch.more_handles, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_who_waits),
        cmocka_unit_test(test_the_rest),
        cmocka_unit_test(test_a_batch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
