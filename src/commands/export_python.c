/* The session in Python 3. */
#include "translate.h"

#include "base/escape.h"
#include "base/number.h"
#include "base/pack.h"
#include "commands.h"
#include "export_parts.h"

#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>

static const char *template(const struct command_export *exported)
{
    return exported->python;
}

/* ---- values ---- */

static void append_byte(struct buffer *out, unsigned char byte)
{
    switch (byte) {
    case '\r': buffer_append_text(out, "\\r"); break;
    case '\n': buffer_append_text(out, "\\n"); break;
    case '\t': buffer_append_text(out, "\\t"); break;
    case '\\': buffer_append_text(out, "\\\\"); break;
    case '"': buffer_append_text(out, "\\\""); break;
    default:
        if (byte < ' ' || byte >= 0x7f)
            buffer_printf(out, "\\x%02x", byte);
        else
            buffer_append_byte(out, (char)byte);
    }
}

/* Bytes above ASCII stay, where they are characters. */
static void append_text(struct buffer *out, struct span text, bool doubles_braces)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] >= 0x80)
            buffer_append_byte(out, text.data[i]);
        else
            append_byte(out, (unsigned char)text.data[i]);
        if (doubles_braces && (text.data[i] == '{' || text.data[i] == '}'))
            buffer_append_byte(out, text.data[i]);
    }
}

static const char *bytes_literal(struct translation *t, struct span bytes)
{
    cleanup_buffer struct buffer out = {0};

    buffer_append_text(&out, "b\"");
    for (size_t i = 0; i < bytes.length; i++)
        append_byte(&out, (unsigned char)bytes.data[i]);
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

/* Text without a character that would change how the program looks. */
static bool is_plain_text(struct span text)
{
    cleanup_buffer struct buffer escaped = {0};

    if (text.length == 0 || !escape_is_utf8(text))
        return text.length == 0;
    escape_text(&escaped, text);
    return !memmem(escaped.data, escaped.length, "\\u", 2) &&
           !memmem(escaped.data, escaped.length, "\\x", 2);
}

static const char *text_literal(struct translation *t, struct span text)
{
    cleanup_buffer struct buffer out = {0};

    if (!is_plain_text(text))
        return made(t, "%s.decode(errors=\"backslashreplace\")", bytes_literal(t, text));
    buffer_append_byte(&out, '"');
    append_text(&out, text, false);
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

static const char *number_literal(struct translation *t, struct span text)
{
    int64_t number;

    if (!number_integer(text, &number)) {
        give_up(t);
        return "0";
    }
    if (span_starts(text, SPAN("0x")))
        return arena_text(&t->arena, text);
    return made(t, "%" PRId64, number);
}

/* inf and nan are names of none, and no number begins with 00. */
static const char *real_literal(struct translation *t, struct span text)
{
    int64_t integer;
    double number;
    bool is_literal = number_real(text, &number) && !span_starts(text, SPAN("0"));

    if (number_integer(text, &integer))
        return number_literal(t, text);
    return made(t, is_literal ? "%.*s" : "float(\"%.*s\")", SPAN_ARGS(text));
}

static const char *seconds_literal(struct translation *t, struct span text)
{
    nanoseconds duration;

    if (!number_duration(text, &duration)) {
        give_up(t);
        return "0";
    }
    return made(t, "%.9g", (double)duration / SECOND);
}

static const char *write_constant(struct translation *t, struct code code, enum wanted wanted)
{
    if (wanted == AS_IT_IS)
        wanted = code.type == CODE_NUMBER   ? AS_NUMBER
                 : code.type == CODE_STRING ? AS_TEXT
                                            : AS_BYTES;
    switch (wanted) {
    case AS_NUMBER: return number_literal(t, code.value);
    case AS_SECONDS: return seconds_literal(t, code.value);
    case AS_TEXT: return text_literal(t, code.value);
    case AS_REAL: return real_literal(t, code.value);
    default: return bytes_literal(t, code.value);
    }
}

/* As an object whose method is called. */
static const char *object(struct translation *t, struct code code)
{
    return code.compound ? made(t, "(%s)", code.text) : code.text;
}

static const char *write_code(struct translation *t, struct code code, enum wanted wanted)
{
    if (code.constant)
        return write_constant(t, code, wanted);
    switch (wanted) {
    case AS_IT_IS: return code.text;
    case AS_NUMBER: return code.type == CODE_NUMBER ? code.text : made(t, "int(%s)", code.text);
    case AS_TEXT:
        return code.type == CODE_NUMBER ? made(t, "str(%s)", code.text)
               : code.type == CODE_TEXT
                   ? code.text
                   : made(t, "%s.decode(errors=\"backslashreplace\")", object(t, code));
    case AS_REAL: return code.type == CODE_NUMBER ? code.text : made(t, "float(%s)", code.text);
    case AS_PATTERN:
    case AS_BYTES:
        return code.type == CODE_NUMBER ? made(t, "str(%s).encode()", code.text)
               : code.type == CODE_TEXT ? made(t, "%s.encode()", object(t, code))
                                        : code.text;
    case AS_VALUE: return write_code(t, code, AS_BYTES);
    case AS_OBJECT: {
        struct code bytes = code_expression(CODE_BYTES, write_code(t, code, AS_BYTES));
        bytes.compound = code.compound && code.type == CODE_BYTES;
        return object(t, bytes);
    }
    case AS_SECONDS:
        return code.type == CODE_NUMBER ? code.text
                                        : made(t, "seconds(%s)", write_code(t, code, AS_TEXT));
    }
    return "";
}

/* The text between the quotes of one is a part of another. */
static bool is_f_string(struct code code)
{
    return !code.constant && code.type == CODE_TEXT && span_starts(span_of(code.text), SPAN("f\""));
}

static bool fits_into_f_string(struct code code)
{
    if (is_f_string(code))
        return true;
    return code.constant ? is_plain_text(code.value)
                         : code.type != CODE_BYTES && !strpbrk(code.text, "\"\\{}");
}

static struct code f_string(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer out = {0};

    buffer_append_text(&out, "f\"");
    for (size_t i = 0; i < count; i++)
        if (codes[i].constant)
            append_text(&out, codes[i].value, true);
        else if (is_f_string(codes[i]))
            buffer_append(&out, (struct span){codes[i].text + 2, strlen(codes[i].text) - 3});
        else
            buffer_printf(&out, "{%s}", codes[i].text);
    buffer_append_byte(&out, '"');
    return code_expression(CODE_TEXT, arena_text(&t->arena, buffer_span(&out)));
}

static struct code join(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer out = {0};
    bool fits = true;

    for (size_t i = 0; i < count; i++)
        fits &= fits_into_f_string(codes[i]);
    if (fits)
        return f_string(t, codes, count);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&out, "%s%s", i ? " + " : "", write_code(t, codes[i], AS_BYTES));
    struct code code = code_expression(CODE_BYTES, arena_text(&t->arena, buffer_span(&out)));
    code.compound = true;
    return code;
}

/* One byte is bytes, too: [i:i + 1], and of the last one [-1:]. */
static struct code slice(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte)
{
    struct code bytes = code_expression(CODE_BYTES, write_code(t, code, AS_BYTES));
    int64_t number;

    bytes.compound = code.constant ? false : code.compound;
    if (one_byte && number_integer(span_of(start), &number) && number == -1)
        return code_expression(CODE_BYTES, made(t, "%s[-1:]", object(t, bytes)));
    if (one_byte && number_integer(span_of(start), &number))
        end = made(t, "%" PRId64, number + 1);
    else if (one_byte)
        end = made(t, "%s + 1", start);
    return code_expression(CODE_BYTES, made(t, "%s[%s:%s]", object(t, bytes), start, end));
}

static struct code status_code(struct translation *t)
{
    struct code code = code_expression(CODE_TEXT, "status");

    if (!t->after_try && !t->loose_status)
        t->loose_status = t->changed = true;
    code.never_number = code.canonical = true;
    return code;
}

static const char *flags(struct translation *t, const struct call *call)
{
    const char *text = call_flags(t, call, "socket.");

    return text[0] ? made(t, ", %s", text) : "";
}

static const char *write_port(struct translation *t, struct code port)
{
    int64_t number;

    if (port.type == CODE_NUMBER || code_number(port, &number))
        return write_code(t, port, AS_NUMBER);
    if (port.constant)
        return made(t, "socket.getservbyname(%s)", text_literal(t, port.value));
    return made(t, "port_number(%s)", write_code(t, port, AS_TEXT));
}

/* @NAME is an abstract address: a NUL byte in Python's. */
static const char *write_path(struct translation *t, struct code path)
{
    if (!path.constant)
        return made(t, "unix_address(%s)", write_code(t, path, AS_TEXT));
    if (!path.value.length || path.value.data[0] != '@')
        return text_literal(t, path.value);
    return made(t, "\"\\0\" + %s", text_literal(t, span_after(path.value, 1)));
}

static const char *address(struct translation *t, const struct call *call, bool local)
{
    struct code host = {0}, port = {0};

    if (!call_target(t, call, &host, &port))
        return write_path(t, host);
    bool is_any = local && host.constant && span_is(host.value, "*");
    return made(t, "(%s, %s)", is_any ? "\"\"" : write_code(t, host, AS_TEXT), write_port(t, port));
}

/* ---- statements ---- */

static enum wanted wanted_of(enum code_type type)
{
    return type == CODE_NUMBER ? AS_NUMBER : type == CODE_BYTES ? AS_BYTES : AS_TEXT;
}

static void assign(struct translation *t, const char *name, enum code_type type, struct code code)
{
    const char *value = write_code(t, code, wanted_of(type));

    if (strcmp(name, value) != 0)
        line(t, "%s = %s", name, value);
}

/* A template that says where what it gives goes is a line. */
static void call_line(struct translation *t, const struct call *call, const char *text)
{
    bool is_line = strstr(text, " = ");

    if (call->into && !is_line)
        line(t, "%s = %s", call->into, text);
    else
        line(t, "%s", text);
}

static void show(struct translation *t, struct code code, bool is_message)
{
    bool is_empty = code.constant && code.value.length == 0;

    line(t, "print(%s)", is_empty ? "" : write_code(t, code, is_message ? AS_TEXT : AS_IT_IS));
}

static const char *compare(struct translation *t, struct code a, struct span sign, struct code b,
                           bool as_numbers, bool in_general)
{
    bool as_text = a.type != CODE_BYTES && b.type != CODE_BYTES;

    if (span_is(sign, "matches"))
        return made(t, "re.search(%s, %s, re.MULTILINE)", write_code(t, b, AS_BYTES),
                    write_code(t, a, AS_BYTES));
    if (as_numbers)
        return made(t, "%s %.*s %s", write_code(t, a, AS_NUMBER), SPAN_ARGS(sign),
                    write_code(t, b, AS_NUMBER));
    if (in_general)
        return made(t, "holds(%s, \"%.*s\", %s)", write_code(t, a, AS_BYTES), SPAN_ARGS(sign),
                    write_code(t, b, AS_BYTES));
    enum wanted wanted = as_text ? AS_TEXT : AS_BYTES;
    if (span_is(sign, "contains"))
        return made(t, "%s in %s", write_code(t, b, wanted), write_code(t, a, wanted));
    return made(t, "%s %.*s %s", write_code(t, a, wanted), SPAN_ARGS(sign),
                write_code(t, b, wanted));
}

static void check(struct translation *t, const char *condition)
{
    line(t, "assert %s", condition);
}

static void set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    line(t, "%s.settimeout(%s)", handle_name(t, handle->name), seconds ? seconds : "None");
}

static void open_if(struct translation *t, const char *condition, bool is_else)
{
    if (is_else)
        t->language->close_block(t);
    line(t, "%s %s:", is_else ? "elif" : "if", condition);
    t->indent++;
}

/* A block without a statement. */
static void fill_block(struct translation *t)
{
    if (t->out.length < 2)
        return;
    const char *end = t->out.data + t->out.length;
    const char *start = end - 1;

    while (start > t->out.data && start[-1] != '\n')
        start--;
    while (start < end && *start == ' ')
        start++;
    bool is_comment = start < end && *start == '#';
    if (is_comment || (t->out.length >= 2 && end[-2] == ':'))
        line(t, "pass");
}

static void close_block(struct translation *t)
{
    fill_block(t);
    t->indent--;
}

static void open_else(struct translation *t)
{
    close_block(t);
    line(t, "else:");
    t->indent++;
}

static void open_while(struct translation *t, const char *condition)
{
    line(t, "while %s:", condition);
    t->indent++;
}

static void leave_unless(struct translation *t, const char *condition)
{
    line(t, "if not (%s):", condition);
    line(t, "    break");
}

static void open_repeat(struct translation *t, const char *count)
{
    line(t, "for _ in range(%s):", count);
    t->indent++;
}

static void open_try(struct translation *t)
{
    line(t, "try:");
    t->indent++;
}

/* The exception of what was seen. */
static const char *exception_of(const struct step *step)
{
    static const struct {
        const char *code, *exception;
    } exceptions[] = {
        {"ECONNREFUSED", "ConnectionRefusedError"},
        {"ECONNRESET", "ConnectionResetError"},
        {"EPIPE", "BrokenPipeError"},
        {"ECONNABORTED", "ConnectionAbortedError"},
        {"EAGAIN", "BlockingIOError"},
        {"EINPROGRESS", "BlockingIOError"},
        {"EACCES", "PermissionError"},
        {"EPERM", "PermissionError"},
        {"ENOENT", "FileNotFoundError"},
    };

    if (!step)
        return "(OSError, EOFError, AssertionError)";
    switch (step->outcome) {
    case ERROR_TIMEOUT: return "TimeoutError";
    case ERROR_CLOSED: return "EOFError";
    case ERROR_ADDRESS: return "socket.gaierror";
    case ERROR_INTERRUPTED: return "KeyboardInterrupt";
    default: break;
    }
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        if (strcmp(step->code, exceptions[i].code) == 0)
            return exceptions[i].exception;
    return "OSError";
}

static void close_try(struct translation *t, const struct step *step, bool sets_status)
{
    bool is_interrupt = step && step->outcome == ERROR_INTERRUPTED;

    if (sets_status)
        line(t, "status = \"ok\"");
    close_block(t);
    if (is_interrupt) {
        line(t, "except KeyboardInterrupt:");
        line(t, "    pass");
        return;
    }
    line(t, "except %s as error:", exception_of(step));
    line(t, sets_status ? "    status = category(error)" : "    print(error)");
}

static void quit(struct translation *t, const char *status)
{
    line(t, "sys.exit(%s)", strcmp(status, "0") == 0 ? "" : status);
}

static const char *format_literal(struct translation *t, const struct pack_format *format)
{
    const char *order = format->native ? "" : format->big_endian ? "!" : "<";
    struct span letters = format->text;

    if (letters.length && strchr("!<>=@", letters.data[0]))
        letters = span_after(letters, 1);
    return made(t, "\"%s%.*s\"", order, SPAN_ARGS(letters));
}

static void unpack(struct translation *t, const struct pack_format *format, struct code data,
                   const char *from, const char *const *names, size_t count)
{
    cleanup_buffer struct buffer targets = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&targets, "%s%s", i ? ", " : "", names[i]);
    buffer_append_text(&targets, count == 1 ? "," : "");
    const char *bytes = write_code(t, data, AS_BYTES);
    if (from)
        line(t, "%s = struct.unpack_from(%s, %s%s%s)", buffer_text(&targets),
             format_literal(t, format), bytes, strcmp(from, "0") == 0 ? "" : ", ",
             strcmp(from, "0") == 0 ? "" : from);
    else
        line(t, "%s = struct.unpack(%s, %s)", buffer_text(&targets), format_literal(t, format),
             bytes);
}

static struct code pack(struct translation *t, const struct pack_format *format,
                        const char *const *values, size_t count)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, ", %s", values[i]);
    return code_expression(
        CODE_BYTES, made(t, "struct.pack(%s%s)", format_literal(t, format), buffer_text(&list)));
}

static struct code read_file(struct translation *t, struct code path)
{
    if (path.constant && span_is(path.value, "-"))
        return code_expression(CODE_BYTES, "sys.stdin.buffer.read()");
    return code_expression(CODE_BYTES,
                           made(t, "Path(%s).read_bytes()", write_code(t, path, AS_TEXT)));
}

static void write_file(struct translation *t, struct code path, bool append, struct code data)
{
    const char *bytes = write_code(t, data, AS_BYTES);

    if (path.constant && span_is(path.value, "-")) {
        line(t, "sys.stdout.buffer.write(%s)", bytes);
    } else if (append) {
        line(t, "with open(%s, \"ab\") as file:", write_code(t, path, AS_TEXT));
        line(t, "    file.write(%s)", bytes);
    } else {
        line(t, "Path(%s).write_bytes(%s)", write_code(t, path, AS_TEXT), bytes);
    }
}

static void poll_sockets(struct translation *t, const char *const *handles, size_t count,
                         const char *seconds, bool writable)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", handles[i]);
    line(t, "wait_for([%s]%s%s%s)", buffer_text(&list), seconds ? ", timeout=" : "",
         seconds ? seconds : "", writable ? ", writable=True" : "");
}

static void pipe_to(struct translation *t, struct span command, struct code data)
{
    line(t, "subprocess.run(%s, shell=True, input=%s)", text_literal(t, span_trim_end(command)),
         write_code(t, data, AS_BYTES));
}

static struct code shell(struct translation *t, struct span command, bool capture)
{
    const char *text = text_literal(t, command);

    if (capture)
        return code_expression(
            CODE_BYTES,
            made(t, "subprocess.run(%s, shell=True, stdout=subprocess.PIPE).stdout", text));
    line(t, "subprocess.run(%s, shell=True)", text);
    return code_constant(SPAN(""));
}

static const char *set_option(struct translation *t, const char *handle, const char *level,
                              const char *name, const char *value)
{
    return made(t, "%s.setsockopt(socket.%s, %s, %s)", handle, level, python_option(t, name),
                value);
}

static const char *get_option(struct translation *t, const char *handle, const char *level,
                              const char *name)
{
    return made(t, "%s.getsockopt(socket.%s, %s)", handle, level, python_option(t, name));
}

/* ---- the program ---- */

static void finish(struct translation *t, const struct buffer *body, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};

    if (t->loose_status)
        buffer_append_text(&text, "status = \"ok\"\n");
    buffer_append(&text, buffer_span(body));
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (h->name.length && !h->closed && !h->nested)
            buffer_printf(&text, "%s.close()\n", handle_name(t, h->name));
    buffer_append_text(out, "#!/usr/bin/env python3\n"
                            "# What a session of socksh did, written by `export python`.\n\n");
    parts_write(t->language, buffer_span(&text), out);
}

static const struct field_code fields[] = {
    {"local.port", "{handle}.getsockname()[1]", CODE_NUMBER, false},
    {"local.address", "{handle}.getsockname()[0]", CODE_TEXT, true},
    {"local.path", "address_text({handle}.getsockname())", CODE_TEXT, true},
    {"local", "address_text({handle}.getsockname())", CODE_TEXT, true},
    {"peer.port", "{handle}.getpeername()[1]", CODE_NUMBER, false},
    {"peer.address", "{handle}.getpeername()[0]", CODE_TEXT, true},
    {"peer.path", "address_text({handle}.getpeername())", CODE_TEXT, true},
    {"peer", "address_text({handle}.getpeername())", CODE_TEXT, true},
    {"from.port", "{handle}_from[1]", CODE_NUMBER, false},
    {"from.address", "{handle}_from[0]", CODE_TEXT, true},
    {"from.path", "address_text({handle}_from)", CODE_TEXT, true},
    {"from", "address_text({handle}_from)", CODE_TEXT, true},
    {"fd", "{handle}.fileno()", CODE_NUMBER, false},
    {"state", "tcp_state({handle})", CODE_TEXT, true},
    {"pid", "peer_credentials({handle})[0]", CODE_NUMBER, false},
    {"uid", "peer_credentials({handle})[1]", CODE_NUMBER, false},
    {"gid", "peer_credentials({handle})[2]", CODE_NUMBER, false},
    {"bytes_in", "{handle}_in", CODE_NUMBER, false},
    {"bytes_out", "tcp_bytes_out({handle})", CODE_NUMBER, false},
    {"unacknowledged", "unacknowledged({handle})", CODE_NUMBER, false},
    {"error_pending", "error_pending({handle})", CODE_TEXT, true},
    {0},
};

static const struct language python = {
    .name = "python",
    .comment = "# ",
    .gap = "\n\n",
    .reserved = " False None True and as assert async await break class continue def del elif else "
                "except finally for from global if import in is lambda nonlocal not or pass raise "
                "return try while with yield socket struct sys time os re base64 zlib select print "
                "int str bytes len range open file error recvline recvexact recvall expect holds "
                "seconds category checksum subprocess urllib Path wait_for address_text _ input "
                "getattr iter sum max min dict list termios fcntl TimeoutError OSError EOFError ",
    .parts = python_parts,
    .fields = fields,
    .data = "data",
    .status = "status",
    .truth = {"False", "True"},
    .length = "len(%s)",
    .on_off = "(\"on\" if %s else \"off\")",
    .prefix = "socket.",
    .pair = "",
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

unsigned export_python(struct session *session, const struct steps *steps, struct buffer *out)
{
    return translate(session, steps, &python, out);
}
