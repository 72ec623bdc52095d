/* The session in C11. */
#include "translate.h"

#include "base/number.h"
#include "base/pack.h"
#include "commands.h"
#include "export_parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>

static const char *template(const struct command_export *exported)
{
    return exported->c;
}

/* ---- values ---- */

/* Octal, for \x takes as many digits as follow. */
static const char *literal(struct translation *t, struct span bytes)
{
    static const char named[] = "\rr\nn\tt\\\\\"\"";
    cleanup_buffer struct buffer out = {0};

    buffer_append_byte(&out, '"');
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        const char *name = NULL;
        for (size_t j = 0; named[j]; j += 2)
            if ((unsigned char)named[j] == byte)
                name = &named[j + 1];
        if (name)
            buffer_printf(&out, "\\%c", *name);
        else if (byte < ' ' || byte >= 0x7f || (byte == '?' && i && bytes.data[i - 1] == '?'))
            buffer_printf(&out, "\\%03o", byte);
        else
            buffer_append_byte(&out, (char)byte);
    }
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

static const char *number_literal(struct translation *t, struct span text)
{
    int64_t number;

    if (!number_integer(text, &number) || number == INT64_MIN) {
        give_up(t);
        return "0";
    }
    const char *digits =
        span_starts(text, SPAN("0x")) ? arena_text(&t->arena, text) : made(t, "%" PRId64, number);
    return number > INT_MAX || number < INT_MIN ? made(t, "%sLL", digits) : digits;
}

static const char *text_literal(struct translation *t, struct span text)
{
    if (text.length && memchr(text.data, '\0', text.length))
        give_up(t);
    return literal(t, text);
}

static const char *write_constant(struct translation *t, struct code code, enum wanted wanted)
{
    nanoseconds duration = 0;

    switch (wanted) {
    case AS_NUMBER: return number_literal(t, code.value);
    case AS_TEXT: return text_literal(t, code.value);
    case AS_BYTES: return made(t, "%s, %zu", literal(t, code.value), code.value.length);
    case AS_SECONDS:
        if (!number_duration(code.value, &duration))
            give_up(t);
        return made(t, "%.9g", (double)duration / SECOND);
    default: return made(t, "literal(%s, %zu)", literal(t, code.value), code.value.length);
    }
}

static bool is_identifier(const char *text)
{
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_')
            return false;
    return true;
}

static void assign(struct translation *t, const char *name, enum code_type type, struct code code);

/* What is written twice is kept first. */
static const char *keep(struct translation *t, const char *value)
{
    if (is_identifier(value))
        return value;
    struct span name = name_of_ours(t, "value");
    const char *kept = variable_declare(t, name, code_expression(CODE_BYTES, ""));
    assign(t, kept, CODE_BYTES, code_expression(CODE_BYTES, value));
    return kept;
}

static const char *write_code(struct translation *t, struct code code, enum wanted wanted)
{
    bool is_number = code.type == CODE_NUMBER;

    if (code.constant)
        return write_constant(t, code, wanted);
    bool is_string = code.type == CODE_STRING;
    const char *value = is_number   ? made(t, "decimal(%s)", code.text)
                        : is_string ? made(t, "from_text(%s)", code.text)
                                    : code.text;
    switch (wanted) {
    case AS_NUMBER:
        return is_number   ? code.text
               : is_string ? made(t, "strtoll(%s, NULL, 0)", code.text)
                           : made(t, "number(%s)", code.text);
    case AS_TEXT:
        if (is_string)
            return code.text;
        return is_identifier(value) ? made(t, "%s.data", value) : made(t, "text(%s)", value);
    case AS_BYTES: {
        if (is_string)
            return made(t, "%s, strlen(%s)", code.text, code.text);
        const char *kept = keep(t, value);
        return made(t, "%s.data, %s.length", kept, kept);
    }
    case AS_SECONDS:
        return is_number ? code.text : made(t, "seconds(%s)", write_code(t, code, AS_TEXT));
    case AS_IT_IS: return code.text;
    default: return value;
    }
}

static struct code join(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, ", %s", write_code(t, codes[i], AS_VALUE));
    return code_expression(CODE_BYTES, made(t, "joined(%zu%s)", count, buffer_text(&list)));
}

static struct code slice(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte)
{
    int64_t number;

    if (!start[0])
        start = "0";
    if (one_byte && number_integer(span_of(start), &number))
        end = number == -1 ? "" : made(t, "%" PRId64, number + 1);
    else if (one_byte)
        end = made(t, "%s + 1", start);
    return code_expression(CODE_BYTES, made(t, "slice(%s, %s, %s)", write_code(t, code, AS_VALUE),
                                            start, end[0] ? end : "LLONG_MAX"));
}

static struct code status_code(struct translation *t)
{
    struct code code = code_expression(CODE_STRING, "status");

    (void)t;
    code.never_number = code.canonical = true;
    return code;
}

static const char *flags(struct translation *t, const struct call *call)
{
    const char *given = call_flags(t, call, "");

    if (call->command->group == GROUP_SENDING)
        return made(t, "MSG_NOSIGNAL%s%s", given[0] ? " | " : "", given);
    return given[0] ? given : "0";
}

static const char *address(struct translation *t, const struct call *call, bool local)
{
    struct code host = {0}, port = {0};

    if (!call_target(t, call, &host, &port))
        return made(t, "%s, NULL", write_code(t, host, AS_TEXT));
    bool is_any = local && host.constant && span_is(host.value, "*");
    return made(t, "%s, %s", is_any ? "NULL" : write_code(t, host, AS_TEXT),
                write_code(t, port, AS_TEXT));
}

/* ---- statements ---- */

/* Behind a condition: where an error leads. */
static void on_error(struct translation *t, const char *what)
{
    if (t->within_try) {
        unsigned label = t->labels[(t->within_try - 1) % LABELS];
        line(t, "    goto caught%u;", label);
    } else {
        line(t, "    fail(\"%s\");", what);
    }
}

static void check_call(struct translation *t, const char *text, const char *what)
{
    line(t, "if (%s < 0)", text);
    on_error(t, what);
}

static void write_assignment(struct translation *t, const char *name, const char *value)
{
    if (strcmp(name, value) != 0)
        line(t, "%s = %s;", name, value);
}

static void assign(struct translation *t, const char *name, enum code_type type, struct code code)
{
    if (strcmp(name, t->language->status) == 0)
        line(t, "status = %s;", literal(t, code.value));
    else if (type == CODE_STRING)
        write_assignment(t, name, write_code(t, code, AS_TEXT));
    else if (type == CODE_NUMBER)
        write_assignment(t, name, write_code(t, code, AS_NUMBER));
    else
        line(t, "set(&%s, %s);", name, write_code(t, code, AS_VALUE));
}

static void call_line(struct translation *t, const struct call *call, const char *text)
{
    enum export_gives gives = call->command->exported->gives;
    bool gives_result = gives == EXPORT_HANDLE || gives == EXPORT_NUMBER;

    if (call->into && gives_result && call->command != &pair_command) {
        line(t, "%s = %s;", call->into, text);
        check_call(t, call->into, call->command->name);
    } else {
        check_call(t, text, call->command->name);
    }
}

static void show(struct translation *t, struct code code, bool is_message)
{
    (void)is_message;
    if (code.constant && !(code.value.length && memchr(code.value.data, '\0', code.value.length)))
        line(t, "puts(%s);", literal(t, code.value));
    else if (code.type == CODE_NUMBER && !code.constant)
        line(t, "printf(\"%%lld\\n\", (long long)%s);", code.text);
    else
        line(t, "say(%s);", write_code(t, code, AS_VALUE));
}

static bool is_string(struct code code)
{
    return code.type == CODE_STRING || (code.constant && code.type == CODE_NUMBER);
}

static const char *compare(struct translation *t, struct code a, struct span sign, struct code b,
                           bool as_numbers, bool in_general)
{
    if (span_is(sign, "matches")) {
        give_up(t);
        return "";
    }
    if (as_numbers)
        return made(t, "%s %.*s %s", write_code(t, a, AS_NUMBER), SPAN_ARGS(sign),
                    write_code(t, b, AS_NUMBER));
    if (is_string(a) && is_string(b) && !in_general && !span_is(sign, "contains"))
        return made(t, "strcmp(%s, %s) %.*s 0", write_code(t, a, AS_TEXT),
                    write_code(t, b, AS_TEXT), SPAN_ARGS(sign));
    const char *left = write_code(t, a, AS_VALUE), *right = write_code(t, b, AS_VALUE);
    if (span_is(sign, "contains"))
        return made(t, "contains(%s, %s)", left, right);
    return made(t, "%s(%s, %s) %.*s 0", in_general ? "compare" : "compare_bytes", left, right,
                SPAN_ARGS(sign));
}

static void check(struct translation *t, const char *condition)
{
    check_call(t, made(t, "require(%s)", condition), "assert");
}

static void set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    check_call(
        t, made(t, "set_timeout(%s, %s)", handle_name(t, handle->name), seconds ? seconds : "-1"),
        "timeout");
}

static void open_if(struct translation *t, const char *condition, bool is_else)
{
    t->indent -= is_else;
    line(t, "%sif (%s) {", is_else ? "} else " : "", condition);
    t->indent++;
}

static void open_else(struct translation *t)
{
    t->indent--;
    line(t, "} else {");
    t->indent++;
}

static void open_while(struct translation *t, const char *condition)
{
    line(t, "while (%s) {", condition);
    t->indent++;
}

static void leave_unless(struct translation *t, const char *condition)
{
    line(t, "if (!(%s))", condition);
    line(t, "    break;");
}

static void open_repeat(struct translation *t, const char *count)
{
    unsigned number = ++t->temporaries;

    line(t, "for (long long left%u = %s; left%u > 0; left%u--) {", number, count, number, number);
    t->indent++;
}

static void close_block(struct translation *t)
{
    t->indent--;
    line(t, "}");
}

static void open_try(struct translation *t)
{
    unsigned label = ++t->tries;

    if (t->within_try >= LABELS)
        give_up(t);
    t->labels[t->within_try % LABELS] = label;
}

static void close_try(struct translation *t, const struct step *step, bool sets_status)
{
    unsigned label = t->labels[t->within_try % LABELS];
    const char *jump = made(t, "goto caught%u;", label);

    if (sets_status)
        line(t, "status = \"ok\";");
    if (t->out.length == 0 || !memmem(t->out.data, t->out.length, jump, strlen(jump)))
        return;
    line(t, "goto done%u;", label);
    t->indent--;
    line(t, "caught%u:", label);
    t->indent++;
    if (step && step->code[0])
        line(t, "/* as it was seen: %s */", step->code);
    line(t, sets_status ? "status = category();" : "complain(\"error\");");
    t->indent--;
    line(t, "done%u:;", label);
    t->indent++;
}

static void quit(struct translation *t, const char *status)
{
    line(t, "return %s;", status);
}

/* ---- pack, unpack ---- */

static bool is_whole_number(const struct pack_item *item)
{
    return item->kind == PACK_SIGNED || item->kind == PACK_UNSIGNED || item->kind == PACK_BOOL ||
           item->kind == PACK_POINTER;
}

static const char *write_offset(struct translation *t, const char *from, size_t offset)
{
    int64_t number = 0;

    if (!from || number_integer(span_of(from), &number))
        return made(t, "%" PRId64, number + (int64_t)offset);
    return offset ? made(t, "%s + %zu", from, offset) : from;
}

static void read_item(struct translation *t, const struct pack_item *item, const char *data,
                      const char *from, const char *name)
{
    const char *offset = write_offset(t, from, item->offset);
    const char *order = item->big_endian ? "big_endian_at" : "little_endian_at";

    if (item->kind == PACK_SIGNED)
        line(t, "%s = (int%zu_t)%s(%s, %s, %zu);", name, item->size * 8, order, data, offset,
             item->size);
    else if (is_whole_number(item))
        line(t, "%s = %s(%s, %s, %zu);", name, order, data, offset, item->size);
    else
        assign(t, name, CODE_BYTES,
               code_expression(CODE_BYTES, made(t, "slice(%s, %s, %s + %zu)", data, offset, offset,
                                                item->size)));
}

static void unpack(struct translation *t, const struct pack_format *format, struct code data,
                   const char *from, const char *const *names, size_t count)
{
    const char *value = keep(t, write_code(t, data, AS_VALUE));
    struct pack_item item;
    size_t i = 0;

    if (from && !isdigit((unsigned char)from[0]) && !is_identifier(from))
        give_up(t);
    check_call(t, made(t, "check_length(%s, %s, %zu)", value, from ? from : "-1", format->size),
               "unpack");
    for (struct pack_walk walk = pack_start(format); i < count && pack_next(&walk, &item); i++)
        read_item(t, &item, value, from, names[i]);
}

static struct code pack(struct translation *t, const struct pack_format *format,
                        const char *const *values, size_t count)
{
    cleanup_buffer struct buffer list = {0};
    struct pack_item item;
    size_t i = 0, parts = 0, at = 0;

    for (struct pack_walk walk = pack_start(format); i < count && pack_next(&walk, &item); i++) {
        if (item.offset > at && ++parts)
            buffer_printf(&list, ", fill(%zu, 0)", item.offset - at);
        at = item.offset + item.size;
        if (is_whole_number(&item))
            buffer_printf(&list, ", %s(%s, %zu)", item.big_endian ? "big_endian" : "little_endian",
                          values[i], item.size);
        else if (item.kind == PACK_TEXT || item.kind == PACK_BYTE)
            buffer_printf(&list, ", padded(%s, %zu)", values[i], item.size);
        else
            give_up(t);
        parts++;
    }
    if (format->size > at && ++parts)
        buffer_printf(&list, ", fill(%zu, 0)", format->size - at);
    if (parts == 1)
        return code_expression(CODE_BYTES, made(t, "%s", buffer_text(&list) + 2));
    return code_expression(CODE_BYTES, made(t, "joined(%zu%s)", parts, buffer_text(&list)));
}

/* ---- files, commands ---- */

static struct code read_file(struct translation *t, struct code path)
{
    return code_expression(CODE_BYTES, made(t, "file_content(%s)", write_code(t, path, AS_TEXT)));
}

static void write_file(struct translation *t, struct code path, bool append, struct code data)
{
    check_call(t,
               made(t, "write_file(%s, \"%s\", %s)", write_code(t, path, AS_TEXT),
                    append ? "ab" : "wb", write_code(t, data, AS_VALUE)),
               "write");
}

static void pipe_to(struct translation *t, struct span command, struct code data)
{
    check_call(t,
               made(t, "pipe_to(%s, %s)", text_literal(t, span_trim_end(command)),
                    write_code(t, data, AS_VALUE)),
               "popen");
}

static struct code shell(struct translation *t, struct span command, bool capture)
{
    const char *text = text_literal(t, command);

    if (capture)
        return code_expression(CODE_BYTES, made(t, "output_of(%s)", text));
    check_call(t, made(t, "system(%s)", text), "system");
    return code_constant(SPAN(""));
}

static void poll_sockets(struct translation *t, const char *const *handles, size_t count,
                         const char *seconds, bool writable)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", handles[i]);
    check_call(t,
               made(t, "wait_for((int[]){%s}, %zu, %s, %s)", buffer_text(&list), count,
                    writable ? "POLLOUT" : "0", seconds ? seconds : "-1"),
               "poll");
}

static const char *set_option(struct translation *t, const char *handle, const char *level,
                              const char *name, const char *value)
{
    return made(t, "set_option(%s, %s, %s, %s)", handle, level, name, value);
}

static const char *get_option(struct translation *t, const char *handle, const char *level,
                              const char *name)
{
    return made(t, "get_option(%s, %s, %s)", handle, level, name);
}

/* ---- the program ---- */

/* How many bytes of a literal or a comment stand here; 0 for none. */
static size_t length_of_text(struct span rest)
{
    size_t i = 1;

    if (span_starts(rest, SPAN("//")) || span_starts(rest, SPAN("/*"))) {
        const char *end = memchr(rest.data, '\n', rest.length);
        return end ? (size_t)(end - rest.data) : rest.length;
    }
    if (rest.data[0] != '"')
        return 0;
    while (i < rest.length && rest.data[i] != '"')
        i += 1 + (rest.data[i] == '\\');
    return i < rest.length ? i + 1 : rest.length;
}

/* The next word of the code; false at the end. A member's name is none. */
static bool next_word(struct span *rest, struct span *ret_word)
{
    while (rest->length) {
        size_t skipped = length_of_text(*rest), length = 0;
        while (!skipped && length < rest->length &&
               (isalnum((unsigned char)rest->data[length]) || rest->data[length] == '_'))
            length++;
        if (skipped || length == 0) {
            *rest = span_after(*rest, skipped ? skipped : 1);
            continue;
        }
        *ret_word = (struct span){rest->data, length};
        *rest = span_after(*rest, length);
        return true;
    }
    return false;
}

enum mention { NOT_MENTIONED, SET, READ };

static enum mention mention_of(const struct buffer *text, const char *name)
{
    struct span rest = buffer_span(text), word;
    enum mention mention = NOT_MENTIONED;

    while (next_word(&rest, &word)) {
        bool is_member = word.data > text->data && word.data[-1] == '.';
        if (is_member || !span_is(word, name))
            continue;
        if (!span_starts(rest, SPAN(" = ")))
            return READ;
        mention = SET;
    }
    return mention;
}

static bool mentions(const struct buffer *text, const char *name)
{
    return mention_of(text, name) != NOT_MENTIONED;
}

/* In the order in which they are made; the scene has the last one first. */
static void declare_handle(struct translation *t, const struct scene_handle *handle,
                           const struct buffer *body, struct buffer *out)
{
    if (!handle)
        return;
    declare_handle(t, handle->next, body, out);
    const char *name = handle->name.length ? handle_name(t, handle->name) : "-";
    const char *from = made(t, "%s_from", name);
    if (mentions(body, name))
        buffer_printf(out, "    int %s = -1;\n", name);
    if (mentions(body, from))
        buffer_printf(out, "    struct address %s = {0};\n", from);
}

static void declare_variables(struct translation *t, const struct buffer *body, struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next) {
        const char *name = variable_name(t, v->name);
        if (!mentions(body, name))
            continue;
        if (v->type == CODE_NUMBER)
            buffer_printf(out, "    long long %s = 0;\n", name);
        else if (v->type == CODE_STRING)
            buffer_printf(out, "    const char *%s = \"\";\n", name);
        else
            buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", name);
    }
    if (mentions(body, t->language->data))
        buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", t->language->data);
    if (mentions(body, "status"))
        buffer_append_text(out, "    const char *status = \"ok\";\n");
}

/* What is kept and never looked at would be warned of. */
static void ignore_unread(struct translation *t, const struct buffer *body, struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next)
        if (v->type <= CODE_STRING && mention_of(body, variable_name(t, v->name)) == SET)
            buffer_printf(out, "    (void)%s;\n", variable_name(t, v->name));
}

static void finish(struct translation *t, const struct buffer *body, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};
    bool prints = mentions(body, "puts") || mentions(body, "say") || mentions(body, "printf");

    buffer_append_text(&text, "int main(void)\n{\n");
    size_t start = text.length;
    declare_handle(t, t->scene.handles, body, &text);
    declare_variables(t, body, &text);
    buffer_append_text(&text, text.length > start ? "\n" : "");
    if (prints)
        buffer_append_text(&text, "    setvbuf(stdout, NULL, _IOLBF, 0);\n");
    buffer_append(&text, buffer_span(body));
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (h->name.length && !h->closed && !h->nested)
            buffer_printf(&text, "    close(%s);\n", handle_name(t, h->name));
    ignore_unread(t, body, &text);
    buffer_append_text(&text, "    return 0;\n}\n");
    buffer_append_text(out, "/* What a session of socksh did, written by `export c`. */\n"
                            "#ifndef _DEFAULT_SOURCE\n#define _DEFAULT_SOURCE\n#endif\n");
    parts_write(t->language, buffer_span(&text), out);
}

static const struct field_code fields[] = {
    {"local.port", "port_of(local_address({handle}))", CODE_NUMBER, false},
    {"local.address", "host_of(local_address({handle}))", CODE_TEXT, true},
    {"local.path", "address_text(local_address({handle}))", CODE_TEXT, true},
    {"local", "address_text(local_address({handle}))", CODE_TEXT, true},
    {"peer.port", "port_of(peer_address({handle}))", CODE_NUMBER, false},
    {"peer.address", "host_of(peer_address({handle}))", CODE_TEXT, true},
    {"peer.path", "address_text(peer_address({handle}))", CODE_TEXT, true},
    {"peer", "address_text(peer_address({handle}))", CODE_TEXT, true},
    {"from.port", "port_of({handle}_from)", CODE_NUMBER, false},
    {"from.address", "host_of({handle}_from)", CODE_TEXT, true},
    {"from.path", "address_text({handle}_from)", CODE_TEXT, true},
    {"from", "address_text({handle}_from)", CODE_TEXT, true},
    {"fd", "{handle}", CODE_NUMBER, false},
    {"state", "tcp_state({handle})", CODE_TEXT, true},
    {"pid", "peer_credentials({handle}).pid", CODE_NUMBER, false},
    {"uid", "peer_credentials({handle}).uid", CODE_NUMBER, false},
    {"gid", "peer_credentials({handle}).gid", CODE_NUMBER, false},
    {"bytes_in", "{handle}_in", CODE_NUMBER, false},
    {"bytes_out", "tcp_bytes_out({handle})", CODE_NUMBER, false},
    {"unacknowledged", "unacknowledged({handle})", CODE_NUMBER, false},
    {"error_pending", "error_pending({handle})", CODE_TEXT, true},
    {0},
};

static const struct language c = {
    .name = "c",
    .comment = "// ",
    .gap = "\n",
    .indent = 1,
    .reserved =
        " auto break case char const continue default do double else enum extern float for goto if "
        "inline int long register restrict return short signed sizeof static struct switch typedef "
        "union unsigned void volatile while main errno stdin stdout stderr NULL EOF linux unix "
        "accept bind close connect dup getpeername getsockname getsockopt ioctl listen poll recv "
        "recvfrom send sendto setsockopt shutdown socket socketpair system exit free malloc "
        "realloc "
        "memcpy memcmp memset strlen strcmp printf puts perror fprintf popen pclose number text "
        "decimal seconds literal joined slice set say fill padded compare compare_bytes contains "
        "require fail complain problem category room address bytes checksum crc32 get_option "
        "set_option wait_for receive send_all send_to set_timeout big_endian little_endian "
        "host_of port_of local_address peer_address tcp_state usleep value signal host_name ",
    .parts = c_parts,
    .fields = fields,
    .data = "data",
    .status = "status",
    .length = "(long long)%s.length",
    .prefix = "",
    .pair = "&",
    .has_strings = true,
    .on_off = "from_text(%s ? \"on\" : \"off\")",
    .truth = {"0", "1"},
    .template = template,
    .flags = flags,
    .write = write_code,
    .join = join,
    .slice = slice,
    .status_code = status_code,
    .assign = assign,
    .call = call_line,
    .show = show,
    .compare = compare,
    .check = check,
    .set_timeout = set_timeout,
    .open_if = open_if,
    .open_else = open_else,
    .open_while = open_while,
    .leave_unless = leave_unless,
    .open_repeat = open_repeat,
    .open_try = open_try,
    .close_try = close_try,
    .close_block = close_block,
    .quit = quit,
    .unpack = unpack,
    .pack = pack,
    .read_file = read_file,
    .write_file = write_file,
    .poll = poll_sockets,
    .pipe = pipe_to,
    .shell = shell,
    .address = address,
    .set_option = set_option,
    .get_option = get_option,
    .finish = finish,
};

unsigned export_c(struct session *session, const struct steps *steps, struct buffer *out)
{
    return translate(session, steps, &c, out);
}
