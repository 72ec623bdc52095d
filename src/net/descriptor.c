#include "net/descriptor.h"

#include "foreign.h"
#include "journal/ends.h"
#include "net/ancillary.h"
#include "socket_calls.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool get(struct network *network, int fd, int name, int *ret_value)
{
    socklen_t length = sizeof(*ret_value);

    return socket_get_option(&(struct socket){.network = network, .fd = fd}, SOL_SOCKET, name,
                             ret_value, &length);
}

static int control(struct network *network, int fd, int command, int argument)
{
    return call_fcntl(&(struct socket){.network = network, .fd = fd}, command, argument);
}

static bool find_type(struct network *network, int fd, const struct socket_type **ret_type,
                      struct error *error)
{
    int family, type, protocol;

    if (!get(network, fd, SO_DOMAIN, &family) || !get(network, fd, SO_TYPE, &type) ||
        !get(network, fd, SO_PROTOCOL, &protocol)) {
        error_call(error, ERROR_SOCKET, errno, "getsockopt", "fd %d", fd);
        return error_hint(error, "%s",
                          error->number == ENOTSOCK
                              ? "the descriptor is open, and is a file, a pipe or the like"
                              : "no descriptor of that number is open");
    }
    *ret_type = socket_type_of(family, type, protocol);
    if (*ret_type)
        return true;
    error_call(error, ERROR_SOCKET, ESOCKTNOSUPPORT, "getsockopt", "fd %d", fd);
    return error_hint(error, "family %d, type %d, protocol %d is none of `socket`'s types", family,
                      type, protocol);
}

/* The connection may be known here already: then it was passed from this shell to itself. */
static void find_original(const struct socket *socket)
{
    const struct journal *journal = socket->network->journal;
    struct journal_socket *known = journal_socket(journal, socket->id);
    const struct journal_socket *same = end_same(journal, known);

    known->other = same ? same->id : 0;
}

/* Its history is not known; its state is. */
static void find_state(struct socket *socket)
{
    struct address peer;
    struct error ignored;
    int listening;

    socket->connected = socket_peer(socket, &peer, &ignored);
    if (socket->connected) {
        call_learn_local(socket);
        find_original(socket);
    }
    socket->listening = get(socket->network, socket->fd, SO_ACCEPTCONN, &listening) && listening;
}

bool descriptor_adopt(struct network *network, int fd, struct socket **ret_socket,
                      struct error *error)
{
    const struct socket_type *type;

    if (!find_type(network, fd, &type, error))
        return false;
    int flags = control(network, fd, F_GETFL, 0);
    if (flags < 0 || control(network, fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return error_call(error, ERROR_SOCKET, errno, "fcntl", "fd %d", fd);
    if (control(network, fd, F_SETFD, FD_CLOEXEC) < 0) {
        error_call(error, ERROR_SOCKET, errno, "fcntl", "fd %d", fd);
        control(network, fd, F_SETFL, flags);
        return false;
    }

    struct socket *socket = socket_wrap(network, type, fd);
    journal_socket(network->journal, socket->id)->origin = ORIGIN_ADOPTED;
    socket->foreign = foreign_take(network, fd, flags);
    find_state(socket);
    *ret_socket = socket;
    return true;
}

static bool check_carrier(const struct socket *socket, struct span data, struct error *error)
{
    if (socket->type->family != AF_UNIX) {
        error_set(error, ERROR_USAGE, "only Unix sockets carry descriptors; this is a %s socket",
                  socket->type->name);
        return error_hint(error, "the kernel would drop it without a word");
    }
    return data.length || socket_has_messages(socket) ||
           error_set(error, ERROR_USAGE, "on a stream a descriptor wants at least one byte");
}

bool descriptor_send(struct socket *socket, int fd, struct span data, nanoseconds deadline,
                     size_t *ret_sent, struct error *error)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS}};
    struct iovec part = {(char *)data.data, data.length};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control.room),
    };
    long sent;

    if (!check_carrier(socket, data, error))
        return false;
    memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
    while ((sent = call_sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 &&
           socket_should_wait(socket, 0))
        if (!socket_wait(socket, POLLOUT, deadline, "sendmsg", error))
            return false;
    if (sent < 0) {
        socket_note_reset(socket, errno);
        return error_call(error, ERROR_SOCKET, errno, "sendmsg", "fd %d", fd);
    }
    socket->bytes_out += (size_t)sent;
    *ret_sent = (size_t)sent;
    return true;
}

static void close_all(struct socket **sockets, size_t count)
{
    struct error ignored;

    while (count > 0)
        socket_close(sockets[--count], &ignored);
}

/* All of them, or none. */
static bool adopt_all(struct network *network, const int *fds, size_t count,
                      struct socket **sockets, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (descriptor_adopt(network, fds[i], &sockets[i], error))
            continue;
        close_all(sockets, i);
        for (size_t rest = i; rest < count; rest++)
            close(fds[rest]);
        return error->number == ENOTSOCK &&
               error_hint(error, "what came is no socket; it was closed");
    }
    return true;
}

bool descriptor_receive(struct socket *socket, size_t most, nanoseconds deadline,
                        struct buffer *data, struct descriptors *ret_descriptors,
                        struct error *error)
{
    cleanup_buffer struct buffer control = {0};
    struct received received;
    int fds[DESCRIPTORS_MOST];

    if (!socket_receive_message(socket, most, 0, deadline, data, &control, &received, error))
        return false;
    size_t count = ancillary_take_descriptors(buffer_span(&control), fds, DESCRIPTORS_MOST);
    if (!adopt_all(socket->network, fds, count, ret_descriptors->sockets, error))
        return false;
    ret_descriptors->count = count;
    ret_descriptors->eof = received.eof;
    ret_descriptors->cut = received.flags & MSG_CTRUNC;
    return true;
}
