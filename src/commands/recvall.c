/* recvall: a stream to its end. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "net/bulk.h"
#include "shell/progress.h"
#include "shell/redirect.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <inttypes.h>

/* Where pieces go that can't be left to the kernel: into the reply, or to a terminal. */
struct destination {
    struct request *request;
    struct buffer *data;
    bool overflows; /* more came than a value may have */
};

static bool keep(void *context, struct span piece, struct error *error)
{
    struct destination *destination = context;

    if (!buffer_try_reserve(destination->data, piece.length))
        return error_call(error, ERROR_RESOURCE, ENOMEM, "recv", "%zu bytes",
                          destination->data->length);
    buffer_append(destination->data, piece);
    return true;
}

/* What can't be written is kept whole, though a part of it may have been shown. */
static bool write_out(void *context, struct span piece, struct error *error)
{
    struct destination *destination = context;
    struct request *request = destination->request;

    if (redirect_write(request->session, request->output, piece, error))
        return true;
    buffer_append(destination->data, piece);
    return false;
}

static void keep_while_it_fits(struct destination *destination, struct span piece)
{
    struct buffer *data = destination->data;
    uint64_t limit = destination->request->session->value_limit;

    if (data->length + piece.length > limit || !buffer_try_reserve(data, piece.length)) {
        destination->overflows = true;
        buffer_free(data);
    }
    if (!destination->overflows)
        buffer_append(data, piece);
}

/* With -q the data goes out as it comes, and is the last data received all the same. */
static bool show(void *context, struct span piece, struct error *error)
{
    if (!write_out(context, piece, error))
        return false;
    keep_while_it_fits(context, piece);
    return true;
}

static bool is_shown(const struct request *request)
{
    return request->output && request->statement->output == OUTPUT_REPLY;
}

/* Into the file behind >, the command behind |, or the reply. */
static bool receive(struct request *request, struct bulk *bulk, struct buffer *data,
                    struct error *error)
{
    struct destination destination = {.request = request, .data = data};
    struct redirect *output = request->output;

    if (is_shown(request))
        return bulk_receive_pieces(bulk, show, &destination, error);
    if (!output || !redirect_is_plain(output))
        return bulk_receive_pieces(bulk, output ? write_out : keep, &destination, error);
    bool done = bulk_receive(bulk, output->output_fd, data, error);
    if (!done && strcmp(error->call, "write") == 0) /* a wait for the file's reader, too */
        error_copy(error->subject, sizeof(error->subject), span_of(output->output_name));
    if (!done)
        redirect_abandon(output);
    return done;
}

/* Whether nobody else writes to the terminal meanwhile. */
static bool leaves_terminal(const struct redirect *output)
{
    return !output || (output->owns_output && !output->process.pid);
}

/* How far it came, and where that is. */
static void hint_partly(const struct request *request, uint64_t moved, size_t kept,
                        struct error *error)
{
    if (error->hint[0] || moved + kept == 0)
        return;
    if (error->category == ERROR_RESOURCE)
        error_hint(error,
                   "the %" PRIu64 " bytes that came are in $_; `recvall > FILE` takes any number, "
                   "`set value-limit SIZE` moves the limit",
                   moved);
    else if (!request->output || (is_shown(request) && kept >= moved))
        error_hint(error, "%" PRIu64 " bytes that came before are in $_", moved);
    else if (kept)
        error_hint(error, "%" PRIu64 " bytes are written; %zu more were received and are in $_",
                   moved, kept);
    else
        error_hint(error, "%" PRIu64 " bytes that came before are written", moved);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct progress progress = progress_start(request->session, "received", 0);
    struct bulk bulk = {
        .socket = request->socket,
        .deadline = request->deadline,
        .limit = request->output ? 0 : request->session->value_limit,
        .watch = leaves_terminal(request->output) ? progress_tell : NULL,
        .context = &progress,
    };
    bool done = receive(request, &bulk, &reply->data, error);

    progress_end(&progress);
    reply->has_data = done && !request->output;
    fields_integer(&reply->fields, "length", (int64_t)bulk.moved);
    if (done)
        fields_bool(&reply->fields, "eof", true);
    if (done && request->socket->receive_finished)
        reply->says = "{handle}: received {length|byte}: receiving was finished by `shutdown` on "
                      "this side";
    else
        hint_partly(request, bulk.moved, reply->data.length, error);
    return done;
}

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"pair a b; a.send hello; a.send world; close a; b.recvall", "ten bytes and the end"},
    {"pair a b; a.send hello; close a; b.recvall > /dev/null", "into a file, of any size"},
    {""},
};

static const struct command_error errors[] = {
    RECEIVE_NOT_CONNECTED,
    RECEIVE_RESET,
    {ERROR_SOCKET, EAGAIN,
     "nothing waits, and `blocking off` doesn't wait; what came before is in $_, or in the file"},
    RECEIVE_OVER,
    {ERROR_TIMEOUT, 0, "the end didn't come in that time; what came is in $_, or in the file"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: what came is in $_, or in the file"},
    {ERROR_RESOURCE, 0, "more came than a value may hold: `recvall > FILE` takes any number"},
    {ERROR_FILE, 0, "the file behind > can't be written, or the command behind | has ended"},
    RECEIVE_MESSAGES,
    {0},
};

static const struct command_export recvall_exported = {
    .gives = EXPORT_BYTES,
    .python = "recvall({handle})",
    .c = "receive_all({handle}, &{into})",
    .write = export_until,
};

const struct command recvall_command = {
    .name = "recvall",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE | COMMAND_STREAMS_OUTPUT,
    .suits = SUITS_CONNECTED,
    .summary = "receive to the end of the stream",
    .details =
        "With > FILE or | COMMAND the data goes there piece by piece and may be of any size. When "
        "the deadline or Ctrl-C ends it, what came before is in $_, or in the file.",
    .options = options,
    .examples = examples,
    .c_call = "recv(2) in a loop, until it returns 0; splice(2) into a file or pipe",
    .python_call = "",
    .kernel =
        "recv(2) again and again until it gives 0 bytes: the peer's FIN. It comes when the peer "
        "closes or shuts down sending; a peer that keeps the connection open (HTTP keep-alive) "
        "makes it wait for ever. With > FILE or | COMMAND splice(2) moves the kernel's pages "
        "without a copy here, a MiB at the most at a time: into the command's pipe, or through a "
        "pipe of socksh's own into the file. Where the reader is slow, the receive queue fills, "
        "the window closes, and the "
        "sender has to wait.",
    .c_example = "char data[65536];\n"
                 "for (ssize_t length; (length = recv(fd, data, sizeof(data), 0)) > 0;)\n"
                 "    fwrite(data, 1, (size_t)length, stdout);",
    .python_example = "data = b\"\".join(iter(lambda: s.recv(65536), b\"\"))",
    .errors = errors,
    .exported = &recvall_exported,
    .says = "{handle}: received {length|byte}, to the end of the stream",
    .run = run,
};
