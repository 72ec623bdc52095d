/* recvline, recvexact: a stream up to a line's end, or so many bytes. */
#include "commands.h"

#include "net/stream.h"
#include "shell/request.h"
#include "shell/session.h"

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
    {0},
};

const struct command recvline_command = {
    .name = "recvline",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .summary = "receive up to and with the next line feed",
    .details =
        "Nothing behind the line is taken, so a recv afterwards misses nothing. When the stream "
        "ends before the line does, what came stays to be received.",
    .options = options,
    .examples = recvline_examples,
    .c_call = "recv(2) with MSG_PEEK, then recv(2)",
    .python_call = "line = s.makefile(\"rb\").readline()",
    .says = "{handle}: received {length|byte}",
    .run = run_recvline,
};

static const struct parameter recvexact_parameters[] = {
    {"N", PARAMETER_SIZE, REQUIRED, "how many bytes"},
    PARAMETERS_END,
};

static const struct example recvexact_examples[] = {
    {"pair a b; a.send hello, world; b.recvexact 5; b.recv", "five bytes, then the others"},
    {0},
};

const struct command recvexact_command = {
    .name = "recvexact",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .summary = "receive so many bytes, not one less and not one more",
    .details =
        "When the stream ends or the deadline passes before, what came stays to be received; of a "
        "large N, whose bytes the kernel can't keep, what was taken is in $_.",
    .parameters = recvexact_parameters,
    .options = options,
    .examples = recvexact_examples,
    .c_call = "recv(2) in a loop",
    .python_call = "",
    .says = "{handle}: received {length|byte}",
    .run = run_recvexact,
};
