/* recvline, recvexact: a stream up to a line's end, or so many bytes. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "net/stream.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>

bool reply_received(struct request *request, stream_find *find, void *context, uint64_t limit,
                    struct reply *reply, struct error *error)
{
    bool done = stream_receive_until(request->socket, find, context, limit, request->deadline,
                                     &reply->data, error);

    reply->has_data = done;
    fields_integer(&reply->fields, "length", (int64_t)reply->data.length);
    if (done)
        fields_bool(&reply->fields, "eof", false);
    if (!done && reply->data.length)
        error_hint(error, "%zu bytes that were taken before that are in $_", reply->data.length);
    return done;
}

static bool find_line(void *context, struct span seen, size_t fresh, size_t *ret_end,
                      struct error *error)
{
    struct span rest = span_after(seen, fresh);
    const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;

    (void)context, (void)error;
    if (end)
        *ret_end = (size_t)(end - seen.data) + 1;
    return end;
}

static bool run_recvline(struct request *request, struct reply *reply, struct error *error)
{
    return reply_received(request, find_line, NULL, request->session->value_limit, reply, error);
}

static bool find_count(void *context, struct span seen, size_t fresh, size_t *ret_end,
                       struct error *error)
{
    const uint64_t *wanted = context;

    (void)fresh, (void)error;
    *ret_end = *wanted;
    return seen.length >= *wanted;
}

static bool run_recvexact(struct request *request, struct reply *reply, struct error *error)
{
    uint64_t wanted;

    return request_size(request, 0, &wanted, error) &&
           reply_received(request, find_count, &wanted, wanted, reply, error);
}

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example recvline_examples[] = {
    {"pair a b; a.send \"one\\r\\ntwo\\r\\n\"; b.recvline; b.recvline", "a line at a time"},
    {""},
};

static const struct command_error recvline_errors[] = {
    RECEIVE_NOT_CONNECTED,
    RECEIVE_RESET,
    RECEIVE_NOT_YET,
    RECEIVE_OVER,
    {ERROR_CLOSED, 0,
     "the stream ended before a line feed came; what came waits and `recv` takes it"},
    {ERROR_TIMEOUT, 0, "no line feed came in that time; what came stays to be received"},
    RECEIVE_LEFT,
    {ERROR_RESOURCE, 0, "the line is longer than a value may be"},
    RECEIVE_MESSAGES,
    {0},
};

static const struct command_export recvline_exported = {
    .gives = EXPORT_BYTES,
    .python = "recvline({handle})",
    .c = "receive_line({handle}, &{into})",
    .write = export_until,
};

const struct command recvline_command = {
    .name = "recvline",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "receive up to and with the next line feed",
    .details =
        "Nothing behind the line is taken, so a recv afterwards misses nothing. When the stream "
        "ends before the line does, what came stays to be received.",
    .options = options,
    .examples = recvline_examples,
    .c_call = "recv(2) with MSG_PEEK, then recv(2)",
    .python_call = "line = s.makefile(\"rb\").readline()",
    .kernel = "recv(2) with MSG_PEEK looks at what waits; where a line feed is in it, a second "
              "recv(2) takes up to there and no further. Else socksh waits for more with an "
              "edge-triggered epoll(7): readiness would return at once for the bytes looked at. "
              "What is behind the line stays in the kernel's queue. Python's makefile() reads "
              "ahead into a buffer of its own, which s.recv() then doesn't see.",
    .c_example = "FILE *stream = fdopen(fd, \"r\"); /* reads ahead, unlike recvline */\n"
                 "char line[512];\n"
                 "if (stream && fgets(line, sizeof(line), stream))\n"
                 "    fputs(line, stdout);",
    .python_example = "stream = s.makefile(\"rb\")  # reads ahead, unlike recvline\n"
                      "line = stream.readline()",
    .errors = recvline_errors,
    .exported = &recvline_exported,
    .says = "{handle}: received {length|byte}",
    .run = run_recvline,
};

static const struct parameter recvexact_parameters[] = {
    {"N", PARAMETER_SIZE, REQUIRED, "how many bytes"},
    PARAMETERS_END,
};

static const struct example recvexact_examples[] = {
    {"pair a b; a.send hello, world; b.recvexact 5; b.recv", "five bytes, then the others"},
    {""},
};

static const struct command_error recvexact_errors[] = {
    RECEIVE_NOT_CONNECTED,
    RECEIVE_RESET,
    RECEIVE_NOT_YET,
    RECEIVE_OVER,
    {ERROR_CLOSED, 0, "the stream ended before N bytes came; what came waits and `recv` takes it"},
    {ERROR_TIMEOUT, 0, "fewer bytes came in that time; they stay to be received"},
    RECEIVE_LEFT,
    {ERROR_RESOURCE, 0, "N is larger than a value may be"},
    RECEIVE_MESSAGES,
    {0},
};

static const struct command_export recvexact_exported = {
    .gives = EXPORT_BYTES,
    .python = "recvexact({handle}, {N:size})",
    .c = "receive_exactly({handle}, {N:size}, &{into})",
    .write = export_until,
};

const struct command recvexact_command = {
    .name = "recvexact",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "receive so many bytes, not one less and not one more",
    .details =
        "When the stream ends or the deadline passes before, what came stays to be received; of a "
        "large N, whose bytes the kernel can't keep, what was taken is in $_.",
    .parameters = recvexact_parameters,
    .options = options,
    .examples = recvexact_examples,
    .c_call = "recv(2) in a loop",
    .python_call = "",
    .kernel =
        "recv(2) with MSG_PEEK until N bytes wait, then recv(2) for just these. A large N doesn't "
        "fit into the receive queue: the peer's window closes before it is full, so then bytes are "
        "taken early. recv(2) with MSG_WAITALL does the like; it ends with less at the end of the "
        "stream or at a signal, and the bytes are gone from the queue then.",
    .c_example = "char data[16];\n"
                 "ssize_t length = recv(fd, data, sizeof(data), MSG_WAITALL);\n"
                 "if (length < (ssize_t)sizeof(data))\n"
                 "    puts(\"the stream ended before\");",
    .python_example = "import socket\n"
                      "data = s.recv(16, socket.MSG_WAITALL)",
    .errors = recvexact_errors,
    .exported = &recvexact_exported,
    .says = "{handle}: received {length|byte}",
    .run = run_recvexact,
};
