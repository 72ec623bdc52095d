/* send, sendto: one system call, which may take less than all. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>
#include <sys/socket.h>

int send_flags(const struct request *request)
{
    return (request_option(request, "oob") ? MSG_OOB : 0) |
           (request_option(request, "more") ? MSG_MORE : 0) |
           (request_option(request, "nowait") ? MSG_DONTWAIT : 0);
}

void reply_sent(struct reply *reply, uint64_t sent, uint64_t length)
{
    fields_integer(&reply->fields, "sent", (int64_t)sent);
    fields_integer(&reply->fields, "length", (int64_t)length);
    if (sent < length)
        reply->says = "{handle}: sent {sent} of {length} bytes: the kernel took no more";
}

static bool run_send(struct request *request, struct reply *reply, struct error *error)
{
    struct span data = request_text(request, "DATA");
    size_t sent;

    if (!socket_send(request->socket, data, send_flags(request), NULL, request->deadline, &sent,
                     error))
        return false;
    reply_sent(reply, sent, data.length);
    return true;
}

static bool run_sendto(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list to = {0};
    struct socket *socket = request->socket;
    struct span data = request_text(request, "DATA");
    size_t sent;

    if (!request_addresses(request, socket->type, "HOST|PATH", &to, error) ||
        !socket_send(socket, data, send_flags(request), &to.items[0], request->deadline, &sent,
                     error))
        return false;
    reply_sent(reply, sent, data.length);
    fields_address(&reply->fields, "to", &to.items[0]);
    return true;
}

static const struct parameter send_parameters[] = {
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example send_examples[] = {
    {"pair a b; a.send hello, world; b.recv", "twelve bytes"},
    {"pair a b; a.send \"GET / HTTP/1.0\\r\\n\\r\\n\"; b.recv", "escapes stand in double quotes"},
    {"pair a b; a.send x\"de ad be ef\"; b.recv", "bytes in hexadecimal"},
    {""},
};

static const struct command_error send_errors[] = {
    {ERROR_SOCKET, EPIPE,
     "sending was finished here, or the connection is gone: the peer closed and answered an "
     "earlier send with RST"},
    {ERROR_SOCKET, ECONNRESET, "the peer's RST came: what it hadn't read is lost"},
    {ERROR_SOCKET, EAGAIN, "the send buffer is full, and --nowait or `blocking off` doesn't wait"},
    {ERROR_SOCKET, ENOTCONN, "the Unix socket isn't connected (TCP says EPIPE, UDP EDESTADDRREQ)"},
    {ERROR_SOCKET, EDESTADDRREQ, "the UDP socket has no peer: `connect`, or `sendto`"},
    {ERROR_SOCKET, ECONNREFUSED,
     "UDP: an earlier datagram drew ICMP port unreachable; this one was not sent. Unix: the "
     "receiver is gone"},
    {ERROR_SOCKET, EMSGSIZE,
     "the message is too large: of UDP 65507 bytes over IPv4, 65527 over IPv6, or the MTU where "
     "fragments are forbidden; of Unix the send buffer"},
    {ERROR_SOCKET, ETIMEDOUT, "retransmissions or keepalive found nobody: the connection is over"},
    {ERROR_SOCKET, EOPNOTSUPP, "--oob on a socket that has no urgent data"},
    {ERROR_TIMEOUT, 0, "the peer made no room in that time; nothing was sent"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: nothing was sent"},
    {0},
};

static const struct command_export send_exported = {
    .gives = EXPORT_NUMBER,
    .python = "{handle}.send({DATA:bytes}{flags})",
    .c = "send({handle}, {DATA:bytes}, {flags})",
};

const struct command send_command = {
    .name = "send",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "send data with one send(2)",
    .details =
        "Nothing is added: no line ending, no NUL. That the kernel took the bytes does not mean "
        "that the peer has them. Where the send buffer is full less than all may be sent; "
        "`sendall` sends all.",
    .parameters = send_parameters,
    .options = send_options,
    .examples = send_examples,
    .c_call = "ssize_t send(int sockfd, const void *buf, size_t len, int flags)",
    .python_call = "s.send(data)",
    .kernel = "send(2) copies the bytes into the socket's send buffer and returns; that the peer "
              "has them it doesn't say. TCP makes segments of them as the peer's window, the "
              "congestion window and Nagle's algorithm allow, and keeps them until the ACK comes. "
              "A full buffer: a blocking send(2) would wait; here what fits is taken, and the "
              "reply says how much. When the peer has closed, the first send still succeeds: the "
              "answer is RST, and only the next send fails. UDP sends one datagram at once; 0 "
              "bytes are one, too. Unix: straight into the peer's queue. --oob is TCP's urgent "
              "pointer, one byte (RFC 6093); --more holds back a last segment that isn't full.",
    .c_example = "ssize_t sent = send(fd, \"hello\", 5, MSG_NOSIGNAL);\n"
                 "if (sent < 0)\n"
                 "    perror(\"send\");\n"
                 "else\n"
                 "    printf(\"%zd of 5 bytes\\n\", sent);",
    .python_example = "sent = s.send(b\"hello\")",
    .errors = send_errors,
    .exported = &send_exported,
    .says = "{handle}: sent {sent|byte}",
    .value = "sent",
    .run = run_send,
};

const struct parameter send_options[] = {
    OPTION_TIMEOUT,
    OPTION_FLAG("oob", "as urgent (out-of-band) data"),
    OPTION_FLAG("more", "more follows: don't send a segment yet (MSG_MORE)"),
    OPTION_FLAG("nowait", "don't wait for room in the send buffer (MSG_DONTWAIT)"),
    PARAMETERS_END,
};

static const struct parameter sendto_parameters[] = {
    {"HOST|PATH", PARAMETER_WORD, REQUIRED, "a name or address; of a Unix socket its path",
     .completes = COMPLETES_HOST},
    {"PORT", PARAMETER_WORD, REQUIRED, "a number or a service's name", .ports_only = true,
     .completes = COMPLETES_SERVICE},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example sendto_examples[] = {
    {"srv = server udp 127.0.0.1 0; u = socket udp; sendto 127.0.0.1 ${srv.local.port} hello; "
     "srv.recvfrom",
     "a datagram to a socket of this shell"},
    {""},
};

static const struct command_error sendto_errors[] = {
    {ERROR_SOCKET, EMSGSIZE,
     "too large for one datagram: UDP takes 65507 bytes over IPv4, 65527 over IPv6, or the MTU "
     "where fragments are forbidden; Unix what the send buffer holds"},
    {ERROR_SOCKET, EACCES,
     "a broadcast address without `setsockopt broadcast on`, or a firewall; Unix: the socket file "
     "is closed to you"},
    {ERROR_SOCKET, EISCONN, "the Unix stream socket is connected: `send` goes to its peer"},
    {ERROR_SOCKET, ENETUNREACH, "this machine has no route to that network; nothing was sent"},
    {ERROR_SOCKET, EHOSTUNREACH, "no way leads to that host"},
    {ERROR_SOCKET, EPERM, "a firewall rule of this machine forbids it"},
    {ERROR_SOCKET, ECONNREFUSED,
     "Unix: nobody has that address bound; UDP, connected: ICMP port unreachable for an earlier "
     "datagram"},
    {ERROR_SOCKET, ENOENT, "Unix: there is nothing at that path"},
    {ERROR_SOCKET, EPROTOTYPE, "Unix: the socket at that path is of another type"},
    {ERROR_SOCKET, EAGAIN,
     "the receiver's queue (Unix) or the send buffer is full, and nobody waits"},
    {ERROR_SOCKET, EINVAL, "port 0, or a link-local address without zone"},
    {ERROR_SOCKET, EPIPE, "TCP: the socket isn't connected; the address doesn't count"},
    {ERROR_ADDRESS, 0, "the host can't be looked up, or has no address of the socket's family"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_TIMEOUT, 0, "no room came in that time; nothing was sent"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: nothing was sent"},
    {0},
};

static const struct command_export sendto_exported = {
    .gives = EXPORT_NUMBER,
    .python = "{handle}.sendto({DATA:bytes}{flags}, {address})",
    .c = "send_to({handle}, {DATA:bytes}, {flags}, {address})",
};

const struct command sendto_command = {
    .name = "sendto",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_MESSAGES,
    .summary = "send a datagram to an address",
    .details =
        "The host's first address of the socket's family is taken. A raw or icmp socket has no "
        "ports, and a packet socket's address is an interface: DATA stands right behind those. "
        "Without DATA the datagram is empty, which is a datagram all the same.",
    .parameters = sendto_parameters,
    .options = send_options,
    .examples = sendto_examples,
    .c_call = "ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, "
              "const struct sockaddr *dest_addr, socklen_t addrlen)",
    .python_call = "s.sendto(data, (host, port))",
    .kernel =
        "One datagram to that address, at once; a socket without an address gets a free port "
        "first. Nobody acknowledges it: it may be lost, doubled or overtaken. Where nothing has "
        "the port, the host answers with ICMP port unreachable, of which only a connected socket "
        "is told. Over an Ethernet more than 1472 bytes (IPv4) go in fragments, and all are lost "
        "with one. On the first packet to a neighbour the kernel asks for its address first (ARP, "
        "neighbour discovery). TCP ignores the address, and says EPIPE where it isn't connected.",
    .c_example = "struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};\n"
                 "inet_pton(AF_INET, \"127.0.0.1\", &to.sin_addr);\n"
                 "if (sendto(fd, \"hello\", 5, 0, (struct sockaddr *)&to, sizeof(to)) < 0)\n"
                 "    perror(\"sendto\");",
    .python_example = "s.sendto(b\"hello\", (\"127.0.0.1\", 9))",
    .errors = sendto_errors,
    .exported = &sendto_exported,
    .says = "{handle}: sent {sent|byte} to {to}",
    .value = "sent",
    .run = run_sendto,
};
