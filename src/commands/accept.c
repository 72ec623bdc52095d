/* accept: take a connection that waits. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>

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
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, EINVAL, "the socket doesn't listen: `bind` and `listen` first"},
    {ERROR_SOCKET, EOPNOTSUPP, "datagram sockets have no connections: `recvfrom` tells who sent"},
    {ERROR_SOCKET, EAGAIN, "blocking is off, and no connection waits"},
    {ERROR_SOCKET, ECONNABORTED, "the client gave up before; the next accept takes the next one"},
    {ERROR_SOCKET, EPERM, "a firewall rule forbids it"},
    {ERROR_RESOURCE, EMFILE, "no descriptor is left; the connection stays in the queue"},
    {ERROR_RESOURCE, ENFILE, "the whole machine is out of files"},
    {ERROR_TIMEOUT, 0, "no connection came in that time; the socket still listens"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the socket still listens"},
    {0},
};

static const struct command_export accept_exported = {
    .gives = EXPORT_HANDLE,
    .python = "{into}, _ = {handle}.accept()",
    .c = "accept({handle}, NULL, NULL)",
};

const struct command accept_command = {
    .name = "accept",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE | COMMAND_MAKES_HANDLE,
    .suits = SUITS_LISTENING,
    .summary = "take the next waiting connection, as a new handle",
    .details =
        "Without a name the new handle is called after its listener: srv1, srv2, ... It becomes "
        "the current handle; the listener goes on listening.",
    .options = options,
    .examples = examples,
    .c_call = "int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)",
    .python_call = "conn, address = s.accept()",
    .kernel =
        "accept4(2) takes the first connection out of the accept queue and gives it a descriptor. "
        "The handshake was over before, so nothing goes on the wire, and data may wait in it "
        "already. The listener stays in LISTEN. The new socket is ESTABLISHED; CLOSE-WAIT where "
        "the client has finished sending meanwhile. A client that has sent RST meanwhile is handed "
        "out by Linux all the same: recv then says ECONNRESET.",
    .c_example = "struct sockaddr_in peer;\n"
                 "socklen_t length = sizeof(peer);\n"
                 "int connection = accept(fd, (struct sockaddr *)&peer, &length);\n"
                 "if (connection < 0)\n"
                 "    perror(\"accept\");",
    .python_example = "connection, address = s.accept()",
    .errors = errors,
    .exported = &accept_exported,
    .says = "{handle}: accepted from {peer}",
    .value = "handle",
    .run = run,
};
