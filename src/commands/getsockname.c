/* getsockname, getpeername, fileno, sockatmark: one thing that the kernel knows of a socket. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/status.h"
#include "shell/request.h"

#include <errno.h>

static bool run_getsockname(struct request *request, struct reply *reply, struct error *error)
{
    struct address local;

    if (!socket_local(request->socket, &local, error))
        return false;
    fields_address(&reply->fields, "local", &local);
    return true;
}

static const struct example getsockname_examples[] = {
    {"u = socket udp; getsockname", "0.0.0.0:0 before bind"},
    {""},
};

static const struct command_error getsockname_errors[] = {
    {ERROR_SOCKET, ENOBUFS, "the kernel had no memory for it"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export getsockname_exported = {
    .gives = EXPORT_TEXT,
    .is_pure = true,
    .python = "address_text({handle}.getsockname())",
    .c = "address_text(local_address({handle}))",
};

const struct command getsockname_command = {
    .name = "getsockname",
    .group = GROUP_LOOKING,
    .needs = COMMAND_HANDLE,
    .summary = "the socket's own address",
    .details = "",
    .examples = getsockname_examples,
    .c_call = "int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)",
    .python_call = "s.getsockname()",
    .kernel = "getsockname(2) tells the local end. A socket that was never bound has none: the "
              "address is all zeros, the port 0, until connect, listen or the first send chooses. "
              "On a connected socket it is the address the peer sees, unless there is NAT between. "
              "Nothing goes on the wire.",
    .c_example = "struct sockaddr_in here;\n"
                 "socklen_t length = sizeof(here);\n"
                 "if (getsockname(fd, (struct sockaddr *)&here, &length) == 0)\n"
                 "    printf(\"port %d\\n\", ntohs(here.sin_port));",
    .python_example = "host, port = s.getsockname()[:2]",
    .errors = getsockname_errors,
    .exported = &getsockname_exported,
    .says = "{handle}: {local}",
    .value = "local",
    .run = run_getsockname,
};

static bool run_getpeername(struct request *request, struct reply *reply, struct error *error)
{
    struct address peer;

    if (!socket_peer(request->socket, &peer, error))
        return false;
    fields_address(&reply->fields, "peer", &peer);
    return true;
}

static const struct example getpeername_examples[] = {
    {"u = socket udp; connect 127.0.0.1 9; getpeername", "127.0.0.1:9"},
    {""},
};

static const struct command_error getpeername_errors[] = {
    {ERROR_SOCKET, ENOTCONN,
     "there is no peer: never connected, or the connection is gone, which RST can do at any time"},
    {ERROR_SOCKET, ENOBUFS, "the kernel had no memory for it"},
    {0},
};

static const struct command_export getpeername_exported = {
    .gives = EXPORT_TEXT,
    .is_pure = true,
    .python = "address_text({handle}.getpeername())",
    .c = "address_text(peer_address({handle}))",
    .write = export_getpeername,
};

const struct command getpeername_command = {
    .name = "getpeername",
    .group = GROUP_LOOKING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "the address of the peer the socket is connected to",
    .details = "",
    .examples = getpeername_examples,
    .c_call = "int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen)",
    .python_call = "s.getpeername()",
    .kernel = "getpeername(2) tells the other end: of TCP as long as there is a connection, of a "
              "connected UDP socket the peer that `connect` noted, whether it exists or not. "
              "Nothing goes on the wire.",
    .c_example = "struct sockaddr_in peer;\n"
                 "socklen_t length = sizeof(peer);\n"
                 "if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0)\n"
                 "    printf(\"port %d\\n\", ntohs(peer.sin_port));",
    .python_example = "host, port = s.getpeername()[:2]",
    .errors = getpeername_errors,
    .exported = &getpeername_exported,
    .says = "{handle}: {peer}",
    .value = "peer",
    .run = run_getpeername,
};

static bool run_fileno(struct request *request, struct reply *reply, struct error *error)
{
    (void)error;
    fields_integer(&reply->fields, "fd", request->socket->fd);
    return true;
}

static const struct example fileno_examples[] = {
    {"c = socket tcp; fileno", "its number in this process"},
    {""},
};

static const struct command_error fileno_errors[] = {
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export fileno_exported = {
    .gives = EXPORT_NUMBER,
    .is_pure = true,
    .python = "{handle}.fileno()",
    .c = "{handle}",
};

const struct command fileno_command = {
    .name = "fileno",
    .group = GROUP_LOOKING,
    .needs = COMMAND_HANDLE,
    .summary = "the socket's file descriptor",
    .details = "",
    .examples = fileno_examples,
    .c_call = "",
    .python_call = "s.fileno()",
    .kernel = "Nothing: the shell does it alone. The descriptor is the number by which this "
              "process names the socket to the kernel; /proc/PID/fd shows where it leads.",
    .python_example = "number = s.fileno()",
    .errors = fileno_errors,
    .exported = &fileno_exported,
    .says = "{handle}: fd {fd}",
    .value = "fd",
    .run = run_fileno,
};

static bool run_sockatmark(struct request *request, struct reply *reply, struct error *error)
{
    bool at_mark;

    if (!status_at_mark(request->socket, &at_mark, error))
        return false;
    fields_bool(&reply->fields, "at_mark", at_mark);
    reply->says = at_mark ? "{handle}: at the urgent mark" : "{handle}: not at the urgent mark";
    return true;
}

static const struct example sockatmark_examples[] = {
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
     "c.send --oob !; s.poll; s.sockatmark",
     "the urgent byte comes next"},
    {""},
};

static const struct command_error sockatmark_errors[] = {
    {ERROR_SOCKET, ENOTTY, "this kind of socket has no urgent mark"},
    {ERROR_SOCKET, EBADF, "sockatmark(3), in a program: the descriptor isn't open"},
    {ERROR_SOCKET, EINVAL, "sockatmark(3) has it for what has no mark; Linux says ENOTTY"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export sockatmark_exported = {
    .gives = EXPORT_TEXT,
    .is_pure = true,
    .python = "at_mark({handle})",
    .c = "at_mark({handle})",
};

const struct command sockatmark_command = {
    .name = "sockatmark",
    .group = GROUP_LOOKING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "whether the stream stands at its urgent mark",
    .details = "A recv stops before the mark, so that one can tell what came before the urgent "
               "byte. `recv --oob` takes the byte, unless the option oobinline leaves it in the "
               "stream.",
    .examples = sockatmark_examples,
    .c_call = "int sockatmark(int sockfd)",
    .python_call = "",
    .kernel = "ioctl(2) SIOCATMARK. TCP has no second channel: the segment of `send --oob` has "
              "the flag URG and an urgent pointer, and the byte travels in its place in the "
              "stream. By RFC 1122 the pointer names the last urgent byte, by RFC 793, Linux and "
              "everybody else the one behind it; RFC 6093 settles on the latter, and advises new "
              "programs against urgent data: some firewalls clear the flag. Only one byte is "
              "urgent, the last of a send --oob, and a later one takes the mark over. It is told "
              "by POLLPRI and SIGURG. recv(2) stops before the mark, and the stream is at it "
              "then; the byte is not among those received, but given by MSG_OOB, once, unless "
              "SO_OOBINLINE leaves it in the stream. Whether it still is at the mark is true "
              "until the next bytes are read. Unix streams have such a byte, too; other sockets "
              "have no mark.",
    .c_example = "char data[512];\n"
                 "while (sockatmark(fd) == 0 && recv(fd, data, sizeof(data), 0) > 0)\n"
                 "    continue; /* what came before the mark is passed over */\n"
                 "if (recv(fd, data, 1, MSG_OOB) == 1)\n"
                 "    printf(\"urgent: %c\\n\", data[0]);",
    .python_example = "import fcntl, struct\n"
                      "SIOCATMARK = 0x8905\n"
                      "at_mark, = struct.unpack(\"i\", fcntl.ioctl(s, SIOCATMARK, bytes(4)))",
    .errors = sockatmark_errors,
    .exported = &sockatmark_exported,
    .value = "at_mark",
    .run = run_sockatmark,
};
