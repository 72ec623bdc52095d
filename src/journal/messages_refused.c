/* A datagram that nobody has taken: its sender is told by ICMP, and we by the error of a later call. */
#include "messages.h"

#include "base/checksum.h"
#include "base/memory.h"
#include "journal/ends.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>

enum {
    SENDERS = 64, /* whose last datagrams are remembered */
    ICMP_HEADER = 8,
    QUOTED4 = 548,  /* bytes that Linux quotes: with both headers 576 (RFC 1812, 4.3.2.3), */
    QUOTED6 = 1232, /* and IPv6's least MTU (RFC 4443, 2.4) */
};

struct last_sent {
    unsigned socket; /* 0 for none */
    struct packet_end from, to;
    size_t length;
    char packet[QUOTED6];
};

struct refusals {
    struct last_sent sent[SENDERS];
    size_t next;
};

struct refusals *refusals_new(void)
{
    return NEW(struct refusals);
}

static struct last_sent *find(struct refusals *refusals, unsigned socket)
{
    for (size_t i = 0; i < SENDERS; i++)
        if (refusals->sent[i].socket == socket)
            return &refusals->sent[i];
    return NULL;
}

static unsigned whose(const struct capture *capture, const struct seen_call *seen)
{
    return end_original(capture_journal(capture), seen->socket->id);
}

void refusals_remember(struct capture *capture, struct refusals *refusals,
                       const struct seen_call *seen, const struct message *message,
                       struct span packet)
{
    unsigned socket = whose(capture, seen);
    struct last_sent *sent = find(refusals, socket);

    if (!sent)
        sent = &refusals->sent[refusals->next++ % SENDERS];
    *sent = (struct last_sent){.socket = socket, .from = message->from, .to = message->to};
    sent->length = packet.length < sizeof(sent->packet) ? packet.length : sizeof(sent->packet);
    memcpy(sent->packet, packet.data, sent->length);
}

static void show(struct capture *capture, const struct last_sent *sent)
{
    bool is_ipv6 = sent->packet[0] >> 4 == 6;
    int protocol = is_ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    char header[ICMP_HEADER] = {ICMP_DEST_UNREACH, ICMP_PORT_UNREACH};
    size_t most = is_ipv6 ? QUOTED6 : QUOTED4;
    cleanup_buffer struct buffer data = {0}, bytes = {0};

    if (is_ipv6) {
        header[0] = ICMP6_DST_UNREACH;
        header[1] = ICMP6_DST_UNREACH_NOPORT;
    }
    buffer_append(&data, (struct span){header, sizeof(header)});
    buffer_append(&data, (struct span){sent->packet, sent->length < most ? sent->length : most});
    struct message message = {.from = sent->to, .to = sent->from};
    message_set_icmp_checksum(&message, protocol, &data);
    packet_ip(&bytes, protocol, &message.from, &message.to, buffer_span(&data), data.length);
    capture_notice(capture);
    capture_emit(capture, INTERFACE_IP, true, buffer_span(&bytes), 0,
                 "told by ECONNREFUSED; quotes the last datagram that was sent");
}

/* Once: the next error is of the next datagram. */
void refusals_read(struct capture *capture, struct refusals *refusals, const struct seen_call *seen)
{
    struct last_sent *sent = find(refusals, whose(capture, seen));

    if (!sent || sent->socket == 0 ||
        end_error(capture_journal(capture), seen->event) != ECONNREFUSED)
        return;
    show(capture, sent);
    sent->socket = 0;
}
