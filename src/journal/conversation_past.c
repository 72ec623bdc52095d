/* Connections that nobody saw begin: those that are there when the capture begins, and those that come from
 * elsewhere. */
#include "conversation.h"

#include <netinet/in.h>
#include <sys/socket.h>

static struct journal_end end_or(bool is_known, const struct journal_end *asked,
                                 const struct journal_end *remembered)
{
    return is_known ? *asked : *remembered;
}

/* Over IP the other side, if it is ours, has the same two ends. Of Unix sockets one that was accepted is the
 * other side of the oldest that called there. */
static void join_or_add(struct conversations *all, const struct journal_socket *socket,
                        const struct packet_end *local, const struct packet_end *peer)
{
    struct conversation *found;
    unsigned side = 1;

    if (socket->family == AF_UNIX)
        found = socket->origin == ORIGIN_ACCEPTED ? conversations_calling_unix(all, local) : NULL;
    else
        found = conversations_between(all, local, peer, &side);
    if (!found) {
        side = socket->origin == ORIGIN_ACCEPTED ? 1 : 0;
        found = conversations_add(all, socket, side ? peer : local, side ? local : peer);
    }
    conversations_take_seat(all, socket->id, found, side);
    if (found->sides[side].passed) { /* here it is */
        found->sides[side].passed--;
        found->sides[side].descriptors--;
    }
}

/* A copy, or the other half of a pair, whose fellow was found. */
static bool join_fellow(struct conversations *all, const struct journal_socket *socket)
{
    bool is_copy = socket->origin == ORIGIN_COPY;
    struct seat *fellow =
        is_copy || socket->origin == ORIGIN_PAIR ? conversations_seat(all, socket->other) : NULL;

    if (fellow)
        conversations_take_seat(all, socket->id, fellow->conversation,
                                is_copy ? fellow->side : !fellow->side);
    return fellow;
}

static void find_connection(struct capture *capture, struct conversations *all,
                            const struct journal_socket *socket)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end local = {0}, peer = {0};
    struct journal_socket nobody = {.family = socket->family, .id = ~socket->id};

    if (join_fellow(all, socket) || !ways->peer(ways->context, socket->fd, &peer))
        return;
    bool is_known = ways->local(ways->context, socket->fd, &local);
    local = end_or(is_known, &local, &socket->local);
    struct packet_end from = conversation_end(socket, &local),
                      to = conversation_end(&nobody, &peer);
    join_or_add(all, socket, &from, &to);
}

void conversations_find(struct capture *capture, struct conversations *all,
                        const struct journal_socket *socket)
{
    bool is_connection = socket->type == SOCK_STREAM || socket->type == SOCK_SEQPACKET ||
                         socket->origin == ORIGIN_PAIR ||
                         (socket->origin == ORIGIN_COPY && conversations_seat(all, socket->other));
    bool is_ours =
        socket->family == AF_UNIX || socket->family == AF_INET || socket->family == AF_INET6;

    if (is_connection && is_ours && socket->protocol != IPPROTO_SCTP &&
        !conversations_seat(all, socket->id))
        find_connection(capture, all, socket);
}

/* What a call has moved, in numbers: 1 for a message, else its bytes; negative for what was received. */
static int64_t moved(const struct conversation *conversation, const struct journal_event *event)
{
    int64_t count = conversation->keeps_messages ? 1 : event->result;

    if (event->kind != JOURNAL_CALL || event->result <= 0)
        return 0;
    switch (event->call) {
    case CALL_SENDTO:
    case CALL_SENDMSG:
    case CALL_SENDFILE: return count;
    case CALL_RECVFROM:
    case CALL_RECVMSG: return capture_took(event) ? -count : 0;
    case CALL_SPLICE: return event->numbers[1] == event->fd ? count : -count;
    default: return 0;
    }
}

void conversations_begin(struct capture *capture, struct conversations *all)
{
    const struct journal *journal = capture_journal(capture);
    int64_t balance;

    /* What one side has sent, less what the other has received, as far back as the journal goes. */
    for (uint64_t number = journal_next(journal); number-- > 1;) {
        const struct journal_event *event = journal_event(journal, number);
        struct seat *seat = event ? conversations_seat(all, event->socket) : NULL;
        if (!event)
            break;
        if (!seat || !seat->conversation->sides[0].ours || !seat->conversation->sides[1].ours)
            continue;
        balance = moved(seat->conversation, event);
        seat->conversation->sides[balance > 0 ? !seat->side : seat->side].before +=
            (uint64_t)balance;
    }
    conversations_settle(all);
}
