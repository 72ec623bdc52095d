/* send, sendto: one system call, which may take less than all. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

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
    {0},
};

const struct command send_command = {
    .name = "send",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
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
    {"HOST|PATH", PARAMETER_WORD, REQUIRED, "a name or address; of a Unix socket its path"},
    {"PORT", PARAMETER_WORD, REQUIRED, "a number or a service's name", .ports_only = true},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example sendto_examples[] = {
    {"srv = server udp 127.0.0.1 0; u = socket udp; sendto 127.0.0.1 ${srv.local.port} hello; "
     "srv.recvfrom",
     "a datagram to a socket of this shell"},
    {0},
};

const struct command sendto_command = {
    .name = "sendto",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .summary = "send a datagram to an address",
    .details =
        "The host's first address of the socket's family is taken. Without DATA the datagram is "
        "empty, which is a datagram all the same.",
    .parameters = sendto_parameters,
    .options = send_options,
    .examples = sendto_examples,
    .c_call = "ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, "
              "const struct sockaddr *dest_addr, socklen_t addrlen)",
    .python_call = "s.sendto(data, (host, port))",
    .says = "{handle}: sent {sent|byte} to {to}",
    .value = "sent",
    .run = run_sendto,
};
