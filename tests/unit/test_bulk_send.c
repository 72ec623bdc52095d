/* Files and pipes on their way into a stream: what is counted is what the peer gets. */
#include "flow.h"

#include "base/memory.h"
#include "net/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* Several pieces of bulk.c's, and a bit. */
enum { LARGE = (5 << 20) + 3, MIDDLE = 3 << 20 };

static struct bulk out_of(struct net_pair *pair)
{
    return (struct bulk){.socket = pair->near, .deadline = net_soon()};
}

static struct flow reader_of(struct net_pair *pair, size_t piece, size_t most)
{
    return (struct flow){.fd = pair->far->fd, .piece = piece, .most = most};
}

/* The transfer is over; the peer has got, or gets now, what was counted, and it is the content's
 * beginning. */
static void check_moved(struct net_pair *pair, const struct bulk *bulk, struct flow *reader,
                        struct span content)
{
    flow_stop(reader);
    net_close(&pair->near);
    flow_drain(pair->far->fd, &reader->got);
    assert_int_equal(bulk->moved, reader->got.length);
    assert_true(
        span_equal(buffer_span(&reader->got), (struct span){content.data, reader->got.length}));
    buffer_free(&reader->got);
}

/* All of it arrives, whatever sendfile(2) is. */
static void send_whole(struct net_pair *pair, int fd, struct bulk bulk, struct span content)
{
    struct flow reader = reader_of(pair, 256 << 10, SIZE_MAX);
    struct error error;

    flow_read(&reader, pair->net.network.loop);
    assert_done(bulk_send(&bulk, fd, &error), error);
    assert_int_equal(bulk.moved, content.length);
    assert_int_equal(pair->near->bytes_out, content.length);
    check_moved(pair, &bulk, &reader, content);
}

static void send_file(struct net_pair *pair, size_t length)
{
    cleanup_buffer struct buffer content = {0};

    flow_content(&content, length);
    cleanup_fd int fd = flow_file(buffer_span(&content));
    send_whole(pair, fd, out_of(pair), buffer_span(&content));
}

static void test_files_of_every_size(void **state)
{
    send_file(*state, LARGE);
}

static void test_a_file_as_long_as_a_piece(void **state)
{
    send_file(*state, 1 << 20);
}

static void test_an_empty_file(void **state)
{
    send_file(*state, 0);
}

static void test_a_file_from_where_it_stands(void **state)
{
    cleanup_buffer struct buffer content = {0};

    flow_content(&content, LARGE);
    cleanup_fd int fd = flow_file(buffer_span(&content));
    assert_int_equal(lseek(fd, MIDDLE, SEEK_SET), MIDDLE);
    send_whole(*state, fd, out_of(*state), span_after(buffer_span(&content), MIDDLE));
}

static void test_a_pipe(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer content = {0};
    int fds[2];

    flow_content(&content, LARGE);
    flow_pipe(fds);
    struct flow writer = {.fd = fds[1],
                          .left = buffer_span(&content),
                          .piece = 10000,
                          .most = SIZE_MAX,
                          .then = flow_close};
    flow_write(&writer, pair->net.network.loop);
    send_whole(pair, fds[0], out_of(pair), buffer_span(&content));
    close(fds[0]);
}

static void test_a_directory(void **state)
{
    struct net_pair *pair = *state;
    struct bulk bulk = out_of(pair);
    cleanup_fd int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct error error;

    assert_false(bulk_send(&bulk, fd, &error));
    assert_category(error, ERROR_FILE);
    assert_int_equal(error.number, EISDIR);
    assert_int_equal(bulk.moved, 0);
}

static int sendfiles;

static ssize_t refuse(int fd, int from_fd, off_t *offset, size_t length)
{
    (void)fd, (void)from_fd, (void)offset, (void)length;
    sendfiles++;
    errno = EINVAL;
    return -1;
}

static ssize_t refuse_later(int fd, int from_fd, off_t *offset, size_t length)
{
    if (sendfiles < 3) {
        sendfiles++;
        return syscalls_kernel.sendfile(fd, from_fd, offset, length);
    }
    return refuse(fd, from_fd, offset, length);
}

static void test_without_sendfile(void **state)
{
    struct net_pair *pair = *state;

    sendfiles = 0;
    pair->net.calls.sendfile = refuse;
    send_file(pair, LARGE);
    assert_int_equal(sendfiles, 1);
}

/* It goes on by copying from where it stands. */
static void test_sendfile_gives_up_in_the_middle(void **state)
{
    struct net_pair *pair = *state;

    sendfiles = 0;
    pair->net.calls.sendfile = refuse_later;
    send_file(pair, LARGE);
    assert_int_equal(sendfiles, 4);
}

/* Flags of send(2) are for send(2). */
static void test_more(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer content = {0};
    struct bulk bulk = out_of(pair);

    flow_content(&content, LARGE);
    cleanup_fd int fd = flow_file(buffer_span(&content));
    bulk.flags = MSG_MORE;
    sendfiles = 0;
    pair->net.calls.sendfile = refuse;
    send_whole(pair, fd, bulk, buffer_span(&content));
    assert_int_equal(sendfiles, 0);
}

static void test_urgent(void **state)
{
    struct net_pair *pair = *state;
    struct bulk bulk = out_of(pair);
    cleanup_fd int fd = flow_file(SPAN("abc"));
    struct error error;
    char urgent = 0;

    bulk.flags = MSG_OOB;
    assert_done(bulk_send(&bulk, fd, &error), error);
    assert_int_equal(bulk.moved, 3);
    assert_done(socket_wait(pair->far, POLLPRI, net_soon(), "poll", &error), error);
    assert_int_equal(recv(pair->far->fd, &urgent, 1, MSG_OOB), 1);
    assert_int_equal(urgent, 'c');
    net_receive(pair->far, 10, 0, "ab");
}

/* A transfer that ends in the middle, with an error of this category; returns its number. */
static int send_partly(struct net_pair *pair, struct bulk *bulk, struct flow *reader,
                       enum error_category category)
{
    cleanup_buffer struct buffer content = {0};
    struct error error;

    flow_content(&content, 16 << 20); /* more than the kernel's buffers take */
    cleanup_fd int fd = flow_file(buffer_span(&content));
    if (reader->most)
        flow_read(reader, pair->net.network.loop);
    assert_false(bulk_send(bulk, fd, &error));
    assert_category(error, category);
    assert_true(bulk->moved < content.length);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), bulk->moved);
    assert_int_equal(pair->near->bytes_out, bulk->moved);
    if (pair->near->reset || error.number == EPIPE)
        buffer_free(&reader->got); /* nobody knows how much of it came */
    else
        check_moved(pair, bulk, reader, buffer_span(&content));
    return error.number;
}

static void test_a_slow_peer(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer content = {0};
    struct flow reader = reader_of(pair, 1000, SIZE_MAX);
    struct bulk bulk = out_of(pair);
    struct error error;

    flow_content(&content, MIDDLE);
    cleanup_fd int fd = flow_file(buffer_span(&content));
    flow_read(&reader, pair->net.network.loop);
    assert_done(bulk_send(&bulk, fd, &error), error);
    check_moved(pair, &bulk, &reader, buffer_span(&content));
}

/* The time is up as soon as the middle is reached, however slow the machine is. */
static void give_up_in_the_middle(void *context, uint64_t moved)
{
    struct bulk *bulk = context;

    if (moved >= MIDDLE)
        bulk->deadline = clock_now() + MILLISECOND;
}

static void test_the_deadline_in_the_middle(void **state)
{
    struct bulk bulk = out_of(*state);
    struct flow reader = reader_of(*state, 64 << 10, MIDDLE);

    bulk.watch = give_up_in_the_middle;
    bulk.context = &bulk;
    send_partly(*state, &bulk, &reader, ERROR_TIMEOUT);
    assert_true(bulk.moved >= MIDDLE);
}

static void test_an_interrupt_in_the_middle(void **state)
{
    struct bulk bulk = out_of(*state);
    struct flow reader = reader_of(*state, 64 << 10, MIDDLE);

    reader.then = flow_interrupt;
    send_partly(*state, &bulk, &reader, ERROR_INTERRUPTED);
    assert_true(bulk.moved >= MIDDLE);
}

/* The peer closes with bytes unread: the kernel tells by a reset. */
static void close_far(struct flow *flow)
{
    struct net_pair *pair = flow->context;

    net_close(&pair->far);
}

static void test_the_peer_closes_in_the_middle(void **state)
{
    struct net_pair *pair = *state;
    struct bulk bulk = out_of(pair);
    struct flow reader = reader_of(pair, 64 << 10, MIDDLE);

    reader.then = close_far;
    reader.context = pair;
    int number = send_partly(pair, &bulk, &reader, ERROR_SOCKET);
    assert_true(number == EPIPE || number == ECONNRESET);
    assert_true(bulk.moved >= MIDDLE);
}

/* What a socket that doesn't wait says when there is no room. */
static void send_without_waiting(struct net_pair *pair, int flags)
{
    struct bulk bulk = out_of(pair);
    struct flow nobody = {.most = 0};

    bulk.flags = flags;
    assert_int_equal(send_partly(pair, &bulk, &nobody, ERROR_SOCKET), EAGAIN);
    assert_true(bulk.moved > 0);
}

static void test_a_socket_that_does_not_block(void **state)
{
    struct net_pair *pair = *state;

    pair->near->blocking = false;
    send_without_waiting(pair, 0);
}

static void test_nowait(void **state)
{
    send_without_waiting(*state, MSG_DONTWAIT);
}

static void test_not_connected(void **state)
{
    struct net *net = *state;
    struct socket *socket = net_socket(net, "tcp");
    struct bulk bulk = {.socket = socket, .deadline = net_soon()};
    cleanup_fd int fd = flow_file(SPAN("lost?"));
    struct error error;

    assert_false(bulk_send(&bulk, fd, &error));
    assert_category(error, ERROR_SOCKET);
    assert_int_equal(bulk.moved, 0);
    net_close(&socket);
}

/* Told after every piece, of all so far. */
static void note_moved(void *context, uint64_t moved)
{
    uint64_t *last = context;

    assert_true(moved > *last);
    *last = moved;
}

static void test_who_watches_is_told(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer content = {0};
    struct bulk bulk = out_of(pair);
    uint64_t last = 0;

    flow_content(&content, LARGE);
    cleanup_fd int fd = flow_file(buffer_span(&content));
    bulk.watch = note_moved;
    bulk.context = &last;
    send_whole(pair, fd, bulk, buffer_span(&content));
    assert_int_equal(last, LARGE);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define with_both(name) with(unix, name), with(tcp, name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_both(test_files_of_every_size),
        with_both(test_a_file_as_long_as_a_piece),
        with_both(test_an_empty_file),
        with_both(test_a_file_from_where_it_stands),
        with_both(test_a_pipe),
        with_both(test_a_directory),
        with_both(test_without_sendfile),
        with_both(test_sendfile_gives_up_in_the_middle),
        with_both(test_more),
        with(tcp, test_urgent),
        with_both(test_a_slow_peer),
        with_both(test_the_deadline_in_the_middle),
        with_both(test_an_interrupt_in_the_middle),
        with_both(test_the_peer_closes_in_the_middle),
        with_both(test_a_socket_that_does_not_block),
        with_both(test_nowait),
        cmocka_unit_test_setup_teardown(test_not_connected, net_setup, net_teardown),
        with_both(test_who_watches_is_told),
    };

    signal(SIGPIPE, SIG_IGN); /* as the program does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
