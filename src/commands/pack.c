/* pack: values as bytes, by the letters of Python's struct module. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/pack.h"
#include "shell/request.h"

bool request_format(const struct request *request, struct pack_format *ret_format,
                    struct error *error)
{
    const struct argument *format = request_argument(request, "FORMAT");

    if (pack_parse(format->text, ret_format, error))
        return true;
    error_hint(error,
               "letters are x c b B ? h H i I l L q Q n N e f d s p P, an order before them @ = < "
               "> or !; what begins with <, > or = stands in quotes, for those mean something "
               "else");
    return error_at(error, format->place);
}

static size_t count_values(const struct argument *value)
{
    size_t count = 0;

    for (; value && value->given; value = value->more)
        count++;
    return count;
}

static bool check_count(const struct request *request, const struct pack_format *format,
                        struct error *error)
{
    size_t given = count_values(request_argument(request, "VALUE"));
    char shown[64];

    if (given == format->values)
        return true;
    error_copy(shown, sizeof(shown), request_text(request, "FORMAT"));
    error_set(error, ERROR_USAGE, "%s takes %zu value%s, not %zu", shown[0] ? shown : "\"\"",
              format->values, format->values == 1 ? "" : "s", given);
    if (given > format->values)
        error_hint(error, "a value with blanks in it stands in quotes; the count of s and p is the "
                          "length of one value");
    return false;
}

static bool run_pack(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *value = request_argument(request, "VALUE");
    struct pack_format format;
    struct pack_item item;

    if (!request_format(request, &format, error) || !check_count(request, &format, error) ||
        !reply_room(request, reply, format.size, error))
        return false;

    buffer_append_repeated(&reply->data, 0, format.size);
    for (struct pack_walk walk = pack_start(&format); pack_next(&walk, &item); value = value->more)
        if (!pack_put(reply->data.data, &item, value->text, error))
            return error_at(error, value->place);
    reply_data(reply);
    return true;
}

static const struct parameter pack_parameters[] = {
    {"FORMAT", PARAMETER_WORD, REQUIRED, "an order and letters with counts, as of Python's struct"},
    {"VALUE", PARAMETER_WORD, REPEATED, "a value for every letter"},
    PARAMETERS_END,
};

static const struct example pack_examples[] = {
    {"pack !H 80", "a port as it goes over the network: two bytes, the higher first"},
    {"pack '<I4s' 0xCAFE hi", "little endian, then four bytes of text, padded with zeros"},
    {"pair a b; a.send $(pack !H 5)hello; unpack !H5s $(b.recv)", "a length before its text"},
    {""},
};

static const struct command_error pack_errors[] = {
    {ERROR_USAGE, 0,
     "FORMAT has an unknown letter, or a value is missing, too much, or not one that its letter "
     "holds"},
    {ERROR_RESOURCE, 0,
     "the format makes more bytes than a value may have, or there is no memory for them"},
    {0},
};

static const struct command_export pack_exported = {
    .gives = EXPORT_BYTES,
    .is_pure = true,
    .write = export_pack,
};

const struct command pack_command = {
    .name = "pack",
    .group = GROUP_BYTES,
    .summary = "make bytes of values, by the letters of Python's struct",
    .details =
        "Letters: x a zero byte, c a byte; b h i l q whole numbers of 1, 2, 4, 4 and 8 bytes, "
        "capital without sign; ? on or off; e f d fractions of 2, 4 and 8 bytes; s text as long as "
        "its count, p the same with its length before it; n N P of this machine's size. A count "
        "before a letter repeats it. Orders, first of all: ! and > network order (big endian), < "
        "little endian, = this machine's; @ or none also sizes and pads as this machine's C "
        "compiler. Put what begins with <, > or = in quotes.",
    .parameters = pack_parameters,
    .examples = pack_examples,
    .c_call = "htons(3), htonl(3), memcpy(3)",
    .python_call = "struct.pack(format, ...)",
    .kernel = "Nothing: the shell does it alone. The kernel carries bytes and knows nothing of "
              "numbers; their order is agreed by the protocols, and that of the Internet's is "
              "network byte order, the highest byte first (RFC 1700, big endian). x86 and most "
              "ARM machines keep the lowest byte first, so that C programs call htons(3) and "
              "htonl(3) for every number that leaves. Sending a struct as it lies in memory also "
              "sends the compiler's padding and the machine's sizes, which the peer's may not be: "
              "that is what @ makes, and all other orders leave out.",
    .c_example = "unsigned char header[6];\n"
                 "uint16_t port = htons(80);\n"
                 "uint32_t length = htonl(5);\n"
                 "memcpy(header, &port, sizeof(port));\n"
                 "memcpy(header + 2, &length, sizeof(length));\n"
                 "send(fd, header, sizeof(header), MSG_NOSIGNAL);",
    .python_example = "import struct\n"
                      "data = struct.pack(\"!HI\", 80, 5)",
    .errors = pack_errors,
    .exported = &pack_exported,
    .says = "{length|byte}",
    .run = run_pack,
};
