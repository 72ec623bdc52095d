/* expect: receive up to and through a pattern. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "base/escape.h"
#include "net/stream.h"
#include "shell/regex.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <sys/socket.h>

/* What is looked for, and where it was found last. */
struct pattern {
    struct span literal;
    struct regex *regex; /* NULL for a literal one */
    size_t start, end;
};

static bool find_literal(struct pattern *pattern, struct span seen, size_t fresh)
{
    size_t overlap = pattern->literal.length ? pattern->literal.length - 1 : 0;
    size_t from = fresh > overlap ? fresh - overlap : 0;
    struct span rest = span_after(seen, from);
    const char *found = rest.data;

    if (pattern->literal.length)
        found = rest.length
                    ? memmem(rest.data, rest.length, pattern->literal.data, pattern->literal.length)
                    : NULL;
    if (!found && pattern->literal.length)
        return false;
    pattern->start = (size_t)(found - seen.data);
    pattern->end = pattern->start + pattern->literal.length;
    return true;
}

static bool find(void *context, struct span seen, size_t fresh, size_t *ret_end,
                 struct error *error)
{
    struct pattern *pattern = context;
    bool found = pattern->regex
                     ? regex_find(pattern->regex, seen, &pattern->start, &pattern->end, error)
                     : find_literal(pattern, seen, fresh);

    if (found)
        *ret_end = pattern->end;
    return found;
}

static bool fail_mismatch(struct error *error, struct span met)
{
    cleanup_buffer struct buffer shown = {0};

    error_set(error, ERROR_MISMATCH, "the message that waits doesn't hold the pattern");
    escape_quoted(&shown, (struct span){met.data, met.length < 64 ? met.length : 64});
    return error_hint(error, "it is %s%s; `recv` takes it", buffer_text(&shown),
                      met.length > 64 ? "..." : "");
}

/* The length of the message that waits, which is told for room of none. */
static bool measure_message(struct request *request, struct reply *reply, size_t *ret_length,
                            struct error *error)
{
    size_t most = (size_t)request->session->value_limit;
    struct received received;

    if (!socket_receive(request->socket, 0, MSG_PEEK, request->deadline, &reply->data, &received,
                        error))
        return false;
    if (received.datagram_length > most) {
        error_set(error, ERROR_RESOURCE,
                  "the message that waits has %zu bytes, a value %zu at the most",
                  received.datagram_length, most);
        return error_hint(error, "`set value-limit SIZE` moves the limit");
    }
    *ret_length = received.datagram_length;
    return true;
}

/* Messages are looked at one at a time, and taken whole or not at all. */
static bool expect_message(struct request *request, struct pattern *pattern, struct reply *reply,
                           struct error *error)
{
    struct socket *socket = request->socket;
    struct received received;
    size_t end, length;

    if (!measure_message(request, reply, &length, error) ||
        !socket_receive(socket, length, MSG_PEEK | MSG_DONTWAIT, 0, &reply->data, &received, error))
        return false;
    if (received.eof)
        return error_set(error, ERROR_CLOSED, "the peer has closed, no message came");
    error->category = ERROR_NONE;
    if (!find(pattern, buffer_span(&reply->data), 0, &end, error)) {
        if (error->category == ERROR_NONE)
            fail_mismatch(error, buffer_span(&reply->data));
        buffer_clear(&reply->data);
        return false;
    }
    buffer_clear(&reply->data);
    if (!socket_receive(socket, length, MSG_DONTWAIT, 0, &reply->data, &received, error))
        return false;
    reply->has_data = true;
    fields_integer(&reply->fields, "length", (int64_t)received.length);
    fields_bool(&reply->fields, "eof", false);
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct pattern pattern = {.literal = request_text(request, "PATTERN")};

    if (request_option(request, "regex")) {
        pattern.regex = regex_compile(pattern.literal, error);
        if (!pattern.regex)
            return error_at(error, request_argument(request, "PATTERN")->place);
    }
    bool done =
        socket_has_messages(request->socket)
            ? expect_message(request, &pattern, reply, error)
            : reply_received(request, find, &pattern, request->session->value_limit, reply, error);
    if (done)
        fields_text(&reply->fields, "matched",
                    (struct span){reply->data.data + pattern.start, pattern.end - pattern.start});
    regex_free(pattern.regex);
    return done;
}

static const struct parameter parameters[] = {
    {"PATTERN", PARAMETER_WORD, REQUIRED, "what to wait for"},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_FLAG("regex",
                "PATTERN is a regular expression (PCRE2); ^ and $ stand at the ends of lines"),
    OPTION_TIMEOUT,
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send \"220 ready\\r\\nmore\"; b.expect \"\\r\\n\"; b.recv",
     "up to and through the line's end; the rest stays"},
    {"pair a b; a.send \"Content-Length: 42\\r\\n\"; b.expect --regex \"[0-9]+\\r\"",
     "a regular expression"},
    {""},
};

static const struct command_error errors[] = {
    RECEIVE_NOT_CONNECTED,
    RECEIVE_RESET,
    RECEIVE_NOT_YET,
    RECEIVE_OVER,
    {ERROR_CLOSED, 0,
     "the stream ended before the pattern came; what came waits and `recv` takes it"},
    {ERROR_MISMATCH, 0, "the message that waits doesn't hold the pattern; it still waits"},
    {ERROR_TIMEOUT, 0, "the pattern didn't come in that time; what came stays to be received"},
    RECEIVE_LEFT,
    {ERROR_RESOURCE, 0, "more came without the pattern than a value may hold"},
    {ERROR_USAGE, 0, "the regular expression is wrong"},
    {0},
};

static const struct command_export expect_exported = {
    .gives = EXPORT_BYTES,
    .python = "expect({handle}, {PATTERN:bytes})",
    .c = "receive_through({handle}, {PATTERN:kept}, &{into})",
    .write = export_expect,
};

const struct command expect_command = {
    .name = "expect",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "receive up to and through a pattern",
    .details =
        "Waits until it comes. Nothing behind the match is taken. A regular expression takes the "
        "first match in what has come so far: let it end with something certain, such as a "
        "line's end. Of a datagram socket the next message must hold the pattern.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "recv(2) with MSG_PEEK, then recv(2)",
    .python_call = "",
    .kernel = "recv(2) with MSG_PEEK looks at what waits, the pattern is searched in it, and when "
              "it is found a second recv(2) takes up to and through it. Else socksh waits for "
              "something new with an edge-triggered epoll(7). Only where the receive queue is "
              "full, so that nothing more could come, bytes are taken early. Of a datagram socket "
              "the next message is looked at, and taken only where it holds the pattern.",
    .c_example = "char seen[4096], *end;\n"
                 "ssize_t length = recv(fd, seen, sizeof(seen), MSG_PEEK);\n"
                 "end = length > 0 ? memmem(seen, (size_t)length, \"\\r\\n\", 2) : NULL;\n"
                 "if (end)\n"
                 "    recv(fd, seen, (size_t)(end + 2 - seen), 0);",
    .python_example = "import socket\n"
                      "seen = s.recv(4096, socket.MSG_PEEK)\n"
                      "if b\"\\r\\n\" in seen:\n"
                      "    line = s.recv(seen.index(b\"\\r\\n\") + 2)",
    .errors = errors,
    .exported = &expect_exported,
    .says = "{handle}: received {length|byte}, through {matched}",
    .run = run,
};
