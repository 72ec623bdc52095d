/* A system call with any numbers and bytes, as text: printable, whatever was sent, and on one line. */
#include "target.h"

#include "journal/decode.h"

enum {
    NUMBERS = 5 * sizeof(int64_t),
    NETLINKS = 6, /* none, NETLINK_ROUTE up to _SOCK_DIAG */
    FORGOTTEN = 0xFFFF,
};

static struct span take(struct span *rest, size_t most)
{
    struct span taken = {rest->data, rest->length < most ? rest->length : most};

    *rest = span_after(*rest, taken.length);
    return taken;
}

/* Each part's length is told by a byte. */
static struct span take_part(struct span *rest)
{
    struct span length = take(rest, 1);

    return take(rest, length.length ? (unsigned char)length.data[0] : 0);
}

static void check_line(const struct journal_event *event, const struct journal_bytes *bytes)
{
    cleanup_buffer struct buffer line = {0};
    struct decode how = {.shown = DECODE_SHOWN};

    decode_call(&line, &how, event, bytes);
    for (size_t i = 0; i < line.length; i++)
        must(line.data[i] >= ' ' && line.data[i] <= '~', "a line is printable ASCII");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = {(const char *)data, size};
    struct journal_event event = {0};
    int64_t numbers[5] = {0};

    struct span kind = take(&rest, 1), taken = take(&rest, NUMBERS);
    if (taken.length)
        memcpy(numbers, taken.data, taken.length);
    event.call = kind.length ? (unsigned char)kind.data[0] % CALL_COUNT : 0;
    event.netlink = kind.length ? (unsigned char)kind.data[0] / CALL_COUNT % NETLINKS : 0;
    memcpy(event.numbers, numbers, sizeof(event.numbers));
    event.result = numbers[4];
    struct journal_bytes bytes = {take_part(&rest), take_part(&rest), take_part(&rest)};
    event.address_length = (unsigned short)bytes.address.length;
    event.data_length = (unsigned short)bytes.data.length;
    event.control_length = (unsigned short)bytes.control.length;
    event.data_total = bytes.data.length + (numbers[3] & FORGOTTEN); /* some may be forgotten */
    check_line(&event, &bytes);
    check_line(&event, NULL);
    return 0;
}
