/* recvall: a stream to its end. */
#include "commands.h"

#include "net/stream.h"
#include "shell/redirect.h"
#include "shell/request.h"
#include "shell/session.h"

#include <inttypes.h>

/* Where the pieces go: into the reply, or into the file behind >. */
struct destination {
    struct request *request;
    struct buffer *data;
};

static bool keep(void *context, struct span piece, struct error *error)
{
    struct destination *destination = context;
    uint64_t limit = destination->request->session->value_limit;

    buffer_append(destination->data, piece);
    if (destination->data->length <= limit)
        return true;
    error_set(error, ERROR_RESOURCE, "a value has %" PRIu64 " bytes at the most", limit);
    return error_hint(error, "the %zu bytes that came are in $_; `recvall > FILE` takes any number",
                      destination->data->length);
}

static bool write_out(void *context, struct span piece, struct error *error)
{
    struct destination *destination = context;
    struct redirect *output = destination->request->output;
    uint64_t before = output->written;

    if (redirect_write(destination->request->session, output, piece, error))
        return true;
    buffer_append(destination->data, span_after(piece, output->written - before));
    return error_hint(error, "%" PRIu64 " bytes are written; %zu more were received and are in $_",
                      output->written, destination->data->length);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    bool to_file = request->output;
    struct destination destination = {.request = request, .data = &reply->data};
    uint64_t length;
    bool done = stream_receive_all(request->socket, to_file ? write_out : keep, &destination,
                                   request->deadline, &length, error);

    reply->has_data = done && !to_file;
    fields_integer(&reply->fields, "length", (int64_t)length);
    if (done) {
        fields_bool(&reply->fields, "eof", true);
    } else if (!error->hint[0] && length > 0) {
        error_hint(error,
                   to_file ? "%" PRIu64 " bytes that came before are written"
                           : "%" PRIu64 " bytes that came before are in $_",
                   length);
    }
    return done;
}

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"pair a b; a.send hello; a.send world; close a; b.recvall", "ten bytes and the end"},
    {"pair a b; a.send hello; close a; b.recvall > /dev/null", "into a file, of any size"},
    {0},
};

const struct command recvall_command = {
    .name = "recvall",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE | COMMAND_STREAMS_OUTPUT,
    .summary = "receive to the end of the stream",
    .details =
        "With > FILE or | COMMAND the data goes there piece by piece and may be of any size. When "
        "the deadline or Ctrl-C ends it, what came before is in $_, or in the file.",
    .options = options,
    .examples = examples,
    .c_call = "recv(2) in a loop, until it returns 0",
    .python_call = "",
    .says = "{handle}: received {length|byte}, to the end of the stream",
    .run = run,
};
