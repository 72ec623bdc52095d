#include "net/bulk.h"

#include "base/memory.h"
#include "net/loop.h"
#include "net/stream.h"
#include "socket_calls.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger pieces are no faster, and smaller ones are. */
enum { PIECE = 1024 * 1024 };

/* How a transfer by the kernel ended. */
enum end {
    END_REACHED,
    END_FAILED,
    END_UNFIT /* it can't be done with these descriptors; nothing was moved */
};

static void count(struct bulk *bulk, size_t length)
{
    bulk->moved += length;
    if (bulk->watch)
        bulk->watch(bulk->context, bulk->moved);
}

static bool wait_for(const struct bulk *bulk, int fd, unsigned events, const char *call,
                     struct error *error)
{
    enum loop_outcome outcome =
        loop_wait(bulk->socket->network->loop, fd, events, bulk->deadline, NULL);

    return outcome == LOOP_READY || loop_fail(outcome, call, error);
}

/* A transfer that never waits looks for Ctrl-C and the deadline all the same. */
static bool goes_on(const struct bulk *bulk, const char *call, struct error *error)
{
    return socket_check_deadline(bulk->socket, bulk->deadline, call, error);
}

static bool fail_socket(const struct bulk *bulk, const char *call, struct error *error)
{
    bulk->socket->reset |= errno == ECONNRESET || errno == EPIPE;
    return error_call(error, ERROR_SOCKET, errno, call, "%s", "");
}

/* Wait for the socket after EAGAIN; else the call has failed. */
static bool wait_or_fail(const struct bulk *bulk, unsigned events, const char *call,
                         struct error *error)
{
    if (!socket_should_wait(bulk->socket, bulk->flags))
        return fail_socket(bulk, call, error);
    return wait_for(bulk, bulk->socket->fd, events, call, error);
}

static enum end send_by_sendfile(struct bulk *bulk, int fd, struct error *error)
{
    struct socket *socket = bulk->socket;

    do {
        long sent = socket_note(socket, "sendfile",
                                socket_calls(socket)->sendfile(socket->fd, fd, NULL, PIECE));
        if (sent == 0)
            return END_REACHED;
        if (sent < 0 && (errno == EINVAL || errno == ENOSYS))
            return END_UNFIT;
        if (sent < 0 && !wait_or_fail(bulk, POLLOUT, "send", error))
            return END_FAILED;
        if (sent > 0) {
            socket->bytes_out += (size_t)sent;
            count(bulk, (size_t)sent);
        }
    } while (goes_on(bulk, "send", error));
    return END_FAILED;
}

static bool read_piece(struct bulk *bulk, int fd, struct buffer *piece, struct error *error)
{
    for (;;) {
        if (!wait_for(bulk, fd, POLLIN, "read", error))
            return false;
        ssize_t length = read(fd, piece->data, PIECE);
        if (length < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (length < 0)
            return error_call(error, ERROR_FILE, errno, "read", "%s", "");
        piece->length = (size_t)length;
        return true;
    }
}

/* For what sendfile(2) can't read, and for flags it doesn't know. */
static bool send_by_copying(struct bulk *bulk, int fd, struct error *error)
{
    cleanup_buffer struct buffer piece = {0};

    buffer_reserve(&piece, PIECE);
    while (read_piece(bulk, fd, &piece, error)) {
        size_t sent;
        if (piece.length == 0)
            return true;
        bool all = socket_send_all(bulk->socket, buffer_span(&piece), bulk->flags, bulk->deadline,
                                   &sent, error);
        count(bulk, sent);
        if (!all)
            return false;
    }
    return false;
}

bool bulk_send(struct bulk *bulk, int from_fd, struct error *error)
{
    bool is_plain = (bulk->flags & ~MSG_DONTWAIT) == 0 && !socket_has_messages(bulk->socket);
    enum end end = is_plain ? send_by_sendfile(bulk, from_fd, error) : END_UNFIT;

    return end == END_UNFIT ? send_by_copying(bulk, from_fd, error) : end == END_REACHED;
}

/* Into a pipe the kernel moves pages. That a call would block may be due to either end. */
static enum end receive_by_splice(struct bulk *bulk, int pipe_fd, struct error *error)
{
    struct socket *socket = bulk->socket;

    do {
        long length = socket_note(socket, "splice",
                                  socket_calls(socket)->splice(socket->fd, pipe_fd, PIECE,
                                                               SPLICE_F_MOVE | SPLICE_F_NONBLOCK));
        if (length == 0) {
            socket->peer_finished = true;
            return END_REACHED;
        }
        if (length < 0 && errno == EINVAL)
            return END_UNFIT;
        if (length < 0 && errno == EPIPE) {
            error_call(error, ERROR_FILE, EPIPE, "write", "%s", "");
            return END_FAILED;
        }
        if (length < 0 && (!wait_or_fail(bulk, POLLIN, "recv", error) ||
                           !wait_for(bulk, pipe_fd, POLLOUT, "write", error)))
            return END_FAILED;
        if (length > 0) {
            socket->bytes_in += (size_t)length;
            count(bulk, (size_t)length);
        }
    } while (goes_on(bulk, "recv", error));
    return END_FAILED;
}

/* One write(2), waiting while there is no room. */
static bool write_some(const struct bulk *bulk, int fd, struct span data, size_t *ret_written,
                       struct error *error)
{
    for (;;) {
        ssize_t length = write(fd, data.data, data.length);
        *ret_written = (size_t)length;
        if (length >= 0)
            return true;
        if (errno != EAGAIN && errno != EINTR)
            return error_call(error, ERROR_FILE, errno, "write", "%s", "");
        if (!wait_for(bulk, fd, POLLOUT, "write", error))
            return false;
    }
}

static bool receive_piece(const struct bulk *bulk, struct buffer *piece, bool *ret_eof,
                          struct error *error)
{
    struct received received;

    buffer_clear(piece);
    if (!socket_receive(bulk->socket, PIECE, bulk->flags, bulk->deadline, piece, &received, error))
        return false;
    *ret_eof = received.eof;
    return true;
}

static bool receive_by_copying(struct bulk *bulk, int fd, struct buffer *unwritten,
                               struct error *error)
{
    cleanup_buffer struct buffer piece = {0};
    bool eof = false;

    while (receive_piece(bulk, &piece, &eof, error)) {
        size_t written;
        for (struct span rest = buffer_span(&piece); rest.length;
             rest = span_after(rest, written)) {
            if (!write_some(bulk, fd, rest, &written, error)) {
                buffer_append(unwritten, rest);
                return false;
            }
            count(bulk, written);
        }
        if (eof)
            return true;
        if (!goes_on(bulk, "recv", error))
            return false;
    }
    return false;
}

static bool is_pipe(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

bool bulk_receive(struct bulk *bulk, int to_fd, struct buffer *unwritten, struct error *error)
{
    if (!stream_require(bulk->socket, error))
        return false;
    enum end end = is_pipe(to_fd) ? receive_by_splice(bulk, to_fd, error) : END_UNFIT;
    return end == END_UNFIT ? receive_by_copying(bulk, to_fd, unwritten, error)
                            : end == END_REACHED;
}

bool bulk_receive_pieces(struct bulk *bulk, bulk_sink *sink, void *context, struct error *error)
{
    cleanup_buffer struct buffer piece = {0};
    bool eof = false;

    if (!stream_require(bulk->socket, error))
        return false;
    while (receive_piece(bulk, &piece, &eof, error) && sink(context, buffer_span(&piece), error)) {
        count(bulk, piece.length);
        if (eof)
            return true;
        if (!goes_on(bulk, "recv", error))
            return false;
    }
    return false;
}
