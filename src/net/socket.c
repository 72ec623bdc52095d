#include "net/socket.h"

#include "base/memory.h"
#include "foreign.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "socket_calls.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>

/* How often a full queue is looked at. */
#define QUEUE_LOOK (20 * MILLISECOND)

bool socket_has_messages(const struct socket *socket)
{
    return socket->type->type != SOCK_STREAM;
}

long socket_note_made(const struct network *network, unsigned id, const char *call, int fd,
                      long result)
{
    int number = errno;

    journal_write(network->journal, (struct journal_event){
                                        .socket = id,
                                        .call = call,
                                        .fd = fd,
                                        .result = result,
                                        .error = result < 0 ? number : 0,
                                    });
    errno = number;
    return result;
}

long socket_note(const struct socket *socket, const char *call, long result)
{
    return socket_note_made(socket->network, socket->id, call, socket->fd, result);
}

struct socket *socket_wrap(struct network *network, const struct socket_type *type, int fd)
{
    struct socket *socket = NEW(struct socket);

    *socket = (struct socket){
        .network = network,
        .type = type,
        .id = ++network->sockets_made,
        .fd = fd,
        .blocking = true,
        .timeout = CLOCK_NEVER,
    };
    return socket;
}

/* Whether the kernel, or a right, lacks for that type as such. */
static bool errno_is_of_type(int number)
{
    return number == EPERM || number == EACCES || number == EAFNOSUPPORT ||
           number == EPROTONOSUPPORT || number == ESOCKTNOSUPPORT;
}

bool socket_open(struct network *network, const struct socket_type *type, int protocol,
                 struct socket **ret_socket, struct error *error)
{
    int wanted = protocol ? protocol : type->protocol;
    if (type->family == AF_PACKET) /* packet(7): an EtherType, in network byte order */
        wanted = htons((uint16_t)wanted);
    int fd =
        network->calls->socket(type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC, wanted);

    socket_note_made(network, fd < 0 ? 0 : network->sockets_made + 1, "socket", fd, fd);
    if (fd < 0) {
        error_call(error, ERROR_SOCKET, errno, "socket", "%s", type->name);
        return error->category == ERROR_SOCKET && errno_is_of_type(error->number) &&
               error_hint(error, "%s", type->needs);
    }
    *ret_socket = socket_wrap(network, type, fd);
    return true;
}

bool socket_open_pair(struct network *network, const struct socket_type *type,
                      struct socket *ret_sockets[2], struct error *error)
{
    int fds[2] = {-1, -1};
    int result = network->calls->socketpair(type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC,
                                            type->protocol, fds);

    socket_note_made(network, result < 0 ? 0 : network->sockets_made + 1, "socketpair", fds[0],
                     result);
    if (result < 0)
        return error_call(error, ERROR_SOCKET, errno, "socketpair", "%s", type->name);
    for (int i = 0; i < 2; i++) {
        ret_sockets[i] = socket_wrap(network, type, fds[i]);
        ret_sockets[i]->connected = true;
    }
    return true;
}

bool socket_duplicate(const struct socket *socket, struct socket **ret_socket, struct error *error)
{
    int fd = (int)socket_note(socket, "dup", socket_calls(socket)->dup(socket->fd));

    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "dup", "fd %d", socket->fd);
    struct socket *copy = socket_wrap(socket->network, socket->type, fd);
    unsigned id = copy->id;
    *copy = *socket;
    copy->id = id;
    copy->fd = fd;
    copy->bytes_in = copy->bytes_out = 0;
    foreign_share(copy->foreign);
    *ret_socket = copy;
    return true;
}

bool socket_close(struct socket *socket, struct error *error)
{
    if (!socket)
        return true;

    foreign_release(socket);
    long result = socket_note(socket, "close", socket_calls(socket)->close(socket->fd));
    free(socket);
    return result == 0 || error_call(error, ERROR_SOCKET, errno, "close", "%s", "");
}

bool socket_abort(struct socket *socket, struct error *error)
{
    struct linger none = {.l_onoff = 1};
    long result = socket_note(
        socket, "setsockopt",
        socket_calls(socket)->setsockopt(socket->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)));

    if (result == 0)
        return socket_close(socket, error);

    struct error ignored;
    error_call(error, ERROR_SOCKET, errno, "setsockopt", "SO_LINGER");
    socket_close(socket, &ignored);
    return false;
}

static bool fail_about(struct error *error, const char *call, const struct address *address)
{
    int number = errno;
    char text[ADDRESS_TEXT];

    return error_call(error, ERROR_SOCKET, number, call, "%s", address_text(address, text));
}

bool socket_wait(struct socket *socket, unsigned events, nanoseconds deadline, const char *call,
                 struct error *error)
{
    enum loop_outcome outcome =
        loop_wait(socket->network->loop, socket->fd, events, deadline, NULL);

    return outcome == LOOP_READY || loop_fail(outcome, call, error);
}

bool socket_check_deadline(struct socket *socket, nanoseconds deadline, const char *call,
                           struct error *error)
{
    if (loop_take_interrupt(socket->network->loop))
        return loop_fail(LOOP_INTERRUPTED, call, error);
    return clock_now() < deadline || loop_fail(LOOP_TIMEOUT, call, error);
}

bool socket_bind(struct socket *socket, const struct address *address, struct error *error)
{
    return socket_note(socket, "bind",
                       socket_calls(socket)->bind(socket->fd, address_raw(address),
                                                  address->length)) == 0 ||
           fail_about(error, "bind", address);
}

bool socket_listen(struct socket *socket, int backlog, struct error *error)
{
    if (socket_note(socket, "listen", socket_calls(socket)->listen(socket->fd, backlog)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "listen", "%s", "");
    socket->listening = true;
    return true;
}

bool socket_accept(struct socket *listener, nanoseconds deadline, struct socket **ret_socket,
                   struct address *ret_peer, struct error *error)
{
    struct address peer;
    int fd;

    for (;;) {
        peer.length = sizeof(peer.storage);
        fd = (int)socket_note(
            listener, "accept4",
            socket_calls(listener)->accept4(listener->fd, (struct sockaddr *)&peer.storage,
                                            &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (fd >= 0 || !socket_should_wait(listener, 0))
            break;
        if (!socket_wait(listener, POLLIN, deadline, "accept", error))
            return false;
    }
    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "accept", "%s", "");

    struct socket *accepted = socket_wrap(listener->network, listener->type, fd);
    accepted->connected = true;
    accepted->timeout = listener->timeout;
    accepted->line_ending = listener->line_ending;
    *ret_socket = accepted;
    *ret_peer = peer;
    return true;
}

bool socket_connect_start(struct socket *socket, const struct address *address, bool *ret_pending,
                          struct error *error)
{
    long result = socket_note(
        socket, "connect",
        socket_calls(socket)->connect(socket->fd, address_raw(address), address->length));

    *ret_pending = result < 0 && (errno == EINPROGRESS || errno == EALREADY);
    socket->connecting = *ret_pending;
    socket->attempt = *address;
    if (result < 0 && !*ret_pending)
        return fail_about(error, "connect", address);
    socket->connected = result == 0;
    return true;
}

/* A Unix listener's full queue is EAGAIN, and nothing tells when it has room: look again. */
static bool start_when_queued(struct socket *socket, const struct address *address,
                              nanoseconds deadline, bool *ret_pending, struct error *error)
{
    while (!socket_connect_start(socket, address, ret_pending, error)) {
        nanoseconds again = clock_deadline(QUEUE_LOOK);
        if (error->number != EAGAIN || !socket->blocking || socket->type->family != AF_UNIX)
            return false;
        enum loop_outcome outcome =
            loop_wait(socket->network->loop, -1, 0, again < deadline ? again : deadline, NULL);
        if (outcome != LOOP_TIMEOUT || again >= deadline) {
            address_text(address, error->subject);
            return loop_fail(outcome, "connect", error);
        }
    }
    return true;
}

/* A second connect(2) of a vsock begins a second attempt, and takes the first one's error away: there SO_ERROR
 * tells. Done where *ret_pending is false afterwards. */
static bool ask_attempt(struct socket *socket, const struct address *address, bool *ret_pending,
                        struct error *error)
{
    struct pollfd now = {.fd = socket->fd, .events = POLLOUT};
    int number = 0;
    socklen_t length = sizeof(number);

    if (!socket_get_option(socket, SOL_SOCKET, SO_ERROR, &number, &length))
        return fail_about(error, "connect", address);
    errno = number;
    if (number)
        return fail_about(error, "connect", address);
    *ret_pending = poll(&now, 1, 0) <= 0;
    socket->connecting = *ret_pending;
    socket->connected = !*ret_pending;
    return true;
}

bool socket_connect(struct socket *socket, const struct address *address, nanoseconds deadline,
                    struct error *error)
{
    bool pending, started = start_when_queued(socket, address, deadline, &pending, error);

    /* What came of it connect(2) tells, too, when it is called once more. Reading SO_ERROR in its place
     * would leave the kernel's socket connecting, and the next connect would fail. */
    while (started && pending) {
        if (!socket->blocking)
            return fail_about(error, "connect", address);
        if (!socket_wait(socket, POLLOUT, deadline, "connect", error)) {
            struct error ignored;
            address_text(address, error->subject);
            socket_disconnect(socket, &ignored);
            return false;
        }
        started = socket->type->family == AF_VSOCK
                      ? ask_attempt(socket, address, &pending, error)
                      : socket_connect_start(socket, address, &pending, error);
    }
    return started;
}

bool socket_disconnect(struct socket *socket, struct error *error)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};

    if (socket_note(socket, "connect",
                    socket_calls(socket)->connect(socket->fd, &nobody, sizeof(nobody))) < 0)
        return error_call(error, ERROR_SOCKET, errno, "connect", "AF_UNSPEC");

    /* Giving up a connection leaves ECONNRESET pending, which no peer has caused. */
    int own = 0;
    socklen_t length = sizeof(own);
    socket_get_option(socket, SOL_SOCKET, SO_ERROR, &own, &length);
    socket->connected = socket->connecting = socket->listening = false;
    socket->send_finished = socket->peer_finished = socket->reset = false;
    return true;
}

bool socket_shutdown(struct socket *socket, int how, struct error *error)
{
    if (socket_note(socket, "shutdown", socket_calls(socket)->shutdown(socket->fd, how)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "shutdown", "%s", "");
    socket->send_finished |= how != SHUT_RD;
    return true;
}

bool socket_local(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {.length = sizeof(address.storage)};

    if (socket_note(socket, "getsockname",
                    socket_calls(socket)->getsockname(
                        socket->fd, (struct sockaddr *)&address.storage, &address.length)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getsockname", "%s", "");
    *ret_address = address;
    return true;
}

bool socket_peer(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {.length = sizeof(address.storage)};

    if (socket_note(socket, "getpeername",
                    socket_calls(socket)->getpeername(
                        socket->fd, (struct sockaddr *)&address.storage, &address.length)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getpeername", "%s", "");
    *ret_address = address;
    return true;
}
