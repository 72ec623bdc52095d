/* The columns of a ladder: the ends, by socket and by address, and whom each of them reaches. */
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

bool ends_reaches(const struct journal_end *to, const struct journal_end *local)
{
    struct point a = point_of(to), b = point_of(local);

    if (!a.is_known || !b.is_known)
        return end_is_named(to) && end_equal(to, local);
    return a.port == b.port &&
           (a.is_any || b.is_any || memcmp(&a.host, &b.host, sizeof(a.host)) == 0);
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

static unsigned add_column(struct building *building, const struct ladder_column *column)
{
    struct ladder *ladder = building->ladder;

    if (ladder->column_count == LADDER_COLUMNS)
        return NO_COLUMN;
    ladder->columns[ladder->column_count] = *column;
    building->lanes[ladder->column_count] = (struct lane){.peer = NO_COLUMN};
    return (unsigned)ladder->column_count++;
}

enum { BUCKETS = sizeof(((struct building *)NULL)->slots) / sizeof(struct slot *) };

struct slot *ends_slot(struct building *building, unsigned socket)
{
    struct slot **at = &building->slots[socket % BUCKETS];

    while (*at && (*at)->socket != socket)
        at = &(*at)->in_bucket;
    if (!*at) {
        *at = NEW(struct slot);
        **at = (struct slot){.socket = socket, .column = NO_COLUMN};
    }
    return *at;
}

void ends_free(struct building *building)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct slot *slot = building->slots[i], *next; slot; slot = next) {
            next = slot->in_bucket;
            free(slot);
        }
}

unsigned ends_find_column(const struct building *building, unsigned socket)
{
    return ends_slot((struct building *)building, socket)->column;
}

unsigned ends_column(struct building *building, unsigned id)
{
    unsigned root = end_original(building->journal, id);
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
    ends_slot(building, root)->column = column;
    if (column == NO_COLUMN)
        return column;
    building->lanes[column].is_tcp = end_is_tcp(socket);
    building->lanes[column].open = 1;
    if (journal_socket(building->journal, building->ladder->columns[column].listener))
        ends_slot(building, building->ladder->columns[column].listener)->has_accepted = true;
    return column;
}

unsigned ends_next_accepted(const struct building *building, unsigned listener, unsigned from)
{
    const struct ladder *ladder = building->ladder;

    if (!ends_slot((struct building *)building, listener)->has_accepted)
        return NO_COLUMN;
    while (from < ladder->column_count && ladder->columns[from].listener != listener)
        from++;
    return from < ladder->column_count ? from : NO_COLUMN;
}

unsigned ends_add_elsewhere(struct building *building, const struct ladder_column *like,
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
    return ends_add_elsewhere(building, like, address);
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

static bool may_receive(const struct journal_socket *socket, const struct journal_socket *sender,
                        const struct journal_end *address)
{
    return socket->type == sender->type && socket->origin != ORIGIN_COPY &&
           (socket->protocol == sender->protocol || socket->family == AF_UNIX) &&
           ends_reaches(address, &socket->local);
}

static const struct journal_socket *receiver_socket(const struct journal *journal,
                                                    const struct journal_socket *sender,
                                                    const struct journal_end *address)
{
    const struct journal_socket *socket = journal_socket_before(journal, JOURNAL_NEWEST);

    while (socket && !may_receive(socket, sender, address))
        socket = journal_socket_before(journal, socket->id);
    return socket;
}

unsigned ends_receiver(struct building *building, const struct journal_socket *sender,
                       const struct journal_end *address)
{
    const struct journal_socket *receiver = receiver_socket(building->journal, sender, address);
    struct ladder_column like = {.family = (unsigned)sender->family,
                                 .type = (unsigned)sender->type};

    if (receiver)
        return ends_column(building, receiver->id);
    return end_is_named(address) ? find_elsewhere(building, &like, address) : NO_COLUMN;
}

/* One whose beginning is forgotten: by its addresses. */
static unsigned find_peer(struct building *building, unsigned column)
{
    const struct ladder_column *own = &building->ladder->columns[column];
    const struct journal_socket *socket = journal_socket(building->journal, own->socket);

    bool has_peer = socket && end_is_named(&socket->peer) && !end_is_nobody(&socket->peer);
    if (!socket || end_is_own(socket, &socket->peer) ||
        (!has_peer && socket->origin != ORIGIN_PAIR))
        return NO_COLUMN;
    const struct journal_socket *partner = end_partner(building->journal, socket);
    if (partner)
        return ends_column(building, partner->id);
    return end_is_connected_type(own->type) ? ends_add_elsewhere(building, own, &socket->peer)
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
