#include "conversation.h"

#include "base/memory.h"

#include <stdlib.h>
#include <sys/socket.h>

enum {
    CONVERSATIONS = 16384, /* that are remembered, more where so many are open */
    BUCKETS = 4096,
    FIRST_NUMBER = 1000,
};

struct conversations {
    struct seat *seats[BUCKETS]; /* of open sockets, by id */
    struct conversation *buckets[BUCKETS];
    struct conversation *oldest, *newest;
    size_t count;
    uint64_t made;
    struct conversations_left left;
};

struct conversations *conversations_new(void)
{
    return NEW(struct conversations);
}

void conversations_free(struct conversations *all)
{
    for (struct conversation *c = all->oldest, *newer; c; c = newer) {
        newer = c->newer;
        free(c);
    }
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct seat *seat = all->seats[i], *next; seat; seat = next) {
            next = seat->in_bucket;
            free(seat);
        }
    free(all);
}

struct conversations_left *conversations_left(struct conversations *all)
{
    return &all->left;
}

/* Where the seat of that socket is, or would be. */
static struct seat **seat_at(struct conversations *all, unsigned socket)
{
    struct seat **at = &all->seats[socket % BUCKETS];

    while (*at && (*at)->socket != socket)
        at = &(*at)->in_bucket;
    return at;
}

struct seat *conversations_seat(struct conversations *all, unsigned socket)
{
    return *seat_at(all, socket);
}

bool conversations_have(const struct conversations *all, unsigned socket)
{
    return conversations_seat((struct conversations *)all, socket);
}

void conversations_take_seat(struct conversations *all, unsigned socket,
                             struct conversation *conversation, unsigned side)
{
    struct seat **at = seat_at(all, socket);

    if (!*at)
        *at = NEW(struct seat);
    (*at)->socket = socket;
    (*at)->conversation = conversation;
    (*at)->side = side;
    conversation->sides[side].ours = true;
    conversation->sides[side].descriptors++;
}

static unsigned bucket_of(const struct packet_end *a, const struct packet_end *b)
{
    unsigned sum = (unsigned)a->port + b->port;

    for (size_t i = 0; i < sizeof(a->address); i++)
        sum += (unsigned)(a->address[i] + b->address[i]) << i % 12;
    return sum % BUCKETS;
}

static void leave_bucket(struct conversations *all, const struct conversation *conversation)
{
    struct conversation **at = &all->buckets[conversation->bucket];

    while (*at != conversation)
        at = &(*at)->in_bucket;
    *at = conversation->in_bucket;
}

static bool is_open(const struct conversation *conversation)
{
    return conversation->sides[0].descriptors || conversation->sides[1].descriptors;
}

/* One that is open goes on, and its numbers with it. */
static void forget_oldest_closed(struct conversations *all)
{
    struct conversation *older = NULL, *oldest = all->oldest;

    for (; oldest && is_open(oldest); oldest = oldest->newer)
        older = oldest;
    if (!oldest)
        return;
    leave_bucket(all, oldest);
    *(older ? &older->newer : &all->oldest) = oldest->newer;
    if (!oldest->newer)
        all->newest = older;
    all->count--;
    free(oldest);
}

/* A Unix conversation is found by the name of the side that was called alone. */
struct conversation *conversations_add(struct conversations *all,
                                       const struct journal_socket *socket,
                                       const struct packet_end *caller,
                                       const struct packet_end *called)
{
    enum capture_interface interface = socket->family == AF_UNIX ? INTERFACE_UNIX : INTERFACE_IP;
    struct conversation *made = NEW(struct conversation);

    if (all->count >= CONVERSATIONS)
        forget_oldest_closed(all);
    *made = (struct conversation){
        .bucket =
            interface == INTERFACE_UNIX ? bucket_of(called, called) : bucket_of(caller, called),
        .interface = interface,
        .stage = STAGE_OPEN,
        .keeps_messages = socket->type != SOCK_STREAM,
        .is_own = interface == INTERFACE_IP && packet_end_equal(caller, called),
    };
    for (unsigned i = 0; i < 2; i++)
        made->sides[i].next = (++all->made * 2654435761u) % UINT32_MAX / 2 + FIRST_NUMBER;
    for (unsigned i = 0; i < 2; i++)
        made->sides[i].taken = made->sides[i].acknowledged = made->sides[!i].next;
    made->sides[0].end = *caller;
    made->sides[1].end = *called;
    made->in_bucket = all->buckets[made->bucket];
    all->buckets[made->bucket] = made;
    *(all->newest ? &all->newest->newer : &all->oldest) = made;
    all->newest = made;
    all->count++;
    return made;
}

struct conversation *conversations_between(const struct conversations *all,
                                           const struct packet_end *end,
                                           const struct packet_end *other, unsigned *ret_side)
{
    struct conversation *at = all->buckets[bucket_of(end, other)];

    for (; at; at = at->in_bucket)
        for (unsigned i = 0; i < 2 && at->interface == INTERFACE_IP; i++)
            if (packet_end_equal(&at->sides[i].end, end) &&
                packet_end_equal(&at->sides[!i].end, other)) {
                *ret_side = i;
                return at;
            }
    return NULL;
}

struct conversation *conversations_calling(const struct conversations *all,
                                           const struct packet_end *called,
                                           const struct packet_end *caller)
{
    unsigned side;
    struct conversation *found = conversations_between(all, called, caller, &side);

    return found && side == 1 && !found->sides[1].ours ? found : NULL;
}

struct conversation *conversations_calling_unix(const struct conversations *all,
                                                const struct packet_end *called)
{
    struct conversation *at = all->buckets[bucket_of(called, called)], *oldest = NULL;

    for (; at; at = at->in_bucket)
        if (at->interface == INTERFACE_UNIX && !at->sides[1].ours &&
            packet_end_equal(&at->sides[1].end, called))
            oldest = at;
    return oldest;
}

static bool is_of_this_host(const struct conversation *conversation)
{
    return packet_ends_are_here(&conversation->sides[0].end, &conversation->sides[1].end);
}

static bool leads_to(const struct conversation *conversation, const struct packet_end *listener)
{
    const struct packet_end *called = &conversation->sides[1].end;
    bool is_there = packet_end_is_any(listener) ? called->port == listener->port
                                                : packet_end_equal(called, listener);

    return is_there && is_of_this_host(conversation);
}

struct conversation *conversations_waiting(const struct conversations *all,
                                           const struct packet_end *listener)
{
    struct conversation *at = all->oldest;

    while (at && (at->interface != INTERFACE_IP || at->stage != STAGE_OPEN || !at->sides[0].ours ||
                  at->sides[1].ours || !leads_to(at, listener)))
        at = at->newer;
    return at;
}

void conversations_pass(struct conversation *conversation, unsigned side)
{
    conversation->sides[side].descriptors++;
    conversation->sides[side].passed++;
}

void conversations_leave(struct conversations *all, unsigned socket)
{
    struct seat **at = seat_at(all, socket), *seat = *at;

    if (!seat)
        return;
    seat->conversation->sides[seat->side].descriptors--;
    *at = seat->in_bucket;
    free(seat);
}

struct packet_end conversation_end(const struct journal_socket *socket,
                                   const struct journal_end *end)
{
    return socket->family == AF_UNIX ? capture_unix_end(end, socket->id) : packet_end(end);
}

uint64_t conversation_data_end(const struct side *side)
{
    return side->next - (side->finished ? 1 : 0);
}

uint64_t conversation_under_way(const struct side *side, const struct side *other)
{
    uint64_t end = conversation_data_end(other);

    return end > side->taken ? end - side->taken : 0;
}

void conversations_settle(struct conversations *all)
{
    for (struct conversation *c = all->oldest; c; c = c->newer)
        for (unsigned i = 0; i < 2; i++)
            if ((int64_t)c->sides[i].before < 0)
                c->sides[i].before = 0;
}
