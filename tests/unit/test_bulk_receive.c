/* A stream on its way into files and pipes: what is counted is written, and what came besides is told. */
#include "flow.h"

#include "base/memory.h"
#include "net/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* Several pieces of bulk.c's, and a bit. */
enum { LARGE = (5 << 20) + 3, MIDDLE = 3 << 20 };

/* A receive, the peer that sends the content, and what came of it. */
struct scene {
    struct net_pair *pair;
    struct buffer content;
    struct flow writer;
    struct bulk bulk;
    struct buffer unwritten;
    struct error error;
};

static void shut_down(struct flow *flow)
{
    assert_int_equal(shutdown(flow->fd, SHUT_WR), 0);
}

/* The peer sends it and ends the stream; with `most` it stops before, and leaves the stream open. */
static struct scene begin(struct net_pair *pair, size_t length, size_t most)
{
    struct scene scene = {.pair = pair};

    flow_content(&scene.content, length);
    scene.writer = (struct flow){.fd = pair->far->fd,
                                 .left = buffer_span(&scene.content),
                                 .piece = 256 << 10,
                                 .most = most,
                                 .then = most == SIZE_MAX ? shut_down : NULL};
    scene.bulk = (struct bulk){.socket = pair->near, .deadline = net_soon()};
    return scene;
}

static bool receive(struct scene *scene, int fd)
{
    flow_write(&scene->writer, scene->pair->net.network.loop);
    bool done = bulk_receive(&scene->bulk, fd, &scene->unwritten, &scene->error);
    flow_stop(&scene->writer);
    return done;
}

static void must_receive(struct scene *scene, int fd)
{
    assert_done(receive(scene, fd), scene->error);
    assert_int_equal(scene->bulk.moved, scene->content.length);
    assert_int_equal(scene->pair->near->bytes_in, scene->content.length);
    assert_int_equal(scene->unwritten.length, 0);
}

static void end(struct scene *scene)
{
    buffer_free(&scene->content);
    buffer_free(&scene->unwritten);
}

/* What was written, then what is unwritten, then what the socket still has: all that the peer sent. */
static void check_nothing_is_lost(struct scene *scene, struct span written)
{
    cleanup_buffer struct buffer all = {0};

    assert_int_equal(written.length, scene->bulk.moved);
    assert_int_equal(scene->pair->near->bytes_in, written.length + scene->unwritten.length);
    buffer_append(&all, written);
    buffer_append(&all, buffer_span(&scene->unwritten));
    if (scene->pair->far)
        net_close(&scene->pair->far);
    flow_drain(scene->pair->near->fd, &all);
    assert_int_equal(all.length, scene->writer.moved);
    assert_memory_equal(all.data, scene->content.data, all.length);
    end(scene);
}

static void receive_into_a_file(struct net_pair *pair, size_t length)
{
    cleanup_buffer struct buffer written = {0};
    cleanup_fd int fd = flow_file(SPAN(""));
    struct scene scene = begin(pair, length, SIZE_MAX);

    must_receive(&scene, fd);
    flow_file_content(fd, &written);
    assert_true(span_equal(buffer_span(&written), buffer_span(&scene.content)));
    end(&scene);
}

static void test_a_file(void **state)
{
    receive_into_a_file(*state, LARGE);
}

static void test_nothing(void **state)
{
    struct net_pair *pair = *state;
    struct scene scene = begin(pair, 0, SIZE_MAX);
    cleanup_fd int fd = flow_file(SPAN("kept"));
    struct error error;

    assert_done(socket_shutdown(pair->far, SHUT_WR, &error), error);
    assert_done(bulk_receive(&scene.bulk, fd, &scene.unwritten, &error), error);
    assert_int_equal(scene.bulk.moved, 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 4);
    assert_true(pair->near->peer_finished);
    end(&scene);
}

/* Into a pipe that somebody reads, so many bytes at a time. */
static void receive_into_a_pipe(struct net_pair *pair, size_t length, size_t piece, size_t full)
{
    cleanup_buffer struct buffer filling = {0};
    struct scene scene = begin(pair, length, SIZE_MAX);
    int fds[2];

    flow_pipe(fds);
    flow_content(&filling, full);
    assert_int_equal(write(fds[1], filling.data, full), full);
    struct flow reader = {.fd = fds[0], .piece = piece, .most = SIZE_MAX};
    flow_read(&reader, pair->net.network.loop);
    must_receive(&scene, fds[1]);
    flow_stop(&reader);
    close(fds[1]);
    flow_drain(fds[0], &reader.got);
    close(fds[0]);
    assert_true(
        span_equal(span_after(buffer_span(&reader.got), full), buffer_span(&scene.content)));
    buffer_free(&reader.got);
    end(&scene);
}

static int splices;

static ssize_t count_splices(int from_fd, int to_fd, size_t length, unsigned flags)
{
    splices++;
    return syscalls_kernel.splice(from_fd, to_fd, length, flags);
}

static ssize_t refuse(int from_fd, int to_fd, size_t length, unsigned flags)
{
    (void)from_fd, (void)to_fd, (void)length, (void)flags;
    splices++;
    errno = EINVAL;
    return -1;
}

static void test_a_pipe(void **state)
{
    struct net_pair *pair = *state;

    splices = 0;
    pair->net.calls.splice = count_splices;
    receive_into_a_pipe(pair, LARGE, 256 << 10, 0);
    assert_true(splices > 0);
}

static void test_a_full_pipe_whose_reader_is_slow(void **state)
{
    receive_into_a_pipe(*state, 1 << 20, 4096, 64 << 10);
}

static void test_without_splice(void **state)
{
    struct net_pair *pair = *state;

    splices = 0;
    pair->net.calls.splice = refuse;
    receive_into_a_pipe(pair, LARGE, 4096, 64 << 10);
    assert_int_equal(splices, 1);
}

/* A pipe without a reader takes nothing. */
static void receive_for_nobody(struct net_pair *pair)
{
    struct scene scene = begin(pair, LARGE, 100000);
    int fds[2];

    flow_pipe(fds);
    close(fds[0]);
    assert_false(receive(&scene, fds[1]));
    close(fds[1]);
    assert_category(scene.error, ERROR_FILE);
    assert_int_equal(scene.error.number, EPIPE);
    assert_int_equal(scene.bulk.moved, 0);
    check_nothing_is_lost(&scene, SPAN(""));
}

static void test_a_reader_that_has_gone(void **state)
{
    receive_for_nobody(*state);
}

static void test_a_reader_that_has_gone_without_splice(void **state)
{
    struct net_pair *pair = *state;

    pair->net.calls.splice = refuse;
    receive_for_nobody(pair);
}

/* What a reader leaves in its pipe when it goes is lost to everybody: it is counted as written. */
static void test_a_reader_that_goes_in_the_middle(void **state)
{
    struct net_pair *pair = *state;
    struct scene scene = begin(pair, 16 << 20, SIZE_MAX);
    int fds[2];

    flow_pipe(fds);
    struct flow reader = {.fd = fds[0], .piece = 64 << 10, .most = MIDDLE, .then = flow_close};
    flow_read(&reader, pair->net.network.loop);
    assert_false(receive(&scene, fds[1]));
    close(fds[1]);
    assert_category(scene.error, ERROR_FILE);
    assert_int_equal(scene.error.number, EPIPE);
    assert_true(scene.bulk.moved >= MIDDLE);
    assert_memory_equal(reader.got.data, scene.content.data, MIDDLE);
    buffer_free(&reader.got);
    check_nothing_is_lost(&scene, (struct span){scene.content.data, scene.bulk.moved});
}

static void test_a_full_device(void **state)
{
    struct scene scene = begin(*state, LARGE, 100000);
    cleanup_fd int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        skip();
    assert_false(receive(&scene, fd));
    assert_category(scene.error, ERROR_FILE);
    assert_int_equal(scene.error.number, ENOSPC);
    assert_int_equal(scene.bulk.moved, 0);
    assert_true(scene.unwritten.length > 0);
    check_nothing_is_lost(&scene, SPAN(""));
}

/* A file that may grow to a limit takes a part of the last piece. */
static void test_a_file_with_a_limit(void **state)
{
    enum { MOST = 1234567 };
    cleanup_buffer struct buffer written = {0};
    cleanup_fd int fd = flow_file(SPAN(""));
    struct scene scene = begin(*state, LARGE, SIZE_MAX);
    struct rlimit before, limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = MOST;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool done = receive(&scene, fd);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    assert_false(done);
    assert_category(scene.error, ERROR_FILE);
    assert_int_equal(scene.error.number, EFBIG);
    assert_int_equal(scene.bulk.moved, MOST);
    flow_file_content(fd, &written);
    check_nothing_is_lost(&scene, buffer_span(&written));
}

/* A transfer that ends in the middle, into a file or a pipe. */
static void receive_partly(struct scene *scene, bool pipe, enum error_category category)
{
    cleanup_buffer struct buffer written = {0};
    cleanup_fd int file = flow_file(SPAN(""));
    struct flow reader = {.piece = 64 << 10, .most = SIZE_MAX};
    int fds[2];

    flow_pipe(fds);
    reader.fd = fds[0];
    flow_read(&reader, scene->pair->net.network.loop);
    assert_false(receive(scene, pipe ? fds[1] : file));
    assert_category(scene->error, category);
    flow_stop(&reader);
    close(fds[1]);
    flow_drain(fds[0], &reader.got);
    close(fds[0]);
    flow_file_content(file, &written);
    buffer_append(&written, buffer_span(&reader.got));
    buffer_free(&reader.got);
    check_nothing_is_lost(scene, buffer_span(&written));
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
    struct scene scene = begin(*state, LARGE, MIDDLE);

    scene.bulk.watch = give_up_in_the_middle;
    scene.bulk.context = &scene.bulk;
    receive_partly(&scene, false, ERROR_TIMEOUT);
}

static void test_the_deadline_in_the_middle_of_a_pipe(void **state)
{
    struct scene scene = begin(*state, LARGE, MIDDLE);

    scene.bulk.watch = give_up_in_the_middle;
    scene.bulk.context = &scene.bulk;
    receive_partly(&scene, true, ERROR_TIMEOUT);
}

static void test_an_interrupt_in_the_middle(void **state)
{
    struct scene scene = begin(*state, LARGE, MIDDLE);

    scene.writer.then = flow_interrupt;
    receive_partly(&scene, false, ERROR_INTERRUPTED);
}

static void test_an_interrupt_in_the_middle_of_a_pipe(void **state)
{
    struct scene scene = begin(*state, LARGE, MIDDLE);

    scene.writer.then = flow_interrupt;
    receive_partly(&scene, true, ERROR_INTERRUPTED);
}

/* A pipe that nobody reads can be left as well. */
static void receive_into_a_stuck_pipe(struct scene *scene, enum error_category category)
{
    cleanup_buffer struct buffer written = {0};
    int fds[2];

    flow_pipe(fds);
    assert_false(receive(scene, fds[1]));
    assert_category(scene->error, category);
    close(fds[1]);
    flow_drain(fds[0], &written);
    close(fds[0]);
    check_nothing_is_lost(scene, buffer_span(&written));
}

static void test_the_deadline_at_a_stuck_pipe(void **state)
{
    struct scene scene = begin(*state, 300000, SIZE_MAX);

    scene.bulk.deadline = clock_deadline(300 * MILLISECOND);
    receive_into_a_stuck_pipe(&scene, ERROR_TIMEOUT);
}

static void test_the_deadline_at_a_stuck_pipe_without_splice(void **state)
{
    struct net_pair *pair = *state;
    struct scene scene = begin(pair, 300000, SIZE_MAX);

    pair->net.calls.splice = refuse;
    scene.bulk.deadline = clock_deadline(300 * MILLISECOND);
    receive_into_a_stuck_pipe(&scene, ERROR_TIMEOUT);
}

static void test_a_socket_that_does_not_block(void **state)
{
    struct net_pair *pair = *state;

    for (int pipe = 0; pipe < 2; pipe++) {
        struct scene scene = begin(pair, 1, SIZE_MAX);
        int fds[2];
        flow_pipe(fds);
        pair->near->blocking = false;
        assert_false(bulk_receive(&scene.bulk, fds[1], &scene.unwritten, &scene.error));
        assert_category(scene.error, ERROR_SOCKET);
        assert_int_equal(scene.error.number, EAGAIN);
        assert_int_equal(scene.bulk.moved, 0);
        close(fds[0]);
        close(fds[1]);
        end(&scene);
        pair->net.calls.splice = refuse;
    }
}

static void reset(struct flow *flow)
{
    struct net_pair *pair = flow->context;
    struct error error;

    assert_done(socket_abort(pair->far, &error), error);
    pair->far = NULL;
}

/* By RST what is under way is lost; what was counted is written all the same. */
static void test_the_peer_resets_in_the_middle(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer written = {0};
    cleanup_fd int fd = flow_file(SPAN(""));
    struct scene scene = begin(pair, LARGE, MIDDLE);

    scene.writer.then = reset;
    scene.writer.context = pair;
    assert_false(receive(&scene, fd));
    assert_category(scene.error, ERROR_SOCKET);
    assert_int_equal(scene.error.number, ECONNRESET);
    flow_file_content(fd, &written);
    assert_int_equal(written.length, scene.bulk.moved);
    assert_memory_equal(written.data, scene.content.data, written.length);
    end(&scene);
}

static void test_messages_have_no_end(void **state)
{
    struct net_pair *pair = *state;
    struct scene scene = begin(pair, 0, 0);
    cleanup_fd int fd = flow_file(SPAN(""));

    assert_false(bulk_receive(&scene.bulk, fd, &scene.unwritten, &scene.error));
    assert_category(scene.error, ERROR_USAGE);
    end(&scene);
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
    cleanup_fd int fd = flow_file(SPAN(""));
    struct scene scene = begin(*state, LARGE, SIZE_MAX);
    uint64_t last = 0;

    scene.bulk.watch = note_moved;
    scene.bulk.context = &last;
    must_receive(&scene, fd);
    assert_int_equal(last, LARGE);
    end(&scene);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define with_both(name) with(unix, name), with(tcp, name)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_both(test_a_file),
        with_both(test_nothing),
        with_both(test_a_pipe),
        with_both(test_a_full_pipe_whose_reader_is_slow),
        with_both(test_without_splice),
        with_both(test_a_reader_that_has_gone),
        with_both(test_a_reader_that_has_gone_without_splice),
        with_both(test_a_reader_that_goes_in_the_middle),
        with_both(test_a_full_device),
        with_both(test_a_file_with_a_limit),
        with_both(test_the_deadline_in_the_middle),
        with_both(test_the_deadline_in_the_middle_of_a_pipe),
        with_both(test_an_interrupt_in_the_middle),
        with_both(test_an_interrupt_in_the_middle_of_a_pipe),
        with_both(test_the_deadline_at_a_stuck_pipe),
        with_both(test_the_deadline_at_a_stuck_pipe_without_splice),
        with_both(test_a_socket_that_does_not_block),
        with(tcp, test_the_peer_resets_in_the_middle),
        with(datagram, test_messages_have_no_end),
        with_both(test_who_watches_is_told),
    };

    signal(SIGPIPE, SIG_IGN); /* as the program does */
    signal(SIGXFSZ, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
