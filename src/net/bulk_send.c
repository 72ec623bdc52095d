#include "bulk_parts.h"

#include "socket_calls.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static void count_sent(struct bulk *bulk, size_t length)
{
    bulk->socket->bytes_out += length;
    bulk_count(bulk, length);
}

/* Errors that may be the file's own: read(2) tells. */
static bool may_be_the_file(int number)
{
    return number == EINVAL || number == ENOSYS || number == EBADF || number == EIO;
}

static enum bulk_end send_by_sendfile(struct bulk *bulk, int fd, struct error *error)
{
    struct socket *socket = bulk->socket;

    do {
        long sent = call_sendfile(socket, fd, BULK_PIECE);
        if (sent == 0)
            return BULK_REACHED;
        if (sent > 0)
            count_sent(bulk, (size_t)sent);
        else if (may_be_the_file(errno))
            return BULK_UNFIT;
        else if (!bulk_wait_or_fail(bulk, POLLOUT, "sendfile", error))
            return BULK_FAILED;
    } while (bulk_goes_on(bulk, POLLOUT, "sendfile", error));
    return BULK_FAILED;
}

/* Out of a pipe no byte is taken that can't be sent. splice(2) calls it the end of a FIFO, too, that nobody has
 * opened to write yet; poll(2) tells the two apart. */
static enum bulk_end send_by_splice(struct bulk *bulk, int pipe_fd, struct error *error)
{
    struct socket *socket = bulk->socket;
    bool waited;

    if (!bulk_wait(bulk, pipe_fd, POLLIN, "read", error))
        return BULK_FAILED;
    do {
        long sent =
            call_splice(socket, pipe_fd, socket->fd, BULK_PIECE, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (sent == 0)
            return BULK_REACHED;
        if (sent > 0)
            count_sent(bulk, (size_t)sent);
        else if (may_be_the_file(errno))
            return BULK_UNFIT;
        else if (!bulk_wait_both(bulk, POLLOUT, pipe_fd, POLLIN, &waited, error))
            return BULK_FAILED;
    } while (bulk_goes_on(bulk, POLLOUT, "splice", error));
    return BULK_FAILED;
}

static bool read_piece(const struct bulk *bulk, int fd, struct buffer *piece, struct error *error)
{
    for (;;) {
        if (!bulk_wait(bulk, fd, POLLIN, "read", error))
            return false;
        ssize_t length = read(fd, piece->data, BULK_PIECE);
        if (length < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (length < 0)
            return error_call(error, ERROR_FILE, errno, "read", "%s", "");
        piece->length = (size_t)length;
        return true;
    }
}

/* What was read and not sent goes back, where there is a way back. */
static void put_back(struct bulk *bulk, int fd, size_t unsent)
{
    if (unsent && lseek(fd, -(off_t)unsent, SEEK_CUR) < 0)
        bulk->lost = unsent;
}

/* For what the kernel can't send by itself, and for flags it then doesn't know. */
static bool send_by_copying(struct bulk *bulk, int fd, struct error *error)
{
    cleanup_buffer struct buffer piece = {0};

    buffer_reserve(&piece, BULK_PIECE);
    while (read_piece(bulk, fd, &piece, error)) {
        size_t sent;
        if (piece.length == 0)
            return true;
        bool all = socket_send_all(bulk->socket, buffer_span(&piece), bulk->flags, bulk->deadline,
                                   &sent, error);
        bulk_count(bulk, sent);
        if (!all) {
            put_back(bulk, fd, piece.length - sent);
            return false;
        }
    }
    return false;
}

bool bulk_send(struct bulk *bulk, int from_fd, struct error *error)
{
    bool is_plain = (bulk->flags & ~MSG_DONTWAIT) == 0 && !socket_has_messages(bulk->socket) &&
                    bulk_by_kernel(bulk);
    enum bulk_end end = BULK_UNFIT;

    if (is_plain)
        end = bulk_is_pipe(from_fd) ? send_by_splice(bulk, from_fd, error)
                                    : send_by_sendfile(bulk, from_fd, error);
    return end == BULK_UNFIT ? send_by_copying(bulk, from_fd, error) : end == BULK_REACHED;
}
