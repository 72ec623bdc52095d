/* What waits on a socket; asking for it takes nothing. */
#include "network.h"

#include "net/arrived.h"

/* Loopback delivers soon, but not always at once. */
#define UNTIL(socket, condition)                                                                   \
    for (struct arrived now = arrived_on(socket); !(condition); now = arrived_on(socket))          \
    assert_int_equal(loop_wait((socket)->network->loop, -1, 0, clock_deadline(MILLISECOND), NULL), \
                     LOOP_TIMEOUT)

static void test_nothing_yet(void **state)
{
    struct net_pair *pair = *state;
    struct arrived arrived = arrived_on(pair->near);

    assert_false(arrived.readable || arrived.acceptable || arrived.urgent);
    assert_false(arrived.closed || arrived.reset || arrived.failed);
}

static void test_a_new_socket_is_not_closed(void **state)
{
    struct net *net = *state;
    struct socket *socket = net_socket(net, "tcp");
    struct arrived arrived = arrived_on(socket);

    assert_false(arrived.closed || arrived.reset || arrived.failed || arrived.readable);
    net_close(&socket);
}

static void test_bytes_stay(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "hello");
    UNTIL(pair->far, now.bytes == 5 && now.readable && !now.closed);
    net_receive(pair->far, 100, 0, "hello");
    assert_false(arrived_on(pair->far).readable);
}

static void test_a_close(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "bye");
    net_close(&pair->near);
    UNTIL(pair->far, now.closed && now.bytes == 3 && !now.reset && !now.failed);
    net_receive(pair->far, 100, 0, "bye");
    assert_true(net_receive(pair->far, 100, 0, "").eof);
}

/* The next call still meets it. */
static void test_a_reset(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct received received;
    struct error error;

    assert_done(socket_abort(pair->near, &error), error);
    pair->near = NULL;
    UNTIL(pair->far, now.reset && !now.closed && !now.failed);
    assert_false(socket_receive(pair->far, 10, 0, net_soon(), &data, &received, &error));
    assert_string_equal(error.code, "ECONNRESET");
    assert_false(arrived_on(pair->far).reset);
}

static void test_a_shutdown_of_ones_own_is_no_close(void **state)
{
    struct net_pair *pair = *state;
    struct error error;

    assert_done(socket_shutdown(pair->near, SHUT_RD, &error), error);
    assert_false(arrived_on(pair->near).closed);
}

static void test_messages(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "one");
    net_send(pair->near, "seven");
    UNTIL(pair->far, now.bytes == 3 && now.readable);
    net_receive(pair->far, 100, 0, "one");
    assert_int_equal(arrived_on(pair->far).bytes, 5);
    net_receive(pair->far, 100, 0, "seven");
}

static void test_connections(void **state)
{
    struct net *net = *state;
    struct address address;
    struct error error;
    struct socket *listener = net_bound(net, true, &address);
    struct socket *clients[2] = {net_socket(net, "tcp"), net_socket(net, "tcp")};

    assert_false(arrived_on(listener).acceptable);
    for (int i = 0; i < 2; i++)
        assert_done(socket_connect(clients[i], &address, net_soon(), &error), error);
    UNTIL(listener, now.acceptable && now.connections == 2);
    for (int i = 0; i < 2; i++)
        net_close(&clients[i]);
    net_close(&listener);
}

#define tcp_test(name) cmocka_unit_test_setup_teardown(name, net_tcp_setup, net_pair_teardown)
#define net_test(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        tcp_test(test_nothing_yet),
        tcp_test(test_bytes_stay),
        tcp_test(test_a_close),
        tcp_test(test_a_reset),
        tcp_test(test_a_shutdown_of_ones_own_is_no_close),
        net_test(test_a_new_socket_is_not_closed),
        net_test(test_connections),
        cmocka_unit_test_setup_teardown(test_bytes_stay, net_unix_setup, net_pair_teardown),
        cmocka_unit_test_setup_teardown(test_a_close, net_unix_setup, net_pair_teardown),
        cmocka_unit_test_setup_teardown(test_messages, net_datagram_setup, net_pair_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
