#include "network.h"

#include "base/memory.h"
#include "net/stream.h"

#include <netinet/in.h>
#include <stdlib.h>

static void start(struct net *net)
{
    net->fds_before = support_open_fds();
    net->calls = syscalls_kernel;
    net->network = (struct network){
        .calls = &net->calls, .journal = journal_new(1024 * 1024), .loop = loop_new()};
    assert_non_null(net->network.loop);
}

static void stop(struct net *net)
{
    journal_free(net->network.journal);
    loop_free(net->network.loop);
    assert_int_equal(support_open_fds(), net->fds_before);
}

int net_setup(void **state)
{
    struct net *net = NEW(struct net);

    start(net);
    *state = net;
    return 0;
}

int net_teardown(void **state)
{
    stop(*state);
    free(*state);
    return 0;
}

static int pair_setup(void **state, const char *type)
{
    struct net_pair *pair = NEW(struct net_pair);
    struct socket *sockets[2];
    struct error error;

    start(&pair->net);
    assert_done(
        socket_open_pair(&pair->net.network, socket_type_find(span_of(type)), sockets, &error),
        error);
    pair->near = sockets[0];
    pair->far = sockets[1];
    *state = pair;
    return 0;
}

int net_unix_setup(void **state)
{
    return pair_setup(state, "unix");
}

int net_seqpacket_setup(void **state)
{
    return pair_setup(state, "unix-seqpacket");
}

int net_datagram_setup(void **state)
{
    return pair_setup(state, "unix-dgram");
}

int net_tcp_setup(void **state)
{
    struct net_pair *pair = NEW(struct net_pair);
    struct address address, peer;
    struct error error;

    start(&pair->net);
    struct socket *listener = net_bound(&pair->net, true, &address);
    pair->near = net_socket(&pair->net, "tcp");
    assert_done(socket_connect(pair->near, &address, net_soon(), &error), error);
    assert_done(socket_accept(listener, net_soon(), &pair->far, &peer, &error), error);
    net_close(&listener);
    *state = pair;
    return 0;
}

int net_pair_teardown(void **state)
{
    struct net_pair *pair = *state;

    net_close(&pair->near);
    net_close(&pair->far);
    stop(&pair->net);
    free(pair);
    return 0;
}

struct socket *net_socket(struct net *net, const char *type)
{
    struct socket *socket;
    struct error error;

    assert_done(socket_open(&net->network, socket_type_find(span_of(type)), 0, &socket, &error),
                error);
    return socket;
}

struct socket *net_bound(struct net *net, bool listening, struct address *ret_address)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct socket *socket = net_socket(net, "tcp");
    struct address wanted = {.length = sizeof(loopback)};
    struct error error;

    memcpy(&wanted.storage, &loopback, sizeof(loopback));
    assert_done(socket_bind(socket, &wanted, &error), error);
    assert_done(socket_local(socket, ret_address, &error), error);
    if (listening)
        assert_done(socket_listen(socket, 16, &error), error);
    return socket;
}

void net_close(struct socket **socket)
{
    struct error error;

    assert_done(socket_close(*socket, &error), error);
    *socket = NULL;
}

void net_send(struct socket *socket, const char *text)
{
    struct error error;
    size_t sent = 0;

    assert_done(socket_send(socket, span_of(text), 0, NULL, net_soon(), &sent, &error), error);
    assert_int_equal(sent, strlen(text));
}

struct received net_receive(struct socket *socket, size_t most, int flags, const char *wanted)
{
    cleanup_buffer struct buffer data = {0};
    struct received received;
    struct error error;

    assert_done(socket_receive(socket, most, flags, net_soon(), &data, &received, &error), error);
    assert_spans(buffer_span(&data), span_of(wanted));
    assert_int_equal(received.length, data.length);
    return received;
}

void net_send_all(struct socket *socket, struct span data)
{
    struct error error;
    size_t sent;

    assert_done(socket_send_all(socket, data, 0, net_soon(), &sent, &error), error);
}

bool net_find_line(void *context, struct span seen, size_t fresh, size_t *ret_end,
                   struct error *error)
{
    struct span rest = span_after(seen, fresh);
    const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;

    (void)context, (void)error;
    if (end)
        *ret_end = (size_t)(end - seen.data) + 1;
    return end;
}

void net_receive_line(struct socket *socket, const char *wanted)
{
    cleanup_buffer struct buffer data = {0};
    struct error error;

    assert_done(
        stream_receive_until(socket, net_find_line, NULL, NET_NO_LIMIT, net_soon(), &data, &error),
        error);
    assert_spans(buffer_span(&data), span_of(wanted));
}

nanoseconds net_soon(void)
{
    return clock_deadline(20 * SECOND);
}

const struct journal_event *net_last(const struct net *net, enum journal_call call)
{
    const struct journal_event *event;
    uint64_t number = journal_next(net->network.journal);

    while (number-- > 1) {
        event = journal_event(net->network.journal, number);
        if (!event || (event->kind == JOURNAL_CALL && event->call == call))
            return event;
    }
    return NULL;
}
