/* open: resolve a host and connect to whichever of its addresses answers. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/nearest.h"
#include "net/open.h"
#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <netdb.h>

/* Where to: "HOST PORT", or a URL taken apart. */
struct target {
    const char *types[2]; /* for IPv4 and IPv6 */
    const char *protocol;
    struct span host, port;
};

static bool starts_with(struct span *text, const char *scheme)
{
    if (!span_starts(*text, span_of(scheme)))
        return false;
    *text = span_after(*text, strlen(scheme));
    return true;
}

/* HOST:PORT, where an IPv6 address stands in brackets. */
static bool split_port(struct span text, struct target *target, struct error *error)
{
    const char *colon = memrchr(text.data, ':', text.length);
    const char *bracket = memrchr(text.data, ']', text.length);

    if (!colon || (bracket && colon < bracket))
        return error_set(error, ERROR_USAGE, "the port is missing: write HOST:PORT");
    target->host = (struct span){text.data, (size_t)(colon - text.data)};
    target->port = span_after(text, target->host.length + 1);
    while (target->port.length && target->port.data[target->port.length - 1] == '/')
        target->port.length--;
    return true;
}

/* A host without a port, or a URL of no scheme of ours. */
static bool fail_no_port(struct span where, struct error *error)
{
    const char *slashes = memmem(where.data, where.length, "://", 3);
    size_t length = slashes ? (size_t)(slashes - where.data) + 3 : where.length;
    struct nearest nearest = nearest_start((struct span){where.data, length});

    if (slashes)
        nearest_offer_words(&nearest, "tcp://|udp://|unix:");
    error_set(error, ERROR_USAGE, "PORT is missing: a number or a service's name");
    return nearest_hint(&nearest, error,
                        "open HOST PORT, or a URL: tcp://HOST:PORT udp://HOST:PORT unix:PATH");
}

static bool parse_target(const struct request *request, struct target *target, struct error *error)
{
    struct span where = request_text(request, "HOST|URL");

    *target = (struct target){.types = {"tcp", "tcp6"}, .protocol = "tcp"};
    if (request_has(request, "PORT")) {
        target->host = where;
        target->port = request_text(request, "PORT");
        return true;
    }
    if (starts_with(&where, "tcp://"))
        return split_port(where, target, error);
    if (starts_with(&where, "udp://")) {
        *target = (struct target){.types = {"udp", "udp6"}, .protocol = "udp"};
        return split_port(where, target, error);
    }
    if (starts_with(&where, "unix:")) {
        *target = (struct target){.types = {"unix"}, .host = where};
        return true;
    }
    return fail_no_port(where, error);
}

static bool find_addresses(const struct request *request, const struct target *target,
                           nanoseconds deadline, struct address_list *ret_addresses,
                           struct error *error)
{
    struct address path;
    uint16_t port;

    if (!target->protocol) {
        if (!address_from_path(target->host, &path, error))
            return false;
        address_list_add(ret_addresses, &path);
        return true;
    }
    if (!resolve_port(target->port, target->protocol, &port, error)) {
        const struct argument *given = request_argument(request, "PORT");
        return given->given && error_at(error, given->place);
    }
    if (!resolve_host(request->session->network.loop, target->host, port, AF_UNSPEC, deadline,
                      ret_addresses, error))
        return false;
    resolve_interleave(ret_addresses);
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list addresses = {0};
    cleanup_attempts struct attempts attempts = {0};
    struct target target;
    struct socket *socket;
    nanoseconds deadline = request->deadline;

    if (!parse_target(request, &target, error) ||
        !find_addresses(request, &target, deadline, &addresses, error))
        return error_at(error, request_argument(request, "HOST|URL")->place);

    const struct socket_type *types[2] = {
        socket_type_find(span_of(target.types[0])),
        socket_type_find(span_of(target.types[1] ? target.types[1] : target.types[0])),
    };
    bool connected = open_race(&request->session->network, types, &addresses, deadline, &socket,
                               &attempts, error);
    if (!connected) {
        reply_attempts(reply, &attempts);
        return false;
    }
    request_add_handle(request, socket, handle_prefix(socket->type), reply);
    reply_ends(reply, socket);
    reply_attempts(reply, &attempts);
    return true;
}

static const struct parameter parameters[] = {
    {"HOST|URL", PARAMETER_WORD, REQUIRED, "a host, or tcp://HOST:PORT, udp://HOST:PORT, unix:PATH",
     .completes = COMPLETES_URL},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number or a service's name",
     .completes = COMPLETES_SERVICE},
    PARAMETERS_END,
};

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; web = open localhost ${srv.local.port}",
     "every address of localhost is tried"},
    {"open unix:/run/example.sock", "a Unix stream socket; fails where nobody listens"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_ADDRESS, EAI_NONAME, "nobody knows the host: nothing was sent to it"},
    {ERROR_ADDRESS, EAI_AGAIN, "the name server didn't answer"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_SOCKET, ECONNREFUSED,
     "the address tried last answered SYN with RST: nothing listens there; \"tried\" tells of the "
     "others"},
    {ERROR_SOCKET, ENETUNREACH,
     "no route from here to the address tried last, often an IPv6 one; \"tried\" tells of the "
     "others"},
    {ERROR_SOCKET, EHOSTUNREACH, "no way leads to the host, or nobody answers there on its link"},
    {ERROR_SOCKET, ETIMEDOUT, "the SYN was repeated for some two minutes and never answered"},
    {ERROR_SOCKET, ENOENT, "of unix:PATH, there is nothing at that path"},
    {ERROR_SOCKET, EACCES, "of unix:PATH, the socket file can't be written by you"},
    {ERROR_RESOURCE, EMFILE, "no descriptor is left for another attempt"},
    {ERROR_TIMEOUT, 0, "no address answered in that time; all sockets are closed again"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: all sockets are closed again"},
    {ERROR_USAGE, 0, "PORT is missing or no port, or the URL is of no kind that is known"},
    {0},
};

static const struct command_export open_exported = {
    .gives = EXPORT_HANDLE,
    .python = "socket.create_connection({address}[[, timeout={timeout:seconds}]])",
    .c = "open_connection({address}, SOCK_STREAM, {timeout:seconds=-1})",
    .write = export_open,
};

const struct command open_command = {
    .name = "open",
    .group = GROUP_MAKING,
    .needs = COMMAND_MAKES_HANDLE,
    .summary = "make a socket and connect it, by every address the host has",
    .details =
        "IPv6 and IPv4 addresses are tried in turn, 250 ms apart or as soon as one fails; the "
        "first that answers is kept (RFC 8305). The reply says how each one went.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "getaddrinfo(3), then socket(2) and connect(2) for each address",
    .python_call = "s = socket.create_connection((host, port))",
    .kernel =
        "The host is looked up (getaddrinfo(3)); its addresses are put in turn, IPv6 and IPv4. For "
        "the first one a socket(2) is made and connect(2) sends SYN. When 250 ms pass without an "
        "answer (RFC 8305's Connection Attempt Delay), or at once when an attempt fails, the next "
        "address starts beside it. The first SYN-ACK wins. The other sockets are closed, which "
        "sends nothing; a SYN-ACK that comes too late for them is answered with RST. UDP and Unix "
        "addresses need no answer, so the first that the kernel accepts is kept. Python's "
        "create_connection() tries one address after the other.",
    .c_example = "struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all;\n"
                 "if (getaddrinfo(\"localhost\", \"80\", &hints, &all) == 0) {\n"
                 "    int s = socket(all->ai_family, SOCK_STREAM, 0);\n"
                 "    connect(s, all->ai_addr, all->ai_addrlen); /* else all->ai_next */\n"
                 "    freeaddrinfo(all);\n"
                 "}",
    .python_example = "import socket\n"
                      "s = socket.create_connection((\"localhost\", 80), timeout=5)",
    .errors = errors,
    .exported = &open_exported,
    .says = "{handle}: connected[ to {peer}][ from {local}]",
    .value = "handle",
    .run = run,
};
