/* connect: to a host's addresses, one after the other, or to a path. */
#include "commands.h"

#include "net/open.h"
#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <netdb.h>

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list addresses = {0};
    cleanup_attempts struct attempts attempts = {0};
    struct socket *socket = request->socket;
    nanoseconds deadline = request->deadline;

    if (!request_addresses(request, socket->type, "HOST|PATH", &addresses, error))
        return false;
    bool connected = open_connect(socket, &addresses, deadline, &attempts, error);
    if (connected)
        reply_ends(reply, socket);
    reply_attempts(reply, &attempts);
    return connected;
}

static const struct parameter parameters[] = {
    {"HOST|PATH", PARAMETER_WORD, REQUIRED, "a name or address; of a Unix socket its path",
     .completes = COMPLETES_HOST},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number or a service's name", .ports_only = true,
     .completes = COMPLETES_SERVICE},
    PARAMETERS_END,
};

static const struct parameter options[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; c = socket tcp; connect 127.0.0.1 ${srv.local.port}",
     "a TCP connection inside this shell"},
    {"u = socket udp; connect 127.0.0.1 9", "UDP sends nothing: the kernel notes the peer"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, ECONNREFUSED,
     "RST answered the SYN: the host is there and nothing listens on that port; Unix: nobody "
     "listens at the path (any more)"},
    {ERROR_SOCKET, ETIMEDOUT,
     "no answer to the SYN, however often repeated: the host is down, or a firewall drops it"},
    {ERROR_SOCKET, ENETUNREACH, "this machine has no route to that network; nothing was sent"},
    {ERROR_SOCKET, EHOSTUNREACH,
     "ICMP host unreachable, or nobody on the link answers for that address"},
    {ERROR_SOCKET, EISCONN, "the socket is connected already, or it listens: take a new one"},
    {ERROR_SOCKET, EADDRNOTAVAIL,
     "all local ports are in use towards that peer, or the local address fits no route"},
    {ERROR_SOCKET, EADDRINUSE, "these two ends have a connection already"},
    {ERROR_SOCKET, EINPROGRESS,
     "blocking is off: the SYN is sent; `poll --write` waits, `getsockopt error` tells"},
    {ERROR_SOCKET, EALREADY, "blocking is off, and the handshake begun before goes on"},
    {ERROR_SOCKET, EAGAIN, "Unix, blocking is off: the listener's queue is full"},
    {ERROR_SOCKET, EINVAL,
     "a link-local IPv6 address without its zone (fe80::1%eth0), or a Unix socket that listens"},
    {ERROR_SOCKET, EACCES,
     "a broadcast address without `setsockopt broadcast on`, a firewall, or a Unix socket file "
     "closed to you"},
    {ERROR_SOCKET, EPERM, "a firewall rule of this machine forbids it"},
    {ERROR_SOCKET, ENOENT, "Unix: there is nothing at that path"},
    {ERROR_SOCKET, EPROTOTYPE, "Unix: the socket at that path is of another type"},
    {ERROR_ADDRESS, EAI_NONAME, "nobody knows that host"},
    {ERROR_ADDRESS, EAI_ADDRFAMILY, "the host has no address of this socket's family"},
    {ERROR_ADDRESS, EAI_AGAIN, "the name server didn't answer"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_TIMEOUT, 0,
     "no answer in that time; the attempt is given up and the socket is CLOSED again"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the attempt is given up and the socket is CLOSED again"},
    {0},
};

static const struct command_export connect_exported = {
    .python = "{handle}.connect({address})",
    .c = "connect_to({handle}, {address})",
};

const struct command connect_command = {
    .name = "connect",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_FRESH | SUITS_MESSAGES,
    .summary = "connect to a host and port, or to a path",
    .details =
        "Every address of the host that is of the socket's family is tried. A datagram socket "
        "only notes where its `send` goes. Ctrl-C or the deadline gives the attempt up.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)",
    .python_call = "s.connect((host, port))",
    .kernel =
        "TCP: the kernel chooses a source address by its routes and a free local port, sends SYN "
        "and is in SYN-SENT. SYN-ACK comes: it sends ACK, is ESTABLISHED, and connect(2) returns; "
        "the server's program need not have called accept(2). RST comes: ECONNREFUSED. Nothing "
        "comes: the SYN is repeated at growing intervals, for some two minutes (tcp_syn_retries), "
        "then ETIMEDOUT. UDP: nothing is sent. The kernel notes the peer, lets in datagrams from "
        "there only, and tells of ICMP port unreachable at a later call. Unix: the connection is "
        "put into the listener's queue; where that is full, connect waits. An attempt that Ctrl-C "
        "or the deadline ends is undone with a connect to AF_UNSPEC.",
    .c_example = "struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons(80)};\n"
                 "inet_pton(AF_INET, \"127.0.0.1\", &peer.sin_addr);\n"
                 "if (connect(fd, (struct sockaddr *)&peer, sizeof(peer)) < 0)\n"
                 "    perror(\"connect\");",
    .python_example = "s.connect((\"127.0.0.1\", 80))",
    .errors = errors,
    .exported = &connect_exported,
    .says = "{handle}: connected[ to {peer}][ from {local}]",
    .value = "peer",
    .run = run,
};
