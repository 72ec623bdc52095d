/* close: close handles; disconnect: forget the peer and keep the socket. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>

/* All handles must exist before the first is closed: the binder has seen to it. */
static bool close_named(struct request *request, struct list *closed, bool reset,
                        struct error *error)
{
    const struct argument *handle = request_argument(request, "HANDLE");

    for (; handle && handle->given; handle = handle->more) {
        if (!handle->entry->socket)
            continue; /* named twice */
        fields_text(list_add(closed), "handle", span_of(handle->entry->name));
        if (!session_close(request->session, handle->entry, reset, error))
            return false;
    }
    return true;
}

static bool run_close(struct request *request, struct reply *reply, struct error *error)
{
    bool reset = request_option(request, "reset");
    struct entry *target = request_target(request, error);

    if (!target)
        return false;
    fields_text(&reply->fields, "handle", span_of(target->name));
    if (!request_has(request, "HANDLE"))
        return session_close(request->session, target, reset, error);
    if (request_argument(request, "HANDLE")->more)
        reply->says = "closed: {closed}";
    return close_named(request, fields_list(&reply->fields, "closed"), reset, error);
}

static const struct parameter close_parameters[] = {
    {"HANDLE", PARAMETER_HANDLE, REPEATED, "what to close; the current handle unless said"},
    PARAMETERS_END,
};

static const struct parameter close_options[] = {
    OPTION_FLAG("reset", "TCP: send RST and drop what is unsent, in place of an orderly end"),
    PARAMETERS_END,
};

static const struct example close_examples[] = {
    {"pair a b; close a b", "both ends"},
    {""},
};

static const struct command_error close_errors[] = {
    {ERROR_NAME, 0, "there is no such handle: it may be closed already"},
    {ERROR_USAGE, 0, "a handle both before and behind the command"},
    {ERROR_SOCKET, 0, "the kernel reported an error; the descriptor is closed all the same"},
    {0},
};

static const struct command_export close_exported = {
    .python = "{handle}.close()",
    .c = "close({handle})",
    .write = export_close,
};

const struct command close_command = {
    .name = "close",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_LOOKS,
    .summary = "close handles",
    .details =
        "The kernel goes on to deliver what was sent (TCP then sends FIN). Data that was received "
        "and not read makes TCP send RST instead. A closed handle is gone.",
    .parameters = close_parameters,
    .options = close_options,
    .examples = close_examples,
    .c_call = "int close(int fd)",
    .python_call = "s.close()",
    .kernel =
        "The descriptor goes; with the last one of a socket the connection ends. TCP sends FIN "
        "behind what is still in the send buffer, and the kernel goes on to deliver it "
        "(FIN-WAIT-1, FIN-WAIT-2); who closes first is in TIME-WAIT for 60 s at the end. Where "
        "received data was never read, TCP sends RST at once instead, which may cost the peer what "
        "it hasn't read yet (RFC 2525, 2.17). --reset: SO_LINGER with no time, then close(2): RST, "
        "what is unsent is dropped, no TIME-WAIT. A listener's waiting connections get RST. A Unix "
        "peer reads the end, or ECONNRESET where its data was not read.",
    .c_example = "struct linger none = {.l_onoff = 1, .l_linger = 0};\n"
                 "setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none)); /* --reset */\n"
                 "close(fd);",
    .python_example = "import socket, struct\n"
                      "reset = struct.pack(\"ii\", 1, 0)  # --reset\n"
                      "s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)\n"
                      "s.close()",
    .errors = close_errors,
    .exported = &close_exported,
    .says = "{handle}: closed",
    .value = "handle",
    .run = run_close,
};

static bool run_disconnect(struct request *request, struct reply *reply, struct error *error)
{
    (void)reply;
    return socket_disconnect(request->socket, error);
}

static const struct example disconnect_examples[] = {
    {"u = socket udp; connect 127.0.0.1 9; disconnect", "u may send to anybody again"},
    {""},
};

static const struct command_error disconnect_errors[] = {
    {ERROR_SOCKET, EINVAL,
     "a connected Unix stream or seqpacket socket can't be disconnected: `close` it"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export disconnect_exported = {
    .python = "disconnect({handle})",
    .c = "disconnect({handle})",
};

const struct command disconnect_command = {
    .name = "disconnect",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "forget the peer, keep the socket: connect to AF_UNSPEC",
    .details =
        "A datagram socket may then be used with any peer again; a TCP connection is dropped with "
        "RST, and the socket can connect anew.",
    .examples = disconnect_examples,
    .c_call = "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen), AF_UNSPEC",
    .python_call = "",
    .kernel =
        "connect(2) with an address of family AF_UNSPEC. UDP: nothing is sent; the kernel forgets "
        "the peer, and the socket receives from anybody again. TCP: an established connection is "
        "ended with RST, an attempt is given up without a word, a listener stops listening; the "
        "state is CLOSED and the socket can connect anew.",
    .c_example = "struct sockaddr nobody = {.sa_family = AF_UNSPEC};\n"
                 "if (connect(fd, &nobody, sizeof(nobody)) < 0)\n"
                 "    perror(\"disconnect\");",
    .errors = disconnect_errors,
    .exported = &disconnect_exported,
    .says = "{handle}: disconnected",
    .run = run_disconnect,
};
