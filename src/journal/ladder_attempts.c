/* Which connect(2) belongs to which accept(2), found before anything is drawn, for columns stand in the order in
 * which conversations began. */
#include "base/memory.h"
#include "journal/ends.h"
#include "ladder_parts.h"

#include <errno.h>
#include <sys/socket.h>

unsigned ends_accepted_by(const struct journal *journal, const struct journal_event *event)
{
    /* The first thing that is asked of a new socket is its address. */
    const struct journal_event *next = journal_event_behind(journal, event->number);
    const struct journal_socket *socket = next ? journal_socket(journal, next->socket) : NULL;

    return socket && socket->origin == ORIGIN_ACCEPTED && socket->other == event->socket &&
                   next->fd == event->result
               ? socket->id
               : 0;
}

static struct attempt *add_attempt(struct building *building, const struct attempt *attempt)
{
    size_t count = building->attempt_count;

    building->attempts = memory_grow(building->attempts, count, sizeof(*attempt));
    building->attempts[count] = *attempt;
    building->attempt_count++;
    return &building->attempts[count];
}

/* The attempt of that socket that nothing has come of yet. */
static struct attempt *pending_attempt(const struct building *building, unsigned socket)
{
    for (size_t i = building->attempt_count; i-- > building->attempt_next;)
        if (building->attempts[i].socket == socket)
            return building->attempts[i].is_pending ? &building->attempts[i] : NULL;
    return NULL;
}

/* Errors of which nothing has reached the network: the socket leads where it led before. */
static bool is_of_this_host(int error)
{
    return error && error != EINPROGRESS && error != EALREADY && error != ECONNREFUSED &&
           error != ETIMEDOUT && error != EHOSTUNREACH && error != ECONNRESET;
}

static void note_disconnect(struct building *building, unsigned socket)
{
    for (size_t i = building->attempt_count; i-- > building->attempt_next;) {
        struct attempt *attempt = &building->attempts[i];
        if (attempt->socket != socket)
            continue;
        attempt->was_given_up |= attempt->is_pending;
        attempt->has_failed |= attempt->is_pending;
        attempt->is_pending = false;
        attempt->was_undone = true;
        return;
    }
}

static void note_outcome(struct attempt *attempt, int error)
{
    attempt->is_pending = error == EINPROGRESS || error == EALREADY;
    attempt->has_failed = error && !attempt->is_pending;
    attempt->was_given_up |= error == ETIMEDOUT; /* by the kernel */
}

static void note_connect(struct building *building, const struct journal_event *event)
{
    const struct journal_socket *socket = journal_socket(building->journal, event->socket);
    struct journal_end to;

    if (!socket || !end_is_connected_type((unsigned)socket->type) ||
        !ends_address_of(building->journal, event, &to))
        return;
    struct attempt *attempt = pending_attempt(building, socket->id);
    if (end_is_nobody(&to)) {
        note_disconnect(building, socket->id);
        return;
    }
    if (end_is_own(socket, &to) || (!attempt && is_of_this_host(event->error)))
        return;
    if (!attempt)
        attempt = add_attempt(
            building, &(struct attempt){.event = event->number, .socket = socket->id, .to = to});
    note_outcome(attempt, event->error);
}

/* What came of an attempt that was not waited for. */
static void note_error(struct building *building, const struct journal_event *event)
{
    struct attempt *attempt = pending_attempt(building, event->socket);
    int error = attempt ? end_error(building->journal, event) : 0;

    if (error)
        note_outcome(attempt, error);
}

/* Whether it led to an end of that type and address, from this peer. */
static bool is_of(const struct building *building, const struct attempt *attempt, int type,
                  const struct journal_end *answers, const struct journal_end *peer)
{
    const struct journal_socket *client = journal_socket(building->journal, attempt->socket);

    if (!client || attempt->accepted || client->type != type ||
        !ends_reaches(&attempt->to, answers))
        return false;
    return attempt->was_undone || !end_is_named(&client->local) || !end_is_named(peer) ||
           ends_reaches(peer, &client->local);
}

/* What that call has told, where it is kept: a disconnect changes what is known of a socket. */
static void address_then(const struct building *building, const struct journal_event *event,
                         struct journal_end *ret_end)
{
    if (event && event->kind == JOURNAL_CALL &&
        (event->call == CALL_ACCEPT4 || event->call == CALL_GETSOCKNAME))
        ends_address_of(building->journal, event, ret_end);
}

static void note_accept(struct building *building, const struct journal_event *event)
{
    unsigned id = event->result < 0 ? 0 : ends_accepted_by(building->journal, event);
    const struct journal_socket *accepted = journal_socket(building->journal, id);

    if (!accepted)
        return;
    struct journal_end local = accepted->local, peer = accepted->peer;
    address_then(building, journal_event_behind(building->journal, event->number), &local);
    address_then(building, event, &peer);
    for (size_t i = building->attempt_next; i < building->attempt_count; i++)
        if (!building->attempts[i].has_failed &&
            is_of(building, &building->attempts[i], accepted->type, &local, &peer)) {
            building->attempts[i].accepted = id;
            building->attempts[i].from = peer;
            return;
        }
    add_attempt(building, &(struct attempt){.event = event->number, .accepted = id, .from = peer});
}

static void note_pair(struct building *building, const struct journal_event *event)
{
    if (event->result == 0)
        add_attempt(building, &(struct attempt){.event = event->number,
                                                .socket = event->socket,
                                                .accepted = event->socket + 1});
}

/* In whose queue are those that nobody has accepted. */
static void note_listen(struct building *building, const struct journal_event *event)
{
    const struct journal_socket *listener = journal_socket(building->journal, event->socket);

    if (!listener || event->result < 0)
        return;
    for (size_t i = 0; i < building->attempt_count; i++) {
        struct attempt *attempt = &building->attempts[i];
        bool is_there = !attempt->has_failed || attempt->was_given_up;
        if (attempt->event > event->number && !attempt->accepted && is_there &&
            is_of(building, attempt, listener->type, &listener->local, &(struct journal_end){0}))
            attempt->listener = listener->id;
    }
}

static void for_each_event(struct building *building, enum journal_call call,
                           void (*note)(struct building *, const struct journal_event *))
{
    const struct journal *journal = building->journal;

    for (uint64_t number = building->ladder->forgotten + 1; number < journal_next(journal);
         number++) {
        const struct journal_event *event = journal_event(journal, number);
        if (event->kind == JOURNAL_CALL && event->call == call)
            note(building, event);
    }
}

static void note_event(struct building *building, const struct journal_event *event)
{
    if (event->kind != JOURNAL_CALL)
        return;
    if (event->call == CALL_CONNECT)
        note_connect(building, event);
    else if (event->call == CALL_ACCEPT4)
        note_accept(building, event);
    else if (event->call == CALL_SOCKETPAIR)
        note_pair(building, event);
    else if (event->call == CALL_GETSOCKOPT)
        note_error(building, event);
    while (building->attempt_next < building->attempt_count &&
           (building->attempts[building->attempt_next].accepted ||
            building->attempts[building->attempt_next].has_failed))
        building->attempt_next++;
}

static void make_columns(struct building *building, struct attempt *attempt)
{
    unsigned answers = attempt->accepted ? attempt->accepted : attempt->listener;
    const struct journal_socket *known =
        journal_socket(building->journal, attempt->socket ? attempt->socket : attempt->accepted);
    struct ladder_column like = {.family = known ? (unsigned)known->family : 0,
                                 .type = known ? (unsigned)known->type : 0};

    attempt->column = attempt->socket ? ends_column(building, attempt->socket)
                                      : ends_add_elsewhere(building, &like, &attempt->from);
    attempt->peer = answers ? ends_column(building, answers)
                            : ends_add_elsewhere(building, &like, &attempt->to);
    if (attempt->column == NO_COLUMN || attempt->peer == NO_COLUMN)
        return;
    if (attempt->socket && end_is_named(&attempt->from))
        building->ladder->columns[attempt->column].address = attempt->from;
    building->lanes[attempt->column].is_tcp |= building->lanes[attempt->peer].is_tcp;
    building->lanes[attempt->peer].is_tcp |= building->lanes[attempt->column].is_tcp;
    ends_link(building, attempt->column, attempt->peer);
}

void ends_pair(struct building *building)
{
    const struct journal *journal = building->journal;

    for (uint64_t number = building->ladder->forgotten + 1; number < journal_next(journal);
         number++)
        note_event(building, journal_event(journal, number));
    for_each_event(building, CALL_LISTEN, note_listen);
    for (size_t i = 0; i < building->attempt_count; i++)
        make_columns(building, &building->attempts[i]);
    building->attempt_next = 0;
}
