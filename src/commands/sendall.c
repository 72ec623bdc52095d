/* sendall, sendline: send until all is sent. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/bulk.h"
#include "net/hint.h"
#include "shell/progress.h"
#include "shell/request.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* How far it came is worth more than the likely cause, where it came anywhere. */
static bool fail_partly(const struct request *request, uint64_t sent, const char *whole,
                        struct error *error)
{
    if (sent == 0)
        hint_add(error, request->socket);
    else
        error_hint(error, "%" PRIu64 " of %s were sent before that", sent, whole);
    return false;
}

/* What is left of a file from where it stands; 0 for what has no length. */
static uint64_t length_of(int fd)
{
    struct stat status;
    off_t offset = lseek(fd, 0, SEEK_CUR);

    if (offset < 0 || fstat(fd, &status) < 0 || status.st_size <= offset)
        return 0;
    return (uint64_t)(status.st_size - offset);
}

static bool send_file(struct request *request, struct reply *reply, struct error *error)
{
    uint64_t length = length_of(request->input_fd);
    struct progress progress = progress_start(request->session, "sent", length);
    struct bulk bulk = {
        .socket = request->socket,
        .flags = send_flags(request),
        .deadline = request->deadline,
        .watch = progress_tell,
        .context = &progress,
    };
    bool done = bulk_send(&bulk, request->input_fd, error);

    progress_end(&progress);
    if (!done && strcmp(error->call, "read") == 0) /* a wait for the file's writer, too */
        error_copy(error->subject, sizeof(error->subject), span_of(request->input_name));
    reply_sent(reply, bulk.moved, done ? bulk.moved : length);
    if (!done && bulk.lost)
        return error_hint(error,
                          "%" PRIu64 " bytes were sent before that; %" PRIu64
                          " more were read from what can't take them back, and are lost",
                          bulk.moved, bulk.lost);
    return done || fail_partly(request, bulk.moved, "the file's bytes", error);
}

static bool send_data(struct request *request, struct span data, struct reply *reply,
                      struct error *error)
{
    size_t sent;
    bool done = socket_send_all(request->socket, data, send_flags(request), request->deadline,
                                &sent, error);

    char whole[32];
    reply_sent(reply, sent, data.length);
    snprintf(whole, sizeof(whole), "%zu bytes", data.length);
    return done || fail_partly(request, sent, whole, error);
}

static bool run_sendall(struct request *request, struct reply *reply, struct error *error)
{
    if (request->input_fd >= 0)
        return send_file(request, reply, error);
    return send_data(request, request_text(request, "DATA"), reply, error);
}

static const char *line_ending_bytes(enum line_ending ending)
{
    switch (ending) {
    case LINE_ENDING_CRLF: return "\r\n";
    case LINE_ENDING_LF: return "\n";
    case LINE_ENDING_NONE: break;
    }
    return "";
}

static bool run_sendline(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer line = {0};

    buffer_append(&line, request_text(request, "DATA"));
    buffer_append_text(&line, line_ending_bytes(request->socket->line_ending));
    return send_data(request, buffer_span(&line), reply, error);
}

static const struct parameter parameters[] = {
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example sendall_examples[] = {
    {"pair a b; a.sendall hello; b.recvexact 5", "send(2) is called until all is sent"},
    {""},
};

static const struct command_error sendall_errors[] = {
    {ERROR_SOCKET, EPIPE,
     "sending was finished here, or the connection is gone: the peer closed and answered an "
     "earlier send with RST"},
    {ERROR_SOCKET, ECONNRESET, "the peer's RST came: what it hadn't read is lost"},
    {ERROR_SOCKET, EAGAIN,
     "the send buffer was full, and --nowait or `blocking off` doesn't wait; the field sent says "
     "how far "
     "it came"},
    {ERROR_SOCKET, ENOTCONN, "the Unix socket isn't connected (TCP says EPIPE)"},
    {ERROR_SOCKET, EDESTADDRREQ, "the UDP socket has no peer"},
    {ERROR_SOCKET, EMSGSIZE, "the data is too large for one datagram, and datagrams aren't split"},
    {ERROR_SOCKET, ETIMEDOUT, "the peer no longer acknowledged"},
    {ERROR_TIMEOUT, 0, "not all was taken in that time; the reply says how much was"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the reply says how much was sent"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export sendall_exported = {
    .gives = EXPORT_NUMBER,
    .python = "{handle}.sendall({DATA:bytes}{flags})",
    .c = "send_all({handle}, {DATA:bytes}, {flags})",
    .write = export_send_all,
};

const struct command sendall_command = {
    .name = "sendall",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE | COMMAND_STREAMS_INPUT,
    .suits = SUITS_CONNECTED,
    .summary = "send all of the data, with as many send(2) as it takes",
    .details = "With < FILE the file is sent by the kernel, whatever its size. When it ends early "
               "the reply says how much was sent.",
    .parameters = parameters,
    .options = send_options,
    .examples = sendall_examples,
    .c_call = "send(2) in a loop; sendfile(2) for a file, splice(2) for a pipe",
    .python_call = "s.sendall(data), s.sendfile(file)",
    .kernel =
        "send(2) again and again until the kernel has taken everything. Where the send buffer is "
        "full, socksh waits with poll(2) for POLLOUT: until the peer has received and its ACKs "
        "have made room. A peer that never receives (a window of 0) makes it wait for ever; the "
        "deadline counts for the whole. < FILE on a stream: sendfile(2), a MiB at a time, by which "
        "the kernel takes the file's pages into the send buffer without a copy in this process; "
        "splice(2) does the same with a pipe. What can't be sent so, such as a terminal, and what "
        "--oob, --more or a datagram socket sends, is read(2) and sent piece by piece, each piece "
        "one datagram there.",
    .c_example = "const char *data = \"hello\";\n"
                 "size_t left = strlen(data);\n"
                 "ssize_t sent;\n"
                 "while (left > 0 && (sent = send(fd, data, left, MSG_NOSIGNAL)) > 0)\n"
                 "    data += sent, left -= (size_t)sent;",
    .python_example = "s.sendall(b\"hello\")",
    .errors = sendall_errors,
    .exported = &sendall_exported,
    .says = "{handle}: sent {sent|byte}",
    .value = "sent",
    .run = run_sendall,
};

static const struct example sendline_examples[] = {
    {"pair a b; a.sendline HELO example; b.recvline", "the line ends with \\r\\n"},
    {""},
};

static const struct command_error sendline_errors[] = {
    {ERROR_SOCKET, EPIPE,
     "sending was finished here, or the connection is gone: the peer closed and answered an "
     "earlier send with RST"},
    {ERROR_SOCKET, ECONNRESET, "the peer's RST came: what it hadn't read is lost"},
    {ERROR_SOCKET, EAGAIN, "the send buffer is full, and --nowait or `blocking off` doesn't wait"},
    {ERROR_SOCKET, ENOTCONN, "the Unix socket isn't connected (TCP says EPIPE, UDP EDESTADDRREQ)"},
    {ERROR_SOCKET, EDESTADDRREQ, "the UDP socket has no peer: `connect`, or `sendto`"},
    {ERROR_TIMEOUT, 0, "not all was taken in that time; the reply says how much was"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the reply says how much was sent"},
    {0},
};

static const struct command_export sendline_exported = {
    .gives = EXPORT_NUMBER,
    .python = "{handle}.sendall({line}{flags})",
    .c = "send_all({handle}, {line}, {flags})",
    .write = export_send_all,
};

const struct command sendline_command = {
    .name = "sendline",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "send the data and a line ending",
    .details =
        "The line ending is \\r\\n, as most text protocols want it; `line-ending` changes it.",
    .parameters = parameters,
    .options = send_options,
    .examples = sendline_examples,
    .c_call = "send(2) in a loop",
    .python_call = "s.sendall(data + b\"\\r\\n\")",
    .kernel = "As `sendall`, the data and the line ending in one piece, so that a short line is "
              "one segment. On a datagram socket it is one datagram.",
    .c_example = "dprintf(fd, \"%s\\r\\n\", \"HELO example\");",
    .python_example = "s.sendall(b\"HELO example\" + b\"\\r\\n\")",
    .errors = sendline_errors,
    .exported = &sendline_exported,
    .says = "{handle}: sent {sent|byte}",
    .value = "sent",
    .run = run_sendline,
};
