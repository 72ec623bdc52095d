#include "socket_noted.h"

#include "net/aside.h"

static int netlink_of(const struct socket *socket)
{
    bool is_netlink = socket->type && socket->type->family == AF_NETLINK;

    return is_netlink ? 1 + socket->type->protocol : 0;
}

struct journal_event call_begin(const struct socket *socket, enum journal_call call)
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

long call_noted(const struct socket *socket, struct journal_event *event, long result,
                const struct journal_bytes *bytes)
{
    struct journal *journal = socket->network->journal;
    int number = errno;

    event->elapsed = clock_now() - event->time;
    event->result = result;
    event->error = result < 0 ? number : 0;
    if (journal)
        journal_write(journal, event, bytes);
    errno = number;
    return result;
}

long call_end(const struct socket *socket, struct journal_event *event, long result)
{
    return call_noted(socket, event, result, &(struct journal_bytes){0});
}

struct journal_socket *call_remembered(const struct socket *socket)
{
    return socket->own ? NULL : journal_socket(socket->network->journal, socket->id);
}

void call_keep_end(struct journal_end *end, struct span address)
{
    size_t length = address.length < sizeof(end->bytes) ? address.length : sizeof(end->bytes);

    end->length = (unsigned char)length;
    if (length)
        memcpy(end->bytes, address.data, length);
}

void call_note_state(const struct socket *socket, int state, uint64_t received)
{
    struct journal_socket *known = call_remembered(socket);
    struct journal_event event = call_begin(socket, CALL_GETSOCKOPT);

    if (!known || known->state == state)
        return;
    event.kind = JOURNAL_STATE;
    event.numbers[0] = known->state;
    event.numbers[1] = state;
    event.numbers[2] = (int64_t)received;
    known->state = state;
    call_end(socket, &event, 0);
}

/* Where it is over by now the call itself will tell why. */
static void look_before(const struct socket *socket)
{
    int state;

    if (socket_type_is_tcp(socket->type) && aside_open_state(socket->network, socket->fd, &state))
        call_note_state(socket, state, 0);
}

struct journal_event call_begin_sending(const struct socket *socket, enum journal_call call)
{
    struct journal *journal = socket->network->journal;

    if (!socket->own && journal_wants_before(journal)) {
        look_before(socket);
        struct journal_event coming = call_begin(socket, call);
        journal_tell_before(journal, &coming);
    }
    return call_begin(socket, call);
}
