/* unpack: bytes as values, by the letters of Python's struct module. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/encode.h"
#include "base/escape.h"
#include "base/number.h"
#include "base/pack.h"
#include "shell/request.h"
#include "shell/session.h"

#include <inttypes.h>
#include <stdio.h>

/* A row of a reply takes some hundred bytes, also for a value of one. */
enum { MOST_VALUES = 256 * 1024 };

static bool fail_length(const struct request *request, const struct pack_format *format,
                        const char *where, struct error *error)
{
    char shown[64];

    error_copy(shown, sizeof(shown), request_text(request, "FORMAT"));
    return error_set(error, ERROR_USAGE, "%s wants %zu byte%s%s, the data has %zu", shown,
                     format->size, format->size == 1 ? "" : "s", where,
                     request_text(request, "DATA").length);
}

/* From an offset on, negative from the end, there may be more than the format wants. */
static bool find_from(const struct request *request, const struct pack_format *format,
                      int64_t offset, struct span *ret_data, struct error *error)
{
    struct span data = request_text(request, "DATA");
    int64_t length = (int64_t)data.length;
    int64_t start = offset < 0 ? offset + length : offset;
    char where[48];

    if (start >= 0 && start <= length && (size_t)(length - start) >= format->size) {
        *ret_data = span_after(data, (size_t)start);
        return true;
    }
    snprintf(where, sizeof(where), " from offset %" PRId64, offset);
    fail_length(request, format, where, error);
    return error_at(error, request_argument(request, "from")->place);
}

static bool find_data(const struct request *request, const struct pack_format *format,
                      struct span *ret_data, struct error *error)
{
    const struct argument *from = request_argument(request, "from");
    struct span data = request_text(request, "DATA");

    if (from->given)
        return find_from(request, format, from->integer, ret_data, error);
    if (data.length == format->size) {
        *ret_data = data;
        return true;
    }
    fail_length(request, format, "", error);
    if (data.length > format->size)
        error_hint(error, "`unpack --from 0 ...` ignores what is behind");
    return false;
}

/* The next name of NAME,NAME,...; false at the end. */
static bool next_name(struct span *rest, struct span *ret_name)
{
    if (!rest->data)
        return false;
    const char *comma = rest->length ? memchr(rest->data, ',', rest->length) : NULL;
    *ret_name = (struct span){rest->data, comma ? (size_t)(comma - rest->data) : rest->length};
    *rest = comma ? span_after(*rest, ret_name->length + 1) : (struct span){0};
    return true;
}

/* Every name can be given, and there is one for every value. */
static bool check_names(const struct request *request, size_t values, struct error *error)
{
    const struct argument *into = request_argument(request, "into");
    struct span rest = into->text, name;
    size_t count = 0;

    if (!into->given)
        return true;
    for (; next_name(&rest, &name); count++)
        if (!names_check_free(request->session->names, name, error))
            return error_at(error, into->place);
    if (count == values)
        return true;
    error_set(error, ERROR_USAGE, "--into has %zu name%s for %zu value%s", count,
              count == 1 ? "" : "s", values, values == 1 ? "" : "s");
    return error_at(error, into->place);
}

static bool is_bytes(const struct pack_item *item)
{
    return item->kind == PACK_BYTE || item->kind == PACK_TEXT || item->kind == PACK_PASCAL;
}

/* As a type of field that holds it: a number is one in JSON, too, where JSON has it. */
static void add_value(struct fields *row, const struct pack_item *item, struct span value)
{
    int64_t integer;

    if (item->kind == PACK_BOOL)
        fields_bool(row, "value", span_is(value, "true"));
    else if (is_bytes(item) || memchr(value.data, 'n', value.length)) /* inf, nan */
        fields_text(row, "value", value);
    else if (item->kind != PACK_REAL && number_integer(value, &integer))
        fields_integer(row, "value", integer);
    else
        fields_number(row, "value", value);
}

static void add_row(struct list *values, int64_t index, const struct pack_item *item,
                    struct span value)
{
    cleanup_buffer struct buffer base64 = {0};
    struct fields *row = list_add(values);

    fields_integer(row, "index", index);
    fields_text(row, "letter", (struct span){&item->letter, 1});
    add_value(row, item, value);
    if (is_bytes(item) && !escape_is_utf8(value)) {
        encode_base64(&base64, value);
        fields_text(row, "base64", buffer_span(&base64));
    }
}

static bool check_values(const struct pack_format *format, struct error *error)
{
    return format->values <= MOST_VALUES ||
           error_set(error, ERROR_RESOURCE, "a reply has %d values at the most, these are %zu",
                     MOST_VALUES, format->values);
}

static bool run_unpack(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer all = {0};
    struct span names = request_text(request, "into"), name, data = {0};
    struct pack_format format;
    struct pack_item item;
    int64_t index = 0;

    if (!request_format(request, &format, error) || !check_values(&format, error) ||
        !find_data(request, &format, &data, error) || !check_names(request, format.values, error))
        return false;

    struct list *values = fields_list(&reply->fields, "values");
    for (struct pack_walk walk = pack_start(&format); pack_next(&walk, &item); index++) {
        buffer_append_text(&all, index ? " " : "");
        size_t start = all.length;
        pack_get(data.data, &item, &all);
        struct span value = span_after(buffer_span(&all), start);
        add_row(values, index, &item, value);
        if (next_name(&names, &name))
            names_set(request->session->names, name, value);
    }
    fields_text(&reply->fields, "value", buffer_span(&all));
    if (request_has(request, "into")) /* as silent as `let` */
        reply->says = "";
    return true;
}

static const struct parameter unpack_parameters[] = {
    {"FORMAT", PARAMETER_WORD, REQUIRED, "an order and letters with counts, as of `pack`"},
    {"DATA", PARAMETER_DATA, REQUIRED, "the bytes; or < FILE"},
    PARAMETERS_END,
};

static const struct parameter unpack_options[] = {
    {"from", PARAMETER_INTEGER, OPTIONAL,
     "begin there, from the end if negative; ignore what is behind", .choices = "OFFSET"},
    {"into", PARAMETER_WORD, OPTIONAL, "keep the values in these variables",
     .choices = "NAME,NAME,...", .completes = COMPLETES_VARIABLE},
    PARAMETERS_END,
};

static const struct example unpack_examples[] = {
    {"unpack !HH x\"00 50 1f 90\"", "two ports: 80 and 8080"},
    {"unpack --into kind,size !BH x\"01 01 00\"; print $size bytes of kind $kind",
     "kept in variables"},
    {"let packet x\"00 05\"hello; n = unpack --from 0 !H $packet; print ${packet[2:]}",
     "the beginning alone"},
    {""},
};

static const struct command_error unpack_errors[] = {
    {ERROR_USAGE, 0,
     "FORMAT has an unknown letter, the data hasn't its length, or --into hasn't a name for each "
     "value"},
    {ERROR_NAME, 0, "a name of --into is an open handle's"},
    {ERROR_RESOURCE, 0, "more values than a reply may have"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export unpack_exported = {
    .write = export_unpack,
};

const struct command unpack_command = {
    .name = "unpack",
    .group = GROUP_BYTES,
    .summary = "read values from bytes, by the letters of Python's struct",
    .details = "`help pack` tells the letters. The data has exactly the format's length, unless "
               "--from says where to begin. Of e, f and d the shortest number is given that makes "
               "the same bytes. Its value is the one value, or all of them with a blank between.",
    .parameters = unpack_parameters,
    .options = unpack_options,
    .examples = unpack_examples,
    .c_call = "ntohs(3), ntohl(3), memcpy(3)",
    .python_call = "struct.unpack(format, data)",
    .kernel = "Nothing: the shell does it alone. What came over the network is bytes that a peer "
              "chose: a length among them is a claim, to be checked against what there is before "
              "it is used. A stream cuts where it likes, so take the header with `recvexact`, "
              "unpack it, then take as many bytes as it says. ! and > read network byte order, in "
              "which the Internet's protocols have their numbers; C copies the bytes into a "
              "variable, for a pointer into a buffer may be misaligned, and calls ntohs(3) or "
              "ntohl(3).",
    .c_example = "unsigned char header[6];\n"
                 "uint32_t length;\n"
                 "if (recv(fd, header, sizeof(header), MSG_WAITALL) == sizeof(header)) {\n"
                 "    memcpy(&length, header + 2, sizeof(length));\n"
                 "    printf(\"%u bytes follow\\n\", ntohl(length));\n"
                 "}",
    .python_example = "import socket, struct\n"
                      "header = s.recv(6, socket.MSG_WAITALL)\n"
                      "port, length = struct.unpack(\"!HI\", header)",
    .errors = unpack_errors,
    .exported = &unpack_exported,
    .value = "value",
    .run = run_unpack,
};
