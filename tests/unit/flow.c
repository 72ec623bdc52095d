#include "flow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

void flow_stop(struct flow *flow)
{
    if (flow->watch)
        loop_unwatch(flow->loop, flow->watch);
    flow->watch = NULL;
}

static void finish(struct flow *flow)
{
    flow_stop(flow);
    if (flow->then)
        flow->then(flow);
}

static size_t next_length(const struct flow *flow)
{
    size_t room = flow->most - flow->moved;

    return flow->piece < room ? flow->piece : room;
}

static void write_piece(void *context, unsigned events)
{
    struct flow *flow = context;
    size_t length = next_length(flow);
    ssize_t written =
        write(flow->fd, flow->left.data, length < flow->left.length ? length : flow->left.length);

    (void)events;
    if (written < 0 && errno == EAGAIN)
        return;
    if (written > 0) {
        flow->left = span_after(flow->left, (size_t)written);
        flow->moved += (size_t)written;
    }
    if (written < 0 || flow->left.length == 0 || flow->moved == flow->most)
        finish(flow);
}

static void read_piece(void *context, unsigned events)
{
    struct flow *flow = context;
    size_t length = next_length(flow);
    ssize_t got = read(flow->fd, buffer_reserve(&flow->got, length), length);

    (void)events;
    if (got < 0 && errno == EAGAIN)
        return;
    if (got > 0) {
        flow->got.length += (size_t)got;
        flow->moved += (size_t)got;
    }
    if (got <= 0 || flow->moved == flow->most)
        finish(flow);
}

static void start(struct flow *flow, struct loop *loop, unsigned events, loop_callback *callback)
{
    flow->loop = loop;
    flow->watch = loop_watch(loop, flow->fd, events, callback, flow);
    assert_non_null(flow->watch);
}

void flow_write(struct flow *flow, struct loop *loop)
{
    start(flow, loop, POLLOUT, write_piece);
}

void flow_read(struct flow *flow, struct loop *loop)
{
    start(flow, loop, POLLIN, read_piece);
}

void flow_close(struct flow *flow)
{
    close(flow->fd);
    flow->fd = -1;
}

void flow_interrupt(struct flow *flow)
{
    loop_interrupt(flow->loop);
}

void flow_drain(int fd, struct buffer *got)
{
    enum { PIECE = 64 * 1024, LATE = 20 * 1000 };
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    ssize_t length;

    do {
        assert_int_equal(poll(&readable, 1, LATE), 1);
        length = read(fd, buffer_reserve(got, PIECE), PIECE);
        assert_true(length >= 0);
        got->length += (size_t)length;
    } while (length > 0);
}

void flow_content(struct buffer *content, size_t length)
{
    uint64_t state = 0;

    while (content->length < length) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        buffer_append(content, (struct span){(const char *)&state, sizeof(state)});
    }
    content->length = length;
}

int flow_file(struct span content)
{
    FILE *file = tmpfile();

    assert_non_null(file);
    if (content.length)
        assert_int_equal(fwrite(content.data, 1, content.length, file), content.length);
    assert_int_equal(fflush(file), 0);
    int fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
    assert_true(fd >= 0);
    fclose(file);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

void flow_file_content(int fd, struct buffer *content)
{
    off_t length = lseek(fd, 0, SEEK_END);

    assert_true(length >= 0);
    char *room = buffer_reserve(content, (size_t)length);
    assert_int_equal(pread(fd, room, (size_t)length, 0), length);
    content->length += (size_t)length;
}

void flow_pipe(int fds[2])
{
    assert_int_equal(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
}
