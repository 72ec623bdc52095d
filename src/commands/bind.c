/* bind: give a socket its local address. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>

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
     "a local address, * for every one; of a Unix socket a path, or @NAME for an abstract one",
     .completes = COMPLETES_LOCAL},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number, 0 for a free one, or a service's name",
     .ports_only = true, .completes = COMPLETES_SERVICE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"u = socket udp; bind 127.0.0.1 0", "the system chooses a free port"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, EADDRINUSE,
     "another socket has it, or a connection of the port is in TIME-WAIT (`setsockopt reuseaddr "
     "on` first); Unix: the file exists"},
    {ERROR_SOCKET, EADDRNOTAVAIL, "no interface of this machine has that address"},
    {ERROR_SOCKET, EACCES,
     "ports below 1024 are kept for root; Unix: the directory can't be written by you"},
    {ERROR_SOCKET, EINVAL,
     "the socket has an address already, by bind, connect or its first send; or a zone is missing"},
    {ERROR_SOCKET, ENODEV, "the zone behind % is no interface"},
    {ERROR_SOCKET, ENOENT, "Unix: the directory doesn't exist"},
    {ERROR_SOCKET, ENOTDIR, "Unix: a part of the path is no directory"},
    {ERROR_SOCKET, EROFS, "Unix: the file system is read-only"},
    {ERROR_ADDRESS, 0, "ADDRESS is a name that can't be looked up, or not in this family"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {0},
};

static const struct command_export bind_exported = {
    .python = "{handle}.bind({local})",
    .c = "bind_to({handle}, {local})",
};

const struct command bind_command = {
    .name = "bind",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_FRESH | SUITS_MESSAGES,
    .summary = "give the socket its local address",
    .details = "A server needs it so that clients know where to go; a client gets an address and a "
               "free port by itself when it connects or sends.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)",
    .python_call = "s.bind((host, port))",
    .kernel = "The kernel enters the local address into its table; nothing goes on the wire. From "
              "then on a UDP socket receives what comes for it; a TCP socket still needs listen(2) "
              "or connect(2). Port 0 takes a free one of net.ipv4.ip_local_port_range. A Unix path "
              "makes a file, which stays when the socket is closed; @NAME is an abstract address "
              "without a file, and ends with the socket.",
    .c_example = "struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(0)};\n"
                 "here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);\n"
                 "if (bind(fd, (struct sockaddr *)&here, sizeof(here)) < 0)\n"
                 "    perror(\"bind\");",
    .python_example = "s.bind((\"127.0.0.1\", 0))\n"
                      "print(s.getsockname())",
    .errors = errors,
    .exported = &bind_exported,
    .says = "{handle}: bound to {local}",
    .value = "local",
    .run = run,
};
