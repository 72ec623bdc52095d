/* What a peer answers to the FIN of a close: nobody has a descriptor any more by which that could be noticed, but
 * the kernel still has the connection. */
#include "conversation.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>

void conversation_leave_to_kernel(struct conversations *all,
                                  const struct conversation *conversation, unsigned side)
{
    struct conversations_left *left = conversations_left(all);
    const struct side *own = &conversation->sides[side], *other = &conversation->sides[!side];

    if (conversation->interface != INTERFACE_IP || other->ours || other->finished)
        return;
    size_t place = left->next++ % CONVERSATIONS_LEFT;
    left->own[place] = own->end;
    left->peers[place] = other->end;
}

static struct journal_end address_of(const struct packet_end *end)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(end->port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(end->port)};

    memcpy(&in.sin_addr, end->address, sizeof(in.sin_addr));
    memcpy(&in6.sin6_addr, end->address, sizeof(in6.sin6_addr));
    return capture_end(end->version == 4 ? (struct span){(const char *)&in, sizeof(in)}
                                         : (struct span){(const char *)&in6, sizeof(in6)});
}

static int state_between(struct capture *capture, const struct packet_end *own,
                         const struct packet_end *peer)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end local = address_of(own), remote = address_of(peer);
    int state;

    return ways->left(ways->context, &local, &remote, &state) ? state : TCP_CLOSE;
}

/* False where nothing more is to come. */
static bool look_back(struct capture *capture, struct conversations *all,
                      const struct packet_end *own, const struct packet_end *peer)
{
    unsigned side = 0;
    struct conversation *conversation = conversations_between(all, own, peer, &side);

    if (!conversation || conversation->stage != STAGE_OPEN || conversation->sides[!side].finished)
        return false;
    int state = state_between(capture, own, peer);
    capture_notice(capture);
    if (state == TCP_FIN_WAIT2)
        conversation_acknowledge(capture, conversation, !side);
    if (state == TCP_CLOSING || state == TCP_TIME_WAIT) {
        conversation_finish(capture, conversation, !side);
        conversation_acknowledge(capture, conversation, side);
    }
    return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2;
}

bool conversations_look_back(struct capture *capture, struct conversations *all)
{
    struct conversations_left *left = conversations_left(all);
    bool are_awaited = false;

    for (size_t i = 0; i < CONVERSATIONS_LEFT; i++) {
        if (left->own[i].version == 0)
            continue;
        if (look_back(capture, all, &left->own[i], &left->peers[i]))
            are_awaited = true;
        else
            left->own[i].version = 0;
    }
    return are_awaited;
}
