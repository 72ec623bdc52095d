#include "socket_calls.h"

#include "journal/journal.h"
#include "net/aside.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>

static const struct syscalls *calls(const struct socket *socket)
{
    return socket->network->calls;
}

static int netlink_of(const struct socket *socket)
{
    bool is_netlink = socket->type && socket->type->family == AF_NETLINK;

    return is_netlink ? 1 + socket->type->protocol : 0;
}

static struct journal_event begin(const struct socket *socket, enum journal_call call)
{
    return (struct journal_event){
        .kind = socket->own ? JOURNAL_SHELL : JOURNAL_CALL,
        .netlink = socket->own ? netlink_of(socket) : 0,
        .call = call,
        .socket = socket->id,
        .fd = socket->fd,
        .time = clock_now(),
    };
}

/* Complete the event by the call's result, and note it. errno stays as it is. */
static void note(const struct network *network, struct journal_event *event, long result,
                 const struct journal_bytes *bytes)
{
    int number = errno;

    event->elapsed = clock_now() - event->time;
    event->result = result;
    event->error = result < 0 ? number : 0;
    if (network->journal)
        journal_write(network->journal, event, bytes);
    errno = number;
}

static long end(const struct socket *socket, struct journal_event *event, long result)
{
    note(socket->network, event, result, &(struct journal_bytes){0});
    return result;
}

static struct span address_bytes(const struct sockaddr *address, socklen_t length)
{
    return (struct span){(const char *)address, address ? length : 0};
}

static struct journal_socket *remembered(const struct socket *socket)
{
    return socket->own ? NULL : journal_socket(socket->network->journal, socket->id);
}

static void keep_end(struct journal_end *end, struct span address)
{
    size_t length = address.length < sizeof(end->bytes) ? address.length : sizeof(end->bytes);

    end->length = (unsigned char)length;
    if (length)
        memcpy(end->bytes, address.data, length);
}

/* What TCP_INFO tells of the state goes into the journal whoever asked; and how much has come, where that is known. */
static void note_state(const struct socket *socket, int state, uint64_t received)
{
    struct journal_socket *known = remembered(socket);
    struct journal_event event = begin(socket, CALL_GETSOCKOPT);

    if (!known || known->state == state)
        return;
    event.kind = JOURNAL_STATE;
    event.numbers[0] = known->state;
    event.numbers[1] = state;
    event.numbers[2] = (int64_t)received;
    known->state = state;
    note(socket->network, &event, 0, &(struct journal_bytes){0});
}

/* Where it is over by now the call itself will tell why. */
static void look_before(const struct socket *socket)
{
    int state;

    if (socket_type_is_tcp(socket->type) && aside_open_state(socket->network, socket->fd, &state))
        note_state(socket, state, 0);
}

/* The same for a call that may send something. Who writes down what happens as it happens looks what has come by
 * now, for that was sent before. */
static struct journal_event begin_sending(const struct socket *socket, enum journal_call call)
{
    struct journal *journal = socket->network->journal;

    if (!socket->own && journal_wants_before(journal)) {
        look_before(socket);
        struct journal_event coming = begin(socket, call);
        journal_tell_before(journal, &coming);
    }
    return begin(socket, call);
}

void call_learn_local(const struct socket *socket)
{
    const struct journal_socket *known = remembered(socket);
    struct address local;
    int number = errno;

    if (known && known->local.length == 0)
        call_getsockname(socket, &local);
    errno = number;
}

static int make_socket(const struct socket *none, unsigned id, int family, int type, int protocol)
{
    struct journal_event event = begin(none, CALL_SOCKET);

    event.numbers[0] = family;
    event.numbers[1] = type;
    event.numbers[2] = protocol;
    int fd = none->network->calls->socket(family, type, protocol);
    event.fd = fd;
    event.socket = fd < 0 ? 0 : id;
    return (int)end(none, &event, fd);
}

int call_socket(struct network *network, int family, int type, int protocol)
{
    return make_socket(&(struct socket){.network = network}, network->sockets_made + 1, family,
                       type, protocol);
}

int call_socket_aside(struct network *network, int family, int type, int protocol)
{
    return make_socket(&(struct socket){.network = network, .own = true}, 0, family, type,
                       protocol);
}

int call_socketpair(struct network *network, int family, int type, int protocol, int ret_fds[2])
{
    struct socket none = {.network = network};
    struct journal_event event = begin(&none, CALL_SOCKETPAIR);

    event.numbers[0] = family;
    event.numbers[1] = type;
    event.numbers[2] = protocol;
    int result = network->calls->socketpair(family, type, protocol, ret_fds);
    event.fd = result < 0 ? -1 : ret_fds[0];
    event.socket = result < 0 ? 0 : network->sockets_made + 1;
    note(
        network, &event, result,
        &(struct journal_bytes){.data = {(const char *)ret_fds, result < 0 ? 0 : 2 * sizeof(int)}});
    return result;
}

int call_bind(const struct socket *socket, const struct address *address)
{
    struct journal_event event = begin(socket, CALL_BIND);
    int result = calls(socket)->bind(socket->fd, address_raw(address), address->length);

    note(socket->network, &event, result,
         &(struct journal_bytes){.address = address_bytes(address_raw(address), address->length)});
    return result;
}

int call_listen(const struct socket *socket, int backlog)
{
    struct journal_event event = begin(socket, CALL_LISTEN);

    event.numbers[0] = backlog;
    return (int)end(socket, &event, calls(socket)->listen(socket->fd, backlog));
}

int call_accept(const struct socket *listener, struct address *ret_peer)
{
    struct journal_event event = begin(listener, CALL_ACCEPT4);
    struct sockaddr *peer = (struct sockaddr *)&ret_peer->storage;

    event.numbers[0] = SOCK_NONBLOCK | SOCK_CLOEXEC;
    *ret_peer = (struct address){.length = sizeof(ret_peer->storage)};
    int fd = calls(listener)->accept4(listener->fd, peer, &ret_peer->length, (int)event.numbers[0]);
    note(listener->network, &event, fd,
         &(struct journal_bytes){.address = address_bytes(peer, fd < 0 ? 0 : ret_peer->length)});
    return fd;
}

int call_connect(const struct socket *socket, const struct sockaddr *address, socklen_t length)
{
    bool is_disconnect = address->sa_family == AF_UNSPEC;
    struct journal_event event =
        is_disconnect ? begin_sending(socket, CALL_CONNECT) : begin(socket, CALL_CONNECT);
    struct journal_bytes bytes = {.address = address_bytes(address, length)};
    int result = calls(socket)->connect(socket->fd, address, length);
    struct journal_socket *known = remembered(socket);

    note(socket->network, &event, result, &bytes);
    if (known && (result == 0 || errno == EINPROGRESS))
        keep_end(&known->peer, bytes.address);
    return result;
}

int call_shutdown(const struct socket *socket, int how)
{
    struct journal_event event = begin_sending(socket, CALL_SHUTDOWN);

    event.numbers[0] = how;
    return (int)end(socket, &event, calls(socket)->shutdown(socket->fd, how));
}

int call_close(const struct socket *socket)
{
    struct journal_event event = begin_sending(socket, CALL_CLOSE);
    struct journal_socket *known = remembered(socket);

    if (known)
        known->closed = true;
    return (int)end(socket, &event, calls(socket)->close(socket->fd));
}

int call_dup(const struct socket *socket)
{
    struct journal_event event = begin(socket, CALL_FCNTL);

    event.numbers[0] = F_DUPFD_CLOEXEC;
    return (int)end(socket, &event, calls(socket)->dup(socket->fd));
}

/* No bytes are somewhere, too: what is noted of a call can't tell a null pointer from them. */
static const char *somewhere(struct span data)
{
    return data.data ? data.data : "";
}

long call_send(const struct socket *socket, struct span data, int flags, const struct address *to)
{
    struct journal_event event = begin_sending(socket, CALL_SENDTO);
    const struct sockaddr *address = to ? address_raw(to) : NULL;
    socklen_t length = to ? to->length : 0;

    event.numbers[0] = (int64_t)data.length;
    event.numbers[1] = flags;
    long sent =
        calls(socket)->sendto(socket->fd, somewhere(data), data.length, flags, address, length);
    note(socket->network, &event, sent,
         &(struct journal_bytes){.data = data, .address = address_bytes(address, length)});
    if (to && sent >= 0)
        call_learn_local(socket);
    return sent;
}

static struct span received(const char *room, long length, size_t most)
{
    size_t whole = length < 0 ? 0 : (size_t)length;

    return (struct span){room, whole < most ? whole : most};
}

long call_recv(const struct socket *socket, void *room, size_t most, int flags)
{
    struct journal_event event = begin(socket, CALL_RECVFROM);

    event.numbers[0] = (int64_t)most;
    event.numbers[1] = flags;
    long length = calls(socket)->recv(socket->fd, room, most, flags);
    note(socket->network, &event, length,
         &(struct journal_bytes){.data = received(room, length, most)});
    return length;
}

/* Our messages have one part. */
static struct journal_bytes message_bytes(const struct msghdr *message, long length)
{
    const struct iovec *part = message->msg_iov;

    return (struct journal_bytes){
        .address = address_bytes(message->msg_name, message->msg_namelen),
        .data = received(part->iov_base, length, part->iov_len),
        .control = {message->msg_control, message->msg_control ? message->msg_controllen : 0},
    };
}

long call_sendmsg(const struct socket *socket, const struct msghdr *message, int flags)
{
    struct journal_event event = begin_sending(socket, CALL_SENDMSG);
    size_t length = message->msg_iov->iov_len;
    struct journal_bytes bytes = message_bytes(message, (long)length);

    event.numbers[0] = (int64_t)length;
    event.numbers[1] = flags;
    long sent = calls(socket)->sendmsg(socket->fd, message, flags);
    note(socket->network, &event, sent, &bytes);
    return sent;
}

long call_recvmsg(const struct socket *socket, struct msghdr *message, int flags)
{
    struct journal_event event = begin(socket, CALL_RECVMSG);
    struct journal_bytes bytes = {0};

    event.numbers[0] = (int64_t)message->msg_iov->iov_len;
    event.numbers[1] = flags;
    event.numbers[3] = message->msg_namelen;
    long length = calls(socket)->recvmsg(socket->fd, message, flags);
    if (length >= 0) {
        event.numbers[2] = message->msg_flags;
        bytes = message_bytes(message, length);
    }
    note(socket->network, &event, length, &bytes);
    return length;
}

long call_sendfile(const struct socket *socket, int from_fd, size_t most)
{
    struct journal_event event = begin_sending(socket, CALL_SENDFILE);

    event.numbers[0] = from_fd;
    event.numbers[1] = (int64_t)most;
    return end(socket, &event, calls(socket)->sendfile(socket->fd, from_fd, NULL, most));
}

long call_splice(const struct socket *socket, int from_fd, int to_fd, size_t most, unsigned flags)
{
    struct journal_event event = begin_sending(socket, CALL_SPLICE);

    event.numbers[0] = from_fd;
    event.numbers[1] = to_fd;
    event.numbers[2] = (int64_t)most;
    event.numbers[3] = flags;
    return end(socket, &event, calls(socket)->splice(from_fd, to_fd, most, flags));
}

/* MPTCP counts for one of its subflows. Who had room for the beginning alone has all asked for where that tells
 * something new. */
static void note_info(const struct socket *socket, struct span value, size_t room)
{
    const struct journal_socket *known = remembered(socket);
    struct tcp_info info = {0};
    bool counts = socket->type->protocol != IPPROTO_MPTCP;

    memcpy(&info, value.data, value.length < sizeof(info) ? value.length : sizeof(info));
    if (room < sizeof(info) && known && known->state != info.tcpi_state)
        call_look(socket);
    else
        note_state(socket, info.tcpi_state, counts ? info.tcpi_bytes_received : 0);
}

int call_getsockopt(const struct socket *socket, int level, int name, void *value,
                    socklen_t *length)
{
    struct journal_event event = begin(socket, CALL_GETSOCKOPT);
    socklen_t room = *length;

    event.numbers[0] = level;
    event.numbers[1] = name;
    event.numbers[2] = room;
    int result = calls(socket)->getsockopt(socket->fd, level, name, value, length);
    socklen_t got = *length < room ? *length : room;
    note(socket->network, &event, result,
         &(struct journal_bytes){.data = {value, result < 0 ? 0 : got}});
    if (result == 0 && level == IPPROTO_TCP && name == TCP_INFO && got > 0 && !socket->own)
        note_info(socket, (struct span){value, got}, room);
    return result;
}

int call_setsockopt(const struct socket *socket, int level, int name, const void *value,
                    socklen_t length)
{
    struct journal_event event = begin(socket, CALL_SETSOCKOPT);

    event.numbers[0] = level;
    event.numbers[1] = name;
    event.numbers[2] = length;
    int result = calls(socket)->setsockopt(socket->fd, level, name, value, length);
    note(socket->network, &event, result, &(struct journal_bytes){.data = {value, length}});
    return result;
}

/* getsockname(2) or getpeername(2), whose answer is kept as that end of the socket. */
static int ask_end(const struct socket *socket, enum journal_call call,
                   int (*ask)(int fd, struct sockaddr *address, socklen_t *length),
                   struct journal_end *kept, struct address *ret_address)
{
    struct journal_event event = begin(socket, call);
    struct sockaddr *raw = (struct sockaddr *)&ret_address->storage;
    struct journal_bytes bytes = {0};

    event.numbers[0] = sizeof(ret_address->storage);
    *ret_address = (struct address){.length = sizeof(ret_address->storage)};
    int result = ask(socket->fd, raw, &ret_address->length);
    if (result == 0)
        bytes.address = address_bytes(raw, ret_address->length);
    if (result == 0 && kept)
        keep_end(kept, bytes.address);
    note(socket->network, &event, result, &bytes);
    return result;
}

int call_getsockname(const struct socket *socket, struct address *ret_address)
{
    struct journal_socket *known = remembered(socket);

    return ask_end(socket, CALL_GETSOCKNAME, calls(socket)->getsockname,
                   known ? &known->local : NULL, ret_address);
}

int call_getpeername(const struct socket *socket, struct address *ret_address)
{
    struct journal_socket *known = remembered(socket);

    return ask_end(socket, CALL_GETPEERNAME, calls(socket)->getpeername,
                   known ? &known->peer : NULL, ret_address);
}

int call_ioctl(const struct socket *socket, unsigned long request, int *value)
{
    struct journal_event event = begin(socket, CALL_IOCTL);

    event.numbers[0] = (int64_t)request;
    int result = calls(socket)->ioctl(socket->fd, request, value);
    event.numbers[1] = result < 0 ? 0 : *value;
    note(socket->network, &event, result,
         &(struct journal_bytes){.data = {(const char *)value, result < 0 ? 0 : sizeof(*value)}});
    return result;
}

int call_ioctl_interface(const struct socket *socket, unsigned long request, struct ifreq *value)
{
    struct journal_event event = begin(socket, CALL_IOCTL);

    event.numbers[0] = (int64_t)request;
    int result = calls(socket)->ioctl(socket->fd, request, value);
    note(socket->network, &event, result,
         &(struct journal_bytes){.data = {(const char *)value, sizeof(*value)}});
    return result;
}

int call_fcntl(const struct socket *socket, int command, int argument)
{
    struct journal_event event = begin(socket, CALL_FCNTL);

    event.numbers[0] = command;
    event.numbers[1] = argument;
    return (int)end(socket, &event, calls(socket)->fcntl(socket->fd, command, argument));
}

void call_look(const struct socket *socket)
{
    struct tcp_info info;
    socklen_t length = sizeof(info);
    int number = errno;

    if (socket_type_is_tcp(socket->type))
        call_getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length);
    errno = number;
}
