/* What sendmsg(2), recvmsg(2), sendmmsg(2) and writev(2) take: structures of structures. */
#include "decode_call.h"

#include <inttypes.h>
#include <string.h>

static bool is_received(const struct decoding *call)
{
    return call->event->call == CALL_RECVMSG;
}

static void append_message_name(const struct decoding *call)
{
    bool receives = is_received(call);
    unsigned length = call->event->address_length;
    int64_t room = receives ? decoding_number(call, 3) : length;

    buffer_append_text(call->out, "{msg_name=");
    if (receives && room && length == 0)
        buffer_append_text(call->out, DECODE_POINTER);
    else
        decoding_address(call);
    buffer_append_text(call->out, ", msg_namelen=");
    if (room != length)
        buffer_printf(call->out, "%" PRId64 " => ", room);
    buffer_printf(call->out, "%u", length);
}

/* Our messages have one part. */
static void append_message(const struct decoding *call)
{
    bool receives = is_received(call);
    struct span control = call->bytes ? call->bytes->control : (struct span){0};

    append_message_name(call);
    buffer_append_text(call->out, ", msg_iov=[{iov_base=");
    decoding_data(call);
    buffer_printf(call->out, ", iov_len=%" PRId64 "}], msg_iovlen=1", decoding_number(call, 0));
    if (call->event->control_length) {
        buffer_append_text(call->out, ", msg_control=");
        if (call->bytes)
            decode_control(call->out, call->how, control);
        else
            buffer_append_text(call->out, DECODE_FORGOTTEN);
    }
    buffer_printf(call->out, ", msg_controllen=%zu, msg_flags=",
                  call->bytes ? control.length : call->event->control_length);
    decode_flags(call->out, decode_message_flags, receives ? (uint64_t)decoding_number(call, 2) : 0,
                 "MSG_???");
    buffer_append_byte(call->out, '}');
}

void decoding_message(const struct decoding *call)
{
    if (is_received(call) && call->event->result < 0)
        buffer_printf(call->out, "{msg_namelen=%" PRId64 "}", decoding_number(call, 3));
    else
        append_message(call);
}

/* One of several parts: the next bytes of what is kept of all. */
static struct span append_part(const struct decoding *call, const struct journal_part *part,
                               bool is_sent, struct span data)
{
    struct span own = {data.data, part->length < data.length ? part->length : data.length};

    (void)is_sent;
    buffer_append_text(call->out, "{iov_base=");
    decode_string(call->out, own, part->length, call->how->shown);
    buffer_printf(call->out, ", iov_len=%u}", part->length);
    return span_after(data, own.length);
}

/* How much of it was sent the kernel says of those that it took. */
static struct span append_part_as_message(const struct decoding *call,
                                          const struct journal_part *part, bool is_sent,
                                          struct span data)
{
    buffer_append_text(call->out, "{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[");
    data = append_part(call, part, is_sent, data);
    buffer_append_text(call->out, "], msg_iovlen=1, msg_controllen=0, msg_flags=0}");
    if (is_sent)
        buffer_printf(call->out, ", msg_len=%u", part->sent);
    buffer_append_byte(call->out, '}');
    return data;
}

typedef struct span append_each(const struct decoding *call, const struct journal_part *part,
                                bool is_sent, struct span data);

static void append_list(const struct decoding *call, append_each *append)
{
    if (!call->bytes) {
        buffer_append_text(call->out, DECODE_FORGOTTEN);
        return;
    }
    struct span parts = call->bytes->control, data = call->bytes->data;
    struct journal_part part;

    buffer_append_byte(call->out, '[');
    for (int64_t i = 0; parts.length >= sizeof(part); i++) {
        memcpy(&part, parts.data, sizeof(part));
        if (i)
            decoding_next(call);
        data = append(call, &part, i < call->event->result, data);
        parts = span_after(parts, sizeof(part));
    }
    buffer_append_byte(call->out, ']');
}

/* Of messages to the peer, as the C library's are. */
void decoding_messages(const struct decoding *call)
{
    append_list(call, append_part_as_message);
}

void decoding_parts(const struct decoding *call)
{
    append_list(call, append_part);
}
