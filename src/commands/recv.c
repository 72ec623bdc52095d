/* recv, recvfrom: one system call. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/socket.h>

int receive_flags(const struct request *request)
{
    return (request_option(request, "peek") ? MSG_PEEK : 0) |
           (request_option(request, "oob") ? MSG_OOB : 0) |
           (request_option(request, "nowait") ? MSG_DONTWAIT : 0);
}

bool request_size(const struct request *request, uint64_t usual, uint64_t *ret_size,
                  struct error *error)
{
    const struct argument *argument = request_argument(request, "N");
    uint64_t limit = request->session->value_limit;

    *ret_size = argument->given ? argument->size : usual < limit ? usual : limit;
    if (*ret_size <= limit)
        return true;
    error_set(error, ERROR_RESOURCE, "a value has %" PRIu64 " bytes at the most", limit);
    error_hint(error,
               "`recvall > FILE` receives any number; `set value-limit SIZE` moves the limit");
    return error_at(error, argument->place);
}

/* What only recvmsg tells: its fields are no others'. */
#define WITH_FLAGS "[, flags {flags}]"
#define WITH_ANCILLARY "[{ancillary|rows}]"

void reply_nature(const struct request *request, const struct received *received,
                  struct reply *reply)
{
    const struct socket *socket = request->socket;

    if (received->eof && socket->reset) {
        reply->says = "{handle}: 0 bytes: the connection was reset before, nothing more can come";
    } else if (received->eof && socket->receive_finished) {
        reply->says = "{handle}: 0 bytes: receiving was finished by `shutdown` on this side";
    } else if (received->eof) {
        reply->says = "{handle}: end of stream: the peer has finished sending";
    } else if (received->truncated && request_option(request, "peek")) {
        reply->says =
            "{handle}: {length|byte} of a message of {message_length}" SAYS_FROM WITH_FLAGS
            ": the whole still waits" WITH_ANCILLARY;
    } else if (received->truncated) {
        reply->says =
            "{handle}: {length|byte} of a message of {message_length}" SAYS_FROM WITH_FLAGS
            ": the rest is lost" WITH_ANCILLARY;
    } else if (received->length == 0 && socket_has_messages(socket)) {
        reply->says = "{handle}: an empty message" SAYS_FROM WITH_FLAGS
                      ": 0 bytes, and not the end" WITH_ANCILLARY;
    }
}

static bool receive(struct request *request, struct reply *reply, bool tells_sender,
                    struct error *error)
{
    struct socket *socket = request->socket;
    struct received received;
    uint64_t most;

    if (!request_size(request, RECEIVE_SIZE, &most, error) ||
        !socket_receive(socket, most, receive_flags(request), request->deadline, &reply->data,
                        &received, error))
        return false;

    reply->has_data = true;
    fields_integer(&reply->fields, "length", (int64_t)received.length);
    fields_bool(&reply->fields, "eof", received.eof);
    if (tells_sender && received.from.length)
        fields_address(&reply->fields, "from", &received.from);
    if (socket_has_messages(socket)) {
        fields_bool(&reply->fields, "truncated", received.truncated);
        if (received.truncated)
            fields_integer(&reply->fields, "message_length", (int64_t)received.datagram_length);
    }
    reply_nature(request, &received, reply);
    return true;
}

static bool run_recv(struct request *request, struct reply *reply, struct error *error)
{
    return receive(request, reply, false, error);
}

static bool run_recvfrom(struct request *request, struct reply *reply, struct error *error)
{
    return receive(request, reply, true, error);
}

static const struct parameter parameters[] = {
    RECEIVE_PARAMETER,
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_TIMEOUT,
    RECEIVE_FLAGS,
    PARAMETERS_END,
};

static const struct example recv_examples[] = {
    {"pair a b; a.send hello; b.recv", "what has come so far, whatever the sender's pieces were"},
    {"pair a b; a.send hello; b.recv 2; b.recv", "two bytes, then the others"},
    {"pair a b; a.send hello; data = b.recv; print ${data[1:3]}", "kept in a variable"},
    {""},
};

static const struct command_error recv_errors[] = {
    RECEIVE_NOT_CONNECTED,
    RECEIVE_RESET,
    RECEIVE_NOTHING_WAITS,
    RECEIVE_OVER,
    {ERROR_SOCKET, ECONNREFUSED,
     "UDP, connected: a datagram sent before drew ICMP port unreachable: nobody has that port"},
    RECEIVE_UNREACHABLE,
    RECEIVE_NOT_URGENT,
    RECEIVE_NEVER_URGENT,
    {ERROR_TIMEOUT, 0, "nothing came in that time; the connection stays as it is"},
    RECEIVE_INTERRUPTED,
    RECEIVE_TOO_LARGE,
    {0},
};

static const struct command_export recv_exported = {
    .gives = EXPORT_BYTES,
    .python = "{handle}.recv({N:size=65536}{flags})",
    .c = "receive({handle}, {N:size=65536}, {flags}, &{into})",
    .write = export_receive,
};

const struct command recv_command = {
    .name = "recv",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED | SUITS_MESSAGES,
    .summary = "receive with one recv(2)",
    .details =
        "A stream gives what has arrived, at least one byte, and knows no message boundaries; 0 "
        "bytes are its end. A datagram comes whole; what doesn't fit is lost.",
    .parameters = parameters,
    .options = options,
    .examples = recv_examples,
    .c_call = "ssize_t recv(int sockfd, void *buf, size_t len, int flags)",
    .python_call = "data = s.recv(65536)",
    .kernel =
        "recv(2) takes what is in the socket's receive queue, N bytes at the most, and waits only "
        "where it is empty. TCP gives bytes in order, in pieces that have nothing to do with the "
        "sender's; taking them opens the window for more, which an ACK tells the peer. 0 bytes are "
        "the end: the peer's FIN has come (CLOSE-WAIT), and nothing will follow. After RST what "
        "came before is still given, then ECONNRESET, once. A datagram comes whole, or cut to N "
        "with the rest lost; one of 0 bytes is no end. --peek leaves it in the queue.",
    .c_example = "char data[65536];\n"
                 "ssize_t length = recv(fd, data, sizeof(data), 0);\n"
                 "if (length < 0)\n"
                 "    perror(\"recv\");\n"
                 "else if (length == 0)\n"
                 "    puts(\"the peer has finished\");",
    .python_example = "data = s.recv(65536)\n"
                      "if not data:\n"
                      "    print(\"the peer has finished\")",
    .errors = recv_errors,
    .exported = &recv_exported,
    .says = "{handle}: received {length|byte}",
    .run = run_recv,
};

static const struct example recvfrom_examples[] = {
    {"srv = server udp 127.0.0.1 0; u = open udp://127.0.0.1:${srv.local.port}; send hello; "
     "srv.recvfrom",
     "the datagram and its sender"},
    {""},
};

static const struct command_error recvfrom_errors[] = {
    RECEIVE_NOTHING_WAITS,
    {ERROR_SOCKET, ECONNREFUSED, "connected: a datagram sent before drew ICMP port unreachable"},
    {ERROR_SOCKET, ENOTCONN, "a stream socket that isn't connected"},
    {ERROR_SOCKET, ECONNRESET, "a stream whose peer sent RST"},
    RECEIVE_NOT_URGENT,
    RECEIVE_NEVER_URGENT,
    {ERROR_TIMEOUT, 0, "no datagram came in that time"},
    RECEIVE_INTERRUPTED,
    RECEIVE_TOO_LARGE,
    {0},
};

static const struct command_export recvfrom_exported = {
    .gives = EXPORT_BYTES,
    .python = "{into}, {handle}_from = {handle}.recvfrom({N:size=65536}{flags})",
    .c = "receive_from({handle}, {N:size=65536}, {flags}, &{into}, &{handle}_from)",
    .write = export_receive,
};

const struct command recvfrom_command = {
    .name = "recvfrom",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_MESSAGES,
    .summary = "receive a datagram and its sender's address",
    .details =
        "As recv, and tells who sent it: of a packet socket's frame the interface, whether it went "
        "out "
        "there or came in, and for whom, its EtherType and its sender's hardware address. An "
        "empty datagram is 0 bytes and no end.",
    .parameters = parameters,
    .options = options,
    .examples = recvfrom_examples,
    .c_call = "ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr "
              "*src_addr, socklen_t *addrlen)",
    .python_call = "data, address = s.recvfrom(65536)",
    .kernel = "As recv, and the kernel tells the sender's address, which it keeps with each "
              "datagram: for UDP source address and port of the packet, which anybody can forge. "
              "It is what an answer's `sendto` wants. On a stream the peer is known already. A "
              "datagram to an unconnected UDP socket's port waits in its queue until it is full; "
              "what comes then is dropped without a word.",
    .c_example = "char data[65536];\n"
                 "struct sockaddr_storage from;\n"
                 "socklen_t length = sizeof(from);\n"
                 "if (recvfrom(fd, data, sizeof(data), 0, (void *)&from, &length) < 0)\n"
                 "    perror(\"recvfrom\");",
    .python_example = "data, address = s.recvfrom(65536)\n"
                      "s.sendto(b\"answer\", address)",
    .errors = recvfrom_errors,
    .exported = &recvfrom_exported,
    .says = "{handle}: received {length|byte}" SAYS_FROM,
    .run = run_recvfrom,
};
