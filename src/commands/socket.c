/* socket: make a socket. */
#include "commands.h"

#include "base/number.h"
#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <netdb.h>

static bool parse_protocol(const struct argument *argument, int *ret_protocol, struct error *error)
{
    int64_t number;

    if (number_integer(argument->text, &number) && number >= 0 && number <= 0xFFFF) {
        *ret_protocol = (int)number;
        return true;
    }
    const struct protoent *entry = getprotobyname(argument->text.data);
    if (entry) {
        *ret_protocol = entry->p_proto;
        return true;
    }
    error_set(error, ERROR_USAGE, "PROTOCOL is a number or a name of /etc/protocols");
    return error_at(error, argument->place);
}

struct span handle_prefix(const struct socket_type *type)
{
    return (struct span){type->name, strcspn(type->name, "-0123456789")};
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct socket_type *type = socket_type_find(request_text(request, "TYPE"));
    int protocol = 0;
    struct socket *socket;

    if (request_has(request, "PROTOCOL") &&
        !parse_protocol(request_argument(request, "PROTOCOL"), &protocol, error))
        return false;
    if (!socket_open(&request->session->network, type, protocol, &socket, error))
        return false;

    request_add_handle(request, socket, handle_prefix(type), reply);
    fields_text(&reply->fields, "type", span_of(type->name));
    fields_integer(&reply->fields, "fd", socket->fd);
    return true;
}

static const struct parameter parameters[] = {
    {"TYPE", PARAMETER_CHOICE, REQUIRED, "what kind of socket", .choices = SOCKET_TYPES},
    {"PROTOCOL", PARAMETER_WORD, OPTIONAL, "another protocol than the type's own"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"c = socket tcp", "a TCP socket with the handle c"},
    {"socket udp6", "a UDP socket over IPv6; its handle gets a name such as udp1"},
    {0},
};

const struct command socket_command = {
    .name = "socket",
    .group = GROUP_MAKING,
    .needs = COMMAND_MAKES_HANDLE,
    .summary = "make a socket",
    .details =
        "Nothing goes over the network yet: the socket has no address and no peer. It becomes "
        "the current handle.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int socket(int domain, int type, int protocol)",
    .python_call = "s = socket.socket(family, type, proto)",
    .says = "{handle}: {type} socket, fd {fd}",
    .value = "handle",
    .run = run,
};
