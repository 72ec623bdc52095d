/* accept: take a connection that waits. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct socket *accepted;
    struct address peer;

    if (!socket_accept(request->socket, request->deadline, &accepted, &peer, error))
        return false;
    request_add_handle(request, accepted, span_of(request->entry->name), reply);
    fields_address(&reply->fields, "peer", &peer);
    fields_text(&reply->fields, "listener", span_of(request->entry->name));
    return true;
}

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept",
     "both ends of a connection in one shell: c and s"},
    {0},
};

const struct command accept_command = {
    .name = "accept",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE | COMMAND_MAKES_HANDLE,
    .summary = "take the next waiting connection, as a new handle",
    .details =
        "Without a name the new handle is called after its listener: srv1, srv2, ... It becomes "
        "the current handle; the listener goes on listening.",
    .options = options,
    .examples = examples,
    .c_call = "int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)",
    .python_call = "conn, address = s.accept()",
    .says = "{handle}: accepted from {peer}",
    .value = "handle",
    .run = run,
};
