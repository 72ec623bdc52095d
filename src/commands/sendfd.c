/* sendfd, recvfd: sockets that pass from process to process. */
#include "commands.h"

#include "net/descriptor.h"
#include "shell/request.h"
#include "shell/session.h"

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
    {0},
};

const struct command sendfd_command = {
    .name = "sendfd",
    .group = GROUP_SENDING,
    .needs = COMMAND_HANDLE,
    .summary = "pass a socket to the process at the other end of a Unix socket",
    .details =
        "The peer gets a descriptor of its own for the same socket; the handle stays open here. "
        "It comes beside bytes of data, at least one on a stream. Its O_NONBLOCK is set.",
    .parameters = sendfd_parameters,
    .options = timeout_option,
    .examples = sendfd_examples,
    .c_call = "ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags), SCM_RIGHTS",
    .python_call = "socket.send_fds(s, [data], [fd])",
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
    {0},
};

const struct command recvfd_command = {
    .name = "recvfd",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE | COMMAND_MAKES_HANDLE,
    .summary = "receive a socket over a Unix socket, as a new handle",
    .details =
        "What kind of socket it is the kernel tells. The bytes it came beside are in $_. What is "
        "no socket is closed, and an error.",
    .parameters = recvfd_parameters,
    .options = timeout_option,
    .examples = recvfd_examples,
    .c_call = "ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags), SCM_RIGHTS",
    .python_call = "data, fds, flags, address = socket.recv_fds(s, 65536, 1)",
    .says = "{handle}: {type} socket from {from}, fd {fd}, with {length|byte}[; also {others}]",
    .value = "handle",
    .run = run_recvfd,
};
