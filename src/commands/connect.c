/* connect: to a host's addresses, one after the other, or to a path. */
#include "commands.h"

#include "net/open.h"
#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

/* The host has addresses, but none of the socket's family: say which it has. */
static void hint_family(const struct request *request, struct error *error)
{
    cleanup_address_list struct address_list others = {0};
    struct error ignored;
    cleanup_buffer struct buffer other = {0};
    bool six = request->socket->type->family == AF_INET6;

    if (strcmp(error->code, "EAI_ADDRFAMILY") && strcmp(error->code, "EAI_NONAME") &&
        strcmp(error->code, "EAI_NODATA"))
        return;
    if (!resolve_host(request->session->network.loop, request_text(request, "HOST|PATH"), 0,
                      AF_UNSPEC, request->deadline, &others, &ignored))
        return;
    address_host(&other, &others.items[0]);
    error_hint(
        error,
        "%s is an %s socket, and the host has only %s addresses such as %s; `open` takes either",
        request->entry->name, six ? "IPv6" : "IPv4", six ? "IPv4" : "IPv6", buffer_text(&other));
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list addresses = {0};
    cleanup_attempts struct attempts attempts = {0};
    struct socket *socket = request->socket;
    nanoseconds deadline = request->deadline;

    if (!request_addresses(request, socket->type, "HOST|PATH", &addresses, error)) {
        hint_family(request, error);
        return false;
    }
    bool connected = open_connect(socket, &addresses, deadline, &attempts, error);
    if (connected)
        reply_ends(reply, socket);
    reply_attempts(reply, &attempts);
    return connected;
}

static const struct parameter parameters[] = {
    {"HOST|PATH", PARAMETER_WORD, REQUIRED, "a name or address; of a Unix socket its path"},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number or a service's name", .ports_only = true},
    PARAMETERS_END,
};

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; c = socket tcp; connect 127.0.0.1 ${srv.local.port}",
     "a TCP connection inside this shell"},
    {"u = socket udp; connect 127.0.0.1 9", "UDP sends nothing: the kernel notes the peer"},
    {0},
};

const struct command connect_command = {
    .name = "connect",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .summary = "connect to a host and port, or to a path",
    .details =
        "Every address of the host that is of the socket's family is tried. A datagram socket "
        "only notes where its `send` goes. Ctrl-C or the deadline gives the attempt up.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)",
    .python_call = "s.connect((host, port))",
    .says = "{handle}: connected[ to {peer}][ from {local}]",
    .value = "peer",
    .run = run,
};
