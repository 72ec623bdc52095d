/* Connecting by all addresses: who wins, who lost and why. */
#include "network.h"

#include "net/open.h"

#include <errno.h>

static const struct socket_type *types[2];

static int setup(void **state)
{
    types[0] = socket_type_find(SPAN("tcp"));
    types[1] = socket_type_find(SPAN("tcp6"));
    return net_setup(state);
}

/* Two addresses where nobody listens, and one where somebody does. */
struct hosts {
    struct socket *sockets[3];
    struct address refused[2], listening;
};

static void start(struct hosts *hosts, struct net *net)
{
    hosts->sockets[0] = net_bound(net, false, &hosts->refused[0]);
    hosts->sockets[1] = net_bound(net, false, &hosts->refused[1]);
    hosts->sockets[2] = net_bound(net, true, &hosts->listening);
}

static void stop(struct hosts *hosts)
{
    for (size_t i = 0; i < 3; i++)
        net_close(&hosts->sockets[i]);
}

static void assert_attempt(const struct attempts *attempts, size_t i, const struct address *address,
                           const char *code)
{
    assert_true(i < attempts->count);
    assert_int_equal(address_port(&attempts->items[i].address), address_port(address));
    assert_string_equal(attempts->items[i].error.code, code);
}

static void test_race_goes_past_the_refused(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    struct socket *winner = NULL;
    cleanup_attempts struct attempts attempts = {0};
    struct address peer;
    struct error error;

    start(&hosts, net);
    struct address items[] = {hosts.refused[0], hosts.refused[1], hosts.listening};
    struct address_list list = {items, 3};
    assert_done(open_race(&net->network, types, &list, net_soon(), &winner, &attempts, &error),
                error);
    assert_true(winner->connected);
    assert_done(socket_peer(winner, &peer, &error), error);
    assert_int_equal(address_port(&peer), address_port(&hosts.listening));
    assert_int_equal(attempts.count, 3);
    assert_attempt(&attempts, 0, &hosts.refused[0], "ECONNREFUSED");
    assert_attempt(&attempts, 1, &hosts.refused[1], "ECONNREFUSED");
    assert_attempt(&attempts, 2, &hosts.listening, "");
    net_close(&winner);
    stop(&hosts);
}

static void test_race_of_the_refused(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    struct socket *winner = NULL;
    cleanup_attempts struct attempts attempts = {0};
    char text[ADDRESS_TEXT];
    struct error error;

    start(&hosts, net);
    struct address_list list = {hosts.refused, 2};
    assert_false(open_race(&net->network, types, &list, net_soon(), &winner, &attempts, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, "ECONNREFUSED");
    assert_string_equal(error.subject, address_text(&hosts.refused[1], text));
    assert_int_equal(attempts.count, 2);
    assert_null(winner);
    stop(&hosts);
}

static void test_first_that_answers_is_enough(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    struct socket *winner = NULL;
    cleanup_attempts struct attempts attempts = {0};
    struct error error;

    start(&hosts, net);
    struct address items[] = {hosts.listening, hosts.refused[0]};
    struct address_list list = {items, 2};
    assert_done(open_race(&net->network, types, &list, net_soon(), &winner, &attempts, &error),
                error);
    assert_int_equal(attempts.count, 1);
    net_close(&winner);
    stop(&hosts);
}

static int no_socket(int family, int type, int protocol)
{
    (void)family, (void)type, (void)protocol;
    errno = EAFNOSUPPORT;
    return -1;
}

/* A kernel without the family: every attempt fails before it begins. */
static void test_race_without_sockets(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    struct socket *winner = NULL;
    cleanup_attempts struct attempts attempts = {0};
    struct error error;

    start(&hosts, net);
    net->calls.socket = no_socket;
    struct address_list list = {hosts.refused, 2};
    assert_false(open_race(&net->network, types, &list, net_soon(), &winner, &attempts, &error));
    assert_string_equal(error.code, "EAFNOSUPPORT");
    assert_int_equal(attempts.count, 2);
    stop(&hosts);
}

/* No answer: the kernel says that it goes on, and goes no further. */
static int connect_without_answer(int fd, const struct sockaddr *address, socklen_t length)
{
    (void)fd, (void)address, (void)length;
    errno = EINPROGRESS;
    return -1;
}

static void test_race_is_interrupted(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    struct socket *winner = NULL;
    cleanup_attempts struct attempts attempts = {0};
    struct error error;

    start(&hosts, net);
    net->calls.connect = connect_without_answer;
    struct address_list list = {hosts.refused, 2};
    loop_interrupt(net->network.loop);
    assert_false(open_race(&net->network, types, &list, CLOCK_NEVER, &winner, &attempts, &error));
    assert_category(error, ERROR_INTERRUPTED);
    assert_string_equal(error.call, "connect");
    assert_null(winner);
    stop(&hosts);
}

static void test_connect_goes_past_the_refused(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    cleanup_attempts struct attempts attempts = {0};
    struct error error;

    start(&hosts, net);
    struct socket *socket = net_socket(net, "tcp");
    struct address items[] = {hosts.refused[0], hosts.listening, hosts.refused[1]};
    struct address_list list = {items, 3};
    assert_done(open_connect(socket, &list, net_soon(), &attempts, &error), error);
    assert_true(socket->connected);
    assert_int_equal(attempts.count, 2);
    assert_attempt(&attempts, 0, &hosts.refused[0], "ECONNREFUSED");
    assert_attempt(&attempts, 1, &hosts.listening, "");
    net_close(&socket);
    stop(&hosts);
}

static void test_non_blocking_connect_stops_at_once(void **state)
{
    struct net *net = *state;
    struct hosts hosts;
    cleanup_attempts struct attempts attempts = {0};
    struct error error;

    start(&hosts, net);
    struct socket *socket = net_socket(net, "tcp");
    socket->blocking = false;
    struct address_list list = {&hosts.listening, 1};
    assert_false(open_connect(socket, &list, net_soon(), &attempts, &error));
    assert_string_equal(error.code, "EINPROGRESS");
    net_close(&socket);
    stop(&hosts);
}

#define with_net(name) cmocka_unit_test_setup_teardown(name, setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_net(test_race_goes_past_the_refused),
        with_net(test_race_of_the_refused),
        with_net(test_first_that_answers_is_enough),
        with_net(test_race_without_sockets),
        with_net(test_race_is_interrupted),
        with_net(test_connect_goes_past_the_refused),
        with_net(test_non_blocking_connect_stops_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
