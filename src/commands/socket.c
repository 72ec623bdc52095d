/* socket: make a socket. */
#include "commands.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/protocol.h"
#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <sys/socket.h>

static bool fail_protocol(const struct socket_type *type, struct span name, struct error *error)
{
    struct arena arena = {0};
    struct nearest nearest = nearest_start(name);

    for (struct protocol *p = protocol_list(type, &arena); p; p = p->next)
        nearest_offer(&nearest, span_of(p->name));
    error_set(error, ERROR_USAGE, "PROTOCOL is %s",
              type->family == AF_PACKET
                  ? "an EtherType: a number such as 0x0800, or all, ip, ip6, arp, vlan, lldp"
                  : "a number or a name of /etc/protocols");
    nearest_hint(&nearest, error, NULL);
    arena_free(&arena);
    return false;
}

static bool parse_protocol(const struct socket_type *type, const struct argument *argument,
                           int *ret_protocol, struct error *error)
{
    int64_t number;

    if (number_integer(argument->text, &number) && number >= 0 && number <= 0xFFFF) {
        *ret_protocol = (int)number;
        return true;
    }
    return protocol_find(type, argument->text, ret_protocol) ||
           fail_protocol(type, argument->text, error) || error_at(error, argument->place);
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
        !parse_protocol(type, request_argument(request, "PROTOCOL"), &protocol, error))
        return false;
    if (!socket_open(&request->session->network, type, protocol, &socket, error))
        return false;

    request_add_handle(request, socket, handle_prefix(type), reply);
    fields_text(&reply->fields, "type", span_of(type->name));
    fields_integer(&reply->fields, "fd", socket->fd);
    return true;
}

static const struct parameter parameters[] = {
    {"TYPE", PARAMETER_CHOICE, REQUIRED, "what kind of socket", .choices = SOCKET_TYPES,
     .completes = COMPLETES_SOCKET_TYPE},
    {"PROTOCOL", PARAMETER_WORD, OPTIONAL,
     "another protocol than the type's own: a number or a name, of packets ip, arp, 0x0800",
     .completes = COMPLETES_PROTOCOL},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"c = socket tcp", "a TCP socket with the handle c"},
    {"socket udp6", "a UDP socket over IPv6; its handle gets a name such as udp1"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, EPROTONOSUPPORT,
     "PROTOCOL doesn't go with this type: udp's number for a tcp socket, say; sctp, mptcp, "
     "udplite: the kernel doesn't have it, or its module isn't loaded (modprobe sctp)"},
    {ERROR_SOCKET, EINVAL, "PROTOCOL is above 262 on a type of IP"},
    {ERROR_SOCKET, ENOPROTOOPT, "mptcp: the sysctl net.mptcp.enabled is 0"},
    {ERROR_SOCKET, ESOCKTNOSUPPORT, "the family has no sockets of this type"},
    {ERROR_SOCKET, EAFNOSUPPORT,
     "this kernel doesn't have the family: IPv6 that is switched off, or vsock whose module isn't "
     "loaded"},
    {ERROR_SOCKET, EPERM, "raw, raw6, packet and packet-dgram want root, or CAP_NET_RAW"},
    {ERROR_SOCKET, EACCES,
     "icmp, icmp6: the sysctl net.ipv4.ping_group_range has no group of yours, root's neither by "
     "default; else a security policy"},
    {ERROR_RESOURCE, EMFILE, "socksh has as many descriptors as it may have: `close` some"},
    {ERROR_RESOURCE, ENFILE, "the whole machine is out of files"},
    {ERROR_USAGE, 0,
     "TYPE isn't in the list, or PROTOCOL is neither a number nor in /etc/protocols"},
    {0},
};

static const struct command_export socket_exported = {
    .gives = EXPORT_HANDLE,
    .python = "socket.socket({family}, {kind}[[, {protocol}]])",
    .c = "socket({family}, {kind}, {protocol=0})",
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
    .kernel =
        "socket(2) makes a socket in the kernel and a descriptor for it. Nothing goes on the wire: "
        "it has no address and no peer; TCP's state is CLOSED. socksh asks for SOCK_CLOEXEC, so "
        "that commands behind ! don't inherit it, and for SOCK_NONBLOCK: where a call would wait, "
        "socksh waits with poll(2), and Ctrl-C or a deadline can end that. A packet socket gets "
        "frames from here on, of all interfaces until `bind` names one; a raw one gets a copy of "
        "every packet of its protocol.",
    .c_example = "int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);\n"
                 "if (s < 0)\n"
                 "    perror(\"socket\");",
    .python_example = "import socket\n"
                      "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    .errors = errors,
    .exported = &socket_exported,
    .says = "{handle}: {type} socket, fd {fd}",
    .value = "handle",
    .run = run,
};
