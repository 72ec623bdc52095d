/* Who waits at a listener: as accept tells it then, or nobody where that can't be known. */
#include "network.h"

#include "net/accept_queue.h"
#include "net/resolve.h"

#include <netinet/in.h>
#include <stdio.h>
#include <unistd.h>

static struct address host(struct net *net, const char *text, uint16_t port)
{
    struct address_list found = {0};
    struct error error;

    assert_done(resolve_local(net->network.loop, span_of(text), port, AF_UNSPEC, net_soon(), &found,
                              &error),
                error);
    struct address address = found.items[0];
    address_list_free(&found);
    return address;
}

static void set(const struct socket *socket, int level, int name, int value)
{
    assert_int_equal(setsockopt(socket->fd, level, name, &value, sizeof(value)), 0);
}

/* A listener at that address; *address gets its port. */
static struct socket *listen_at(struct net *net, const char *type, struct address *address)
{
    struct socket *listener = net_socket(net, type);
    struct error error;

    if (address_family(address) == AF_INET6)
        set(listener, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (address_family(address) != AF_UNIX)
        set(listener, SOL_SOCKET, SO_REUSEPORT, 1);
    assert_done(socket_bind(listener, address, &error), error);
    assert_done(socket_local(listener, address, &error), error);
    assert_done(socket_listen(listener, 64, &error), error);
    return listener;
}

static struct socket *connect_to(struct net *net, const char *type, const struct address *address)
{
    struct socket *client = net_socket(net, type);
    struct error error;

    assert_done(socket_connect(client, address, net_soon(), &error), error);
    return client;
}

/* The kernel takes a connection into the queue a moment after the client has it. */
static struct address_list wait_for_peers(struct socket *listener, size_t count)
{
    struct address_list peers = accept_queue_peers(listener);
    nanoseconds deadline = net_soon();

    while (peers.count != count) {
        address_list_free(&peers);
        assert_true(clock_now() < deadline);
        assert_int_equal(
            loop_wait(listener->network->loop, -1, 0, clock_deadline(MILLISECOND), NULL),
            LOOP_TIMEOUT);
        peers = accept_queue_peers(listener);
    }
    return peers;
}

static bool is_among(const struct address_list *list, const struct address *address)
{
    char wanted[ADDRESS_TEXT], item[ADDRESS_TEXT];

    address_text(address, wanted);
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(address_text(&list->items[i], item), wanted) == 0)
            return true;
    return false;
}

enum { CLIENTS = 3 };

/* What has come in, and a peer that will send no more, change nothing; who is accepted waits no longer. */
static void check_queue(struct net *net, const char *listens, const char *connects)
{
    struct address address = host(net, listens, 0), peer;
    struct socket *listener =
        listen_at(net, address_family(&address) == AF_INET6 ? "tcp6" : "tcp", &address);
    struct address to = host(net, connects, (uint16_t)address_port(&address));
    struct socket *clients[CLIENTS], *accepted[CLIENTS];
    struct error error;

    assert_int_equal(accept_queue_peers(listener).count, 0);
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = connect_to(net, address_family(&to) == AF_INET6 ? "tcp6" : "tcp", &to);
    net_send(clients[0], "early");
    assert_done(socket_shutdown(clients[1], SHUT_WR, &error), error);
    for (int i = 0; i < CLIENTS; i++) {
        struct address_list peers = wait_for_peers(listener, (size_t)(CLIENTS - i));
        assert_done(socket_accept(listener, net_soon(), &accepted[i], &peer, &error), error);
        assert_true(is_among(&peers, &peer));
        address_list_free(&peers);
    }
    assert_int_equal(accept_queue_peers(listener).count, 0);
    for (int i = 0; i < CLIENTS; i++) {
        net_close(&clients[i]);
        net_close(&accepted[i]);
    }
    net_close(&listener);
}

static void test_where_one_listens(void **state)
{
    check_queue(*state, "127.0.0.1", "127.0.0.1");
    check_queue(*state, "0.0.0.0", "127.0.0.1");
    check_queue(*state, "0.0.0.0", "127.0.0.2");
}

static void test_ipv6(void **state)
{
    if (access("/proc/net/if_inet6", F_OK) < 0)
        skip();
    check_queue(*state, "::1", "::1");
    check_queue(*state, "::", "::1");
    check_queue(*state, "::", "127.0.0.1"); /* as ::ffff:127.0.0.1 */
}

/* It stays in the queue, but nothing tells of whom it was. */
static void test_one_that_has_reset(void **state)
{
    struct address address = host(*state, "127.0.0.1", 0);
    struct socket *listener = listen_at(*state, "tcp", &address);
    struct socket *client = connect_to(*state, "tcp", &address);
    struct address_list peers = wait_for_peers(listener, 1);
    struct error error;

    assert_done(socket_abort(client, &error), error);
    address_list_free(&peers);
    peers = wait_for_peers(listener, 0);
    net_close(&listener);
}

/* Either listener's they could be. */
static void test_two_listeners(void **state)
{
    static const char *const others[] = {"127.0.0.1", "0.0.0.0"};
    struct address address = host(*state, "127.0.0.1", 0);
    struct socket *listener = listen_at(*state, "tcp", &address);

    for (int i = 0; i < 2; i++) {
        struct address again = host(*state, others[i], (uint16_t)address_port(&address));
        struct socket *other = listen_at(*state, "tcp", &again);
        struct socket *client = connect_to(*state, "tcp", &address);
        assert_int_equal(accept_queue_peers(listener).count, 0);
        assert_int_equal(accept_queue_peers(other).count, 0);
        net_close(&other);
        net_close(&client);
    }
    net_close(&listener);
}

/* The same port of another address is another place. */
static void test_a_neighbour(void **state)
{
    struct address address = host(*state, "127.0.0.1", 0);
    struct socket *listener = listen_at(*state, "tcp", &address);
    struct address beside = host(*state, "127.0.0.2", (uint16_t)address_port(&address));
    struct socket *neighbour = listen_at(*state, "tcp", &beside);
    struct socket *client = connect_to(*state, "tcp", &address);
    struct address_list peers = wait_for_peers(listener, 1);

    assert_int_equal(accept_queue_peers(neighbour).count, 0);
    address_list_free(&peers);
    net_close(&neighbour);
    net_close(&client);
    net_close(&listener);
}

static void test_more_than_are_told(void **state)
{
    struct address address = host(*state, "127.0.0.1", 0);
    struct socket *listener = listen_at(*state, "tcp", &address);
    struct socket *clients[ACCEPT_QUEUE_PEERS + 2];
    const int count = sizeof(clients) / sizeof(clients[0]);

    for (int i = 0; i < count; i++)
        clients[i] = connect_to(*state, "tcp", &address);
    struct address_list peers = wait_for_peers(listener, ACCEPT_QUEUE_PEERS);
    address_list_free(&peers);
    for (int i = 0; i < count; i++)
        net_close(&clients[i]);
    net_close(&listener);
}

static struct address abstract(const char *stem)
{
    char name[64];
    struct address address;
    struct error error;

    snprintf(name, sizeof(name), "@%s-%d", stem, (int)getpid());
    assert_true(address_from_path(span_of(name), &address, &error));
    return address;
}

/* A Unix client has a name only where it was bound. */
static void test_unix(void **state)
{
    struct address address = abstract("socksh-listener"), name = abstract("socksh-client");
    struct socket *listener = listen_at(*state, "unix", &address);
    struct socket *unnamed = connect_to(*state, "unix", &address);
    struct socket *named = net_socket(*state, "unix");
    struct error error;

    assert_int_equal(accept_queue_peers(listener).count, 0);
    assert_done(socket_bind(named, &name, &error), error);
    assert_done(socket_connect(named, &address, net_soon(), &error), error);
    struct address_list peers = accept_queue_peers(listener);
    assert_int_equal(peers.count, 1);
    assert_true(is_among(&peers, &name));
    address_list_free(&peers);
    net_close(&named);
    assert_int_equal(accept_queue_peers(listener).count, 0);
    net_close(&unnamed);
    net_close(&listener);
}

static void test_no_listener(void **state)
{
    struct socket *socket = net_socket(*state, "tcp");

    assert_int_equal(accept_queue_peers(socket).count, 0);
    net_close(&socket);
}

#define net_test(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        net_test(test_where_one_listens),
        net_test(test_ipv6),
        net_test(test_one_that_has_reset),
        net_test(test_two_listeners),
        net_test(test_a_neighbour),
        net_test(test_more_than_are_told),
        net_test(test_unix),
        net_test(test_no_listener),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
