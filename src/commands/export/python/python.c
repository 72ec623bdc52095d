/* The session in Python 3. */
#include "export/python/python.h"

#include "commands.h"
#include "export/translate/closed.h"
#include "export/translate/language.h"
#include "export/translate/parts.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

static const char *template(const struct command_export *exported)
{
    return exported->python;
}

static const char *flags(struct translation *t, const struct call *call)
{
    const char *text = call_flags(t, call, "socket.");

    return text[0] ? made(t, ", %s", text) : "";
}

const char *python_port(struct translation *t, struct code port)
{
    int64_t number;

    if (port.type == CODE_NUMBER || code_number(port, &number))
        return python_write(t, port, AS_NUMBER);
    if (port.constant)
        return made(t, "socket.getservbyname(%s)", python_text_literal(t, port.value));
    return made(t, "port_number(%s)", python_write(t, port, AS_TEXT));
}

/* @NAME is an abstract address: a NUL byte in Python's. */
static const char *write_path(struct translation *t, struct code path)
{
    if (!path.constant)
        return made(t, "unix_address(%s)", python_path(t, path));
    if (!path.value.length || path.value.data[0] != '@')
        return python_path(t, path);
    return made(t, "\"\\0\" + %s", python_path(t, code_constant(span_after(path.value, 1))));
}

/* fe80::1%eth0: a pair of host and port loses the interface, but to the functions that look the host up. */
static bool may_have_interface(struct translation *t, const struct call *call, struct code host)
{
    const struct socket_type *type = call_type(t, call);

    return call->command != &open_command && type && type->family == AF_INET6 &&
           (!host.constant || memchr(host.value.data, '%', host.value.length));
}

static const char *address(struct translation *t, const struct call *call, bool local)
{
    struct code host = {0}, port = {0};

    if (!call_target(t, call, &host, &port))
        return write_path(t, host);
    bool is_any = local && host.constant && span_is(host.value, "*");
    return made(t, "%s(%s, %s)", may_have_interface(t, call, host) ? "address_with_interface" : "",
                is_any ? "\"\"" : python_write(t, host, AS_TEXT), python_port(t, port));
}

/* ---- the program ---- */

/* The handles that may not have been made when they are closed. */
static void declare_nested(struct translation *t, struct buffer *out)
{
    for (struct scene_handle *h = t->scene.by_name; h; h = h->hh.next)
        if (h->nested && (scene_is_left_open(h) || is_doubted(t, h->name)))
            buffer_printf(out, "%s = None\n", handle_name(t, h->name));
}

static void close_handles(struct translation *t, struct buffer *out)
{
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (scene_is_left_open(h) && h->nested)
            buffer_printf(out, "if %s:\n    %s.close()\n", handle_name(t, h->name),
                          handle_name(t, h->name));
        else if (scene_is_left_open(h))
            buffer_printf(out, "%s.close()\n", handle_name(t, h->name));
}

static void finish(struct translation *t, const struct buffer *body, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};

    if (t->constants.length)
        buffer_printf(&text, "%s\n\n", buffer_text(&t->constants));
    if (t->loose_data)
        buffer_append_text(&text, "data = b\"\"\n");
    if (t->holds_status)
        buffer_append_text(&text, "status = \"ok\"\n");
    declare_nested(t, &text);
    buffer_append(&text, buffer_span(body));
    close_handles(t, &text);
    buffer_append_text(out, "#!/usr/bin/env python3\n"
                            "# What a session of socksh did, written by `export python`.\n");
    export_forgotten(t->forgotten, "# ", "", out);
    buffer_append_byte(out, '\n');
    parts_write(t->parts, buffer_span(&text), out);
}

static const struct field_code fields[] = {
    {"local.port", "{handle}.getsockname()[1]", CODE_NUMBER, false},
    {"local.address", "{handle}.getsockname()[0]", CODE_TEXT, true, "",
     "host_text({handle}.getsockname())"},
    {"local.path", "address_text({handle}.getsockname())", CODE_TEXT, true,
     "path_of({handle}.getsockname())"},
    {"local", "address_text({handle}.getsockname())", CODE_TEXT, true,
     "path_bytes({handle}.getsockname())"},
    {"peer.port", "{handle}.getpeername()[1]", CODE_NUMBER, false},
    {"peer.address", "{handle}.getpeername()[0]", CODE_TEXT, true, "",
     "host_text({handle}.getpeername())"},
    {"peer.path", "address_text({handle}.getpeername())", CODE_TEXT, true,
     "path_of({handle}.getpeername())"},
    {"peer", "address_text({handle}.getpeername())", CODE_TEXT, true,
     "path_bytes({handle}.getpeername())"},
    {"from.port", "{handle}_from[1]", CODE_NUMBER, false},
    {"from.address", "{handle}_from[0]", CODE_TEXT, true, "", "host_text({handle}_from)"},
    {"from.path", "address_text({handle}_from)", CODE_TEXT, true, "path_of({handle}_from)"},
    {"from", "address_text({handle}_from)", CODE_TEXT, true, "path_bytes({handle}_from)"},
    {"fd", "{handle}.fileno()", CODE_NUMBER, false},
    {"state", "tcp_state({handle})", CODE_TEXT, true},
    {"pid", "peer_credentials({handle})[0]", CODE_NUMBER, false},
    {"uid", "peer_credentials({handle})[1]", CODE_NUMBER, false},
    {"gid", "peer_credentials({handle})[2]", CODE_NUMBER, false},
    {"bytes_in", "{handle}_in", CODE_NUMBER, false},
    {"bytes_out", "tcp_bytes_out({handle})", CODE_NUMBER, false},
    {"unacknowledged", "unacknowledged({handle})", CODE_NUMBER, false},
    {"error_pending", "error_pending({handle})", CODE_TEXT, true},
    {"at_mark", "at_mark({handle})", CODE_TEXT, true},
    {"receive_queue", "receive_queue({handle})", CODE_NUMBER, false},
    {""},
};

static const struct language python = {
    .comment = "# ",
    .gap = "\n\n",
    .reserved = " False None True and as assert async await break class continue def del elif else "
                "except finally for from global if import in is lambda nonlocal not or pass raise "
                "return try while with yield socket struct sys time os re base64 zlib select print "
                "int str bytes len range open file error recvline recvexact recvall expect holds "
                "seconds category checksum subprocess urllib Path wait_for address_text _ input "
                "types ctypes getattr iter sum max min dict list termios fcntl TimeoutError "
                "OSError EOFError ",
    .imports = python_imports,
    .functions = python_functions,
    .watching = python_watching,
    .part_mark = "\n#: ",
    .fields = fields,
    .data = "data",
    .status = "status",
    .truth = {"False", "True"},
    .length = "len(%s)",
    .has_large_numbers = true,
    .timeouts_prevail = true,
    .large_number = "%" PRIu64,
    .on_off = "on_or_off(%s)",
    .prefix = "socket.",
    .some_time = "max(%s, 1e-06)",
    .forever = "None",
    .interface = "socket.if_nametoindex(%s)",
    .tcp_number = "tcp_info(%s).%s",
    .template = template,
    .flags = flags,
    .say = python_say,
    .address = address,
    LANGUAGE_FUNCTIONS(python),
    .options = &python_options,
    .finish = finish,
};

unsigned export_python(struct session *session, const struct steps *steps, struct buffer *out)
{
    return translate(session, steps, &python, out);
}
