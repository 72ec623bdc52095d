/* Sockets made, connected and closed. */
#include "network.h"

#include <errno.h>

static void test_duplicate_is_the_same_socket(void **state)
{
    struct net_pair *pair = *state;
    struct socket *copy;
    struct error error;

    assert_done(socket_duplicate(pair->near, &copy, &error), error);
    assert_int_not_equal(copy->fd, pair->near->fd);
    assert_int_not_equal(copy->id, pair->near->id);
    net_close(&pair->near);
    net_send(copy, "through the copy");
    net_receive(pair->far, 100, 0, "through the copy");
    net_close(&copy);
}

static void test_every_call_is_in_the_journal(void **state)
{
    struct net_pair *pair = *state;
    const struct journal_event *event;

    net_send(pair->near, "hello");
    event = net_last(&pair->net, CALL_SENDTO);
    assert_int_equal(event->result, 5);
    assert_int_equal(event->fd, pair->near->fd);
    assert_int_equal(event->socket, pair->near->id);
    assert_non_null(net_last(&pair->net, CALL_SOCKETPAIR));
}

static int shortage(int family, int type, int protocol)
{
    (void)family, (void)type, (void)protocol;
    errno = EMFILE;
    return -1;
}

static void test_no_descriptors_left(void **state)
{
    struct net *net = *state;
    struct socket *socket = NULL;
    struct error error;

    net->calls.socket = shortage;
    assert_false(socket_open(&net->network, socket_type_find(SPAN("tcp")), 0, &socket, &error));
    assert_category(error, ERROR_RESOURCE);
    assert_string_equal(error.code, "EMFILE");
    assert_null(socket);
}

static int set_nothing(int fd, int level, int name, const void *value, socklen_t length)
{
    (void)fd, (void)level, (void)name, (void)value, (void)length;
    errno = ENOBUFS;
    return -1;
}

/* A socket that can't be reset is closed all the same: the teardown counts the descriptors. */
static void test_abort_closes_in_any_case(void **state)
{
    struct net *net = *state;
    struct socket *socket = net_socket(net, "tcp");
    struct error error;

    net->calls.setsockopt = set_nothing;
    assert_false(socket_abort(socket, &error));
    assert_category(error, ERROR_SOCKET);
    assert_non_null(net_last(net, CALL_CLOSE));
}

static void test_refused(void **state)
{
    struct net *net = *state;
    struct address address;
    struct socket *nobody = net_bound(net, false, &address), *socket = net_socket(net, "tcp");
    char text[ADDRESS_TEXT];
    struct error error;

    assert_false(socket_connect(socket, &address, net_soon(), &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, "ECONNREFUSED");
    assert_string_equal(error.call, "connect");
    assert_string_equal(error.subject, address_text(&address, text));
    assert_false(socket->connected);
    net_close(&nobody);
    net_close(&socket);
}

static void test_accept(void **state)
{
    struct net *net = *state;
    struct address address, peer, local;
    struct socket *listener = net_bound(net, true, &address), *client = net_socket(net, "tcp");
    struct socket *accepted = NULL;
    struct error error;

    assert_false(socket_accept(listener, clock_now(), &accepted, &peer, &error));
    assert_category(error, ERROR_TIMEOUT);
    assert_done(socket_connect(client, &address, net_soon(), &error), error);
    assert_done(socket_accept(listener, net_soon(), &accepted, &peer, &error), error);
    assert_true(accepted->connected && client->connected);
    assert_done(socket_local(client, &local, &error), error);
    assert_int_equal(address_port(&peer), address_port(&local));
    net_close(&accepted);
    net_close(&client);
    net_close(&listener);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define alone(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with(unix, test_duplicate_is_the_same_socket),
        with(unix, test_every_call_is_in_the_journal),
        alone(test_no_descriptors_left),
        alone(test_abort_closes_in_any_case),
        alone(test_refused),
        alone(test_accept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
