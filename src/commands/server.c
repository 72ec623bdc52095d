/* server: socket, SO_REUSEADDR, bind and listen in one. */
#include "commands.h"

#include "net/hint.h"
#include "net/option.h"
#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <sys/socket.h>

/* Words behind TYPE: ADDRESS PORT, PORT alone for loopback, or a Unix socket's PATH. */
static bool find_address(const struct request *request, const struct socket_type *type,
                         struct address *ret_address, struct error *error)
{
    cleanup_address_list struct address_list list = {0};
    const struct argument *host = request_argument(request, "ADDRESS");
    const struct argument *port = request_argument(request, "PORT");
    uint16_t number;

    if (type->form != ADDRESS_HOST_PORT || port->given) {
        if (!request_local_addresses(request, type, "ADDRESS", &list, error))
            return false;
    } else {
        struct span loopback = type->family == AF_INET6 ? SPAN("::1") : SPAN("127.0.0.1");
        if (!resolve_port(host->text, NULL, &number, error)) {
            error_hint(error, "server TYPE ADDRESS PORT, or PORT alone for this machine only");
            return error_at(error, host->place);
        }
        if (!resolve_host(request->session->network.loop, loopback, number, type->family,
                          CLOCK_NEVER, &list, error))
            return error_at(error, host->place);
    }
    *ret_address = list.items[0];
    return true;
}

static bool set_up(struct socket *socket, const struct address *address, struct address *ret_local,
                   struct error *error)
{
    bool listens = socket->type->type == SOCK_STREAM || socket->type->type == SOCK_SEQPACKET;

    if (listens && socket->type->form == ADDRESS_HOST_PORT &&
        !option_set_by_name("SO_REUSEADDR", socket, "on", error))
        return false;
    return socket_bind(socket, address, error) &&
           (!listens || socket_listen(socket, SOMAXCONN, error)) &&
           socket_local(socket, ret_local, error);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct socket_type *type = socket_type_find(request_text(request, "TYPE"));
    struct address address, local;
    struct socket *socket;
    struct error ignored;

    if (!find_address(request, type, &address, error) ||
        !socket_open(&request->session->network, type, 0, &socket, error))
        return false;
    if (!set_up(socket, &address, &local, error)) {
        hint_add(error, socket);
        socket_close(socket, &ignored);
        return false;
    }
    request_add_handle(request, socket, SPAN("srv"), reply);
    fields_address(&reply->fields, "local", &local);
    if (!socket->listening)
        reply->says = "{handle}: bound to {local}";
    return true;
}

static const struct parameter parameters[] = {
    {"TYPE", PARAMETER_CHOICE, REQUIRED, "what kind of socket", .choices = SOCKET_TYPES,
     .completes = COMPLETES_SOCKET_TYPE},
    {"ADDRESS", PARAMETER_WORD, REQUIRED, "a local address, * for every one; of Unix types a path",
     .completes = COMPLETES_LOCAL},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number, 0 for a free one, or a service's name",
     .completes = COMPLETES_SERVICE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; print ${srv.local.port}", "the system chooses a free port"},
    {"server unix @example", "an abstract Unix address: no file is made"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, EADDRINUSE,
     "another socket listens there, or the Unix socket's file exists; port 0 takes a free port"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "ADDRESS is not one of this machine's: `interfaces` lists them"},
    {ERROR_SOCKET, EACCES,
     "ports below 1024 are kept for root; of a path, the directory can't be written"},
    {ERROR_SOCKET, ENOENT, "the directory of the Unix socket's path doesn't exist"},
    {ERROR_ADDRESS, 0, "ADDRESS is a name that can't be looked up, or not in this family"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_RESOURCE, EMFILE, "no descriptor is left"},
    {ERROR_USAGE, 0, "PORT is missing or no port, or the path is too long"},
    {0},
};

static const struct command_export server_exported = {
    .gives = EXPORT_HANDLE,
    .python = "{TYPE?tcp=socket.create_server({local}, backlog=socket.SOMAXCONN)"
              "|tcp6=socket.create_server({local}, family=socket.AF_INET6, "
              "backlog=socket.SOMAXCONN, dualstack_ipv6=True)"
              "|unix=unix_server({local})|unix-seqpacket=unix_server({local}, {kind})"
              "|udp=bound_socket({family}, {kind}, {local})"
              "|udp6=bound_socket({family}, {kind}, {local})"
              "|unix-dgram=bound_socket({family}, {kind}, {local})}",
    .c = "open_server({family}, {kind}, {local})",
};

const struct command server_command = {
    .name = "server",
    .group = GROUP_MAKING,
    .needs = COMMAND_MAKES_HANDLE,
    .summary = "make a socket that waits for peers: socket, SO_REUSEADDR, bind, listen",
    .details =
        "With a port alone it is reached from this machine only; * as the address opens it to "
        "others. A datagram socket is bound and doesn't listen.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "socket(2), setsockopt(2), bind(2), listen(2)",
    .python_call = "s = socket.create_server((host, port))",
    .kernel = "socket(2); for TCP setsockopt(2) with SO_REUSEADDR, so that old connections in "
              "TIME-WAIT don't hold the port; bind(2); listen(2) with the longest queue the system "
              "allows (net.core.somaxconn). The state is LISTEN then, and the kernel answers SYN "
              "with SYN-ACK by itself. Nothing is sent before a client comes. A datagram socket is "
              "bound and that is all: datagrams queue up from then on.",
    .c_example = "int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;\n"
                 "struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(8080)};\n"
                 "here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);\n"
                 "setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));\n"
                 "if (bind(s, (struct sockaddr *)&here, sizeof(here)) == 0)\n"
                 "    listen(s, SOMAXCONN);",
    .python_example = "import socket\n"
                      "s = socket.create_server((\"127.0.0.1\", 8080))",
    .errors = errors,
    .exported = &server_exported,
    .says = "{handle}: listening on {local}",
    .value = "handle",
    .run = run,
};
