/* listen: wait for connections. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>
#include <limits.h>
#include <sys/socket.h>

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *given = request_argument(request, "BACKLOG");
    int64_t backlog = given->given ? given->integer : SOMAXCONN;
    struct address local;

    if (backlog < INT_MIN || backlog > INT_MAX) {
        error_set(error, ERROR_USAGE, "BACKLOG doesn't fit into an int");
        return error_at(error, given->place);
    }
    if (!socket_listen(request->socket, (int)backlog, error) ||
        !socket_local(request->socket, &local, error))
        return false;
    fields_integer(&reply->fields, "backlog", backlog);
    fields_address(&reply->fields, "local", &local);
    return true;
}

static const struct parameter parameters[] = {
    {"BACKLOG", PARAMETER_INTEGER, OPTIONAL, "connections that may wait to be accepted"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"s = socket tcp; bind 127.0.0.1 0; listen 5", "at most about five may wait"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, EADDRINUSE,
     "another socket listens on the port; both had the option reuseaddr when they were bound"},
    {ERROR_SOCKET, EINVAL, "the socket is connected, or a Unix socket isn't bound: `bind` first"},
    {ERROR_SOCKET, EOPNOTSUPP, "datagram sockets don't listen: `bind` is enough"},
    {ERROR_USAGE, 0, "BACKLOG is no whole number"},
    {0},
};

static const struct command_export listen_exported = {
    .python = "{handle}.listen({BACKLOG:int=socket.SOMAXCONN})",
    .c = "listen({handle}, {BACKLOG:int=SOMAXCONN})",
};

const struct command listen_command = {
    .name = "listen",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_FRESH,
    .summary = "turn the socket into one that waits for connections",
    .details =
        "From here on the kernel completes connections by itself and queues them; `accept` takes "
        "them. The backlog is the system's largest unless said.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int listen(int sockfd, int backlog)",
    .python_call = "s.listen(backlog)",
    .kernel =
        "The state becomes LISTEN; nothing is sent. For each SYN the kernel itself answers SYN-ACK "
        "(SYN-RECEIVED), and with the client's ACK the connection is ESTABLISHED and waits in the "
        "accept queue. BACKLOG is the length of that queue, at the most net.core.somaxconn; Linux "
        "lets in one more. When it is full, the ACKs and SYNs of clients are dropped, and the "
        "clients repeat them: no RST tells them. Unix: connect(2) waits until there is room. A "
        "socket without an address gets a free port for every local address.",
    .c_example = "if (listen(fd, SOMAXCONN) < 0)\n"
                 "    perror(\"listen\");",
    .python_example = "s.listen()",
    .errors = errors,
    .exported = &listen_exported,
    .says = "{handle}: listening on {local}",
    .value = "backlog",
    .run = run,
};
