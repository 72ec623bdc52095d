/* Unix sockets in a capture: there is no link type for them, so that they get addresses of IPv4, and their messages
 * are datagrams of UDP. */
#include "capture_parts.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

enum { HEADERS = 28 }; /* of IPv4 and UDP */

static uint32_t hash(struct span bytes)
{
    uint32_t value = 2166136261; /* FNV-1a */

    for (size_t i = 0; i < bytes.length; i++)
        value = (value ^ (unsigned char)bytes.data[i]) * 16777619;
    return value;
}

/* unix(7): a path may have a NUL at its end or not; an abstract name begins with NUL. */
static struct span unix_name(const struct journal_end *end)
{
    size_t start = offsetof(struct sockaddr_un, sun_path);
    struct span name = {end->bytes + start, end->length > start ? end->length - start : 0};

    if (name.length && name.data[0])
        name.length = strnlen(name.data, name.length);
    return name;
}

struct packet_end capture_unix_end(const struct journal_end *end, unsigned socket)
{
    struct span name = unix_name(end);
    uint32_t value =
        hash(name.length ? name : (struct span){(const char *)&socket, sizeof(socket)});

    return (struct packet_end){
        .version = 4,
        .address = {192, 0, 2, (unsigned char)(1 + value % 254)},
        .port = (uint16_t)(49152 + value / 254 % 16384),
    };
}

static size_t count_parts(size_t whole)
{
    return whole ? (whole + PACKET_UDP_DATA - 1) / PACKET_UDP_DATA : 1;
}

static void append_note(struct buffer *out, const struct message *message, size_t part)
{
    size_t count = count_parts(message->whole);

    if (message->note)
        buffer_append_text(out, message->note);
    if (count > 1)
        buffer_printf(out, "%spart %zu of %zu of a message of %zu bytes", out->length ? "; " : "",
                      part + 1, count, message->whole);
}

void capture_unix_message(struct capture *capture, bool inbound, const struct message *message)
{
    size_t part = 0, left = message->whole;
    struct span rest = {message->data.data,
                        message->data.length < left ? message->data.length : left};

    do {
        cleanup_buffer struct buffer bytes = {0}, note = {0};
        size_t whole = left < PACKET_UDP_DATA ? left : PACKET_UDP_DATA;
        struct span data = {rest.data, rest.length < whole ? rest.length : whole};
        append_note(&note, message, part++);
        packet_udp(&bytes, IPPROTO_UDP, &message->from, &message->to, data, whole);
        capture_emit(capture, INTERFACE_UNIX, inbound, buffer_span(&bytes), HEADERS + whole,
                     note.length ? buffer_text(&note) : NULL);
        rest = span_after(rest, data.length);
        left -= whole;
    } while (rest.length);
}
