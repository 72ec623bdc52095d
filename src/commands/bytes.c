/* fill, hexdump, checksum, length: make bytes and look at them. */
#include "commands.h"

#include "base/checksum.h"
#include "base/encode.h"
#include "base/number.h"
#include "shell/request.h"

/* A number from 0 to 255, else one character of one byte; a digit is a number. */
static bool read_byte(const struct argument *argument, char *ret_byte, struct error *error)
{
    struct span text = argument->text;
    int64_t number;

    *ret_byte = 0;
    if (!argument->given)
        return true;
    if (number_integer(text, &number) && number >= 0 && number <= UINT8_MAX) {
        *ret_byte = (char)number;
        return true;
    }
    if (text.length == 1) {
        *ret_byte = text.data[0];
        return true;
    }
    error_set(error, ERROR_USAGE, "BYTE is a number from 0 to 255, or one character of one byte");
    return error_at(error, argument->place);
}

static bool run_fill(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *count = request_argument(request, "N");
    char byte;

    if (!read_byte(request_argument(request, "BYTE"), &byte, error))
        return false;
    if (!reply_room(request, reply, count->size, error))
        return error_at(error, count->place);
    buffer_append_repeated(&reply->data, byte, count->size);
    reply_data(reply);
    return true;
}

static const struct parameter fill_parameters[] = {
    {"N", PARAMETER_SIZE, REQUIRED, "how many bytes"},
    {"BYTE", PARAMETER_WORD, OPTIONAL, "a number from 0 to 255, or a character; 0 unless said"},
    PARAMETERS_END,
};

static const struct example fill_examples[] = {
    {"fill 20 -", "twenty times the same character"},
    {"pair a b unix-dgram; a.send $(fill 1400 0xff); b.recv", "a message of a certain size"},
    {0},
};

const struct command fill_command = {
    .name = "fill",
    .group = GROUP_BYTES,
    .summary = "make N bytes that are all the same",
    .details = "A digit is a number: `fill 3 0x30` makes 000.",
    .parameters = fill_parameters,
    .examples = fill_examples,
    .c_call = "void *memset(void *s, int c, size_t n)",
    .python_call = "bytes([byte]) * n",
    .says = "{length|byte}",
    .run = run_fill,
};

static const struct parameter data_parameters[] = {
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

/* A line of sixteen bytes has 79 columns. */
enum { ROW_TEXT = 79 };

static bool run_hexdump(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer dump = {0};
    struct span data = request_text(request, "DATA");
    size_t rows = (data.length + 15) / 16;

    if (!request_limit(request, rows * ROW_TEXT, error))
        return false;
    encode_hexdump(&dump, data, "");
    fields_integer(&reply->fields, "length", (int64_t)data.length);
    fields_text(&reply->fields, "dump", buffer_span(&dump));
    return true;
}

static const struct example hexdump_examples[] = {
    {"hexdump hello, world", "offset, bytes in hexadecimal, and as text"},
    {"let packet x\"00 01\"name; hexdump ${packet[0:4]}", "a part of a variable"},
    {0},
};

const struct command hexdump_command = {
    .name = "hexdump",
    .group = GROUP_BYTES,
    .summary = "show bytes in hexadecimal and as text",
    .details =
        "A line has an offset, sixteen bytes, and the same as text, dots for what can't be shown.",
    .parameters = data_parameters,
    .examples = hexdump_examples,
    .c_call = "",
    .python_call = "data.hex(' ')",
    .says = "{dump|lines}",
    .value = "dump",
    .run = run_hexdump,
};

static bool run_checksum(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer hex = {0};
    struct span kind = request_text(request, "KIND"), data = request_text(request, "DATA");
    bool is_crc = span_is(kind, "crc32");
    uint32_t sum = is_crc ? checksum_crc32(data) : checksum_internet(data);

    (void)error;
    buffer_printf(&hex, "0x%0*x", is_crc ? 8 : 4, sum);
    fields_text(&reply->fields, "kind", kind);
    fields_integer(&reply->fields, "checksum", sum);
    fields_text(&reply->fields, "hex", buffer_span(&hex));
    return true;
}

static const struct parameter checksum_parameters[] = {
    {"KIND", PARAMETER_CHOICE, REQUIRED,
     "internet: of IP, ICMP, UDP and TCP; crc32: of Ethernet, gzip", .choices = "internet|crc32"},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example checksum_examples[] = {
    {"checksum crc32 123456789", "the value that every description of it gives"},
    {"ping = pack !BBHHH5s 8 0 0 1 1 hello; print checksum $(checksum internet $ping)",
     "of an ICMP echo request, whose checksum's place holds 0 meanwhile"},
    {0},
};

const struct command checksum_command = {
    .name = "checksum",
    .group = GROUP_BYTES,
    .summary = "the Internet checksum or the CRC-32 of bytes",
    .details =
        "internet is RFC 1071's, as the headers hold it: `pack !H` stores it. crc32 is zlib's.",
    .parameters = checksum_parameters,
    .examples = checksum_examples,
    .c_call = "",
    .python_call = "zlib.crc32(data)",
    .says = "{checksum} ({hex})",
    .value = "checksum",
    .run = run_checksum,
};

static bool run_length(struct request *request, struct reply *reply, struct error *error)
{
    (void)error;
    fields_integer(&reply->fields, "length", (int64_t)request_text(request, "DATA").length);
    return true;
}

static const struct example length_examples[] = {
    {"length hello, world", "12"},
    {"let name example; print $(pack !B $(length $name))$name", "a text behind its length"},
    {0},
};

const struct command length_command = {
    .name = "length",
    .group = GROUP_BYTES,
    .summary = "how many bytes there are",
    .details = "Bytes, not characters: those beyond ASCII have two to four in UTF-8.",
    .parameters = data_parameters,
    .examples = length_examples,
    .c_call = "size_t strlen(const char *s)",
    .python_call = "len(data)",
    .says = "{length|byte}",
    .value = "length",
    .run = run_length,
};
