/* What the other side has sent before it is noticed: FIN, RST, and in front of them the bytes that still wait to be
 * received. */
#include "conversation.h"

#include <errno.h>

/* Of those that wait the last ones, which no packet has shown. When they are received, they have been shown. */
static void show_waiting(struct capture *capture, struct conversation *conversation, unsigned side,
                         int fd)
{
    const struct capture_ways *ways = capture_ways(capture);
    const struct side *own = &conversation->sides[side], *other = &conversation->sides[!side];
    cleanup_buffer struct buffer waiting = {0};

    if (conversation->keeps_messages || conversation->was_urgent || conversation->is_own)
        return;
    ways->waiting(ways->context, fd, &waiting);
    size_t shown = (size_t)(own->before + conversation_under_way(own, other));
    conversation_bytes(capture, conversation, !side, span_after(buffer_span(&waiting), shown),
                       false, NULL);
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

/* Linux says EPIPE where FIN had come before RST, and of an end that has finished by itself. */
void conversation_error_noticed(struct capture *capture, struct conversation *conversation,
                                unsigned side, int fd, int number)
{
    bool is_finished = conversation->sides[side].finished;
    bool is_reset = number == ECONNRESET || (number == EPIPE && !is_finished);

    capture_notice(capture);
    if (is_reset && number == EPIPE)
        conversation_end_noticed(capture, conversation, side, fd);
    else if (is_reset && conversation->stage == STAGE_OPEN)
        show_waiting(capture, conversation, side, fd);
    if (is_reset)
        conversation_reset(capture, conversation, !side);
    else if (number == ETIMEDOUT || number == EHOSTUNREACH || number == ENETUNREACH)
        conversation->stage = STAGE_OVER;
}
