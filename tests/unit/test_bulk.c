/* Streams longer than what the kernel holds, and all of a stream. */
#include "network.h"

#include "net/bulk.h"
#include "net/stream.h"

#include <poll.h>

/* For more bytes than a buffer of the kernel's holds. */
static bool find_count(void *context, struct span seen, size_t fresh, size_t *ret_end,
                       struct error *error)
{
    (void)fresh, (void)error;
    *ret_end = *(size_t *)context;
    return seen.length >= *ret_end;
}

/* A sender that the loop turns: it sends piece by piece whenever there is room. */
struct sender {
    struct net *net;
    struct socket *socket;
    struct loop_watch *watch;
    struct span left;
    size_t piece;
};

static void send_piece(void *context, unsigned events)
{
    struct sender *sender = context;
    size_t length = sender->left.length < sender->piece ? sender->left.length : sender->piece;
    ssize_t sent = send(sender->socket->fd, sender->left.data, length, MSG_DONTWAIT);

    (void)events;
    if (sent > 0)
        sender->left = span_after(sender->left, (size_t)sent);
    if (sender->left.length == 0)
        loop_unwatch(sender->net->network.loop, sender->watch);
}

static void start_sender(struct sender *sender, struct net_pair *pair, struct span data,
                         size_t piece)
{
    *sender = (struct sender){.net = &pair->net, .socket = pair->far, .left = data, .piece = piece};
    sender->watch = loop_watch(pair->net.network.loop, pair->far->fd, POLLOUT, send_piece, sender);
    assert_non_null(sender->watch);
}

/* It stops by itself when all is sent. */
static void stop_sender(struct sender *sender)
{
    if (sender->left.length)
        loop_unwatch(sender->net->network.loop, sender->watch);
}

static void test_what_comes_while_waiting(void **state)
{
    struct net_pair *pair = *state;
    struct sender sender;

    start_sender(&sender, pair, SPAN("byte by byte\nrest"), 1);
    net_receive_line(pair->near, "byte by byte\n");
    stop_sender(&sender);
}

/* More than the kernel holds comes whole, whatever its pieces, and not a byte more is taken. */
static void receive_much(struct net_pair *pair, size_t length, size_t piece)
{
    cleanup_buffer struct buffer much = {0}, data = {0};
    struct sender sender;
    struct error error;

    for (size_t i = 0; i < length; i++)
        buffer_append_byte(&much, (char)(i * 7 + i / 251));
    buffer_append_text(&much, "rest");
    start_sender(&sender, pair, buffer_span(&much), piece);
    bool done = stream_receive_until(pair->near, find_count, &length, NET_NO_LIMIT, net_soon(),
                                     &data, &error);
    stop_sender(&sender);
    if (!done)
        print_error("%zu bytes of %zu were sent\n", much.length - sender.left.length, length);
    assert_done(done, error);
    assert_int_equal(data.length, length);
    assert_memory_equal(data.data, much.data, length);
    assert_int_equal(pair->near->bytes_in, length);
}

static void test_takes_from_a_full_buffer(void **state)
{
    receive_much(*state, 3 << 20, 64 << 10);
}

/* Every message costs the sender's buffer some hundred bytes besides: in Linux some 70 fit in. */
static void test_takes_from_a_buffer_full_of_small_messages(void **state)
{
    receive_much(*state, 300, 1);
}

static void test_takes_from_a_small_buffer(void **state)
{
    struct net_pair *pair = *state;
    int size = 8192;

    assert_int_equal(setsockopt(pair->near->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)), 0);
    receive_much(pair, 60 << 10, 64 << 10);
}

/* Lines and plain receives in turn, whatever they are: together they are what was sent. */
static void test_nothing_is_lost_or_twice(void **state)
{
    struct net_pair *pair = *state;
    struct random random = {7};

    for (int round = 0; round < 200; round++) {
        cleanup_buffer struct buffer sent = {0}, all = {0};
        random_bytes(&random, &sent, 9000);
        buffer_append_byte(&sent, '\n');
        net_send_all(pair->far, buffer_span(&sent));
        while (all.length < sent.length) {
            cleanup_buffer struct buffer part = {0};
            struct received received;
            struct error error;
            bool line = random_below(&random, 2);
            assert_done(line ? stream_receive_until(pair->near, net_find_line, NULL, NET_NO_LIMIT,
                                                    net_soon(), &part, &error)
                             : socket_receive(pair->near, 1 + random_below(&random, 50), 0,
                                              net_soon(), &part, &received, &error),
                        error);
            if (line)
                assert_ptr_equal(memchr(part.data, '\n', part.length), part.data + part.length - 1);
            buffer_append(&all, buffer_span(&part));
        }
        assert_spans(buffer_span(&all), buffer_span(&sent));
    }
}

static bool collect(void *context, struct span piece, struct error *error)
{
    (void)error;
    buffer_append(context, piece);
    return true;
}

static struct bulk into(struct socket *socket, nanoseconds deadline)
{
    return (struct bulk){.socket = socket, .deadline = deadline};
}

static void test_receive_all(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer all = {0};
    struct bulk late = into(pair->near, clock_now()), whole = into(pair->near, net_soon());
    struct error error;

    net_send_all(pair->far, SPAN("one"));
    net_send_all(pair->far, SPAN("two"));
    assert_false(bulk_receive_pieces(&late, collect, &all, &error));
    assert_category(error, ERROR_TIMEOUT);
    assert_int_equal(late.moved, 6);
    net_send_all(pair->far, SPAN("three"));
    net_close(&pair->far);
    assert_done(bulk_receive_pieces(&whole, collect, &all, &error), error);
    assert_int_equal(whole.moved, 5);
    assert_bytes(buffer_span(&all), "onetwothree");
}

static bool refuse(void *context, struct span piece, struct error *error)
{
    (void)context, (void)piece;
    return error_set(error, ERROR_FILE, "full");
}

static void test_a_sink_ends_it(void **state)
{
    struct net_pair *pair = *state;
    struct bulk bulk = into(pair->near, net_soon());
    struct error error;

    net_send_all(pair->far, SPAN("one"));
    assert_false(bulk_receive_pieces(&bulk, refuse, NULL, &error));
    assert_category(error, ERROR_FILE);
    assert_int_equal(bulk.moved, 0);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define with_both(name) with(unix, name), with(tcp, name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_both(test_what_comes_while_waiting),
        with_both(test_takes_from_a_full_buffer),
        with_both(test_takes_from_a_buffer_full_of_small_messages),
        with(tcp, test_takes_from_a_small_buffer),
        with_both(test_nothing_is_lost_or_twice),
        with_both(test_receive_all),
        with(unix, test_a_sink_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
