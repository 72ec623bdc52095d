#include "journal/capture.h"

#include "base/escape.h"
#include "base/memory.h"
#include "capture_parts.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

struct capture {
    struct journal *journal;
    struct journal_reader reader;
    struct capture_ways ways;
    struct conversations *conversations;
    struct messages *messages;
    struct buffer blocks;              /* of the call under way */
    const struct journal_event *event; /* that call; NULL for none */
    nanoseconds closed;                /* when something was, last */
    nanoseconds last;                  /* when the packet before was */
    uint64_t made;                     /* packets among the blocks */
    uint64_t packets, bytes;           /* that were written */
    unsigned interfaces;               /* said so far */
    unsigned numbers[INTERFACE_COUNT]; /* of interfaces in the file, from 1; 0: not yet said */
    unsigned left_out;                 /* a set of kinds whose note was written */
    bool notices;                      /* what the call under way tells, it has not caused */
    bool failed;
};

/* So long a peer's answer to a FIN may be under way. */
#define A_MOMENT (20 * MILLISECOND)

/* Each is said when its first packet comes: an ordinary file has one, which any tool can read. */
static const struct {
    enum pcapng_link link;
    const char *name, *description;
} interfaces[INTERFACE_COUNT] = {
    [INTERFACE_IP] =
        {LINK_RAW, "socksh",
         "Packets made of the socket calls of socksh. Addresses, ports, bytes, order "
         "and times are true; sequence numbers, acknowledgements, windows and the rest "
         "of the headers are made up"},
    [INTERFACE_UNIX] =
        {LINK_RAW, "socksh-unix",
         "Unix sockets of socksh, whose bytes, order and times are true, shown as "
         "TCP and UDP between made-up addresses of 192.0.2.0/24; a message that is too "
         "long for a datagram is several"},
    [INTERFACE_FRAMES] = {LINK_ETHERNET, "socksh-packet",
                          "Frames that packet sockets of socksh sent and received"},
    [INTERFACE_PACKETS] = {LINK_SLL2, "socksh-packet-dgram",
                           "What packet-dgram sockets of socksh sent and received"},
    [INTERFACE_NOTES] = {LINK_UPPER_PDU, "socksh-notes", "What this capture leaves out"},
};

/* exported_pdu: the dissector's name, and the end of the tags. */
static const char notes_header[] = "\0\x0c\0\x10"
                                   "data-text-lines\0"
                                   "\0\0\0\0";

void capture_notice(struct capture *capture)
{
    capture->notices = true;
}

const struct capture_ways *capture_ways(const struct capture *capture)
{
    return &capture->ways;
}

const struct journal *capture_journal(const struct capture *capture)
{
    return capture->journal;
}

uint64_t capture_packets(const struct capture *capture)
{
    return capture->packets;
}

uint64_t capture_bytes(const struct capture *capture)
{
    return capture->bytes;
}

bool capture_runs(const struct capture *capture)
{
    return !capture->failed;
}

/* The blocks so far go out at once, so that who follows the file sees them. */
static void flush(struct capture *capture)
{
    if (capture->blocks.length && !capture->failed) {
        capture->failed =
            !capture->ways.write(capture->ways.context, buffer_span(&capture->blocks));
        if (capture->failed) {
            journal_detach(capture->journal, &capture->reader);
        } else {
            capture->bytes += capture->blocks.length;
            capture->packets += capture->made;
        }
    }
    buffer_clear(&capture->blocks);
    capture->made = 0;
}

static unsigned interface_number(struct capture *capture, enum capture_interface interface)
{
    unsigned *number = &capture->numbers[interface];

    if (*number == 0) {
        pcapng_interface(&capture->blocks, interfaces[interface].link,
                         span_of(interfaces[interface].name),
                         span_of(interfaces[interface].description));
        *number = ++capture->interfaces;
    }
    return *number - 1;
}

/* The statement stands on the first packet of a call, what there is to note on its own. */
static void make_comment(const struct capture *capture, const char *note, struct buffer *out)
{
    struct span cause = capture->made == 0 && capture->event
                            ? journal_cause(capture->journal, capture->event)
                            : (struct span){0};

    if (capture->made == 0 && capture->event && capture->notices)
        buffer_append_text(out, cause.length ? "noticed at " : "noticed between statements");
    escape_message(out, cause);
    if (!note)
        return;
    if (out->length)
        buffer_append_text(out, "; ");
    buffer_append_text(out, note);
}

/* What was received was there when the call returned. No packet comes before the one that it follows. */
static nanoseconds time_of(struct capture *capture, bool inbound)
{
    nanoseconds time = capture->event->time + (inbound ? capture->event->elapsed : 0);

    if (time > capture->last)
        capture->last = time;
    return journal_wall_clock(capture->journal, capture->last);
}

void capture_emit(struct capture *capture, enum capture_interface interface, bool inbound,
                  struct span bytes, size_t whole, const char *note)
{
    cleanup_buffer struct buffer comment = {0};
    unsigned number = interface_number(capture, interface);

    make_comment(capture, note, &comment);
    pcapng_packet(&capture->blocks, &(struct pcapng_packet){
                                        .interface = number,
                                        .time = time_of(capture, inbound),
                                        .inbound = inbound,
                                        .bytes = bytes,
                                        .whole = whole > bytes.length ? whole : bytes.length,
                                        .comment = buffer_span(&comment),
                                    });
    capture->made++;
}

struct journal_end capture_end(struct span address)
{
    struct journal_end end = {0};

    if (address.length == 0 || address.length > sizeof(end.bytes))
        return end;
    end.length = (unsigned char)address.length;
    memcpy(end.bytes, address.data, address.length);
    return end;
}

bool capture_took(const struct journal_event *event)
{
    return event->result >= 0 && !(event->numbers[1] & (MSG_PEEK | MSG_ERRQUEUE));
}

struct span capture_control(struct span *rest, int level, int type)
{
    struct cmsghdr head;

    while (rest->length >= sizeof(head)) {
        memcpy(&head, rest->data, sizeof(head));
        size_t length = head.cmsg_len < rest->length ? head.cmsg_len : rest->length;
        struct span data = span_after((struct span){rest->data, length}, CMSG_LEN(0));
        *rest = span_after(*rest, length < sizeof(head) ? rest->length : CMSG_ALIGN(length));
        if (head.cmsg_level == level && head.cmsg_type == type)
            return data;
    }
    return (struct span){0};
}

/* ---- which part reads a socket's calls ---- */

enum kind { KIND_CONNECTION, KIND_MESSAGES, KIND_SCTP, KIND_VSOCK, KIND_OTHER };

static enum kind kind_of(const struct journal_socket *socket)
{
    switch (socket->family) {
    case AF_INET:
    case AF_INET6:
        if (socket->protocol == IPPROTO_SCTP)
            return KIND_SCTP;
        return socket->type == SOCK_STREAM ? KIND_CONNECTION : KIND_MESSAGES;
    case AF_UNIX: return socket->type == SOCK_DGRAM ? KIND_MESSAGES : KIND_CONNECTION;
    case AF_PACKET: return KIND_MESSAGES;
    case AF_VSOCK: return KIND_VSOCK;
    default: return KIND_OTHER;
    }
}

static const char *const left_out[] = {
    [KIND_SCTP] = "what SCTP sockets send and receive is left out: no call tells of its chunks",
    [KIND_VSOCK] = "what vsock sockets send and receive is left out: no call tells of its packets",
    [KIND_OTHER] = "what sockets of another family send and receive is left out",
};

static bool moves_data(const struct journal_event *event)
{
    return event->kind == JOURNAL_CALL && event->result > 0 &&
           (event->call == CALL_SENDTO || event->call == CALL_SENDMSG ||
            event->call == CALL_RECVFROM || event->call == CALL_RECVMSG);
}

static void note_left_out(struct capture *capture, const struct journal_event *event,
                          enum kind kind)
{
    cleanup_buffer struct buffer bytes = {0};

    if (!moves_data(event) || (capture->left_out & 1u << kind))
        return;
    capture->left_out |= 1u << kind;
    buffer_append(&bytes, SPAN(notes_header));
    buffer_append_text(&bytes, left_out[kind]);
    capture_emit(capture, INTERFACE_NOTES, false, buffer_span(&bytes), 0, left_out[kind]);
}

static void read_call(struct capture *capture, const struct seen_call *call)
{
    enum kind kind = kind_of(call->socket);
    bool is_connection = kind == KIND_CONNECTION || call->event->call == CALL_SOCKETPAIR ||
                         conversations_have(capture->conversations, call->socket->id);

    if (is_connection)
        conversations_read(capture, capture->conversations, call);
    else if (kind == KIND_MESSAGES)
        messages_read(capture, capture->messages, call);
    else
        note_left_out(capture, call->event, kind);
}

/* Between calls, or before one of the session's. */
static bool look_back_at(struct capture *capture, const struct journal_event *event)
{
    capture->event = event;
    bool may_be_more = conversations_look_back(capture, capture->conversations);
    flush(capture);
    capture->event = NULL;
    capture->notices = false;
    return may_be_more;
}

bool capture_look_back(struct capture *capture)
{
    struct journal_event now = {.time = clock_now()};
    bool is_recent = now.time - capture->closed < A_MOMENT;

    return !capture->failed && look_back_at(capture, &now) && is_recent;
}

/* Calls that are often behind a close of another connection. */
static bool may_follow_close(const struct journal_event *event)
{
    return event->kind == JOURNAL_CALL &&
           (event->call == CALL_CONNECT || event->call == CALL_ACCEPT4 ||
            event->call == CALL_CLOSE);
}

static void read_event(void *context, const struct journal_event *event,
                       const struct journal_bytes *bytes)
{
    struct capture *capture = context;
    struct journal_socket new = {.id = event->socket,
                                 .family = (int)event->numbers[0],
                                 .type = (int)event->numbers[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)};
    bool is_pair = event->kind == JOURNAL_CALL && event->call == CALL_SOCKETPAIR;
    /* The halves of a pair are remembered after the call that made them. */
    const struct journal_socket *socket =
        is_pair ? &new : journal_socket(capture->journal, event->socket);

    if (capture->failed || !socket || event->socket == 0)
        return;
    if (may_follow_close(event))
        look_back_at(capture, event);
    if (event->kind == JOURNAL_CALL && event->call == CALL_CLOSE)
        capture->closed = event->time;
    capture->event = event;
    read_call(capture, &(struct seen_call){event, bytes, socket});
    flush(capture);
    capture->event = NULL;
    capture->notices = false;
}

/* What has come by now was sent before what the call sends. */
static void read_before(void *context, const struct journal_event *event)
{
    struct capture *capture = context;

    if (capture->failed)
        return;
    capture->event = event;
    capture->notices = true;
    conversations_look(capture, capture->conversations, event);
    flush(capture);
    capture->event = NULL;
    capture->notices = false;
}

/* The sockets that are open already, from the oldest that is remembered. */
static void look_around(struct capture *capture)
{
    const struct journal_socket *socket = journal_socket_behind(capture->journal, 0);

    for (; socket; socket = journal_socket_behind(capture->journal, socket->id))
        if (!socket->closed)
            conversations_find(capture, capture->conversations, socket);
    conversations_begin(capture, capture->conversations);
}

struct capture *capture_new(struct journal *journal, const struct capture_ways *ways)
{
    struct capture *capture = NEW(struct capture);

    *capture = (struct capture){
        .journal = journal,
        .reader = {.read = read_event,
                   .read_before = read_before,
                   .context = capture,
                   .wants_data = true},
        .ways = *ways,
        .conversations = conversations_new(),
        .messages = messages_new(),
    };
    look_around(capture);
    pcapng_section(
        &capture->blocks, SPAN("socksh"),
        SPAN("Made of the system calls of one socksh, not listened to on a network: what "
             "the kernel does alone isn't in it."));
    interface_number(capture, INTERFACE_IP);
    flush(capture);
    journal_attach(journal, &capture->reader);
    return capture;
}

void capture_free(struct capture *capture)
{
    if (!capture)
        return;
    journal_detach(capture->journal, &capture->reader);
    conversations_free(capture->conversations);
    messages_free(capture->messages);
    buffer_free(&capture->blocks);
    free(capture);
}

void capture_secrets(struct capture *capture, struct span lines)
{
    pcapng_secrets(&capture->blocks, lines);
    flush(capture);
}
