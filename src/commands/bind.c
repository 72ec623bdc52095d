/* bind: give a socket its local address. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list addresses = {0};
    struct socket *socket = request->socket;
    struct address local;

    if (!request_local_addresses(request, socket->type, "ADDRESS|PATH", &addresses, error) ||
        !socket_bind(socket, &addresses.items[0], error) || !socket_local(socket, &local, error))
        return false;
    fields_address(&reply->fields, "local", &local);
    return true;
}

static const struct parameter parameters[] = {
    {"ADDRESS|PATH", PARAMETER_WORD, REQUIRED,
     "a local address, * for every one; of a Unix socket a path, or @NAME for an abstract one"},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number, 0 for a free one, or a service's name",
     .ports_only = true},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"u = socket udp; bind 127.0.0.1 0", "the system chooses a free port"},
    {0},
};

const struct command bind_command = {
    .name = "bind",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .summary = "give the socket its local address",
    .details = "A server needs it so that clients know where to go; a client gets an address and a "
               "free port by itself when it connects or sends.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)",
    .python_call = "s.bind((host, port))",
    .says = "{handle}: bound to {local}",
    .value = "local",
    .run = run,
};
