#include "messages.h"

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static struct sockaddr_ll link_of(struct capture *capture, const struct seen_call *seen)
{
    struct journal_end end = message_far_end(capture, seen);
    struct sockaddr_ll link = {0};

    if (end.length == 0)
        capture_ways(capture)->local(capture_ways(capture)->context, seen->event->fd, &end);
    memcpy(&link, end.bytes, end.length < sizeof(link) ? end.length : sizeof(link));
    return link;
}

static void put(struct buffer *out, const void *bytes, size_t length)
{
    buffer_append(out, (struct span){bytes, length});
}

/* LINKTYPE_LINUX_SLL2. */
static void put_link(struct buffer *out, const struct sockaddr_ll *link, bool inbound)
{
    uint32_t index = htonl((uint32_t)link->sll_ifindex);
    uint16_t type = htons(link->sll_hatype), protocol = link->sll_protocol;

    put(out, &protocol, sizeof(protocol));
    put(out, "\0", 2);
    put(out, &index, sizeof(index));
    put(out, &type, sizeof(type));
    buffer_append_byte(out, inbound ? (char)link->sll_pkttype : PACKET_OUTGOING);
    buffer_append_byte(out, (char)link->sll_halen);
    put(out, link->sll_addr, 8);
}

static void show_frame(struct capture *capture, const struct seen_call *seen, bool inbound)
{
    cleanup_buffer struct buffer bytes = {0};
    size_t whole = (size_t)seen->event->result;
    struct span data = seen->bytes->data;
    bool has_header = seen->socket->type == SOCK_RAW;

    if (!has_header) {
        struct sockaddr_ll link = link_of(capture, seen);
        put_link(&bytes, &link, inbound);
    }
    data.length = data.length < whole ? data.length : whole;
    whole += bytes.length;
    buffer_append(&bytes, data);
    capture_emit(capture, has_header ? INTERFACE_FRAMES : INTERFACE_PACKETS, inbound,
                 buffer_span(&bytes), whole,
                 bytes.length < whole ? "truncated: the rest is lost" : NULL);
}

void frame_sent(struct capture *capture, struct messages *messages, const struct seen_call *seen)
{
    (void)messages;
    show_frame(capture, seen, false);
}

void frame_received(struct capture *capture, struct messages *messages,
                    const struct seen_call *seen)
{
    (void)messages;
    show_frame(capture, seen, true);
}
