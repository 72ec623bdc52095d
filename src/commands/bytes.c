/* fill, hexdump, checksum, length: make bytes and look at them. */
#include "commands.h"
#include "export/translate/writers.h"

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
    {""},
};

static const struct command_error fill_errors[] = {
    {ERROR_USAGE, 0,
     "N is no size, or BYTE is neither a number from 0 to 255 nor one character of one byte"},
    {ERROR_RESOURCE, 0,
     "N is larger than a value may be (`set value-limit`), or there is no memory for it"},
    {0},
};

static const struct command_export fill_exported = {
    .gives = EXPORT_BYTES,
    .is_pure = true,
    .python = "{BYTE?=bytes({N:size})|*=bytes([{BYTE:byte}]) * {N:size}}",
    .c = "fill({N:size}, {BYTE:byte=0})",
    .write = export_fill,
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
    .kernel = "Nothing: the shell does it alone. Messages of a certain size show where limits "
              "are: a UDP datagram has 65507 bytes at the most over IPv4, and more than 1472 of "
              "them leave an Ethernet (MTU 1500) in fragments; TCP cuts at the MSS, 1460 there, "
              "or 1448 with timestamps.",
    .c_example = "char data[1472];\n"
                 "memset(data, 0xff, sizeof(data));\n"
                 "send(fd, data, sizeof(data), MSG_NOSIGNAL);",
    .python_example = "s.send(bytes([0xff]) * 1472)",
    .errors = fill_errors,
    .exported = &fill_exported,
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
    {""},
};

static const struct command_error hexdump_errors[] = {
    {ERROR_RESOURCE, 0, "the dump would be larger than a value may be (`set value-limit`)"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
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
    .kernel = "Nothing: the shell does it alone. The numbers are the bytes as they went over the "
              "wire, in their order; in a number of several bytes the first is the highest, where "
              "the protocol has network byte order.",
    .c_example = "const unsigned char data[] = \"hello\";\n"
                 "for (size_t i = 0; i < sizeof(data) - 1; i++)\n"
                 "    printf(\"%02x%c\", data[i], i % 16 == 15 ? '\\n' : ' ');",
    .python_example = "data = b\"hello, world\"\n"
                      "for at in range(0, len(data), 16):\n"
                      "    print(f\"{at:08x}\", data[at:at + 16].hex(\" \"))",
    .errors = hexdump_errors,
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
     "internet: of IP, ICMP, UDP and TCP; crc32: of Ethernet, gzip", .choices = "internet|crc32",
     .meanings = "of IP, ICMP, UDP and TCP|of Ethernet, gzip and zip"},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example checksum_examples[] = {
    {"checksum crc32 123456789", "the value that every description of it gives"},
    {"ping = pack !BBHHH5s 8 0 0 1 1 hello; print checksum $(checksum internet $ping)",
     "of an ICMP echo request, whose checksum's place holds 0 meanwhile"},
    {""},
};

static const struct command_error checksum_errors[] = {
    {ERROR_USAGE, 0, "KIND is one of internet, crc32"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export checksum_exported = {
    .gives = EXPORT_NUMBER,
    .is_pure = true,
    .python = "{KIND?internet=checksum({DATA:bytes})|crc32=zlib.crc32({DATA:bytes})}",
    .c = "{KIND?internet=checksum({DATA:value})|crc32=crc32({DATA:value})}",
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
    .kernel = "Nothing: the shell does it alone. The kernel, or the network card for it, computes "
              "these for every packet. internet (RFC 1071): the ones' complement of the ones' "
              "complement sum of all 16-bit words, in network byte order, an odd last byte padded "
              "with 0. The checksum's own place counts as 0 when it is made; a receiver sums "
              "with it in place, and gets 0 where all is well. IPv4's covers its header, ICMP's "
              "the message; those of TCP, UDP and ICMPv6 also cover a pseudo-header with both "
              "addresses. A UDP sum of 0 is sent as 0xffff, for 0 means none. It finds every "
              "error of one bit, but not two words exchanged. crc32 (IEEE 802.3) is what ends an "
              "Ethernet frame, and what gzip and PNG hold: it finds every burst of up to 32 bits. "
              "Neither is proof against somebody who wants to deceive.",
    .c_example = "const unsigned char data[] = {8, 0, 0, 0, 0, 1, 0, 1};\n"
                 "uint32_t sum = 0;\n"
                 "for (size_t i = 0; i < sizeof(data); i += 2)\n"
                 "    sum += (uint32_t)(data[i] << 8 | data[i + 1]);\n"
                 "sum = (sum & 0xffff) + (sum >> 16); /* twice: for the carry of the carry */\n"
                 "printf(\"0x%04x\\n\", ~((sum & 0xffff) + (sum >> 16)) & 0xffff);",
    .python_example = "import zlib\n"
                      "print(hex(zlib.crc32(b\"123456789\")))",
    .errors = checksum_errors,
    .exported = &checksum_exported,
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
    {""},
};

static const struct command_error length_errors[] = {
    {ERROR_RESOURCE, 0, "the data is larger than a value may be (`set value-limit`)"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export length_exported = {
    .gives = EXPORT_NUMBER,
    .is_pure = true,
    .python = "len({DATA:bytes})",
    .c = "(long long){DATA:value}.length",
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
    .kernel = "Nothing: the shell does it alone. send(2), recv(2) and all protocols count bytes; "
              "a character of UTF-8 has one to four. C's strlen(3) ends at the first NUL, so that "
              "what came over a network is counted by what recv(2) returned.",
    .c_example = "const char *text = \"hello\";\n"
                 "printf(\"%zu\\n\", strlen(text));",
    .python_example = "print(len(\"gr\\u00fcn\".encode()))  # 5 bytes, 4 characters",
    .errors = length_errors,
    .exported = &length_exported,
    .says = "{length|byte}",
    .value = "length",
    .run = run_length,
};
