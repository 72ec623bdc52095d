/* What a peer answers to the FIN of a close: nobody has a descriptor any more by which that could be noticed, but
 * the kernel still has the connection. Where it hasn't, and has had no time to forget it, RST has come or was sent, and
 * its counts tell which. */
#include "conversation.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>

#define TIME_WAIT (60 * SECOND) /* Linux': an end that was orderly is remembered so long */

void conversation_prepare_to_leave(struct capture *capture, struct conversations *all,
                                   const struct seat *seat, int fd)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct conversation_left *coming = &conversations_left(all)->coming;
    const struct side *own = &seat->conversation->sides[seat->side],
                      *other = &seat->conversation->sides[!seat->side];
    nanoseconds patience;

    *coming = (struct conversation_left){.segments = own->finished ? 0 : 1};
    if (!other->ours && !other->finished && ways->counts(ways->context, &coming->counts) &&
        ways->patience(ways->context, fd, &patience))
        coming->until = clock_now() + (patience < TIME_WAIT ? patience : TIME_WAIT);
}

/* An address of IPv4 in one of IPv6 (RFC 4291, 2.5.5.2). */
static void map(const unsigned char *address, struct in6_addr *ret_address)
{
    *ret_address = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
    memcpy(ret_address->s6_addr + 12, address, 4);
}

/* As a socket of that family has it. */
static struct journal_end address_of(const struct packet_end *end, int family)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(end->port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(end->port)};

    memcpy(&in.sin_addr, end->address, sizeof(in.sin_addr));
    if (end->version == 4)
        map(end->address, &in6.sin6_addr);
    else
        memcpy(&in6.sin6_addr, end->address, sizeof(in6.sin6_addr));
    return capture_end(family == AF_INET ? (struct span){(const char *)&in, sizeof(in)}
                                         : (struct span){(const char *)&in6, sizeof(in6)});
}

static bool ask_state(struct capture *capture, const struct conversation_left *left, int *ret_state)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end local = address_of(&left->own, left->family),
                       remote = address_of(&left->peer, left->family);

    return ways->left(ways->context, &local, &remote, ret_state);
}

/* The peer's FIN may have come between the last look and the close: then it ends in LAST-ACK without TIME-WAIT, and that
 * it is gone tells of no RST. */
static bool is_awaiting_fin(struct capture *capture, const struct conversation_left *left)
{
    int state;

    return ask_state(capture, left, &state) && (state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2);
}

void conversation_leave_to_kernel(struct capture *capture, struct conversations *all,
                                  const struct conversation *conversation, unsigned side,
                                  const struct journal_socket *socket)
{
    struct conversations_left *left = conversations_left(all);
    const struct side *own = &conversation->sides[side], *other = &conversation->sides[!side];
    struct conversation_left known = left->coming;

    left->coming = (struct conversation_left){0};
    if (conversation->interface != INTERFACE_IP || other->ours || other->finished)
        return;
    known.own = own->end;
    known.peer = other->end;
    known.family = socket->family;
    if (known.until && !is_awaiting_fin(capture, &known))
        known.until = 0;
    left->items[left->next++ % CONVERSATIONS_LEFT] = known;
}

/* Whether a connection that the kernel has no more was reset by its peer. What was closed here sends RST only in answer
 * to data; an RST of a peer on this host is counted like our own. */
static bool was_reset_by_peer(struct capture *capture, const struct conversation_left *left)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct capture_counts now;

    if (clock_now() >= left->until || !ways->counts(ways->context, &now))
        return false;
    if (now.given_up != left->counts.given_up)
        return false;
    uint64_t resets = now.resets - left->counts.resets;
    bool was_left_unread = now.unread > left->counts.unread;
    bool has_nobody_sent = now.segments - left->counts.segments <= left->segments;
    bool is_here = packet_ends_are_here(&left->own, &left->peer);
    return is_here ? resets == 1 && (was_left_unread || has_nobody_sent) : resets == 0;
}

/* False where nothing more is to come. */
static bool look_back(struct capture *capture, struct conversations *all,
                      struct conversation_left *left, const struct capture_counts *before)
{
    unsigned side = 0;
    struct conversation *conversation = conversations_between(all, &left->own, &left->peer, &side);
    int state;

    if (!conversation || conversation->stage != STAGE_OPEN || conversation->sides[!side].finished ||
        !ask_state(capture, left, &state))
        return false;
    capture_notice(capture);
    if (state == TCP_CLOSE && was_reset_by_peer(capture, left))
        conversation_reset(capture, conversation, !side);
    if (state == TCP_FIN_WAIT2)
        conversation_acknowledge(capture, conversation, !side);
    if (state == TCP_CLOSING || state == TCP_TIME_WAIT) {
        conversation_finish(capture, conversation, !side);
        conversation_acknowledge(capture, conversation, side);
    }
    if (state != TCP_FIN_WAIT1 && state != TCP_FIN_WAIT2)
        return false;
    left->counts = *before;
    left->segments = 0;
    return true;
}

bool conversations_look_back(struct capture *capture, struct conversations *all)
{
    struct conversations_left *left = conversations_left(all);
    const struct capture_ways *ways = capture_ways(capture);
    struct capture_counts before = {0};
    bool are_awaited = false, were_asked = false;

    for (size_t i = 0; i < CONVERSATIONS_LEFT; i++) {
        struct conversation_left *item = &left->items[i];
        if (item->own.version == 0)
            continue;
        if (!were_asked)
            ways->counts(ways->context, &before);
        were_asked = true;
        if (look_back(capture, all, item, &before))
            are_awaited = true;
        else
            item->own.version = 0;
    }
    return are_awaited;
}
