/* Datagrams of UDP that one call moves: what is sent is cut (UDP_SEGMENT), what is received was put together (UDP_GRO),
 * and on the wire each is one. */
#include "messages.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>

size_t message_piece_sent(struct capture *capture, const struct seen_call *seen)
{
    const struct capture_ways *ways = capture_ways(capture);
    struct span rest = seen->bytes->control;
    struct span told = capture_control(&rest, IPPROTO_UDP, UDP_SEGMENT);
    uint16_t length;

    if (told.length < sizeof(length))
        return ways->piece(ways->context, seen->event->fd);
    memcpy(&length, told.data, sizeof(length));
    return length;
}

size_t message_piece_received(const struct seen_call *seen)
{
    struct span rest = seen->bytes->control;
    struct span told = capture_control(&rest, IPPROTO_UDP, UDP_GRO);
    int length;

    if (told.length < sizeof(length))
        return 0;
    memcpy(&length, told.data, sizeof(length));
    return length > 0 ? (size_t)length : 0;
}

struct message message_take_piece(struct message *rest, size_t length)
{
    struct message piece = *rest;
    bool is_last = length == 0 || length >= rest->data.length;

    if (!is_last)
        piece.data.length = piece.whole = length;
    rest->data = span_after(rest->data, piece.data.length);
    rest->whole -= piece.whole;
    return piece;
}
