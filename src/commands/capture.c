/* capture: what the sockets send and receive from now on, as packets in a file for Wireshark. */
#include "commands.h"

#include "base/escape.h"
#include "shell/capturing.h"
#include "shell/request.h"
#include "shell/session.h"

static void tell(const struct session *session, struct reply *reply, const char *state)
{
    fields_text(&reply->fields, "capture", span_of(state));
    fields_text(&reply->fields, "file", span_of(capturing_file(session)));
    fields_integer(&reply->fields, "packets", (int64_t)capturing_packets(session));
    fields_integer(&reply->fields, "bytes", (int64_t)capturing_bytes(session));
}

static bool show(const struct session *session, struct reply *reply)
{
    if (capturing_runs(session)) {
        tell(session, reply, "on");
        return true;
    }
    reply->says = "no capture runs";
    fields_text(&reply->fields, "capture", SPAN("off"));
    return true;
}

static bool stop(struct session *session, struct reply *reply, struct error *error)
{
    if (!capturing_runs(session)) /* as it should be: a script that cleans up needs not know */
        return show(session, reply);
    reply->says = "capture into {file} has ended: {packets|packet}, {bytes|byte}";
    tell(session, reply, "off");
    return capturing_stop(session, error);
}

static bool start(struct session *session, struct span path, struct reply *reply,
                  struct error *error)
{
    cleanup_buffer struct buffer shown = {0};

    if (capturing_runs(session)) {
        escape_line(&shown, span_of(capturing_file(session)));
        error_set(error, ERROR_USAGE, "a capture into %s runs already", buffer_text(&shown));
        return error_hint(error, "`capture off` ends it");
    }
    reply->says = "capture into {file} begins";
    if (!capturing_start(session, path, error))
        return false;
    tell(session, reply, "on");
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *file = request_argument(request, "FILE|off");

    if (!file->given)
        return show(request->session, reply);
    if (span_is(file->text, "off"))
        return stop(request->session, reply, error);
    return argument_path(file, error) && start(request->session, file->text, reply, error);
}

static const struct parameter parameters[] = {
    {"FILE|off", PARAMETER_WORD, OPTIONAL, "what to write to; off ends it, - is standard output",
     .completes = COMPLETES_FILE, .suggests = "off", .meanings = "end it"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"capture example.pcapng; pair a b; a.send hello; b.recv; capture off",
     "a conversation for `wireshark example.pcapng`"},
    {"capture", "whether one runs, and how much it has"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_USAGE, 0, "one runs already, or a log or a trace goes to FILE"},
    {ERROR_FILE, 0,
     "FILE can't be written; where that shows later, as on a full disk, the packets so far are "
     "kept and the session goes on"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C came while a FIFO had no reader"},
    {0},
};

const struct command capture_command = {
    .name = "capture",
    .group = GROUP_SEEING,
    .summary = "write packets for Wireshark from now on",
    .details =
        "FILE becomes a pcapng file, without root: what this shell's sockets send and receive, "
        "with "
        "true addresses, ports, bytes, order and times, and the statement as a comment. It is made "
        "of the calls alone: sequence numbers and acknowledgements are made up to fit, and what "
        "the "
        "kernel does by itself, such as sending again, isn't there. Where both ends are in this "
        "shell, a byte is one packet. Unix sockets are shown as TCP and UDP between addresses of "
        "192.0.2.0/24, a message of more than 65507 bytes as several datagrams. A FILE that exists "
        "is replaced; a FIFO lets Wireshark follow; ./off is a file of that name. Standard output "
        "is for `socksh -q`, as in `socksh -q FILE | tshark -r -`; data that is received isn't "
        "shown there then. Each packet is written at once; it ends with `capture off`, which "
        "is no error where none runs, or with the session.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel =
        "Nothing that changes the sockets: addresses are asked for, and before something is "
        "sent, and when the end of a connection is noticed, its state (TCP_INFO) and what "
        "still waits to be received are looked at (SIOCINQ, MSG_PEEK). How a peer answers a "
        "close sock_diag(7) tells, and what the kernel counts (/proc/net). The file is written "
        "by write(2), once for each call that moved "
        "something. While a capture runs, `sendall < FILE` and `recvall > FILE` copy "
        "through memory in place of sendfile(2) and splice(2).",
    .errors = errors,
    .says = "capture into {file}: {packets|packet}, {bytes|byte}",
    .value = "capture",
    .run = run,
};
