#include "conversation.h"

#include "journal/ends.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static struct journal_end local_of(struct capture *capture, int fd)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end end = {0};

    ways->local(ways->context, fd, &end);
    return end;
}

static struct conversation *begin(struct capture *capture, struct conversations *all,
                                  const struct seen_call *seen)
{
    struct journal_end local = local_of(capture, seen->event->fd),
                       peer = capture_end(seen->bytes->address);
    struct packet_end from = conversation_end(seen->socket, &local);
    struct journal_socket nobody = {.family = seen->socket->family};
    struct packet_end to = conversation_end(&nobody, &peer);
    struct conversation *made = conversations_add(all, seen->socket, &from, &to);

    conversations_take_seat(all, seen->socket->id, made, 0);
    conversation_call(capture, made, &peer);
    return made;
}

static bool is_disconnect(const struct journal_bytes *bytes)
{
    sa_family_t family = AF_UNSPEC;

    if (bytes->address.length >= sizeof(family))
        memcpy(&family, bytes->address.data, sizeof(family));
    return family == AF_UNSPEC;
}

/* tcp_disconnect of the kernel: an open connection is reset, an attempt just given up. */
static void read_disconnect(struct capture *capture, struct conversations *all,
                            const struct seen_call *seen)
{
    struct seat *seat = conversations_seat(all, seen->socket->id);

    if (!seat || seen->event->result < 0)
        return;
    if (seat->conversation->stage == STAGE_OPEN && seen->socket->state == TCP_CLOSE)
        conversation_conclude(capture, seat->conversation, seat->side);
    else if (seat->conversation->stage == STAGE_OPEN &&
             !(seat->conversation->sides[0].finished && seat->conversation->sides[1].finished))
        conversation_reset(capture, seat->conversation, seat->side);
    conversations_leave(all, seen->socket->id);
}

/* What RST brings behind the handshake: EPIPE where FIN had come before. */
static bool is_reset(int number)
{
    return number == ECONNRESET || number == EPIPE;
}

/* RST that answers SYN has no number of its own (RFC 9293, 3.10.7.1). */
static void refuse_call(struct capture *capture, struct conversation *conversation)
{
    conversation->sides[1].next = 0;
    conversation_reset(capture, conversation, 1);
}

/* The handshake had come to its end, told or not. */
static void read_reset(struct capture *capture, struct conversation *conversation, int fd,
                       int number)
{
    conversation_answer(capture, conversation);
    conversation_error_noticed(capture, conversation, 0, fd, number);
}

void conversation_attempt(struct capture *capture, struct conversation *conversation, int fd,
                          int number)
{
    if (is_reset(number))
        read_reset(capture, conversation, fd, number);
    if (conversation->stage != STAGE_CALLED)
        return;
    if (number == 0 || number == EISCONN)
        conversation_answer(capture, conversation);
    else if (number == ECONNREFUSED)
        refuse_call(capture, conversation);
    else if (number != EINPROGRESS && number != EALREADY)
        conversation->stage = STAGE_OVER;
}

static bool has_called(const struct journal_event *event)
{
    return event->result == 0 || event->error == EINPROGRESS || event->error == ECONNREFUSED ||
           is_reset(event->error);
}

static bool is_under_way(int number)
{
    return number == EINPROGRESS || number == EALREADY;
}

/* What came of an attempt that is over was perhaps seen before connect(2) told it, which then calls nobody. */
static bool tells_of_before(struct conversation *conversation, const struct journal_event *event)
{
    bool was_untold = conversation->is_untold;

    conversation->is_untold = false;
    return was_untold && event->error && event->error != EINPROGRESS;
}

void conversation_connect(struct capture *capture, struct conversations *all,
                          const struct seen_call *seen)
{
    struct seat *seat = conversations_seat(all, seen->socket->id);

    if (is_disconnect(seen->bytes)) {
        read_disconnect(capture, all, seen);
        return;
    }
    if (seat && seat->conversation->stage == STAGE_OVER) {
        if (tells_of_before(seat->conversation, seen->event))
            return;
        conversations_leave(all, seen->socket->id);
        seat = NULL;
    }
    if (!seat && !has_called(seen->event))
        return;
    struct conversation *conversation = seat ? seat->conversation : begin(capture, all, seen);
    conversation_attempt(capture, conversation, seen->event->fd, seen->event->error);
    conversation->is_untold = is_under_way(seen->event->error);
}

/* A caller of ours has a conversation by now, also where it called before the capture: what is new was called
 * from elsewhere. */
void conversation_accept(struct capture *capture, struct conversations *all,
                         const struct seen_call *seen)
{
    int fd = (int)seen->event->result;
    struct journal_end local = local_of(capture, fd), peer = capture_end(seen->bytes->address);
    unsigned id = journal_next_socket(capture_journal(capture));
    struct journal_socket nobody = {.family = seen->socket->family, .id = ~id};
    struct packet_end caller = conversation_end(&nobody, &peer),
                      called = conversation_end(seen->socket, &local);
    struct conversation *conversation;

    if (seen->socket->family == AF_UNIX)
        conversation = conversations_calling_unix(all, &called);
    else
        conversation = conversations_calling(all, &called, &caller);
    if (!conversation) {
        conversation = conversations_add(all, seen->socket, &caller, &called);
        conversation->sides[1].ours = true;
        conversation_call(capture, conversation, &local);
    }
    conversations_take_seat(all, id, conversation, 1);
    conversation_answer(capture, conversation);
}

/* Its kernel resets those that wait to be accepted. */
static void reset_waiting(struct capture *capture, struct conversations *all,
                          const struct journal_socket *listener)
{
    const struct journal *journal = capture_journal(capture);
    const struct journal_socket *original =
        journal_socket(journal, end_original(journal, listener->id));
    struct conversation *waiting;

    if (!original || original->state != TCP_LISTEN || end_has_copies(journal, listener->id))
        return;
    struct packet_end end = conversation_end(original, &original->local);
    while ((waiting = conversations_waiting(all, &end)))
        conversation_reset(capture, waiting, 1);
}

void conversation_unlisten(struct capture *capture, struct conversations *all,
                           const struct journal_socket *listener)
{
    struct packet_end called = conversation_end(listener, &listener->local);
    struct conversation *waiting;

    if (listener->family != AF_UNIX)
        reset_waiting(capture, all, listener);
    while (listener->family == AF_UNIX && (waiting = conversations_calling_unix(all, &called)))
        waiting->sides[1].ours = true;
}

void conversation_pair(struct conversations *all, const struct seen_call *seen)
{
    unsigned id = seen->event->socket;
    struct packet_end first = capture_unix_end(&(struct journal_end){0}, id);
    struct packet_end second = capture_unix_end(&(struct journal_end){0}, id + 1);
    struct conversation *made = conversations_add(all, seen->socket, &first, &second);

    conversations_take_seat(all, id, made, 0);
    conversations_take_seat(all, id + 1, made, 1);
}
