/* Which exceptions the lines of a try may raise, of those that are the session's errors, too. */
#include "export/python/python.h"

#include "export/translate/translate.h"

#include <ctype.h>
#include <stdio.h>

static bool has_call(struct span block, const char *call)
{
    const char *at = block.data;
    size_t length = strlen(call);

    while ((at = memmem(at, (size_t)(block.data + block.length - at), call, length))) {
        if (at == block.data || !isalpha((unsigned char)at[-1]))
            return true;
        at += length;
    }
    return false;
}

/* Any of calls with a blank between them. */
static bool has_any_call(struct span block, const char *calls)
{
    char call[32];

    for (const char *at = calls; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        snprintf(call, sizeof(call), "%.*s", (int)length, at);
        if (has_call(block, call))
            return true;
        at += length;
    }
    return false;
}

/* ---- addresses ---- */

/* What stands where a host does: a name without a mistake raises nothing but gaierror. */
static bool may_be_no_name(struct span host)
{
    size_t label = 0;

    if (!span_starts(host, SPAN("\"")))
        return host.length && !isdigit((unsigned char)host.data[0]);
    for (size_t i = 1; i < host.length && host.data[i] != '"'; i++) {
        i += host.data[i] == '\\';
        label = host.data[i] == '.' ? 0 : label + 1;
        if (label > 63 || (label == 0 && (i == 1 || host.data[i + 1] == '.')))
            return true;
    }
    return false;
}

static bool may_be_no_port(struct span port)
{
    bool is_expression =
        port.length && (isalpha((unsigned char)port.data[0]) || port.data[0] == '_');

    return is_expression && !span_is(port, "None") && !memchr(port.data, '=', port.length) &&
           !memmem(port.data, port.length, "getsockname", strlen("getsockname"));
}

/* One argument, up to a comma or the end of the arguments. */
static struct span argument_at(struct span rest)
{
    size_t length = 0;
    int depth = 0;

    for (bool quoted = false; length < rest.length && rest.data[length] != '\n'; length++) {
        char byte = rest.data[length];
        if (quoted && byte == '\\') {
            length++; /* what is behind it ends no text */
            continue;
        }
        if (byte == '"')
            quoted = !quoted;
        depth += !quoted && byte == '(';
        depth -= !quoted && byte == ')';
        if (depth < 0 || (!quoted && depth == 0 && byte == ','))
            break;
    }
    return (struct span){rest.data, length};
}

/* Of each (HOST, PORT) there is. */
static void look_at_addresses(struct span block, bool *ret_no_name, bool *ret_no_port)
{
    static const char *const starts[] = {"((", ", (", "getaddrinfo(", "_address(", "_addresses("};

    *ret_no_name = *ret_no_port = false;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        for (struct span rest = block; rest.length;) {
            const char *at = memmem(rest.data, rest.length, starts[i], strlen(starts[i]));
            if (!at)
                break;
            rest = span_after(rest, (size_t)(at - rest.data) + strlen(starts[i]));
            struct span host = argument_at(rest), behind = span_after(rest, host.length);
            *ret_no_name |= may_be_no_name(host);
            *ret_no_port |= span_starts(behind, SPAN(", ")) &&
                            may_be_no_port(argument_at(span_after(behind, 2)));
        }
}

/* ---- all of them ---- */

static const char *exceptions_since(struct translation *t, size_t start)
{
    static const struct {
        const char *exception, *calls;
    } raised[] = {
        {"struct.error", "struct."},
        {"ValueError",
         "int( float( number( seconds( in_range( size_from( byte_from( port_number( decode( "
         "from_base64( from_hex( from_url( fromhex("},
        {"IndexError", "byte_at("},
        {"NameError", "check_open( check_set( check_peer("},
    };
    struct span block = {t->out.data + start, t->out.length - start};
    cleanup_buffer struct buffer more = {0};
    bool no_name, no_port;

    for (size_t i = 0; i < sizeof(raised) / sizeof(raised[0]); i++)
        if (has_any_call(block, raised[i].calls))
            buffer_printf(&more, ", %s", raised[i].exception);
    look_at_addresses(block, &no_name, &no_port);
    buffer_append_text(&more, no_name ? ", UnicodeError" : "");
    buffer_append_text(&more, no_port ? ", OverflowError" : "");
    return made(t, "(OSError, EOFError, AssertionError%s)", buffer_text(&more));
}

static const char *address_exception(struct translation *t, size_t start)
{
    struct span block = {t->out.data + start, t->out.length - start};
    bool no_name, no_port;

    look_at_addresses(block, &no_name, &no_port);
    return no_name ? "(socket.gaierror, UnicodeError)" : "socket.gaierror";
}

/* The exception of what was seen. */
static const char *exception_of(struct translation *t, const struct step *step, size_t start)
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

    switch (step->outcome) {
    case ERROR_TIMEOUT: return "TimeoutError";
    case ERROR_CLOSED: return "EOFError";
    case ERROR_ADDRESS: return address_exception(t, start);
    case ERROR_INTERRUPTED: return "KeyboardInterrupt";
    case ERROR_MISMATCH: return "AssertionError";
    case ERROR_USAGE: return exceptions_since(t, start);
    default: break;
    }
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
        if (strcmp(step->code, exceptions[i].code) == 0)
            return exceptions[i].exception;
    return "OSError";
}

const char *python_exceptions(struct translation *t, const struct step *seen, size_t start)
{
    return seen ? exception_of(t, seen, start) : exceptions_since(t, start);
}
