/* Sending and receiving, with calls of the table replaced: what the kernel says is what is told. */
#include "network.h"

#include <errno.h>

/* How often a replaced call was made, and with what errno it fails at first. */
static struct {
    unsigned calls, failures;
    int number;
} fake;

static ssize_t send_three_at_most(int fd, const void *data, size_t length, int flags,
                                  const struct sockaddr *address, socklen_t address_length)
{
    fake.calls++;
    return sendto(fd, data, length < 3 ? length : 3, flags, address, address_length);
}

static ssize_t send_after_failures(int fd, const void *data, size_t length, int flags,
                                   const struct sockaddr *address, socklen_t address_length)
{
    if (fake.calls++ >= fake.failures)
        return sendto(fd, data, length, flags, address, address_length);
    errno = fake.number;
    return -1;
}

static ssize_t recv_after_failures(int fd, void *data, size_t length, int flags)
{
    if (fake.calls++ >= fake.failures)
        return recv(fd, data, length, flags);
    errno = fake.number;
    return -1;
}

static void fail_first(unsigned failures, int number)
{
    fake.calls = 0;
    fake.failures = failures;
    fake.number = number;
}

static bool send_text(struct socket *socket, const char *text, size_t *ret_sent,
                      struct error *error)
{
    return socket_send(socket, span_of(text), 0, NULL, net_soon(), ret_sent, error);
}

static enum error_category receive_error(struct socket *socket, int flags, nanoseconds deadline,
                                         struct error *error)
{
    cleanup_buffer struct buffer data = {0};
    struct received received;

    assert_false(socket_receive(socket, 100, flags, deadline, &data, &received, error));
    assert_int_equal(data.length, 0);
    return error->category;
}

static void test_partial_send_is_told(void **state)
{
    struct net_pair *pair = *state;
    struct error error;
    size_t sent = 0;

    fail_first(0, 0);
    pair->net.calls.sendto = send_three_at_most;
    assert_true(send_text(pair->near, "hello", &sent, &error));
    assert_int_equal(sent, 3);
    assert_int_equal(fake.calls, 1);
    assert_int_equal(pair->near->bytes_out, 3);
    net_receive(pair->far, 100, 0, "hel");
}

static void test_send_all_goes_on(void **state)
{
    struct net_pair *pair = *state;
    struct error error;
    size_t sent = 0;

    fail_first(0, 0);
    pair->net.calls.sendto = send_three_at_most;
    assert_true(socket_send_all(pair->near, SPAN("hello, world"), 0, net_soon(), &sent, &error));
    assert_int_equal(sent, 12);
    assert_int_equal(fake.calls, 4);
    net_receive(pair->far, 100, 0, "hello, world");
}

/* A full buffer: what went is told, and the deadline ends it. */
static void test_send_all_tells_how_far_it_came(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer much = {0};
    struct error error;
    size_t sent = 0;

    buffer_append_repeated(&much, 'x', 16 << 20);
    assert_false(socket_send_all(pair->near, buffer_span(&much), 0, clock_now(), &sent, &error));
    assert_category(error, ERROR_TIMEOUT);
    assert_string_equal(error.call, "send");
    assert_in_range(sent, 1, much.length - 1);
    assert_int_equal(pair->near->bytes_out, sent);
}

static void test_blocking_waits_and_tries_again(void **state)
{
    struct net_pair *pair = *state;

    fail_first(2, EAGAIN);
    pair->net.calls.sendto = send_after_failures;
    net_send(pair->near, "x");
    assert_int_equal(fake.calls, 3);
    fail_first(2, EAGAIN);
    pair->net.calls.recv = recv_after_failures;
    net_receive(pair->far, 100, 0, "x");
    assert_int_equal(fake.calls, 3);
}

static void test_non_blocking_tells_eagain(void **state)
{
    struct net_pair *pair = *state;
    struct error error;

    assert_int_equal(receive_error(pair->near, MSG_DONTWAIT, net_soon(), &error), ERROR_SOCKET);
    assert_string_equal(error.code, "EAGAIN");
    pair->near->blocking = false;
    assert_int_equal(receive_error(pair->near, 0, net_soon(), &error), ERROR_SOCKET);
    assert_string_equal(error.code, "EAGAIN");
    assert_int_equal(net_last(&pair->net, CALL_RECVFROM)->error, EAGAIN);
}

/* EINTR is no EAGAIN: whatever the kernel says is shown, not tried again behind one's back. */
static void test_other_errors_are_told_at_once(void **state)
{
    static const int numbers[] = {EINTR, ECONNRESET, EPIPE, ENOBUFS, EIO};
    struct net_pair *pair = *state;
    struct error error;
    size_t sent = 4711;

    pair->net.calls.sendto = send_after_failures;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        fail_first(1, numbers[i]);
        pair->near->reset = false;
        assert_false(send_text(pair->near, "x", &sent, &error));
        assert_category(error, ERROR_SOCKET);
        assert_string_equal(error.code, error_code_name(numbers[i]));
        assert_string_equal(error.call, "send");
        assert_int_equal(fake.calls, 1);
        assert_int_equal(pair->near->reset, numbers[i] == ECONNRESET);
    }
    assert_int_equal(sent, 4711);
    assert_int_equal(pair->near->bytes_out, 0);
}

static void test_deadline_and_interrupt(void **state)
{
    struct net_pair *pair = *state;
    struct error error;

    assert_int_equal(receive_error(pair->near, 0, clock_now(), &error), ERROR_TIMEOUT);
    assert_string_equal(error.call, "recv");
    loop_interrupt(pair->net.network.loop);
    assert_int_equal(receive_error(pair->near, 0, CLOCK_NEVER, &error), ERROR_INTERRUPTED);
    net_send(pair->far, "still usable");
    net_receive(pair->near, 100, 0, "still usable");
}

/* End of stream, an empty datagram and a truncated one are three things. */
static void test_end_of_stream(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->far, "bye");
    net_close(&pair->far);
    assert_false(net_receive(pair->near, 100, 0, "bye").eof);
    assert_false(pair->near->peer_finished);
    assert_false(net_receive(pair->near, 0, 0, "").eof); /* nothing was asked for */
    assert_true(net_receive(pair->near, 100, 0, "").eof);
    assert_true(pair->near->peer_finished);
}

static void test_reset_is_no_end(void **state)
{
    struct net_pair *pair = *state;
    struct socket *far = pair->far;
    struct error error;

    pair->far = NULL;
    assert_done(socket_abort(far, &error), error);
    assert_int_equal(receive_error(pair->near, 0, net_soon(), &error), ERROR_SOCKET);
    assert_string_equal(error.code, "ECONNRESET");
    assert_true(pair->near->reset);
    assert_false(pair->near->peer_finished);
}

static void test_datagrams(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "");
    net_send(pair->near, "truncated");
    net_send(pair->near, "whole");
    struct received received = net_receive(pair->far, 100, 0, "");
    assert_false(received.eof);
    assert_false(received.truncated);
    received = net_receive(pair->far, 5, 0, "trunc");
    assert_true(received.truncated);
    assert_int_equal(received.datagram_length, 9);
    received = net_receive(pair->far, 5, 0, "whole");
    assert_false(received.truncated);
    assert_int_equal(pair->far->bytes_in, 10);
}

static void test_empty_message_is_no_end(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "");
    assert_false(net_receive(pair->far, 100, 0, "").eof);
    net_close(&pair->near);
    assert_true(net_receive(pair->far, 100, 0, "").eof);
}

static void test_peek_takes_nothing(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "hello");
    net_receive(pair->far, 2, MSG_PEEK, "he");
    assert_int_equal(pair->far->bytes_in, 0);
    net_receive(pair->far, 100, 0, "hello");
    assert_int_equal(pair->far->bytes_in, 5);
}

static void test_shutdown(void **state)
{
    struct net_pair *pair = *state;
    struct error error;
    size_t sent;

    assert_done(socket_shutdown(pair->near, SHUT_WR, &error), error);
    assert_true(pair->near->send_finished);
    assert_true(net_receive(pair->far, 100, 0, "").eof);
    assert_false(send_text(pair->near, "x", &sent, &error)); /* and no SIGPIPE */
    assert_string_equal(error.code, "EPIPE");
    net_send(pair->far, "the other way goes on");
    net_receive(pair->near, 100, 0, "the other way goes on");
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with(unix, test_partial_send_is_told),
        with(unix, test_send_all_goes_on),
        with(unix, test_send_all_tells_how_far_it_came),
        with(unix, test_blocking_waits_and_tries_again),
        with(unix, test_non_blocking_tells_eagain),
        with(unix, test_other_errors_are_told_at_once),
        with(unix, test_deadline_and_interrupt),
        with(unix, test_end_of_stream),
        with(tcp, test_reset_is_no_end),
        with(datagram, test_datagrams),
        with(seqpacket, test_empty_message_is_no_end),
        with(unix, test_peek_takes_nothing),
        with(unix, test_shutdown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
