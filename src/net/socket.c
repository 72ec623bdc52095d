#include "net/socket.h"

#include "base/memory.h"
#include "foreign.h"
#include "journal/ends.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "socket_calls.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/* How often a full queue is looked at. */
#define QUEUE_LOOK (20 * MILLISECOND)

bool socket_has_messages(const struct socket *socket)
{
    return socket->type->type != SOCK_STREAM;
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
    journal_add_socket(network->journal, &(struct journal_socket){
                                             .id = socket->id,
                                             .fd = fd,
                                             .family = type->family,
                                             .type = type->type,
                                             .protocol = type->protocol,
                                         });
    return socket;
}

static void note_origin(const struct socket *socket, enum journal_origin origin,
                        const struct socket *other)
{
    struct journal_socket *known = journal_socket(socket->network->journal, socket->id);

    known->origin = origin;
    known->other = other->id;
}

static void note_peer(const struct socket *socket, const struct address *peer)
{
    struct journal_end *end = &journal_socket(socket->network->journal, socket->id)->peer;

    end->length = (unsigned char)peer->length;
    memcpy(end->bytes, &peer->storage, peer->length);
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
    int fd = call_socket(network, type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC, wanted);

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

    if (call_socketpair(network, type->family, type->type | SOCK_NONBLOCK | SOCK_CLOEXEC,
                        type->protocol, fds) < 0)
        return error_call(error, ERROR_SOCKET, errno, "socketpair", "%s", type->name);
    for (int i = 0; i < 2; i++) {
        ret_sockets[i] = socket_wrap(network, type, fds[i]);
        ret_sockets[i]->connected = true;
    }
    note_origin(ret_sockets[0], ORIGIN_PAIR, ret_sockets[1]);
    note_origin(ret_sockets[1], ORIGIN_PAIR, ret_sockets[0]);
    return true;
}

bool socket_duplicate(const struct socket *socket, struct socket **ret_socket, struct error *error)
{
    int fd = call_dup(socket);

    if (fd < 0)
        return error_call(error, ERROR_SOCKET, errno, "dup", "fd %d", socket->fd);
    struct socket *copy = socket_wrap(socket->network, socket->type, fd);
    unsigned id = copy->id;
    *copy = *socket;
    copy->id = id;
    copy->fd = fd;
    copy->bytes_in = copy->bytes_out = 0;
    foreign_share(copy->foreign);
    note_origin(copy, ORIGIN_COPY, socket);
    *ret_socket = copy;
    return true;
}

/* Whether an error waits to be told: poll(2) leaves it there. */
static bool has_error(const struct socket *socket)
{
    struct pollfd now = {.fd = socket->fd};

    return poll(&now, 1, 0) > 0 && now.revents & POLLERR;
}

/* How a connection came to be over, or that nobody took a datagram. It is taken by who asks, and so left for other
 * descriptors of the socket. */
static void look_at_error(const struct socket *socket)
{
    int number = 0;
    socklen_t length = sizeof(number);

    if (has_error(socket) && !end_has_copies(socket->network->journal, socket->id))
        call_getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &length);
}

static bool sends_datagrams_of_ip(const struct socket *socket)
{
    return socket->type->type == SOCK_DGRAM &&
           (socket->type->family == AF_INET || socket->type->family == AF_INET6);
}

/* What close(2) makes of a connection hangs on what the kernel alone knows, and tells for the last time: unless it
 * is over already, bytes that are unread make it RST in place of FIN. */
static void look_before_close(const struct socket *socket)
{
    bool is_connection =
        socket_type_is_tcp(socket->type) && (socket->connected || socket->connecting);
    int unread = 0;

    if (is_connection || sends_datagrams_of_ip(socket))
        look_at_error(socket);
    if (!is_connection)
        return;
    call_look(socket);
    call_ioctl(socket, SIOCINQ, &unread);
}

bool socket_close(struct socket *socket, struct error *error)
{
    if (!socket)
        return true;

    look_before_close(socket);
    foreign_release(socket);
    int result = call_close(socket);
    free(socket);
    return result == 0 || error_call(error, ERROR_SOCKET, errno, "close", "%s", "");
}

bool socket_abort(struct socket *socket, struct error *error)
{
    struct linger none = {.l_onoff = 1};

    if (call_setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof(none)) == 0)
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
        loop_wait_answer(socket->network->loop, socket->fd, events, deadline, &socket->awake);

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
    return call_bind(socket, address) == 0 || fail_about(error, "bind", address);
}

bool socket_listen(struct socket *socket, int backlog, struct error *error)
{
    if (call_listen(socket, backlog) < 0)
        return error_call(error, ERROR_SOCKET, errno, "listen", "%s", "");
    socket->listening = true;
    call_look(socket);
    return true;
}

bool socket_accept(struct socket *listener, nanoseconds deadline, struct socket **ret_socket,
                   struct address *ret_peer, struct error *error)
{
    struct address peer;
    int fd;

    for (;;) {
        fd = call_accept(listener, &peer);
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
    accepted->held = listener->held; /* the kernel hands options on */
    note_origin(accepted, ORIGIN_ACCEPTED, listener);
    note_peer(accepted, &peer);
    call_learn_local(accepted);
    call_look(accepted);
    *ret_socket = accepted;
    *ret_peer = peer;
    return true;
}

static bool is_same(const struct address *a, const struct address *b)
{
    return a->length == b->length && memcmp(&a->storage, &b->storage, a->length) == 0;
}

/* errno is that of an earlier attempt, which the kernel tells to whoever calls next. */
static bool fail_earlier(struct socket *socket, const struct address *address, struct error *error)
{
    char there[ADDRESS_TEXT], here[ADDRESS_TEXT];

    fail_about(error, "connect", &socket->attempt);
    if (is_same(&socket->attempt, address))
        return false;
    return error_hint(error,
                      "the kernel tells now what came of the earlier connect to %s; to %s nothing "
                      "was sent: `connect` once more",
                      address_text(&socket->attempt, there), address_text(address, here));
}

bool socket_connect_start(struct socket *socket, const struct address *address, bool *ret_pending,
                          struct error *error)
{
    bool was_untold = socket->untold;
    int result = call_connect(socket, address_raw(address), address->length);
    bool tells_earlier = was_untold && errno != EISCONN; /* else a duplicate was told */

    *ret_pending = result < 0 && (errno == EINPROGRESS || errno == EALREADY);
    socket->connecting = *ret_pending;
    socket->untold = *ret_pending && socket_type_is_tcp(socket->type);
    if (!was_untold && (result == 0 || *ret_pending || !socket->connected))
        socket->attempt = *address;
    if (result < 0 && !*ret_pending)
        return tells_earlier ? fail_earlier(socket, address, error)
                             : fail_about(error, "connect", address);
    socket->connected = result == 0;
    if (!*ret_pending || !socket->blocking)
        call_look(socket);
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
            address_text(&socket->attempt, error->subject);
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

    if (socket->connected && socket_type_is_tcp(socket->type))
        look_at_error(socket);
    if (socket->connected)
        call_look(socket);
    if (call_connect(socket, &nobody, sizeof(nobody)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "connect", "AF_UNSPEC");

    /* Giving up a connection leaves ECONNRESET pending, which no peer has caused. */
    int own = 0;
    socklen_t length = sizeof(own);
    socket_get_option(socket, SOL_SOCKET, SO_ERROR, &own, &length);
    socket->connected = socket->connecting = socket->untold = socket->listening = false;
    socket->send_finished = socket->receive_finished = false;
    socket->peer_finished = socket->reset = false;
    return true;
}

/* EPIPE also comes after one's own shutdown, without a connection, and when a Unix peer has closed in an orderly
 * way. */
void socket_note_reset(struct socket *socket, int number)
{
    bool is_broken = number == EPIPE && socket->connected && !socket->send_finished &&
                     socket->type->family != AF_UNIX;

    socket->reset |= number == ECONNRESET || is_broken;
}

bool socket_shutdown(struct socket *socket, int how, struct error *error)
{
    if (socket->connected && how != SHUT_RD)
        call_look(socket);
    if (call_shutdown(socket, how) < 0)
        return error_call(error, ERROR_SOCKET, errno, "shutdown", "%s", "");
    socket->send_finished |= how != SHUT_RD;
    socket->receive_finished |= how != SHUT_WR && !socket->peer_finished;
    call_look(socket);
    return true;
}

bool socket_local(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {0};

    if (call_getsockname(socket, &address) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getsockname", "%s", "");
    address.portless = socket->type->form == ADDRESS_HOST && socket->type->type == SOCK_RAW;
    *ret_address = address;
    return true;
}

bool socket_peer(struct socket *socket, struct address *ret_address, struct error *error)
{
    struct address address = {0};

    if (call_getpeername(socket, &address) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getpeername", "%s", "");
    address.portless = socket->type->form == ADDRESS_HOST;
    *ret_address = address;
    return true;
}
