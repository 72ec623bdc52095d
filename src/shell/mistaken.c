#include "mistaken.h"

#include "base/buffer.h"
#include "base/escape.h"
#include "base/number.h"
#include "shell/session.h"

#include <ctype.h>

enum { REQUEST_MOST = 300 /* bytes that have room in a hint */ };

/* Up to the first of these characters. */
static struct span take_until(struct span *text, const char *ends)
{
    struct span taken = {text->data, 0};

    while (taken.length < text->length && !strchr(ends, text->data[taken.length]))
        taken.length++;
    *text = span_after(*text, taken.length);
    return taken;
}

static bool is_made_of(struct span text, const char *others)
{
    for (size_t i = 0; i < text.length; i++)
        if (!isalnum((unsigned char)text.data[i]) &&
            (!text.data[i] || !strchr(others, text.data[i])))
            return false;
    return text.length;
}

static bool is_port(struct span text)
{
    int64_t number;

    return is_made_of(text, "") && number_integer(text, &number) && number > 0 && number < 65536;
}

/* An address in brackets loses them; what stands behind the host stays. */
static struct span take_host(struct span *text)
{
    if (!span_starts(*text, SPAN("[")))
        return take_until(text, ":/?#");
    *text = span_after(*text, 1);
    struct span host = take_until(text, "]");
    *text = span_after(*text, 1);
    return host;
}

static bool hint_http(struct span rest, struct error *error)
{
    cleanup_buffer struct buffer request = {0}, quoted = {0};
    struct span behind = rest, authority = take_until(&behind, "/?#");
    struct span host = take_host(&rest), port = SPAN("80");

    if (span_starts(rest, SPAN(":"))) {
        rest = span_after(rest, 1);
        port = take_until(&rest, "/?#");
    }
    if (!is_made_of(host, ".-_:%") || !is_port(port))
        return false;
    struct span path = take_until(&rest, "#");
    buffer_printf(&request, "GET %s%.*s HTTP/1.0\r\nHost: %.*s\r\n\r\n",
                  span_starts(path, SPAN("/")) ? "" : "/", SPAN_ARGS(path), SPAN_ARGS(authority));
    escape_quoted(&quoted, buffer_span(&request));
    bool is_short = quoted.length <= REQUEST_MOST; /* a part of a statement is none */
    error_hint(error, "`open %.*s %.*s` connects%s%s%s", SPAN_ARGS(host), SPAN_ARGS(port),
               is_short ? ", `send " : "", is_short ? buffer_text(&quoted) : "",
               is_short ? "` asks" : "");
    return true;
}

static bool hint_https(struct span rest, struct error *error)
{
    struct span host = take_host(&rest);

    if (!is_made_of(host, ".-_:%"))
        return false;
    error_hint(error, "https is HTTP in TLS, which socksh doesn't speak: `open %.*s 443` connects",
               SPAN_ARGS(host));
    return true;
}

static bool hint_url(struct span line, struct error *error)
{
    struct span url = take_until(&line, " \t"), rest = url;
    struct span scheme = take_until(&rest, ":");

    if (!span_starts(rest, SPAN("://")))
        return false;
    rest = span_after(rest, strlen("://"));
    if (span_is(scheme, "http"))
        return hint_http(rest, error);
    if (span_is(scheme, "https"))
        return hint_https(rest, error);
    if ((!span_is(scheme, "tcp") && !span_is(scheme, "udp")) || !is_made_of(url, ".-_:%/[]"))
        return false;
    error_hint(error, "`open %.*s` connects", SPAN_ARGS(url));
    return true;
}

/* As HTTP and mail have it: "Host: example.com". */
static bool hint_header(struct span line, struct error *error)
{
    cleanup_buffer struct buffer quoted = {0}, whole = {0};
    struct span rest = line, name = take_until(&rest, ":");

    if (!is_made_of(name, "-") || !span_starts(rest, SPAN(": ")) ||
        !isupper((unsigned char)name.data[0]) || line.length > REQUEST_MOST / 2)
        return false;
    buffer_append(&whole, line);
    buffer_append_text(&whole, "\r\n");
    escape_quoted(&quoted, buffer_span(&whole));
    error_hint(error, "`send %s` sends it; an empty line behind the last header ends a request",
               buffer_text(&quoted));
    return true;
}

/* The arguments of a call as words; false where they are more than names, numbers and quoted ones. */
static bool append_arguments(struct buffer *out, struct span rest)
{
    char quote = '\0', before = '(';

    for (size_t i = 0; i < rest.length; before = rest.data[i++]) {
        char byte = rest.data[i];
        bool opens = !quote && (byte == '"' || byte == '\'');
        if (is_made_of((struct span){&byte, 1}, "._:/-%"))
            buffer_append_byte(out, byte);
        else if (opens && !isalnum((unsigned char)before)) /* b"..." holds bytes */
            quote = byte;
        else if (quote && byte == quote)
            quote = '\0';
        else if (!quote && byte == ',')
            buffer_append_byte(out, ' ');
        else if (quote || !strchr("() ", byte))
            return false;
    }
    return out->length;
}

static bool hint_call(const struct session *session, const struct statement *statement,
                      struct span line, struct error *error)
{
    cleanup_buffer struct buffer words = {0};
    struct span written = statement->command, name = take_until(&written, "(");
    struct span handle = statement->handle;
    struct error ignored;

    if (!written.length || !command_find(session->commands, name, false, &ignored))
        return false;
    if (!names_find(session->names, handle))
        handle.length = 0;
    take_until(&line, "(");
    if (append_arguments(&words, line))
        error_hint(error, "words stand behind a command, without parentheses: `%.*s%s%.*s %s`",
                   SPAN_ARGS(handle), handle.length ? "." : "", SPAN_ARGS(name),
                   buffer_text(&words));
    else
        error_hint(error,
                   "words stand behind a command, without parentheses: `help %.*s` tells of it",
                   SPAN_ARGS(name));
    return true;
}

/* "localhost 80" and "localhost:80"; a word that is near to a command is rather that. */
static bool hint_host(const struct statement *statement, struct span line, struct error *error)
{
    struct span host = take_until(&line, statement->word_count ? " \t" : ":");
    struct span port = span_after(line, 1);

    while (span_starts(port, SPAN(" ")))
        port = span_after(port, 1);
    if (statement->word_count > 1 || error->hint[0] || !is_made_of(host, ".-_:%") || !is_port(port))
        return false;
    error_hint(error, "`open %.*s %.*s` connects", SPAN_ARGS(host), SPAN_ARGS(port));
    return true;
}

bool mistaken_hint(const struct session *session, const struct statement *statement,
                   struct error *error)
{
    struct span line = statement->source;

    return hint_url(line, error) || hint_header(line, error) ||
           hint_call(session, statement, line, error) || hint_host(statement, line, error);
}

/* "HOST:PORT", "[HOST]:PORT". */
static bool hint_port_within(struct span text, struct error *error)
{
    struct span host = take_host(&text), port = span_after(text, 1);

    if (!is_made_of(host, ".-_:%") || !is_made_of(port, ""))
        return false;
    error_hint(error, "HOST and PORT are two words: %.*s %.*s", SPAN_ARGS(host), SPAN_ARGS(port));
    return true;
}

bool mistaken_host(const struct session *session, struct span host, struct error *error)
{
    const struct entry *entry = names_find(session->names, host);

    if (!entry || !entry->socket)
        return hint_port_within(host, error);
    error_hint(error, "where the handle %s is bound: ${%s.local.address} ${%s.local.port}",
               entry->name, entry->name, entry->name);
    return true;
}
