#include "bulk_parts.h"

#include "base/memory.h"
#include "net/stream.h"
#include "socket_calls.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

/* What a splice(2) out of the socket came to. */
enum splice_result {
    SPLICE_MOVED,
    SPLICE_AGAIN, /* it has waited */
    SPLICE_STUCK, /* at the end, or at the urgent mark, which only recv(2) passes */
    SPLICE_FAILED,
    SPLICE_UNFIT
};

static enum splice_result fail_splice(const struct bulk *bulk, int pipe_fd, struct error *error)
{
    bool waits = true;

    if (errno == EINVAL)
        return SPLICE_UNFIT;
    if (errno == EPIPE) {
        error_call(error, ERROR_FILE, EPIPE, "write", "%s", "");
        return SPLICE_FAILED;
    }
    if (!bulk_wait_both(bulk, POLLIN, pipe_fd, POLLOUT, &waits, error))
        return SPLICE_FAILED;
    return waits ? SPLICE_AGAIN : SPLICE_STUCK;
}

static enum splice_result splice_piece(struct bulk *bulk, int pipe_fd, size_t *ret_length,
                                       struct error *error)
{
    struct socket *socket = bulk->socket;
    long length =
        call_splice(socket, socket->fd, pipe_fd, BULK_PIECE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

    if (length < 0)
        return fail_splice(bulk, pipe_fd, error);
    socket->bytes_in += (size_t)length;
    *ret_length = (size_t)length;
    return length ? SPLICE_MOVED : SPLICE_STUCK;
}

/* One write(2), waiting while there is no room. A pipe may be somebody else's that blocks: no more than
 * it takes at once. */
static bool write_some(const struct bulk *bulk, int fd, struct span data, size_t *ret_written,
                       struct error *error)
{
    bool is_pipe = bulk_is_pipe(fd);
    size_t most = is_pipe && data.length > PIPE_BUF ? PIPE_BUF : data.length;

    for (;;) {
        if (is_pipe && !bulk_wait(bulk, fd, POLLOUT, "write", error))
            return false;
        ssize_t length = write(fd, data.data, most);
        *ret_written = (size_t)length;
        if (length >= 0)
            return true;
        if (errno != EAGAIN && errno != EINTR)
            return error_call(error, ERROR_FILE, errno, "write", "%s", "");
        if (!bulk_wait(bulk, fd, POLLOUT, "write", error))
            return false;
    }
}

static bool write_all(struct bulk *bulk, int fd, struct span data, struct buffer *unwritten,
                      struct error *error)
{
    size_t written;

    for (; data.length; data = span_after(data, written)) {
        if (!write_some(bulk, fd, data, &written, error)) {
            buffer_append(unwritten, data);
            return false;
        }
        bulk_count(bulk, written);
    }
    return true;
}

/* A pipe of our own that stands between the socket and a file. */
struct between {
    int in, out;
};

static void close_between(struct between *between)
{
    memory_close_fd(&between->in);
    memory_close_fd(&between->out);
}
#define cleanup_between __attribute__((cleanup(close_between)))

static bool open_between(struct between *between)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return false;
    *between = (struct between){.in = ends[1], .out = ends[0]};
    fcntl(between->in, F_SETPIPE_SZ, BULK_PIECE); /* with a smaller one it is slower, and no more */
    return true;
}

/* The kernel can't move the rest, or not now: it is copied. */
static bool copy_rest(struct bulk *bulk, int pipe_fd, size_t length, int fd,
                      struct buffer *unwritten, struct error *error)
{
    cleanup_buffer struct buffer rest = {0};
    ssize_t got = read(pipe_fd, buffer_reserve(&rest, length), length);

    rest.length = got > 0 ? (size_t)got : 0;
    return write_all(bulk, fd, buffer_span(&rest), unwritten, error);
}

static bool empty_between(struct bulk *bulk, const struct between *between, size_t length, int fd,
                          struct buffer *unwritten, struct error *error)
{
    while (length) {
        ssize_t moved = splice(between->out, NULL, fd, NULL, length, SPLICE_F_MOVE);
        if (moved <= 0)
            return copy_rest(bulk, between->out, length, fd, unwritten, error);
        bulk_count(bulk, (size_t)moved);
        length -= (size_t)moved;
    }
    return true;
}

/* At most as much as may still come. */
static size_t room_of(const struct bulk *bulk)
{
    uint64_t room = bulk->limit ? bulk->limit - bulk->moved : BULK_PIECE;

    return room < BULK_PIECE ? (size_t)room : BULK_PIECE;
}

/* There is no room: is there anything more? It stays where it is. */
static bool check_end(const struct bulk *bulk, struct error *error)
{
    cleanup_buffer struct buffer byte = {0};
    struct received received;

    if (!socket_receive(bulk->socket, 1, bulk->flags | MSG_PEEK, bulk->deadline, &byte, &received,
                        error))
        return false;
    return received.eof || error_set(error, ERROR_RESOURCE,
                                     "more came than the limit of %" PRIu64 " bytes", bulk->limit);
}

static bool receive_piece(const struct bulk *bulk, struct buffer *piece, bool *ret_eof,
                          struct error *error)
{
    struct received received;
    size_t room = room_of(bulk);

    buffer_clear(piece);
    *ret_eof = true;
    if (room == 0)
        return check_end(bulk, error);
    if (!socket_receive(bulk->socket, room, bulk->flags, bulk->deadline, piece, &received, error))
        return false;
    *ret_eof = received.eof;
    return true;
}

/* One piece by recv(2) and write(2). */
static bool copy_piece(struct bulk *bulk, int fd, struct buffer *unwritten, bool *ret_eof,
                       struct error *error)
{
    cleanup_buffer struct buffer piece = {0};

    return receive_piece(bulk, &piece, ret_eof, error) &&
           write_all(bulk, fd, buffer_span(&piece), unwritten, error);
}

/* Into a pipe, which may be one of our own that stands before a file: then it is emptied each time. */
static enum bulk_end receive_by_splice(struct bulk *bulk, int pipe_fd,
                                       const struct between *between, int to_fd,
                                       struct buffer *unwritten, struct error *error)
{
    bool eof = false;
    size_t length;

    do {
        switch (splice_piece(bulk, pipe_fd, &length, error)) {
        case SPLICE_MOVED:
            if (!between)
                bulk_count(bulk, length);
            else if (!empty_between(bulk, between, length, to_fd, unwritten, error))
                return BULK_FAILED;
            break;
        case SPLICE_STUCK:
            if (!copy_piece(bulk, to_fd, unwritten, &eof, error))
                return BULK_FAILED;
            if (eof)
                return BULK_REACHED;
            break;
        case SPLICE_AGAIN: break;
        case SPLICE_FAILED: return BULK_FAILED;
        case SPLICE_UNFIT: return BULK_UNFIT;
        }
    } while (bulk_goes_on(bulk, POLLIN, "splice", error));
    return BULK_FAILED;
}

static enum bulk_end receive_through_pipe(struct bulk *bulk, int to_fd, struct buffer *unwritten,
                                          struct error *error)
{
    cleanup_between struct between between = {-1, -1};

    if (!open_between(&between))
        return BULK_UNFIT;
    return receive_by_splice(bulk, between.in, &between, to_fd, unwritten, error);
}

static bool receive_by_copying(struct bulk *bulk, int fd, struct buffer *unwritten,
                               struct error *error)
{
    bool eof = false;

    while (!eof)
        if (!copy_piece(bulk, fd, unwritten, &eof, error) ||
            !bulk_goes_on(bulk, POLLIN, "recv", error))
            return false;
    return true;
}

bool bulk_receive(struct bulk *bulk, int to_fd, struct buffer *unwritten, struct error *error)
{
    if (!stream_require(bulk->socket, error))
        return false;
    enum bulk_end end = !bulk_by_kernel(bulk) ? BULK_UNFIT
                        : bulk_is_pipe(to_fd)
                            ? receive_by_splice(bulk, to_fd, NULL, to_fd, unwritten, error)
                            : receive_through_pipe(bulk, to_fd, unwritten, error);
    return end == BULK_UNFIT ? receive_by_copying(bulk, to_fd, unwritten, error)
                             : end == BULK_REACHED;
}

bool bulk_receive_pieces(struct bulk *bulk, bulk_sink *sink, void *context, struct error *error)
{
    cleanup_buffer struct buffer piece = {0};
    bool eof = false;

    if (!stream_require(bulk->socket, error))
        return false;
    while (receive_piece(bulk, &piece, &eof, error) && sink(context, buffer_span(&piece), error)) {
        bulk_count(bulk, piece.length);
        if (eof)
            return true;
        if (!bulk_goes_on(bulk, POLLIN, "recv", error))
            return false;
    }
    return false;
}
