/* Connections: what their two ends have said as far as this shell's calls tell, in sequence numbers.
 *
 * A byte is one packet. Where both ends are sockets of this shell the send shows it, and the receive, which
 * follows, at most acknowledges. Of a connection that keeps messages (seqpacket, a pair of datagram sockets)
 * a number stands for a message in place of a byte, and only the messages are shown. */
#include "conversation.h"

#include "journal/ends.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static void read_duplicate(struct capture *capture, struct conversations *all,
                           const struct seat *seat, const struct journal_event *event)
{
    if (event->result >= 0 && event->numbers[0] == F_DUPFD_CLOEXEC)
        conversations_take_seat(all, journal_next_socket(capture_journal(capture)),
                                seat->conversation, seat->side);
}

/* The socket of that descriptor goes with the message, to another process unless the carrier leads back here. */
static void pass_on(struct capture *capture, struct conversations *all, int fd, bool comes_back)
{
    const struct journal *journal = capture_journal(capture);
    const struct journal_socket *socket = journal_socket_before(journal, JOURNAL_NEWEST);

    while (socket && (socket->fd != fd || socket->closed))
        socket = journal_socket_before(journal, socket->id);
    struct seat *seat = socket ? conversations_seat(all, socket->id) : NULL;
    if (seat && comes_back)
        conversations_pass(seat->conversation, seat->side);
    else if (seat)
        seat->conversation->was_passed_on = true;
}

static void read_passed(struct capture *capture, struct conversations *all,
                        const struct seat *carrier, struct span control)
{
    const struct side *receiver = &carrier->conversation->sides[!carrier->side];
    bool comes_back =
        receiver->ours && receiver->descriptors && !carrier->conversation->was_passed_on;
    struct span fds;
    int fd;

    while ((fds = capture_control(&control, SOL_SOCKET, SCM_RIGHTS)).length)
        for (; fds.length >= sizeof(fd); fds = span_after(fds, sizeof(fd))) {
            memcpy(&fd, fds.data, sizeof(fd));
            pass_on(capture, all, fd, comes_back);
        }
}

/* Nobody can receive there any more: what comes is answered with RST (RFC 1122, 4.2.2.13). */
static bool has_gone(const struct conversation *conversation, unsigned side)
{
    const struct side *own = &conversation->sides[side];

    return conversation->interface == INTERFACE_IP && own->ours && own->finished &&
           !conversation->was_passed_on && (own->is_deaf || own->descriptors == 0);
}

static void read_sent(struct capture *capture, struct conversations *all, struct seat *seat,
                      const struct seen_call *seen)
{
    struct conversation *conversation = seat->conversation;
    const struct journal_event *event = seen->event;
    struct span data = {seen->bytes->data.data, (size_t)event->result};
    bool is_urgent = event->numbers[1] & MSG_OOB;

    if (event->result < 0) {
        conversation_error_noticed(capture, conversation, seat->side, event->fd, event->error);
        return;
    }
    conversation_answer(capture, conversation);
    conversation->was_urgent |= is_urgent;
    if (conversation->keeps_messages)
        conversation_message(capture, conversation, seat->side, data, data.length);
    else
        conversation_bytes(capture, conversation, seat->side, data, is_urgent, NULL);
    read_passed(capture, all, seat, seen->bytes->control);
    if (data.length && has_gone(conversation, !seat->side))
        conversation_refuse(capture, conversation, !seat->side);
}

/* The end of the stream has come, unless nothing more was to be received anyway. */
static void read_end(struct capture *capture, struct conversation *conversation, unsigned side,
                     const struct journal_event *event)
{
    const struct side *other = &conversation->sides[!side];
    bool is_open = other->ours && other->descriptors && !conversation->was_passed_on;

    if (event->numbers[0] == 0 || conversation->sides[side].is_deaf)
        return;
    if (!is_open)
        conversation_finish(capture, conversation, !side);
    conversation_acknowledge(capture, conversation, side);
}

/* So many numbers have been received: how many of them no packet has shown yet. */
static uint64_t take(struct side *side, const struct side *other, uint64_t count)
{
    uint64_t before = count < side->before ? count : side->before;
    uint64_t shown = conversation_under_way(side, other);

    side->before -= before;
    count -= before;
    uint64_t new = count > shown ? count - shown : 0;
    side->taken += count;
    return new;
}

static void take_message(struct capture *capture, struct conversation *conversation, unsigned side,
                         const struct seen_call *seen)
{
    struct side *own = &conversation->sides[side];
    const struct side *other = &conversation->sides[!side];
    bool is_end =
        seen->event->result == 0 && conversation_data_end(other) == own->taken && !own->before;

    if (!is_end && take(own, other, 1))
        conversation_message(capture, conversation, !side, seen->bytes->data,
                             (size_t)seen->event->result);
}

static void take_bytes(struct capture *capture, struct conversation *conversation, unsigned side,
                       const struct seen_call *seen)
{
    struct span data = seen->bytes->data;
    bool is_urgent = seen->event->numbers[1] & MSG_OOB;
    uint64_t new = conversation->is_own
                       ? 0
                       : take(&conversation->sides[side], &conversation->sides[!side], data.length);

    conversation->was_urgent |= is_urgent;
    conversation_bytes(capture, conversation, !side, span_after(data, data.length - (size_t) new),
                       is_urgent,
                       is_urgent ? "urgent: shown when it was received, not where it stood" : NULL);
    conversation_acknowledge(capture, conversation, side);
}

static void read_received(struct capture *capture, struct seat *seat, const struct seen_call *seen)
{
    struct conversation *conversation = seat->conversation;

    if (seen->event->result < 0)
        conversation_error_noticed(capture, conversation, seat->side, seen->event->fd,
                                   seen->event->error);
    if (!capture_took(seen->event))
        return;
    if (conversation->keeps_messages) {
        take_message(capture, conversation, seat->side, seen);
    } else if (seen->event->result == 0) {
        read_end(capture, conversation, seat->side, seen->event);
    } else {
        conversation_answer(capture, conversation);
        take_bytes(capture, conversation, seat->side, seen);
    }
}

static void read_shutdown(struct capture *capture, struct seat *seat,
                          const struct journal_event *event)
{
    if (event->result < 0)
        return;
    seat->conversation->sides[seat->side].is_deaf |= event->numbers[0] != SHUT_WR;
    if (event->numbers[0] != SHUT_RD)
        conversation_finish(capture, seat->conversation, seat->side);
    if (seat->conversation->sides[seat->side].is_deaf &&
        seat->conversation->sides[seat->side].finished)
        conversation_shut_noticed(capture, seat->conversation, seat->side, event);
}

/* As the kernel has told, else as was counted. */
static bool leaves_unread(const struct capture *capture, const struct conversation *conversation,
                          unsigned side, const struct journal_event *event)
{
    const struct side *own = &conversation->sides[side], *other = &conversation->sides[!side];
    uint64_t left;

    if (end_left_unread(capture_journal(capture), event, &left))
        return left > 0;
    return other->ours && !conversation->was_urgent &&
           (own->before || conversation_data_end(other) > own->taken);
}

/* A socket that is closed with data unread, or doesn't linger, resets its connection (tcp(7), RFC 1122), unless
 * that is over. */
static void read_close(struct capture *capture, struct conversations *all, struct seat *seat,
                       const struct seen_call *seen)
{
    struct conversation *conversation = seat->conversation;
    unsigned side = seat->side;
    const struct side *own = &conversation->sides[side];
    bool is_unread = leaves_unread(capture, conversation, side, seen->event);

    conversations_leave(all, seen->socket->id);
    if (own->descriptors || conversation->was_passed_on || conversation->stage != STAGE_OPEN)
        return;
    if (seen->socket->state == TCP_CLOSE)
        conversation_conclude(capture, conversation, side);
    else if (own->resets_at_close || is_unread)
        conversation_reset(capture, conversation, side);
    else
        conversation_finish(capture, conversation, side);
    conversation_leave_to_kernel(capture, all, conversation, side, seen->socket);
}

static void read_option_set(struct seat *seat, const struct seen_call *seen)
{
    const struct journal_event *event = seen->event;
    struct linger linger;

    if (event->result < 0 || event->numbers[0] != SOL_SOCKET || event->numbers[1] != SO_LINGER ||
        seen->bytes->data.length < sizeof(linger))
        return;
    memcpy(&linger, seen->bytes->data.data, sizeof(linger));
    seat->conversation->sides[seat->side].resets_at_close = linger.l_onoff && linger.l_linger == 0;
}

/* SO_ERROR tells of an attempt, or of a connection, what a call would have. */
static void read_option_got(struct capture *capture, struct seat *seat,
                            const struct seen_call *seen)
{
    const struct journal_event *event = seen->event;
    int number;

    if (event->result < 0 || event->numbers[0] != SOL_SOCKET || event->numbers[1] != SO_ERROR ||
        seen->bytes->data.length < sizeof(number))
        return;
    memcpy(&number, seen->bytes->data.data, sizeof(number));
    if (number == 0)
        return;
    if (seat->conversation->stage == STAGE_CALLED)
        conversation_attempt(capture, seat->conversation, event->fd, number);
    else
        conversation_error_noticed(capture, seat->conversation, seat->side, event->fd, number);
}

/* TCP_INFO tells what the peer has done. */
static void read_state(struct capture *capture, struct seat *seat,
                       const struct journal_event *event)
{
    struct conversation *conversation = seat->conversation;
    int64_t state = event->numbers[1];

    if (state != TCP_SYN_SENT && state != TCP_CLOSE)
        conversation_answer(capture, conversation);
    if (state == TCP_CLOSE && conversation->stage == STAGE_OPEN &&
        !conversation->sides[seat->side].finished) /* nothing but RST leads there */
        conversation_over_noticed(capture, conversation, seat->side, event->fd,
                                  (uint64_t)event->numbers[2]);
    if (state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK || state == TCP_CLOSING)
        conversation_end_noticed(capture, conversation, seat->side, event->fd);
    if (state == TCP_FIN_WAIT2 && conversation->sides[seat->side].finished)
        conversation_acknowledge(capture, conversation, !seat->side);
}

/* SIOCINQ tells that bytes have come, as the prompt asks when there are any. */
static void read_ioctl(struct capture *capture, struct seat *seat,
                       const struct journal_event *event)
{
    if (event->result < 0 || event->numbers[0] != SIOCINQ || event->numbers[1] <= 0)
        return;
    capture_notice(capture);
    conversation_bytes_noticed(capture, seat->conversation, seat->side, event->fd);
}

/* The conversation that the socket is in already, or was when it came to this shell. */
static struct seat *seat_for(struct capture *capture, struct conversations *all,
                             const struct seen_call *seen)
{
    struct seat *seat = conversations_seat(all, seen->socket->id);

    if (!seat && seen->event->kind == JOURNAL_CALL && seen->event->call != CALL_CLOSE) {
        conversations_find(capture, all, seen->socket);
        seat = conversations_seat(all, seen->socket->id);
    }
    return seat;
}

static void read_in_seat(struct capture *capture, struct conversations *all,
                         const struct seen_call *seen)
{
    struct seat *seat = seat_for(capture, all, seen);

    if (!seat)
        return;
    if (seen->event->kind == JOURNAL_STATE) {
        read_state(capture, seat, seen->event);
        return;
    }
    switch (seen->event->call) {
    case CALL_SENDTO:
    case CALL_SENDMSG: read_sent(capture, all, seat, seen); break;
    case CALL_RECVFROM:
    case CALL_RECVMSG: read_received(capture, seat, seen); break;
    case CALL_SHUTDOWN: read_shutdown(capture, seat, seen->event); break;
    case CALL_CLOSE: read_close(capture, all, seat, seen); break;
    case CALL_SETSOCKOPT: read_option_set(seat, seen); break;
    case CALL_GETSOCKOPT: read_option_got(capture, seat, seen); break;
    case CALL_IOCTL: read_ioctl(capture, seat, seen->event); break;
    case CALL_FCNTL: read_duplicate(capture, all, seat, seen->event); break;
    default: break;
    }
}

void conversations_read(struct capture *capture, struct conversations *all,
                        const struct seen_call *seen)
{
    enum journal_call made = seen->event->call;
    bool is_call = seen->event->kind == JOURNAL_CALL, succeeded = seen->event->result >= 0;

    if (is_call && made == CALL_CONNECT)
        conversation_connect(capture, all, seen);
    else if (is_call && made == CALL_ACCEPT4 && succeeded)
        conversation_accept(capture, all, seen);
    else if (is_call && made == CALL_SOCKETPAIR && succeeded)
        conversation_pair(all, seen);
    else if (is_call && made == CALL_CLOSE && !conversations_seat(all, seen->socket->id))
        conversation_unlisten(capture, all, seen->socket);
    else
        read_in_seat(capture, all, seen);
}
