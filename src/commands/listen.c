/* listen: wait for connections. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

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
    {0},
};

const struct command listen_command = {
    .name = "listen",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .summary = "turn the socket into one that waits for connections",
    .details =
        "From here on the kernel completes connections by itself and queues them; `accept` takes "
        "them. The backlog is the system's largest unless said.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int listen(int sockfd, int backlog)",
    .python_call = "s.listen(backlog)",
    .says = "{handle}: listening on {local}",
    .value = "backlog",
    .run = run,
};
