#include "unknown.h"

#include "base/buffer.h"
#include "base/escape.h"
#include "elsewhere.h"
#include "mistaken.h"
#include "shell/session.h"

/* Words that well-known protocols begin a line with: RFC 9110, RFC 5321, RFC 9051, RFC 1939, RFC 959, RFC 2812,
 * and the protocol of Redis. All of them are in capitals, as people type them there. */
static const char protocol_words[][12] = {
    "GET",  "HEAD", "POST",    "PUT",  "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT",  "HELO",
    "EHLO", "LHLO", "MAIL",    "RCPT", "DATA",   "RSET",    "VRFY",  "NOOP",  "STARTTLS", "AUTH",
    "USER", "PASS", "STAT",    "LIST", "RETR",   "DELE",    "UIDL",  "APOP",  "QUIT",     "CAPA",
    "PASV", "EPSV", "PORT",    "TYPE", "STOR",   "CWD",     "PWD",   "SYST",  "FEAT",     "NICK",
    "JOIN", "PART", "PRIVMSG", "PONG", "PING",   "WHO",     "LOGIN",
};

static bool is_protocol_word(struct span word)
{
    for (size_t i = 0; i < sizeof(protocol_words) / sizeof(protocol_words[0]); i++)
        if (span_is(word, protocol_words[i]))
            return true;
    return false;
}

/* The statement as it was typed, up to the end of its line. */
static struct span typed_line(const struct program *program, struct place place)
{
    struct span text = program->text;

    for (unsigned line = program->first_line; line < place.line; line++) {
        const char *feed = memchr(text.data, '\n', text.length);
        if (!feed)
            return SPAN("");
        text = span_after(text, (size_t)(feed - text.data) + 1);
    }
    text = span_after(text, place.column - 1);
    const char *feed = text.length ? memchr(text.data, '\n', text.length) : NULL;
    if (feed)
        text.length = (size_t)(feed - text.data);
    while (text.length && memchr(" \t\r", text.data[text.length - 1], 3))
        text.length--;
    return text;
}

static bool holds(struct span text, const char *part)
{
    return memmem(text.data, text.length, part, strlen(part));
}

/* A request of HTTP ends with an empty line, a command of the others with its own. */
static bool hint_protocol(const struct session *session, const struct statement *statement,
                          struct error *error)
{
    cleanup_buffer struct buffer word = {0};

    if (!session->program || !is_protocol_word(statement->command))
        return false;
    struct span line = typed_line(session->program, statement->command_place);
    escape_quoted(&word, line);
    if (word.length < 2)
        return false;
    word.length--; /* the closing quote */
    buffer_append_text(&word, holds(line, " HTTP/") ? "\\r\\n\\r\\n\"" : "\\r\\n\"");
    error_hint(error, "`send %s` sends it", buffer_text(&word));
    return true;
}

void unknown_hint(struct session *session, const struct statement *statement, struct error *error)
{
    const struct entry *entry = names_find(session->names, statement->command);
    struct span name = statement->name;
    struct error ignored;

    if (span_is(statement->command, "else"))
        error_hint(error, "else stands behind the } of its `if A == B { }`, on the same line");
    if (hint_protocol(session, statement, error))
        return;
    if (entry && entry->socket)
        error_hint(error, "%s is a handle: `use %s`, or `%s.recv` and the like", entry->name,
                   entry->name, entry->name);
    else if (entry)
        error_hint(error, "%s is a variable: `print $%s`", entry->name, entry->name);
    else if (elsewhere_hint(session->commands, statement, error) ||
             mistaken_hint(session, statement, error) || error->hint[0])
        return;
    else if (name.length && command_find(session->commands, name, false, &ignored))
        error_hint(error, "%.*s is a command: what begins with = behind it stands in quotes",
                   SPAN_ARGS(name));
    else if (name.length)
        error_hint(error, "%.*s = keeps a command's value; `let %.*s VALUE` sets one",
                   SPAN_ARGS(name), SPAN_ARGS(name));
    else if (!elsewhere_hint_program(statement, error))
        error_hint(error, "`help` lists the commands");
}
