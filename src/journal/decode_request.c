/* The arguments of ioctl(2) and fcntl(2), which hang on what is asked for. */
#include "decode_call.h"

#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>

/* netdevice(7): what it is asked by stands before the answer. */
static void append_interface(const struct decoding *call, int64_t request)
{
    bool answered = call->event->result >= 0, by_index = request == SIOCGIFNAME;
    struct ifreq value;

    memcpy(&value, call->bytes->data.data, sizeof(value));
    buffer_append_byte(call->out, '{');
    if (by_index)
        buffer_printf(call->out, "ifr_ifindex=%d", value.ifr_ifindex);
    if (by_index && answered)
        decoding_next(call);
    if (!by_index || answered) {
        buffer_append_text(call->out, "ifr_name=");
        decode_string(call->out, (struct span){value.ifr_name, strnlen(value.ifr_name, IFNAMSIZ)},
                      0, IFNAMSIZ);
    }
    if (!by_index && answered)
        buffer_printf(call->out, request == SIOCGIFMTU ? ", ifr_mtu=%d" : ", ifr_ifindex=%d",
                      request == SIOCGIFMTU ? value.ifr_mtu : value.ifr_ifindex);
    buffer_append_byte(call->out, '}');
}

void decoding_request(const struct decoding *call)
{
    decode_word(call->out, decode_ioctls, decoding_number(call, 0), "SIOC???");
}

void decoding_answer(const struct decoding *call)
{
    int value;

    if (call->bytes && call->bytes->data.length == sizeof(struct ifreq)) {
        append_interface(call, decoding_number(call, 0));
    } else if (call->event->result < 0) {
        buffer_append_text(call->out, DECODE_POINTER);
    } else if (!call->bytes || call->bytes->data.length < sizeof(value)) {
        buffer_append_text(call->out, DECODE_FORGOTTEN);
    } else {
        memcpy(&value, call->bytes->data.data, sizeof(value));
        buffer_printf(call->out, "[%d]", value);
    }
}

/* The access mode is no flag, but a number in the lowest bits. */
void decoding_file_flags(struct buffer *out, int64_t flags)
{
    bool reads_only = (flags & O_ACCMODE) == O_RDONLY;

    if (reads_only)
        buffer_append_text(out, "O_RDONLY");
    if (reads_only && flags)
        buffer_append_byte(out, '|');
    if (flags)
        decode_flags(out, decode_file_flags, (uint64_t)flags, "O_???");
}

void decoding_descriptor_flags(struct buffer *out, int64_t flags)
{
    static const struct decode_word words[] = {{FD_CLOEXEC, "FD_CLOEXEC"}, {0, ""}};

    decode_flags(out, words, (uint64_t)flags, "FD_???");
}

void decoding_command(const struct decoding *call)
{
    int64_t command = decoding_number(call, 0), argument = decoding_number(call, 1);

    decode_word(call->out, decode_fcntls, command, "F_???");
    if (command == F_GETFD || command == F_GETFL)
        return;
    decoding_next(call);
    if (command == F_SETFL)
        decoding_file_flags(call->out, argument);
    else if (command == F_SETFD)
        decoding_descriptor_flags(call->out, argument);
    else
        decoding_integer(call, argument);
}
