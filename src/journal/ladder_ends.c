/* Who faces whom: the columns of a ladder, and which connect(2) belongs to which accept(2). */
#include "base/memory.h"
#include "journal/ends.h"
#include "ladder_parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

bool end_is_connected_type(unsigned type)
{
    return type == SOCK_STREAM || type == SOCK_SEQPACKET;
}

bool end_is_nobody(const struct journal_end *end)
{
    sa_family_t family = AF_UNSPEC;

    if (end->length >= sizeof(family))
        memcpy(&family, end->bytes, sizeof(family));
    return family == AF_UNSPEC;
}

bool end_is_tcp(const struct journal_socket *socket)
{
    bool is_ip = socket->family == AF_INET || socket->family == AF_INET6;

    return is_ip && socket->type == SOCK_STREAM &&
           (socket->protocol == 0 || socket->protocol == IPPROTO_TCP ||
            socket->protocol == IPPROTO_MPTCP);
}

/* ---- addresses ---- */

/* IPv4 addresses as IPv6 has them, so that a listener of both is found. */
struct point {
    struct in6_addr host;
    in_port_t port;
    bool is_known, is_any;
};

static struct point point_of(const struct journal_end *end)
{
    struct sockaddr_storage storage = {0};
    struct point point = {0};

    memcpy(&storage, end->bytes, end->length);
    if (storage.ss_family == AF_INET && end->length >= sizeof(struct sockaddr_in)) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&storage;
        point.host.s6_addr[10] = point.host.s6_addr[11] = 0xFF;
        memcpy(point.host.s6_addr + 12, &in->sin_addr, sizeof(in->sin_addr));
        point.port = in->sin_port;
        point.is_known = true;
        point.is_any = in->sin_addr.s_addr == INADDR_ANY;
    } else if (storage.ss_family == AF_INET6 && end->length >= sizeof(struct sockaddr_in6)) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&storage;
        point.host = in6->sin6_addr;
        point.port = in6->sin6_port;
        point.is_known = true;
        point.is_any = IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
    }
    return point;
}

/* Whether what is sent to that address comes to who has this one. */
static bool reaches(const struct journal_end *to, const struct journal_end *local)
{
    struct point a = point_of(to), b = point_of(local);

    if (!a.is_known || !b.is_known)
        return to->length > sizeof(sa_family_t) && end_equal(to, local);
    return a.port == b.port &&
           (a.is_any || b.is_any || memcmp(&a.host, &b.host, sizeof(a.host)) == 0);
}

static bool is_named(const struct journal_end *end)
{
    return end->length > sizeof(sa_family_t);
}

bool ends_address_of(const struct journal *journal, const struct journal_event *event,
                     struct journal_end *ret_end)
{
    struct journal_bytes bytes;

    if (!journal_bytes(journal, event, &bytes) || bytes.address.length == 0)
        return false;
    *ret_end = (struct journal_end){.length = (unsigned char)bytes.address.length};
    memcpy(ret_end->bytes, bytes.address.data, bytes.address.length);
    return true;
}

/* ---- columns ---- */

static unsigned root_of(const struct journal *journal, unsigned id)
{
    const struct journal_socket *socket = journal_socket(journal, id);

    while (socket && socket->origin == ORIGIN_COPY && journal_socket(journal, socket->other))
        socket = journal_socket(journal, socket->other);
    return socket ? socket->id : 0;
}

static unsigned add_column(struct building *building, const struct ladder_column *column)
{
    struct ladder *ladder = building->ladder;

    if (ladder->column_count == LADDER_COLUMNS)
        return NO_COLUMN;
    ladder->columns[ladder->column_count] = *column;
    building->lanes[ladder->column_count] = (struct lane){.peer = NO_COLUMN};
    return (unsigned)ladder->column_count++;
}

static struct slot *slot_of(struct building *building, unsigned socket)
{
    struct slot *slot =
        &building->slots[socket % (sizeof(building->slots) / sizeof(building->slots[0]))];

    if (slot->socket != socket)
        *slot = (struct slot){.socket = socket, .column = NO_COLUMN};
    return slot;
}

unsigned ends_find_column(const struct building *building, unsigned socket)
{
    return slot_of((struct building *)building, socket)->column;
}

unsigned ends_column(struct building *building, unsigned id)
{
    unsigned root = root_of(building->journal, id);
    unsigned found = root ? ends_find_column(building, root) : NO_COLUMN;

    if (found != NO_COLUMN || !root)
        return found;

    const struct journal_socket *socket = journal_socket(building->journal, root);
    unsigned column =
        add_column(building, &(struct ladder_column){
                                 .socket = root,
                                 .listener = socket->origin == ORIGIN_ACCEPTED ? socket->other : 0,
                                 .family = (unsigned)socket->family,
                                 .type = (unsigned)socket->type,
                             });
    slot_of(building, root)->column = column;
    if (column == NO_COLUMN)
        return column;
    building->lanes[column].is_tcp = end_is_tcp(socket);
    building->lanes[column].open = 1;
    if (journal_socket(building->journal, building->ladder->columns[column].listener))
        slot_of(building, building->ladder->columns[column].listener)->has_accepted = true;
    return column;
}

unsigned ends_next_accepted(const struct building *building, unsigned listener, unsigned from)
{
    const struct ladder *ladder = building->ladder;

    if (!slot_of((struct building *)building, listener)->has_accepted)
        return NO_COLUMN;
    while (from < ladder->column_count && ladder->columns[from].listener != listener)
        from++;
    return from < ladder->column_count ? from : NO_COLUMN;
}

/* Somebody elsewhere whom a connection leads to has a column for that alone; whom messages go to has one for
 * all who send there. */
static unsigned add_elsewhere(struct building *building, const struct ladder_column *like,
                              const struct journal_end *address)
{
    struct ladder_column column = {.address = *address, .family = like->family, .type = like->type};

    return add_column(building, &column);
}

static unsigned find_elsewhere(struct building *building, const struct ladder_column *like,
                               const struct journal_end *address)
{
    const struct ladder *ladder = building->ladder;

    for (unsigned i = (unsigned)ladder->column_count; i-- > 0;) {
        const struct ladder_column *column = &ladder->columns[i];
        if (!column->socket && column->type == like->type && column->family == like->family &&
            end_equal(&column->address, address))
            return i;
    }
    return add_elsewhere(building, like, address);
}

void ends_link(struct building *building, unsigned from, unsigned to)
{
    struct ladder *ladder = building->ladder;

    if (from == NO_COLUMN || to == NO_COLUMN)
        return;
    for (size_t i = ladder->link_count; i-- > 0;) {
        const struct ladder_link *link = &ladder->links[i];
        if ((link->from == from && link->to == to) || (link->from == to && link->to == from))
            return;
    }
    if (ladder->link_count == LADDER_COLUMNS)
        return;
    ladder->links[ladder->link_count++] = (struct ladder_link){from, to};
}

/* ---- messages ---- */

static const struct journal_socket *receiver_socket(const struct journal *journal,
                                                    const struct journal_socket *sender,
                                                    const struct journal_end *address)
{
    for (unsigned id = journal_next_socket(journal); id-- > 1;) {
        const struct journal_socket *socket = journal_socket(journal, id);
        if (!socket)
            return NULL;
        if (socket->type == sender->type && socket->origin != ORIGIN_COPY &&
            (socket->protocol == sender->protocol || socket->family == AF_UNIX) &&
            reaches(address, &socket->local))
            return socket;
    }
    return NULL;
}

unsigned ends_receiver(struct building *building, const struct journal_socket *sender,
                       const struct journal_end *address)
{
    const struct journal_socket *receiver = receiver_socket(building->journal, sender, address);
    struct ladder_column like = {.family = (unsigned)sender->family,
                                 .type = (unsigned)sender->type};

    if (receiver)
        return ends_column(building, receiver->id);
    return is_named(address) ? find_elsewhere(building, &like, address) : NO_COLUMN;
}

/* ---- connections ---- */

unsigned ends_accepted_by(const struct journal *journal, const struct journal_event *event)
{
    /* The first thing that is asked of a new socket is its address. */
    const struct journal_event *next = journal_event(journal, event->number + 1);
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

static void note_connect(struct building *building, const struct journal_event *event)
{
    const struct journal_socket *socket = journal_socket(building->journal, event->socket);
    struct journal_end to;

    if (!socket || !end_is_connected_type((unsigned)socket->type) ||
        !ends_address_of(building->journal, event, &to))
        return;
    struct attempt *attempt = pending_attempt(building, socket->id);
    if (end_is_nobody(&to)) {
        if (attempt) {
            attempt->has_failed = true;
            attempt->is_pending = false;
        }
        return;
    }
    if (!attempt && is_of_this_host(event->error))
        return;
    if (!attempt)
        attempt = add_attempt(
            building, &(struct attempt){.event = event->number, .socket = socket->id, .to = to});
    attempt->is_pending = event->error == EINPROGRESS || event->error == EALREADY;
    attempt->has_failed = event->result < 0 && !attempt->is_pending;
}

/* Whether it led to that socket, which is a listener or was accepted, from this peer. */
static bool is_of(const struct building *building, const struct attempt *attempt,
                  const struct journal_socket *answers, const struct journal_end *peer)
{
    const struct journal_socket *client = journal_socket(building->journal, attempt->socket);

    if (!client || attempt->accepted || attempt->has_failed || client->type != answers->type ||
        !reaches(&attempt->to, &answers->local))
        return false;
    return !is_named(&client->local) || !is_named(peer) || reaches(peer, &client->local);
}

static void note_accept(struct building *building, const struct journal_event *event)
{
    unsigned id = event->result < 0 ? 0 : ends_accepted_by(building->journal, event);
    const struct journal_socket *accepted = journal_socket(building->journal, id);

    if (!accepted)
        return;
    for (size_t i = building->attempt_next; i < building->attempt_count; i++)
        if (is_of(building, &building->attempts[i], accepted, &accepted->peer)) {
            building->attempts[i].accepted = id;
            return;
        }
    add_attempt(building,
                &(struct attempt){.event = event->number, .accepted = id, .from = accepted->peer});
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
        if (attempt->event > event->number && !attempt->accepted && !attempt->has_failed &&
            is_of(building, attempt, listener, &(struct journal_end){0}))
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
                                      : add_elsewhere(building, &like, &attempt->from);
    attempt->peer =
        answers ? ends_column(building, answers) : add_elsewhere(building, &like, &attempt->to);
    if (attempt->column == NO_COLUMN || attempt->peer == NO_COLUMN)
        return;
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

/* One whose beginning is forgotten: by its addresses. */
static unsigned find_peer(struct building *building, unsigned column)
{
    const struct ladder_column *own = &building->ladder->columns[column];
    const struct journal_socket *socket = journal_socket(building->journal, own->socket);

    if (!socket || (!is_named(&socket->peer) && socket->origin != ORIGIN_PAIR))
        return NO_COLUMN;
    const struct journal_socket *partner = end_partner(building->journal, socket);
    if (partner)
        return ends_column(building, partner->id);
    return end_is_connected_type(own->type) ? add_elsewhere(building, own, &socket->peer)
                                            : ends_receiver(building, socket, &socket->peer);
}

unsigned ends_peer(struct building *building, unsigned column)
{
    struct lane *lane = &building->lanes[column];

    if (lane->peer == NO_COLUMN && building->ladder->columns[column].socket) {
        lane->peer = find_peer(building, column);
        if (lane->peer != NO_COLUMN &&
            end_is_connected_type(building->ladder->columns[column].type)) {
            building->lanes[lane->peer].peer = column;
            building->lanes[lane->peer].is_tcp = lane->is_tcp;
        }
        ends_link(building, column, lane->peer);
    }
    return lane->peer;
}
