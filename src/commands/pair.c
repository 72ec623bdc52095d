/* pair: two connected Unix sockets. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct session *session = request->session;
    struct span first = request_text(request, "NAME"), second = request_text(request, "NAME2");
    const struct socket_type *type = socket_type_find(
        request_has(request, "TYPE") ? request_text(request, "TYPE") : SPAN("unix"));
    struct socket *sockets[2];

    if (span_equal(first, second))
        return error_set(error, ERROR_USAGE, "the two ends need two names");
    if (!socket_open_pair(&session->network, type, sockets, error))
        return false;

    session->current = names_add_handle(session->names, first, sockets[0]);
    names_add_handle(session->names, second, sockets[1]);
    fields_text(&reply->fields, "handle", first);
    fields_text(&reply->fields, "other", second);
    fields_text(&reply->fields, "type", span_of(type->name));
    return true;
}

static const struct parameter parameters[] = {
    {"NAME", PARAMETER_NAME, REQUIRED, "the handle of one end"},
    {"NAME2", PARAMETER_NAME, REQUIRED, "the handle of the other end"},
    {"TYPE", PARAMETER_CHOICE, OPTIONAL, "what kind of Unix socket",
     .choices = "unix|unix-dgram|unix-seqpacket", .completes = COMPLETES_SOCKET_TYPE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; b.recv", "what one end sends the other receives"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_RESOURCE, EMFILE, "two descriptors are needed, and they aren't left"},
    {ERROR_RESOURCE, ENFILE, "the whole machine is out of files"},
    {ERROR_NAME, 0, "one of the names is an open handle's"},
    {ERROR_USAGE, 0, "the two names are the same, or no names at all"},
    {0},
};

static const struct command_export pair_exported = {
    .python = "{ends} = socket.socketpair(socket.AF_UNIX, {kind})",
    .c = "socketpair(AF_UNIX, {kind}, 0, {ends})",
    .write = export_pair,
};

const struct command pair_command = {
    .name = "pair",
    .group = GROUP_MAKING,
    .summary = "make two Unix sockets, connected to each other",
    .details = "Of type unix unless said.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int socketpair(int domain, int type, int protocol, int sv[2])",
    .python_call = "a, b = socket.socketpair()",
    .kernel = "socketpair(2) makes two Unix sockets that are connected to each other from the "
              "start. They have no address, and nobody else can connect to them. No network is "
              "involved: send(2) puts the bytes right into the other's receive queue, and they "
              "count against the sender's send buffer until they are received.",
    .c_example = "int ends[2];\n"
                 "if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0)\n"
                 "    send(ends[0], \"hello\", 5, 0); /* recv(ends[1], ...) gets it */",
    .python_example = "import socket\n"
                      "a, b = socket.socketpair()\n"
                      "a.send(b\"hello\")",
    .errors = errors,
    .exported = &pair_exported,
    .says = "{handle} and {other}: connected {type} sockets",
    .value = "handle",
    .run = run,
};
