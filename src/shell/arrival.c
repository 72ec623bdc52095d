/* What is new on one handle. */
#include "arrivals_parts.h"
#include "net/accept_queue.h"
#include "net/arrived.h"
#include "shell/session.h"

#include <errno.h>

enum { PIECE = 64 * 1024, PIECES = 16 /* received of one handle before it is another's turn */ };

bool arrivals_admit(struct arrivals_batch *batch, bool first_of_handle)
{
    if (batch->told < ARRIVALS_AT_ONCE) {
        batch->told++;
        return true;
    }
    batch->more++;
    batch->more_handles += first_of_handle;
    return false;
}

void arrivals_show(struct arrivals *arrivals, const struct event *event)
{
    if (!arrivals->cleared && arrivals->stage)
        arrivals->stage->clear(arrivals->stage->context);
    arrivals->cleared = true;
    session_tell(arrivals->session, event);
}

/* That it has, and nobody knows yet. After our own shutdown the kernel would say so in any case. */
static bool peer_has_closed(const struct socket *socket, const struct arrived *arrived)
{
    return arrived->closed && !socket->peer_finished && !socket->receive_finished;
}

/* What is new since it was last told, as events; what is known now counts as told. */
static unsigned find_news(struct arrival *arrival, struct event events[4])
{
    struct socket *socket = arrival->entry->socket;
    struct arrived arrived = arrived_on(socket);
    uint64_t come = socket->bytes_in + arrived.bytes;
    bool messages = socket_has_messages(socket), failed = arrived.reset || arrived.failed;
    unsigned count = 0;

    if (arrived.acceptable)
        events[count++] = (struct event){EVENT_CONNECTION, .count = arrived.connections};
    if (messages && arrived.readable && !arrived.closed && !failed)
        events[count++] = (struct event){EVENT_MESSAGE, .count = arrived.bytes};
    if (!messages && arrived.bytes && come > arrival->told)
        events[count++] = (struct event){EVENT_READABLE, .count = arrived.bytes};
    if (arrived.urgent)
        events[count++] = (struct event){EVENT_URGENT};
    if (failed && !arrival->told_error)
        events[count++] = (struct event){arrived.reset ? EVENT_RESET : EVENT_ERROR};
    else if (peer_has_closed(socket, &arrived) && !arrival->told_end && !arrival->told_error)
        events[count++] = (struct event){EVENT_CLOSED};
    arrival->told = come;
    arrival->told_end = arrived.closed;
    arrival->told_error |= failed;
    return count;
}

/* Who waits at a listener is asked when it is told, for the kernel looks through all its connections. */
static void show_news(struct arrival *arrival, struct event *event)
{
    cleanup_address_list struct address_list peers = {0};

    if (event->kind == EVENT_CONNECTION) {
        peers = accept_queue_peers(arrival->entry->socket);
        event->peers = &peers;
        if (event->count < peers.count) /* some came after they were counted */
            event->count = peers.count;
    }
    arrivals_show(arrival->arrivals, event);
}

void arrival_announce(struct arrival *arrival, struct arrivals_batch *batch)
{
    struct event events[4];
    unsigned count = find_news(arrival, events);
    bool left_out = false;

    for (unsigned i = 0; i < count; i++) {
        events[i].handle = span_of(arrival->entry->name);
        if (!arrival->arrivals->stage || arrivals_admit(batch, !left_out))
            show_news(arrival, &events[i]);
        else
            left_out = true;
    }
}

/* Receive once and show it; false where there is nothing more. */
static bool receive_piece(struct arrival *arrival)
{
    cleanup_buffer struct buffer data = {0};
    struct socket *socket = arrival->entry->socket;
    struct received received = {0};
    struct error error = {0};
    struct event event = {EVENT_DATA, .handle = span_of(arrival->entry->name)};

    if (socket_receive(socket, PIECE, MSG_DONTWAIT, clock_now(), &data, &received, &error)) {
        if (received.eof && socket->receive_finished)
            return false;
        event.kind = received.eof ? EVENT_CLOSED : EVENT_DATA;
        event.data = buffer_span(&data);
        event.count = data.length;
    } else if (error.number == EAGAIN || error.number == EINTR) {
        return false;
    } else {
        event.kind = EVENT_ERROR;
        event.error = &error;
        arrival->told_error = true;
    }
    arrivals_show(arrival->arrivals, &event);
    return event.kind == EVENT_DATA;
}

void arrival_learn(struct arrival *arrival)
{
    struct event ignored[4];

    find_news(arrival, ignored);
}

bool arrival_receive(struct arrival *arrival)
{
    const struct socket *socket = arrival->entry->socket;

    if (socket->peer_finished || (!socket->connected && !socket_has_messages(socket)))
        return false;
    for (unsigned i = 0; i < PIECES; i++)
        if (!receive_piece(arrival))
            return false;
    return true;
}
