/* Datagrams, and what is below them: each is a packet by itself. One that this shell has sent was shown then,
 * and isn't shown again when this shell receives it. */
#include "messages.h"

#include "base/memory.h"
#include "journal/ends.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    REMEMBERED = 1024, /* messages that were sent; a receive buffer holds fewer */
    BEGINNING = 64,    /* bytes of each by which it is known again */
    CORKED = 8,        /* sockets that put a datagram together at the same time */
};

struct sent {
    uint64_t key; /* whose it is: made of what sender and receiver both know; 0 for none */
    size_t length;
    size_t kept;
    char beginning[BEGINNING];
};

/* Pieces that were sent with MSG_MORE, which go out with the one that is sent without it. */
struct cork {
    unsigned socket;
    struct buffer data;
};

struct messages {
    struct sent sent[REMEMBERED];
    size_t next;
    struct cork corks[CORKED];
    struct refusals *refusals;
};

struct messages *messages_new(void)
{
    struct messages *messages = NEW(struct messages);

    messages->refusals = refusals_new();
    return messages;
}

void messages_free(struct messages *messages)
{
    for (size_t i = 0; i < CORKED; i++)
        buffer_free(&messages->corks[i].data);
    free(messages->refusals);
    free(messages);
}

/* ---- what was sent is known again ---- */

void messages_remember(struct messages *messages, uint64_t key, struct span data)
{
    struct sent *sent = &messages->sent[messages->next++ % REMEMBERED];

    *sent = (struct sent){.key = key, .length = data.length};
    sent->kept = data.length < BEGINNING ? data.length : BEGINNING;
    if (sent->kept)
        memcpy(sent->beginning, data.data, sent->kept);
}

static bool is_the_same(const struct sent *sent, uint64_t key, struct span data, size_t whole)
{
    size_t compared = data.length < sent->kept ? data.length : sent->kept;

    return sent->key == key && sent->length == whole &&
           (compared == 0 || memcmp(sent->beginning, data.data, compared) == 0);
}

/* It stays: a group's members receive one message several times. */
bool messages_know(const struct messages *messages, uint64_t key, struct span data, size_t whole)
{
    for (size_t i = 0; i < REMEMBERED; i++)
        if (is_the_same(&messages->sent[i], key, data, whole))
            return true;
    return false;
}

uint64_t messages_key(int protocol, unsigned number)
{
    return (uint64_t)(unsigned)protocol << 32 | number | (uint64_t)1 << 63;
}

/* ---- ends ---- */

struct journal_end message_far_end(struct capture *capture, const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end end = capture_end(seen->bytes->address);

    if (end.length == 0 && !ways->peer(ways->context, seen->event->fd, &end))
        end = seen->socket->peer;
    return end;
}

/* Of a socket that is bound to no address, the one that it would send there from. */
static struct packet_end near_end(struct capture *capture, const struct seen_call *seen,
                                  const struct journal_end *far)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end local = {0}, source = {0};

    ways->local(ways->context, seen->event->fd, &local);
    struct packet_end near = packet_end(&local);
    bool has_address = near.version && !packet_end_is_any(&near);
    if (!has_address && ways->source(ways->context, seen->event->fd, far, &source)) {
        struct packet_end asked = packet_end(&source);
        asked.port = near.port;
        return asked;
    }
    return near;
}

/* IP_PKTINFO and IPV6_PKTINFO tell where a datagram was sent to. */
static bool is_told(struct span control, struct packet_end *to)
{
    struct span rest = control;
    struct span info = capture_control(&rest, IPPROTO_IP, IP_PKTINFO);
    struct span info6 = capture_control(&control, IPPROTO_IPV6, IPV6_PKTINFO);
    bool is_ipv6 = info6.length >= sizeof(struct in6_pktinfo);

    if (!is_ipv6 && info.length < sizeof(struct in_pktinfo))
        return false;
    to->version = is_ipv6 ? 6 : 4;
    if (is_ipv6)
        memcpy(to->address, info6.data + offsetof(struct in6_pktinfo, ipi6_addr), 16);
    else
        memcpy(to->address, info.data + offsetof(struct in_pktinfo, ipi_addr), 4);
    return true;
}

struct message message_sent(struct capture *capture, const struct seen_call *seen)
{
    struct journal_end far = message_far_end(capture, seen);
    struct span data = {seen->bytes->data.data, (size_t)seen->event->result};

    return (struct message){
        .from = near_end(capture, seen, &far),
        .to = packet_end(&far),
        .data = data,
        .whole = data.length,
    };
}

/* A sentence about what can't be shown, or NULL. */
static const char *note_of(const struct message *message, bool is_bound_to_any)
{
    bool is_truncated = message->data.length < message->whole;

    if (is_truncated && is_bound_to_any)
        return "truncated: the rest is lost; where it was sent to is a guess, for the socket is "
               "bound to any address";
    if (is_truncated)
        return "truncated: the rest is lost";
    return is_bound_to_any
               ? "where it was sent to is a guess, for the socket is bound to any address"
               : NULL;
}

struct message message_received(struct capture *capture, const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end far = message_far_end(capture, seen), local = {0};
    struct message message = {
        .from = packet_end(&far),
        .to = near_end(capture, seen, &far),
        .data = seen->bytes->data,
        .whole = (size_t)seen->event->result,
    };

    ways->local(ways->context, seen->event->fd, &local);
    struct packet_end bound = packet_end(&local);
    bool is_told_to = is_told(seen->bytes->control, &message.to);
    message.note = note_of(&message, !is_told_to && packet_end_is_any(&bound));
    return message;
}

size_t message_header(const struct message *message)
{
    return message->from.version == 6 || message->to.version == 6 ? 40 : 20;
}

/* ---- UDP ---- */

static int protocol_of(const struct journal_socket *socket, int usual)
{
    return socket->protocol ? socket->protocol : usual;
}

static void show_udp(struct capture *capture, const struct journal_socket *socket, bool inbound,
                     const struct message *message, struct buffer *bytes)
{
    packet_udp(bytes, protocol_of(socket, IPPROTO_UDP), &message->from, &message->to, message->data,
               message->whole);
    capture_emit(capture, INTERFACE_IP, inbound, buffer_span(bytes),
                 message_header(message) + 8 + message->whole, message->note);
}

static struct cork *cork_of(struct messages *messages, unsigned socket)
{
    for (size_t i = 0; i < CORKED; i++)
        if (messages->corks[i].socket == socket)
            return &messages->corks[i];
    return NULL;
}

/* Whether the piece waits for more. */
static bool is_corked(struct messages *messages, const struct seen_call *seen,
                      struct message *message)
{
    struct cork *cork = cork_of(messages, seen->socket->id);
    bool goes_on = seen->event->numbers[1] & MSG_MORE;

    if (!cork && !goes_on)
        return false;
    if (!cork)
        cork = cork_of(messages, 0);
    if (!cork)
        return false;
    cork->socket = goes_on ? seen->socket->id : 0;
    buffer_append(&cork->data, message->data);
    message->data = buffer_span(&cork->data);
    message->whole = message->data.length;
    return goes_on;
}

static uint64_t udp_key(const struct seen_call *seen, const struct message *message)
{
    return messages_key(protocol_of(seen->socket, IPPROTO_UDP), message->from.port);
}

static void udp_datagram_sent(struct capture *capture, struct messages *messages,
                              const struct seen_call *seen, const struct message *message)
{
    cleanup_buffer struct buffer packet = {0};

    messages_remember(messages, udp_key(seen, message), message->data);
    show_udp(capture, seen->socket, false, message, &packet);
    refusals_remember(capture, messages->refusals, seen, message, buffer_span(&packet));
}

static void udp_sent(struct capture *capture, struct messages *messages,
                     const struct seen_call *seen)
{
    struct message message = message_sent(capture, seen), piece;

    if (is_corked(messages, seen, &message))
        return;
    size_t length = message_piece_sent(capture, seen);
    if (length && length < message.whole) /* the receiver may have it put together */
        messages_remember(messages, udp_key(seen, &message), message.data);
    do {
        piece = message_take_piece(&message, length);
        udp_datagram_sent(capture, messages, seen, &piece);
    } while (message.data.length);
    for (size_t i = 0; i < CORKED; i++)
        if (messages->corks[i].socket == 0)
            buffer_clear(&messages->corks[i].data);
}

static void udp_datagram_received(struct capture *capture, const struct messages *messages,
                                  const struct seen_call *seen, const struct message *message)
{
    cleanup_buffer struct buffer packet = {0};

    if (!messages_know(messages, udp_key(seen, message), message->data, message->whole))
        show_udp(capture, seen->socket, true, message, &packet);
}

static void udp_received(struct capture *capture, struct messages *messages,
                         const struct seen_call *seen)
{
    struct message message = message_received(capture, seen), piece;
    size_t length = message_piece_received(seen);

    if (messages_know(messages, udp_key(seen, &message), message.data, message.whole))
        return;
    do {
        piece = message_take_piece(&message, length);
        udp_datagram_received(capture, messages, seen, &piece);
    } while (message.data.length);
}

/* ---- Unix datagrams, known again by where they went to ---- */

/* A note tells the name that the other's made-up address stands for. */
static void show_unix(struct capture *capture, bool inbound, const struct message *message,
                      const struct journal_end *other)
{
    cleanup_buffer struct buffer note = {0};
    struct message shown = *message;

    buffer_append_text(&note, inbound ? "from " : "to ");
    end_append(&note, other);
    buffer_printf(&note, "%s%s", message->note ? "; " : "", message->note ? message->note : "");
    if (end_is_named(other))
        shown.note = buffer_text(&note);
    capture_unix_message(capture, inbound, &shown);
}

static uint64_t unix_key(const struct packet_end *to)
{
    return messages_key(AF_UNIX, (unsigned)to->port << 8 | to->address[3]);
}

static void unix_sent(struct capture *capture, struct messages *messages,
                      const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end far = message_far_end(capture, seen), local = {0};

    ways->local(ways->context, seen->event->fd, &local);
    struct message message = {
        .from = capture_unix_end(&local, seen->socket->id),
        .to = capture_unix_end(&far, 0),
        .data = {seen->bytes->data.data, (size_t)seen->event->result},
        .whole = (size_t)seen->event->result,
    };
    messages_remember(messages, unix_key(&message.to), message.data);
    show_unix(capture, false, &message, &far);
}

static void unix_received(struct capture *capture, struct messages *messages,
                          const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end far = capture_end(seen->bytes->address), local = {0};

    ways->local(ways->context, seen->event->fd, &local);
    struct message message = {
        .from = capture_unix_end(&far, 0),
        .to = capture_unix_end(&local, seen->socket->id),
        .data = seen->bytes->data,
        .whole = (size_t)seen->event->result,
    };
    message.note = note_of(&message, false);
    if (!messages_know(messages, unix_key(&message.to), message.data, message.whole))
        show_unix(capture, true, &message, &far);
}

/* ---- calls ---- */

/* The first row that fits; 0 stands for any. */
static const struct {
    int family, type, protocol;
    read_message *sent, *received;
} kinds[] = {
    {AF_PACKET, 0, 0, frame_sent, frame_received},
    {AF_UNIX, 0, 0, unix_sent, unix_received},
    {AF_INET, SOCK_RAW, 0, raw_sent, raw4_received},
    {AF_INET6, SOCK_RAW, 0, raw_sent, raw6_received},
    {0, SOCK_DGRAM, IPPROTO_ICMP, ping_sent, ping_received},
    {0, SOCK_DGRAM, IPPROTO_ICMPV6, ping_sent, ping_received},
    {0, SOCK_DGRAM, 0, udp_sent, udp_received},
};

static bool fits(int wanted, int is)
{
    return wanted == 0 || wanted == is;
}

static size_t kind_of(const struct journal_socket *socket)
{
    size_t i = 0;

    while (i < sizeof(kinds) / sizeof(kinds[0]) &&
           !(fits(kinds[i].family, socket->family) && fits(kinds[i].type, socket->type) &&
             fits(kinds[i].protocol, socket->protocol)))
        i++;
    return i;
}

void messages_read(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    const struct journal_event *event = seen->event;
    size_t kind = kind_of(seen->socket);

    if (event->kind != JOURNAL_CALL || kind == sizeof(kinds) / sizeof(kinds[0]))
        return;
    bool is_sent = event->call == CALL_SENDTO || event->call == CALL_SENDMSG;
    bool is_received = event->call == CALL_RECVFROM || event->call == CALL_RECVMSG;
    if (is_sent && event->result >= 0)
        kinds[kind].sent(capture, messages, seen);
    else if (is_received && capture_took(event))
        kinds[kind].received(capture, messages, seen);
    else if (kinds[kind].sent == udp_sent)
        refusals_read(capture, messages->refusals, seen);
}
