#include "messages.h"

#include "base/checksum.h"

#include <netinet/in.h>
#include <sys/socket.h>

enum { IPV4_HEADER = 20, ICMP_HEADER = 8 };

/* A raw socket's port is its protocol. */
static int raw_protocol(struct capture *capture, const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct journal_end local = {0};

    ways->local(ways->context, seen->event->fd, &local);
    return packet_end(&local).port;
}

static void show_ip(struct capture *capture, int protocol, bool inbound,
                    const struct message *message)
{
    cleanup_buffer struct buffer bytes = {0};

    packet_ip(&bytes, protocol, &message->from, &message->to, message->data, message->whole);
    capture_emit(capture, INTERFACE_IP, inbound, buffer_span(&bytes),
                 message_header(message) + message->whole, message->note);
}

static void set16(char *place, unsigned value)
{
    place[0] = (char)(value >> 8);
    place[1] = (char)value;
}

/* The kernel writes the checksum of what it knows as ICMP. */
void message_set_icmp_checksum(const struct message *message, int protocol, struct buffer *data)
{
    struct span all = buffer_span(data);

    set16(data->data + 2, 0);
    set16(data->data + 2, protocol == IPPROTO_ICMPV6
                              ? packet_checksum6(protocol, &message->from, &message->to, all)
                              : checksum_internet(all));
}

/* icmp(7): a socket's port is the identifier of its echo requests. */
void ping_sent(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    cleanup_buffer struct buffer data = {0};
    struct message message = message_sent(capture, seen);

    (void)messages;
    if (message.data.length < ICMP_HEADER)
        return;
    buffer_append(&data, message.data);
    set16(data.data + 4, message.from.port);
    message_set_icmp_checksum(&message, seen->socket->protocol, &data);
    message.data = buffer_span(&data);
    show_ip(capture, seen->socket->protocol, false, &message);
}

/* Behind the header of IPv4, which a raw socket's packets have. */
static struct span ipv4_payload(struct span packet)
{
    size_t header = packet.length ? (size_t)(packet.data[0] & 0xF) * 4 : 0;

    return span_after(packet, header < IPV4_HEADER ? IPV4_HEADER : header);
}

static void own_header_sent(struct capture *capture, struct messages *messages,
                            const struct seen_call *seen)
{
    cleanup_buffer struct buffer packet = {0};
    struct message message = message_sent(capture, seen);

    buffer_append(&packet, message.data);
    if (!packet_complete(&packet, &message.from))
        return;
    messages_remember(messages, messages_key(IPPROTO_RAW, (unsigned char)packet.data[9]),
                      ipv4_payload(buffer_span(&packet)));
    capture_emit(capture, INTERFACE_IP, false, buffer_span(&packet), 0, NULL);
}

void raw_sent(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    cleanup_buffer struct buffer data = {0};
    int protocol = raw_protocol(capture, seen);

    if (seen->socket->family == AF_INET && ways->sends_header(ways->context, seen->event->fd)) {
        own_header_sent(capture, messages, seen);
        return;
    }
    struct message message = message_sent(capture, seen);
    buffer_append(&data, message.data);
    if (protocol == IPPROTO_ICMPV6 && data.length >= ICMP_HEADER)
        message_set_icmp_checksum(&message, protocol, &data);
    message.data = buffer_span(&data);
    messages_remember(messages, messages_key(IPPROTO_RAW, (unsigned)protocol), message.data);
    show_ip(capture, protocol, false, &message);
}

void raw4_received(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    struct span packet = seen->bytes->data, payload = ipv4_payload(packet);
    size_t whole = (size_t)seen->event->result;

    if (packet.length < IPV4_HEADER ||
        messages_know(messages, messages_key(IPPROTO_RAW, (unsigned char)packet.data[9]), payload,
                      whole - (packet.length - payload.length)))
        return;
    capture_emit(capture, INTERFACE_IP, true, packet, whole,
                 packet.length < whole ? "truncated: the rest is lost" : NULL);
}

/* No header comes with the message of a raw socket of IPv6, */
void raw6_received(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    struct message message = message_received(capture, seen);
    int protocol = raw_protocol(capture, seen);

    if (!messages_know(messages, messages_key(IPPROTO_RAW, (unsigned)protocol), message.data,
                       message.whole))
        show_ip(capture, protocol, true, &message);
}

/* nor with that of an ICMP socket. */
void ping_received(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    struct message message = message_received(capture, seen);

    (void)messages;
    show_ip(capture, seen->socket->protocol, true, &message);
}
