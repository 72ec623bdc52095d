/* sendfd, recvfd: sockets that pass from process to process. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "net/descriptor.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>

static bool run_sendfd(struct request *request, struct reply *reply, struct error *error)
{
    const struct entry *passed = request_argument(request, "HANDLE")->entry;
    bool has_data = request_has(request, "DATA");
    struct span data = has_data ? request_text(request, "DATA") : (struct span){"", 1};

    size_t sent;

    if (!descriptor_send(request->socket, passed->socket->fd, data, request->deadline, &sent,
                         error))
        return false;
    fields_text(&reply->fields, "passed", span_of(passed->name));
    reply_sent(reply, sent, data.length);
    if (sent < data.length)
        reply->says =
            "{handle}: passed {passed}, with {sent} of {length} bytes: the kernel took no more";
    return true;
}

static const struct parameter sendfd_parameters[] = {
    {"HANDLE", PARAMETER_HANDLE, REQUIRED, "the socket to pass"},
    {"DATA", PARAMETER_DATA, OPTIONAL, "the bytes it rides on; one NUL byte unless said"},
    PARAMETERS_END,
};

static const struct parameter timeout_option[] = {OPTION_TIMEOUT, PARAMETERS_END};

static const struct example sendfd_examples[] = {
    {"pair a b; u = socket udp; a.sendfd u; close u; u2 = b.recvfd; info u2",
     "the socket lives on under another descriptor"},
    {""},
};

static const struct command_error sendfd_errors[] = {
    {ERROR_SOCKET, ENOTCONN, "the Unix socket isn't connected: `connect` first"},
    {ERROR_SOCKET, EPIPE, "the peer has closed, or sending was finished here"},
    {ERROR_SOCKET, ECONNRESET, "the peer closed with data unread"},
    {ERROR_SOCKET, ECONNREFUSED, "Unix datagrams: the receiver is gone"},
    {ERROR_SOCKET, EMSGSIZE, "the message is larger than the send buffer"},
    {ERROR_SOCKET, ETOOMANYREFS,
     "more descriptors of yours are under way, taken by nobody, than ulimit -n allows"},
    {ERROR_USAGE, 0,
     "the handle is no Unix socket, which the kernel would pass over in silence; "
     "or DATA is empty, and on a stream a descriptor rides on a byte"},
    {ERROR_SOCKET, EAGAIN, "the peer's queue is full, and `blocking off` doesn't wait"},
    {ERROR_NAME, 0, "HANDLE is no open handle"},
    {ERROR_TIMEOUT, 0, "the peer made no room in that time; nothing was sent"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: nothing was sent"},
    {ERROR_FILE, 0, "the file behind < can't be opened or read"},
    {0},
};

static const struct command_export sendfd_exported = {
    .python = "socket.send_fds({handle}, [{DATA:bytes=b\"\\0\"}], [{HANDLE:handle}.fileno()])",
    .c = "send_descriptor({handle}, {HANDLE:handle}, {DATA:bytes=\"\", 1})",
};

const struct command sendfd_command = {
    .name = "sendfd",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_UNIX,
    .summary = "pass a socket to the process at the other end of a Unix socket",
    .details =
        "The peer gets a descriptor of its own for the same socket; the handle stays open here. "
        "It comes beside bytes of data, at least one on a stream. Its O_NONBLOCK is set.",
    .parameters = sendfd_parameters,
    .options = timeout_option,
    .examples = sendfd_examples,
    .c_call = "ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags), SCM_RIGHTS",
    .python_call = "socket.send_fds(s, [data], [fd])",
    .kernel = "sendmsg(2) with a control message SCM_RIGHTS. No number travels: the kernel takes "
              "a reference to the open socket and puts it beside the data into the peer's queue; "
              "recvmsg(2) gives the peer a number of its own for it, as dup(2) would. From then "
              "on both processes have one socket, with one receive queue, one state, one "
              "O_NONBLOCK. While it is under way the socket stays open, even if it is closed "
              "here. Where nobody takes it, because the peer reads with recv(2), gives no room "
              "for it, or closes, the kernel drops the reference; if that was the last one, the "
              "socket is closed. On a stream it rides on the bytes: without any it isn't sent, "
              "and the kernel doesn't tell. TCP and UDP ignore SCM_RIGHTS, for descriptors mean "
              "nothing on another machine, and don't tell either; the shell asks neither.",
    .c_example = "struct { struct cmsghdr head; int fd; } right = {\n"
                 "    {.cmsg_len = CMSG_LEN(4), .cmsg_level = SOL_SOCKET,\n"
                 "     .cmsg_type = SCM_RIGHTS}, .fd = 0}; /* what is passed */\n"
                 "struct msghdr m = {.msg_iov = &(struct iovec){\"\", 1}, .msg_iovlen = 1,\n"
                 "                   .msg_control = &right, .msg_controllen = sizeof(right)};\n"
                 "sendmsg(fd, &m, MSG_NOSIGNAL);",
    .python_example = "import socket\n"
                      "socket.send_fds(s, [b\"\\0\"], [0])  # passes descriptor 0",
    .errors = sendfd_errors,
    .exported = &sendfd_exported,
    .says = "{handle}: passed {passed}, with {length|byte}",
    .value = "passed",
    .run = run_sendfd,
};

static bool fail_none(const struct descriptors *descriptors, struct reply *reply,
                      struct error *error)
{
    if (descriptors->eof)
        return error_set(error, ERROR_CLOSED, "the stream ended, and no descriptor came");
    error_set(error, ERROR_MISMATCH, "no descriptor came beside the %zu byte%s", reply->data.length,
              reply->data.length == 1 ? "" : "s");
    return error_hint(error, "the bytes are in $_");
}

/* The first is the reply's handle; others, which are rare, get names of their own. */
static void add_handles(struct request *request, const struct descriptors *descriptors,
                        struct reply *reply)
{
    struct session *session = request->session;
    struct list *others = NULL;

    for (size_t i = 1; i < descriptors->count; i++) {
        struct socket *socket = descriptors->sockets[i];
        char room[64];
        struct span name = names_fresh(session->names, handle_prefix(socket->type), room);
        others = others ? others : fields_list(&reply->fields, "others");
        names_add_handle(session->names, name, socket);
        fields_text(list_add(others), "handle", name);
    }
    struct socket *first = descriptors->sockets[0];
    request_add_handle(request, first, handle_prefix(first->type), reply);
    fields_text(&reply->fields, "type", span_of(first->type->name));
    fields_integer(&reply->fields, "fd", first->fd);
    fields_text(&reply->fields, "from", span_of(request->entry->name));
    fields_bool(&reply->fields, "cut", descriptors->cut);
    if (descriptors->cut)
        reply->says = "{handle}: {type} socket from {from}, fd {fd}, with {length|byte}[; also "
                      "{others}]; others are lost: this process has no descriptors left";
}

static bool run_recvfd(struct request *request, struct reply *reply, struct error *error)
{
    struct descriptors descriptors;
    uint64_t most;

    if (!request_size(request, RECEIVE_SIZE, &most, error) ||
        !descriptor_receive(request->socket, most, request->deadline, &reply->data, &descriptors,
                            error))
        return false;
    fields_integer(&reply->fields, "length", (int64_t)reply->data.length);
    if (descriptors.count == 0)
        return fail_none(&descriptors, reply, error);
    add_handles(request, &descriptors, reply);
    return true;
}

static const struct parameter recvfd_parameters[] = {
    {"N", PARAMETER_SIZE, OPTIONAL, "bytes beside it at the most; 64K unless said"},
    PARAMETERS_END,
};

static const struct example recvfd_examples[] = {
    {"pair a b; srv = server tcp 127.0.0.1 0; a.sendfd srv; close srv; srv = b.recvfd; print "
     "${srv.state}",
     "a listener that changes hands"},
    {""},
};

static const struct command_error recvfd_errors[] = {
    {ERROR_MISMATCH, 0, "bytes came without a descriptor; they are in $_"},
    {ERROR_CLOSED, 0, "the stream ended, and no descriptor came"},
    {ERROR_SOCKET, ENOTSOCK, "what came is a file or a pipe, no socket; it was closed"},
    {ERROR_SOCKET, ESOCKTNOSUPPORT,
     "a socket came of a type that `socket` doesn't make; it was closed"},
    {ERROR_SOCKET, EINVAL, "the Unix stream isn't connected, or listens"},
    {ERROR_SOCKET, ENOTCONN, "a TCP or seqpacket socket that isn't connected, or listens"},
    {ERROR_SOCKET, ECONNRESET, "the peer closed with data unread"},
    {ERROR_SOCKET, EAGAIN, "nothing waits, and `blocking off` doesn't wait"},
    {ERROR_TIMEOUT, 0, "nothing came in that time"},
    RECEIVE_INTERRUPTED,
    RECEIVE_TOO_LARGE,
    {0},
};

static const struct command_export recvfd_exported = {
    .gives = EXPORT_HANDLE,
    .python = "{into}, {beside} = receive_descriptor({handle}[[, {N:size}]])",
    .c = "receive_descriptor({handle}, {N:size=65536}, &{beside})",
    .write = export_recvfd,
};

const struct command recvfd_command = {
    .name = "recvfd",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE | COMMAND_MAKES_HANDLE,
    .suits = SUITS_UNIX,
    .summary = "receive a socket over a Unix socket, as a new handle",
    .details =
        "What kind of socket it is the kernel tells. The bytes it came beside are in $_. What is "
        "no socket is closed, and an error.",
    .parameters = recvfd_parameters,
    .options = timeout_option,
    .examples = recvfd_examples,
    .c_call = "ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags), SCM_RIGHTS",
    .python_call = "data, fds, flags, address = socket.recv_fds(s, 65536, 1)",
    .kernel = "recvmsg(2) with room for control messages: for each descriptor of SCM_RIGHTS the "
              "kernel takes the lowest free number of this process and lets it lead to the socket "
              "that was sent. socksh asks for MSG_CMSG_CLOEXEC, so that commands behind ! don't "
              "inherit it, and for 253 descriptors, the most that one message carries "
              "(SCM_MAX_FD). Where the room, or this process's descriptors (ulimit -n), don't "
              "suffice, the kernel closes those left over and sets MSG_CTRUNC. A stream's recvmsg "
              "stops behind the bytes that descriptors came with, so that the rights of two "
              "sends are never mixed. The socket is as its sender left it: its state, its queue, "
              "its options. O_NONBLOCK is set here, and by that for the sender, too.",
    .c_example = "struct { struct cmsghdr head; int fd; } right = {.fd = -1};\n"
                 "struct iovec part = {&(char){0}, 1};\n"
                 "struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &right,\n"
                 "                   .msg_controllen = sizeof(right)};\n"
                 "if (recvmsg(fd, &m, MSG_CMSG_CLOEXEC) > 0 && m.msg_controllen > 0)\n"
                 "    printf(\"descriptor %d\\n\", right.fd);",
    .python_example = "import socket\n"
                      "data, fds, flags, address = socket.recv_fds(s, 65536, 1)\n"
                      "received = socket.socket(fileno=fds[0])",
    .errors = recvfd_errors,
    .exported = &recvfd_exported,
    .says = "{handle}: {type} socket from {from}, fd {fd}, with {length|byte}[; also {others}]",
    .value = "handle",
    .run = run_recvfd,
};
