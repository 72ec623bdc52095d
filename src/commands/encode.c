/* encode, decode: bytes as text and back. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/decode.h"
#include "base/encode.h"
#include "shell/request.h"

#define CODES "base64|hex|url|url-plus"
#define MEANINGS "RFC 4648, with padding|two digits a byte|%XX, RFC 3986|%XX, and + for a blank"

static const struct code {
    const char *name;
    size_t most; /* bytes of text that a byte can become */
    void (*encode)(struct buffer *out, struct span bytes);
    bool (*decode)(struct buffer *out, struct span text, struct error *error);
} codes[] = {
    {"base64", 4, encode_base64, decode_base64},
    {"hex", 2, encode_hex, decode_hex},
    {"url", 3, encode_url, decode_url},
    {"url-plus", 3, encode_url_plus, decode_url_plus},
};

static const struct code *find_code(const struct request *request)
{
    const struct code *code = codes;

    while (!span_is(request_text(request, "CODE"), code->name))
        code++;
    return code;
}

static bool run_encode(struct request *request, struct reply *reply, struct error *error)
{
    const struct code *code = find_code(request);
    struct span data = request_text(request, "DATA");

    if (!reply_memory(reply, data.length * code->most, error))
        return false;
    code->encode(&reply->data, data);
    reply_data(reply);
    return request_limit(request, reply->data.length, error);
}

static bool run_decode(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *text = request_argument(request, "DATA");

    if (!reply_memory(reply, text->text.length, error))
        return false;
    if (!find_code(request)->decode(&reply->data, text->text, error)) {
        buffer_clear(&reply->data);
        return error_at(error, text->place);
    }
    reply_data(reply);
    return true;
}

static const struct parameter encode_parameters[] = {
    {"CODE", PARAMETER_CHOICE, REQUIRED, "as what", .choices = CODES, .meanings = MEANINGS},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example encode_examples[] = {
    {"encode base64 user:secret", "as HTTP's basic authentication has it"},
    {"encode url 'fish & chips'", "fish%20%26%20chips"},
    {"encode hex x\"de ad be ef\"", "deadbeef"},
    {""},
};

static const struct command_error encode_errors[] = {
    {ERROR_USAGE, 0, "CODE is one of base64, hex, url, url-plus"},
    {ERROR_RESOURCE, 0,
     "the result is larger than a value may be (`set value-limit`), or there is no memory for it"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export encode_exported = {
    .gives = EXPORT_TEXT,
    .is_pure = true,
    .python = "{CODE?base64=base64.b64encode({DATA:bytes}).decode()|"
              "hex={DATA:object}.hex()|url=urllib.parse.quote({DATA:bytes}, "
              "safe='')|url-plus=urllib.parse.quote_plus({DATA:bytes}, "
              "safe='')}",
    .c = "{CODE?base64=to_base64({DATA:value})|hex=to_hex({DATA:value})|"
         "url=to_url({DATA:value})|url-plus=to_url_plus({DATA:value})}",
};

const struct command encode_command = {
    .name = "encode",
    .group = GROUP_BYTES,
    .summary = "write bytes as base64, in hexadecimal or percent-encoded",
    .details =
        "base64 is RFC 4648's, with padding and without line ends. url leaves the unreserved "
        "characters of RFC 3986 and makes %XX of all others; url-plus makes + of a blank, as forms "
        "do.",
    .parameters = encode_parameters,
    .examples = encode_examples,
    .c_call = "",
    .python_call = "base64.b64encode(data), data.hex(), urllib.parse.quote(data, safe='')",
    .kernel = "Nothing: the shell does it alone. The network carries any byte; such codes are for "
              "protocols and files that carry text. base64 (RFC 4648, section 4) makes four "
              "characters of three bytes, from A-Z a-z 0-9 + /, and fills the last group with =; "
              "the same RFC's base64url has - and _ for + and /. hex, its base16, makes two of "
              "each. url is RFC 3986's percent-encoding: letters, digits and - . _ ~ stay, every "
              "other byte becomes % and two digits, in capitals; text is encoded in UTF-8 first. "
              "url-plus is what HTML forms send, with + for a blank. None of them hides anything.",
    .c_example = "const unsigned char data[] = {0xde, 0xad, 0xbe, 0xef};\n"
                 "for (size_t i = 0; i < sizeof(data); i++)\n"
                 "    printf(\"%02x\", data[i]);",
    .python_example = "import base64, urllib.parse\n"
                      "print(base64.b64encode(b\"user:secret\").decode())\n"
                      "print(urllib.parse.quote(\"fish & chips\", safe=''))",
    .errors = encode_errors,
    .exported = &encode_exported,
    .says = "{length|byte}",
    .run = run_encode,
};

static const struct parameter decode_parameters[] = {
    {"CODE", PARAMETER_CHOICE, REQUIRED, "from what", .choices = CODES, .meanings = MEANINGS},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example decode_examples[] = {
    {"decode base64 aGVsbG8=", "hello"},
    {"decode hex de:ad:be:ef", "colons and blanks between bytes are passed over"},
    {"decode url-plus 'fish+%26+chips'", "as a form is sent"},
    {""},
};

static const struct command_error decode_errors[] = {
    {ERROR_USAGE, 0,
     "a byte of the text is none of the code's, or the text ends too early: the message says "
     "where"},
    {ERROR_RESOURCE, 0, "there is no memory for the result"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export decode_exported = {
    .gives = EXPORT_BYTES,
    .is_pure = true,
    .python = "{CODE?base64=base64.b64decode({DATA:bytes})|"
              "hex=bytes.fromhex({DATA:text})|"
              "url=urllib.parse.unquote_to_bytes({DATA:text})|"
              "url-plus=urllib.parse.unquote_to_bytes({DATA:text}.replace(\"+\", \" \"))}",
    .c = "{CODE?base64=from_base64({DATA:value})|hex=from_hex({DATA:value})|"
         "url=from_url({DATA:value})|url-plus=from_url_plus({DATA:value})}",
    .write = export_decode,
};

const struct command decode_command = {
    .name = "decode",
    .group = GROUP_BYTES,
    .summary = "read bytes written as base64, in hexadecimal or percent-encoded",
    .details = "Strict: what the code does not know is an error that says which byte it is.",
    .parameters = decode_parameters,
    .examples = decode_examples,
    .c_call = "",
    .python_call = "base64.b64decode(text, validate=True), bytes.fromhex(text), "
                   "urllib.parse.unquote_to_bytes(text)",
    .kernel = "Nothing: the shell does it alone. base64 is read as RFC 4648 says: groups of four, "
              "with their padding, nothing that isn't of the alphabet, the unused bits 0. A "
              "reader that passes over such things takes several texts for one, and what one "
              "program checked another reads differently. url makes a byte of each %XX and leaves "
              "the rest as it is; + is a plus sign there, and a blank only in forms (url-plus). "
              "What comes out are bytes of any value, NUL included, and not always UTF-8. Decode "
              "once: decoding twice makes %2541 an A.",
    .c_example = "unsigned value;\n"
                 "for (const char *at = \"deadbeef\"; sscanf(at, \"%2x\", &value) == 1; at += 2)\n"
                 "    printf(\"%u \", value);",
    .python_example = "import base64, urllib.parse\n"
                      "data = base64.b64decode(\"aGVsbG8=\", validate=True)\n"
                      "text = urllib.parse.unquote_to_bytes(\"fish%20%26%20chips\")",
    .errors = decode_errors,
    .exported = &decode_exported,
    .says = "{length|byte}",
    .run = run_decode,
};
