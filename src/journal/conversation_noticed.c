/* What the other side has sent before it is noticed: FIN, RST, and in front of them the bytes that still wait to be
 * received. */
#include "conversation.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* Of those that wait the last ones, which no packet has shown. When they are received, they have been shown. */
static void show_waiting(struct capture *capture, struct conversation *conversation, unsigned side,
                         int fd)
{
    const struct capture_ways *ways = capture_ways(capture);
    const struct side *own = &conversation->sides[side], *other = &conversation->sides[!side];
    cleanup_buffer struct buffer waiting = {0};

    if (conversation->keeps_messages || conversation->was_urgent || conversation->is_own)
        return;
    size_t shown = (size_t)(own->before + conversation_under_way(own, other));
    ways->waiting(ways->context, fd, shown, &waiting);
    conversation_bytes(capture, conversation, !side, buffer_span(&waiting), false, NULL);
}

void conversation_bytes_noticed(struct capture *capture, struct conversation *conversation,
                                unsigned side, int fd)
{
    if (conversation->stage == STAGE_OPEN)
        show_waiting(capture, conversation, side, fd);
}

void conversation_end_noticed(struct capture *capture, struct conversation *conversation,
                              unsigned side, int fd)
{
    bool was_shown = conversation->sides[!side].finished;

    if (conversation->stage != STAGE_OPEN || conversation->is_own || was_shown)
        return;
    capture_notice(capture);
    show_waiting(capture, conversation, side, fd);
    conversation_finish(capture, conversation, !side);
    conversation_acknowledge(capture, conversation, side);
}

/* Whether TCP's state, which is noted before, tells of an end. MPTCP's is that of a subflow. */
static bool has_states(const struct capture *capture, unsigned id)
{
    const struct journal_socket *socket = journal_socket(capture_journal(capture), id);

    return socket && socket->family != AF_UNIX && socket->protocol != IPPROTO_MPTCP;
}

static bool count_segments(struct capture *capture, int fd, uint64_t *ret_count)
{
    const struct capture_ways *ways = capture_ways(capture);

    return ways->segments(ways->context, fd, ret_count);
}

void conversation_shut_noticed(struct capture *capture, struct conversation *conversation,
                               unsigned side, const struct journal_event *event)
{
    struct side *own = &conversation->sides[side];

    if (!own->has_shut && has_states(capture, event->socket))
        own->has_shut = count_segments(capture, event->fd, &own->segments);
}

/* Who had finished before, and was told something since, answers that when it is closed; who takes data still
 * acknowledges it, and has reset of its own accord. */
static bool has_answered(struct capture *capture, const struct conversation *conversation,
                         unsigned from, int fd)
{
    const struct capture_ways *ways = capture_ways(capture);
    const struct side *own = &conversation->sides[!from], *side = &conversation->sides[from];

    return side->finished && own->next > side->heard && !ways->is_acknowledged(ways->context, fd);
}

/* RST ends the connection. Who is shut down both ways and got data since has sent it. */
static void reset_noticed(struct capture *capture, struct conversation *conversation, unsigned side,
                          int fd)
{
    const struct side *own = &conversation->sides[side];
    uint64_t segments;

    if (own->has_shut && count_segments(capture, fd, &segments) && segments > own->segments)
        conversation_refuse(capture, conversation, side);
    else if (has_answered(capture, conversation, !side, fd))
        conversation_refuse(capture, conversation, !side);
    else
        conversation_reset(capture, conversation, !side);
}

/* Where there are no states. */
static void notice_end(struct capture *capture, struct conversation *conversation, unsigned side,
                       int fd)
{
    const struct capture_ways *ways = capture_ways(capture);

    if (!conversation->sides[side].is_deaf && ways->has_ended(ways->context, fd))
        conversation_end_noticed(capture, conversation, side, fd);
}

/* Linux says EPIPE where FIN had come before RST, and of an end that has finished by itself; of a Unix socket whose peer
 * receives no more, and may send still. */
void conversation_error_noticed(struct capture *capture, struct conversation *conversation,
                                unsigned side, int fd, int number)
{
    bool is_finished = conversation->sides[side].finished;
    bool is_unix = conversation->interface == INTERFACE_UNIX;
    bool is_reset = number == ECONNRESET || (number == EPIPE && !is_finished && !is_unix);

    capture_notice(capture);
    if (conversation->stage == STAGE_CALLED && (number == ECONNREFUSED || number == ECONNRESET)) {
        conversation_attempt(capture, conversation, fd, number);
        return;
    }
    if (is_reset && number == EPIPE)
        conversation_end_noticed(capture, conversation, side, fd);
    else if (is_reset)
        conversation_bytes_noticed(capture, conversation, side, fd);
    else if (number == EPIPE && is_unix)
        notice_end(capture, conversation, side, fd);
    if (is_reset)
        reset_noticed(capture, conversation, side, fd);
    else if (number == ETIMEDOUT || number == EHOSTUNREACH || number == ENETUNREACH)
        conversation->stage = STAGE_OVER;
}

/* No error has told whether FIN came before RST; but Linux counts a FIN as a byte received. */
void conversation_over_noticed(struct capture *capture, struct conversation *conversation,
                               unsigned side, int fd, uint64_t count)
{
    const struct side *other = &conversation->sides[!side];

    capture_notice(capture);
    show_waiting(capture, conversation, side, fd);
    if (other->first && !conversation->was_passed_on && other->first + count == other->next)
        conversation_end_noticed(capture, conversation, side, fd);
    reset_noticed(capture, conversation, side, fd);
}

/* Linux says CLOSED of TIME-WAIT: FIN has come where no call told of it, for an RST would have been told as an error. */
void conversation_conclude(struct capture *capture, struct conversation *conversation,
                           unsigned side)
{
    capture_notice(capture);
    if (conversation->sides[side].finished)
        conversation_finish(capture, conversation, !side);
    conversation_acknowledge(capture, conversation, side);
    conversation_acknowledge(capture, conversation, !side);
}

void conversations_look(struct capture *capture, struct conversations *all,
                        const struct journal_event *event)
{
    const struct seat *seat = conversations_seat(all, event->socket);

    if (!seat || seat->conversation->stage != STAGE_OPEN)
        return;
    conversation_bytes_noticed(capture, seat->conversation, seat->side, event->fd);
    if (!has_states(capture, event->socket))
        notice_end(capture, seat->conversation, seat->side, event->fd);
    else if (event->call == CALL_CLOSE)
        conversation_prepare_to_leave(capture, all, seat, event->fd);
}
