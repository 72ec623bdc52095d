#include "conversation.h"

#include "journal/ends.h"

#include <netinet/in.h>

/* Whom a side talks to. */
static struct side *other_side(struct conversation *conversation, unsigned from)
{
    return &conversation->sides[conversation->is_own ? from : !from];
}

/* A segment that begins with that number. All that the other has said is acknowledged with it. */
static void write_segment(struct capture *capture, struct conversation *conversation, unsigned from,
                          uint64_t sequence, unsigned flags, struct span data, const char *note)
{
    cleanup_buffer struct buffer bytes = {0};
    struct side *side = &conversation->sides[from], *other = other_side(conversation, from);

    packet_tcp(&bytes, &(struct packet_tcp){
                           .from = &side->end,
                           .to = &other->end,
                           .sequence = (uint32_t)sequence,
                           .acknowledged = flags & TCP_A ? (uint32_t)other->next : 0,
                           .flags = flags,
                           .urgent = flags & TCP_U ? (uint16_t)data.length : 0,
                           .data = data,
                       });
    if (flags & TCP_A)
        side->acknowledged = other->next;
    capture_emit(capture, conversation->interface, !side->ours, buffer_span(&bytes), 0, note);
}

/* The next segment. What goes to itself is said once. */
static void say(struct capture *capture, struct conversation *conversation, unsigned from,
                unsigned flags, struct span data, const char *note)
{
    struct side *side = &conversation->sides[from];

    if (conversation->keeps_messages || (conversation->is_own && from == 1))
        return;
    write_segment(capture, conversation, from, side->next, flags, data, note);
    side->next += data.length + (flags & (TCP_S | TCP_F) ? 1 : 0);
}

static void say_flags(struct capture *capture, struct conversation *conversation, unsigned from,
                      unsigned flags)
{
    say(capture, conversation, from, flags, (struct span){0}, NULL);
}

void conversation_acknowledge(struct capture *capture, struct conversation *conversation,
                              unsigned from)
{
    const struct side *side = &conversation->sides[from], *other = other_side(conversation, from);

    if (conversation->stage == STAGE_OPEN && side->acknowledged < other->next)
        say_flags(capture, conversation, from, TCP_A);
}

void conversation_call(struct capture *capture, struct conversation *conversation,
                       const struct journal_end *called)
{
    cleanup_buffer struct buffer note = {0};
    bool is_unix = conversation->interface == INTERFACE_UNIX;

    if (is_unix) {
        buffer_append_text(&note, "to ");
        end_append(&note, called);
    }
    say(capture, conversation, 0, TCP_S, (struct span){0}, is_unix ? buffer_text(&note) : NULL);
    conversation->stage = STAGE_CALLED;
}

/* SYN and ACK. To a socket that is connected to itself its own SYN comes, as where both ends call at once, and its
 * answer has that SYN once more (RFC 9293, 3.5). */
static void say_answer(struct capture *capture, struct conversation *conversation)
{
    const struct side *caller = &conversation->sides[0];

    if (conversation->is_own)
        write_segment(capture, conversation, 0, caller->next - 1, TCP_S | TCP_A, (struct span){0},
                      NULL);
    else
        say_flags(capture, conversation, 1, TCP_S | TCP_A);
}

void conversation_answer(struct capture *capture, struct conversation *conversation)
{
    if (conversation->stage != STAGE_CALLED)
        return;
    say_answer(capture, conversation);
    conversation->stage = STAGE_OPEN;
    say_flags(capture, conversation, 0, TCP_A);
    for (unsigned i = 0; i < 2; i++) {
        conversation->sides[i].taken = conversation->sides[!i].next;
        conversation->sides[i].first = conversation->sides[i].next - 1;
    }
}

static void reset(struct capture *capture, struct conversation *conversation, unsigned from,
                  unsigned flags)
{
    if (conversation->stage != STAGE_OVER)
        say_flags(capture, conversation, from, flags);
    conversation->stage = STAGE_OVER;
}

void conversation_reset(struct capture *capture, struct conversation *conversation, unsigned from)
{
    reset(capture, conversation, from, TCP_R | TCP_A);
}

void conversation_refuse(struct capture *capture, struct conversation *conversation, unsigned from)
{
    reset(capture, conversation, from, TCP_R);
}

void conversation_finish(struct capture *capture, struct conversation *conversation, unsigned from)
{
    struct side *side = &conversation->sides[from], *other = &conversation->sides[!from];

    if (side->finished || conversation->stage != STAGE_OPEN)
        return;
    say_flags(capture, conversation, from, TCP_F | TCP_A);
    side->finished = true;
    side->heard = other->next;
    /* A socket that is closed here can't be asked any more: its kernel acknowledges. */
    if (other->ours && other->descriptors == 0)
        conversation_acknowledge(capture, conversation, !from);
}

void conversation_message(struct capture *capture, struct conversation *conversation, unsigned from,
                          struct span data, size_t whole)
{
    struct side *side = &conversation->sides[from];

    side->next++;
    capture_unix_message(
        capture, !side->ours,
        &(struct message){
            .from = side->end,
            .to = conversation->sides[!from].end,
            .data = data,
            .whole = whole,
            .note = data.length < whole ? "truncated: the rest of the message is lost" : NULL,
        });
}

void conversation_bytes(struct capture *capture, struct conversation *conversation, unsigned from,
                        struct span data, bool is_urgent, const char *note)
{
    for (; data.length; note = NULL) {
        bool is_last = data.length <= PACKET_TCP_DATA;
        struct span piece = {data.data, is_last ? data.length : PACKET_TCP_DATA};
        unsigned urgent = is_last && is_urgent ? TCP_U : 0;
        say(capture, conversation, from, TCP_P | TCP_A | urgent, piece, note);
        data = span_after(data, piece.length);
    }
}
