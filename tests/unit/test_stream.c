/* Receiving up to something: no byte more than is returned is taken. */
#include "network.h"

#include "net/stream.h"

/* What waits in the kernel, by a plain recv(2) that does not wait. */
static void assert_waiting(struct socket *socket, const char *wanted)
{
    char room[256];
    ssize_t length = recv(socket->fd, room, sizeof(room), MSG_DONTWAIT | MSG_PEEK);

    assert_spans(((struct span){room, length > 0 ? (size_t)length : 0}), span_of(wanted));
}

static void test_the_rest_stays(void **state)
{
    struct net_pair *pair = *state;

    net_send_all(pair->far, SPAN("one\r\ntwo\nthree"));
    net_receive_line(pair->near, "one\r\n");
    assert_waiting(pair->near, "two\nthree");
    net_receive_line(pair->near, "two\n");
    assert_waiting(pair->near, "three");
    assert_int_equal(pair->near->bytes_in, 9);
}

static void test_a_timeout_takes_nothing(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct error error;

    net_send_all(pair->far, SPAN("no end"));
    assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, clock_now(),
                                      &data, &error));
    assert_category(error, ERROR_TIMEOUT);
    assert_int_equal(data.length, 0);
    assert_waiting(pair->near, "no end");
    net_send_all(pair->far, SPAN("ing\n"));
    net_receive_line(pair->near, "no ending\n");
}

/* Also where so much waits that the sender may be held back. */
static void test_an_interrupt_takes_nothing(void **state)
{
    struct net_pair *pair = *state;

    for (int i = 0; i < 50; i++) {
        cleanup_buffer struct buffer data = {0};
        struct error error;
        net_send_all(pair->far, SPAN("half"));
        loop_interrupt(pair->net.network.loop);
        assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, net_soon(),
                                          &data, &error));
        assert_category(error, ERROR_INTERRUPTED);
        assert_int_equal(data.length, 0);
    }
    assert_int_equal(pair->near->bytes_in, 0);
}

static void fail_until_end(struct net_pair *pair, const char *waiting)
{
    cleanup_buffer struct buffer data = {0};
    struct error error;

    assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, net_soon(),
                                      &data, &error));
    assert_category(error, ERROR_CLOSED);
    assert_int_equal(data.length, 0);
    assert_waiting(pair->near, waiting);
}

static void test_end_of_stream(void **state)
{
    struct net_pair *pair = *state;

    net_send_all(pair->far, SPAN("line\nand half"));
    net_close(&pair->far);
    net_receive_line(pair->near, "line\n");
    fail_until_end(pair, "and half");
    fail_until_end(pair, "and half");
}

static void test_end_of_an_empty_stream(void **state)
{
    struct net_pair *pair = *state;

    net_close(&pair->far);
    fail_until_end(pair, "");
}

/* EAGAIN would say that something may still come. */
static void test_end_of_stream_when_not_blocking(void **state)
{
    struct net_pair *pair = *state;

    pair->near->blocking = false;
    net_close(&pair->far);
    fail_until_end(pair, "");
}

static void test_not_blocking_tells_eagain(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct error error;

    pair->near->blocking = false;
    for (int i = 0; i < 2; i++) {
        assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, net_soon(),
                                          &data, &error));
        assert_category(error, ERROR_SOCKET);
        assert_string_equal(error.code, "EAGAIN");
        net_send_all(pair->far, SPAN("half"));
    }
    assert_waiting(pair->near, "halfhalf");
}

static void test_reset(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct socket *far = pair->far;
    struct error error;

    pair->far = NULL;
    assert_done(socket_abort(far, &error), error);
    assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, net_soon(),
                                      &data, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, "ECONNRESET");
    assert_true(pair->near->reset);
}

static void test_messages_are_no_stream(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct error error;

    net_send_all(pair->far, SPAN("line\n"));
    assert_false(stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT, net_soon(),
                                      &data, &error));
    assert_category(error, ERROR_USAGE);
    assert_waiting(pair->near, "line\n");
}

static void test_limit(void **state)
{
    static const size_t lengths[] = {2000, 5000, 70000};
    struct net_pair *pair = *state;

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        cleanup_buffer struct buffer data = {0}, much = {0};
        struct error error;
        buffer_append_repeated(&much, 'x', lengths[i]);
        net_send_all(pair->far, buffer_span(&much));
        assert_false(stream_receive_until(pair->near, net_find_line, NULL, 1000, clock_now(), &data,
                                          &error));
        assert_category(error, ERROR_RESOURCE);
    }
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define with_both(name) with(unix, name), with(tcp, name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_both(test_the_rest_stays),
        with_both(test_a_timeout_takes_nothing),
        with_both(test_an_interrupt_takes_nothing),
        with_both(test_end_of_stream),
        with_both(test_end_of_an_empty_stream),
        with_both(test_end_of_stream_when_not_blocking),
        with_both(test_not_blocking_tells_eagain),
        with(tcp, test_reset),
        with(seqpacket, test_messages_are_no_stream),
        with(unix, test_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
