/* recvmsg: a message with all that comes beside it. */
#include "commands.h"
#include "export/translate/writers.h"
#include "receiving.h"

#include "net/ancillary.h"
#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>
#include <sys/socket.h>

static const struct {
    int flag;
    const char *name;
} flag_names[] = {
    {MSG_EOR, "MSG_EOR"}, {MSG_TRUNC, "MSG_TRUNC"},       {MSG_CTRUNC, "MSG_CTRUNC"},
    {MSG_OOB, "MSG_OOB"}, {MSG_ERRQUEUE, "MSG_ERRQUEUE"},
};

static void reply_flags(struct reply *reply, int flags)
{
    cleanup_buffer struct buffer text = {0};

    for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
        if (flags & flag_names[i].flag)
            buffer_printf(&text, "%s%s", text.length ? " " : "", flag_names[i].name);
    if (text.length)
        fields_text(&reply->fields, "flags", buffer_span(&text));
}

/* Field `ancillary`: what each control message is, and what it says. */
static void reply_ancillary(struct reply *reply, struct span control)
{
    struct list *messages = fields_list(&reply->fields, "ancillary");
    struct ancillary message;

    for (size_t offset = 0; ancillary_next(control, &offset, &message);) {
        cleanup_buffer struct buffer name = {0};
        cleanup_buffer struct buffer value = {0};
        struct fields *row = list_add(messages);
        ancillary_name(&name, &message);
        ancillary_describe(&value, &message);
        fields_text(row, "type", buffer_span(&name));
        fields_text(row, "value", buffer_span(&value));
    }
}

/* Whoever wants them as handles asks for them by `recvfd`. */
static void close_descriptors(struct span control)
{
    int none;

    ancillary_take_descriptors(control, &none, 0);
}

/* It waited, and what it waited for is not there. */
static bool fail_queue(const struct request *request, struct error *error)
{
    if (error->number == EAGAIN && request_option(request, "error-queue") &&
        !request_option(request, "nowait"))
        error_hint(error, "an error waits, but not in the queue: `setsockopt recverr on` would "
                          "have kept it there; `getsockopt error` tells it");
    return false;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer control = {0};
    struct socket *socket = request->socket;
    struct received received;
    bool from_queue = request_option(request, "error-queue");
    /* Control messages are what an entry of the queue is about, and taking it is its end. */
    bool ancillary = from_queue || request_option(request, "ancillary");
    int flags = receive_flags(request) | (from_queue ? MSG_ERRQUEUE : 0);
    uint64_t most;

    if (!request_size(request, RECEIVE_SIZE, &most, error) ||
        !socket_receive_message(socket, most, flags, request->deadline, &reply->data,
                                ancillary ? &control : NULL, &received, error))
        return fail_queue(request, error);
    reply->has_data = true;
    fields_integer(&reply->fields, "length", (int64_t)received.length);
    fields_bool(&reply->fields, "eof", received.eof);
    if (received.from.length)
        fields_address(&reply->fields, from_queue ? "to" : "from", &received.from);
    fields_bool(&reply->fields, "truncated", received.truncated);
    if (received.truncated)
        fields_integer(&reply->fields, "message_length", (int64_t)received.datagram_length);
    reply_flags(reply, received.flags);
    if (ancillary)
        reply_ancillary(reply, buffer_span(&control));
    close_descriptors(buffer_span(&control));
    if (!from_queue)
        reply_nature(request, &received, reply);
    return true;
}

static const struct parameter parameters[] = {
    RECEIVE_PARAMETER,
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_TIMEOUT,
    OPTION_FLAG("ancillary", "with the control messages that came beside the data"),
    OPTION_FLAG("error-queue", "the next entry of the error queue (MSG_ERRQUEUE), with its error"),
    RECEIVE_FLAGS,
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; b.setsockopt passcred on; a.send hello; b.recvmsg --ancillary",
     "who sent it: pid, uid, gid"},
    {"srv = server udp 127.0.0.1 0; u = open udp://127.0.0.1:${srv.local.port}; send hello; "
     "srv.recvmsg",
     "a datagram; the sender is told as by recvfrom"},
    {"srv = server udp 127.0.0.1 0; u = open udp://127.0.0.1:${srv.local.port}; close srv; "
     "u.setsockopt recverr on; u.send hello; u.recvmsg --error-queue",
     "the ICMP error that a datagram drew, and who sent it"},
    {""},
};

static const struct command_error recvmsg_errors[] = {
    RECEIVE_NOT_CONNECTED,
    {ERROR_SOCKET, ECONNRESET, "the peer sent RST; Unix: it closed with data unread"},
    {ERROR_SOCKET, ECONNREFUSED,
     "UDP: a datagram sent before drew ICMP port unreachable; `recvmsg --error-queue` tells more "
     "after "
     "`setsockopt recverr on`"},
    RECEIVE_UNREACHABLE,
    {ERROR_SOCKET, EMSGSIZE,
     "with recverr on: what was sent before was too big for the path; the queue tells its MTU"},
    {ERROR_SOCKET, EAGAIN,
     "nothing waits, or no error with --error-queue, and --nowait or `blocking off` doesn't wait"},
    RECEIVE_NOT_URGENT,
    RECEIVE_NEVER_URGENT,
    RECEIVE_OVER,
    {ERROR_TIMEOUT, 0, "nothing came in that time; with --error-queue, no error"},
    RECEIVE_INTERRUPTED,
    RECEIVE_TOO_LARGE,
    {0},
};

static const struct command_export recvmsg_exported = {
    .gives = EXPORT_BYTES,
    .python = "{into}, {beside}, _, {handle}_from = {handle}.recvmsg({N:size=65536}, 8192{flags})",
    .c = "receive_message({handle}, {N:size=65536}, {flags}, &{into}, &{handle}_from, &{beside})",
    .write = export_recvmsg,
};

const struct command recvmsg_command = {
    .name = "recvmsg",
    .group = GROUP_RECEIVING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED | SUITS_MESSAGES,
    .summary = "receive a message with the kernel's flags and what came beside it",
    .details =
        "What comes beside the data is asked for with socket options: passcred, timestamp, "
        "recvttl, recvtos, pktinfo and others. After `setsockopt recverr on` the error queue holds "
        "the ICMP errors with who sent them, and the packet that caused each.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)",
    .python_call = "data, ancillary, flags, address = s.recvmsg(65536, 8192)",
    .kernel = "recvmsg(2) is recv(2) and recvfrom(2), and gives two things more. Flags: "
              "MSG_TRUNC, a message was cut to N bytes; MSG_CTRUNC, control messages were, for "
              "which there was too little room, or without --ancillary and --error-queue none. "
              "Control messages: "
              "what the kernel knows of this very data, each kind only where an option asked for "
              "it before the data came, such as TTL, time of arrival or interface; descriptors "
              "(SCM_RIGHTS) come unasked, and recvmsg closes them once it has shown them. "
              "--error-queue (MSG_ERRQUEUE) takes from another queue, which fills after "
              "`setsockopt recverr on`: an entry is the data of the packet that failed, with the "
              "address it was sent to, and beside it errno, ICMP's type and code, and who sent "
              "the ICMP message. poll(2) tells POLLERR as long as there is one. This call never "
              "waits in the kernel for one; socksh waits with poll(2). Nothing goes on the wire, "
              "but that taking TCP's data opens the window.",
    .c_example = "char data[65536], control[8192];\n"
                 "struct iovec part = {data, sizeof(data)};\n"
                 "struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,\n"
                 "                   .msg_controllen = sizeof(control)};\n"
                 "if (recvmsg(fd, &m, 0) >= 0)\n"
                 "    puts(m.msg_flags & MSG_TRUNC ? \"cut\" : \"whole\");",
    .python_example = "data, ancillary, flags, address = s.recvmsg(65536, 8192)\n"
                      "for level, kind, value in ancillary:\n"
                      "    print(level, kind, value.hex())",
    .errors = recvmsg_errors,
    .exported = &recvmsg_exported,
    .says = "{handle}: received {length|byte}" SAYS_FROM "[ sent to {to}][, flags "
            "{flags}][{ancillary|rows}]",
    .run = run,
};
