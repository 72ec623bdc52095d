/* shutdown: finish sending, receiving or both. */
#include "commands.h"

#include "net/socket.h"
#include "net/status.h"
#include "shell/request.h"

#include <errno.h>
#include <sys/socket.h>

static int how_of(struct span word)
{
    if (span_is(word, "rd"))
        return SHUT_RD;
    return span_is(word, "wr") ? SHUT_WR : SHUT_RDWR;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct span how = request_text(request, "HOW");

    if (!socket_shutdown(request->socket, how_of(how), error))
        return false;

    struct status status = status_of(request->socket);
    fields_text(&reply->fields, "how", how);
    fields_text(&reply->fields, "state", span_of(status.state));
    if (status.unacknowledged > 0) {
        fields_integer(&reply->fields, "unacknowledged", status.unacknowledged);
        reply->says =
            "{handle}: shut down ({how}), now {state}; {unacknowledged|byte} not yet acknowledged";
    }
    if (status.error_pending) {
        fields_bool(&reply->fields, "error_pending", true);
        reply->says =
            "{handle}: shut down ({how}), now {state}; an error is pending: `getsockopt error`";
    }
    return true;
}

static const struct parameter parameters[] = {
    {"HOW", PARAMETER_CHOICE, REQUIRED, "rd: receiving, wr: sending, rdwr: both",
     .choices = "rd|wr|rdwr", .meanings = "receiving|sending: the peer sees the end|both"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send bye; a.shutdown wr; b.recvall; b.send answer; a.recv",
     "half-close: b sees the end of the stream and can still answer"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_SOCKET, ENOTCONN,
     "the socket isn't connected; where it was, the peer has reset it, and what was sent last may "
     "never have got there"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {ERROR_USAGE, 0, "HOW is one of rd, wr, rdwr"},
    {0},
};

static const struct command_export shutdown_exported = {
    .python = "{handle}.shutdown({HOW?rd=socket.SHUT_RD|wr=socket.SHUT_WR|"
              "rdwr=socket.SHUT_RDWR})",
    .c = "shutdown({handle}, {HOW?rd=SHUT_RD|wr=SHUT_WR|rdwr=SHUT_RDWR})",
};

const struct command shutdown_command = {
    .name = "shutdown",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_CONNECTED,
    .summary = "finish sending (wr), receiving (rd) or both (rdwr)",
    .details =
        "After wr the peer reads the end of the stream (TCP sends FIN) and may still send. That "
        "ENOTCONN comes here tells that the peer has reset the connection meanwhile.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int shutdown(int sockfd, int how)",
    .python_call = "s.shutdown(socket.SHUT_WR)",
    .kernel =
        "wr: TCP sends FIN behind all that is still in the send buffer: ESTABLISHED becomes "
        "FIN-WAIT-1 and, with the peer's ACK, FIN-WAIT-2; CLOSE-WAIT becomes LAST-ACK. The peer "
        "reads 0 bytes at the end and may still send. rd: nothing is sent; recv gives 0 bytes once "
        "what waits is read, and Linux still takes in what comes later. A Unix peer's send then "
        "fails with EPIPE. The descriptor stays open in any case, and other descriptors of the "
        "socket (dup) are affected, too. UDP sends nothing: who waits in recv is woken.",
    .c_example = "shutdown(fd, SHUT_WR); /* \"that was all\"; the answer can still come */\n"
                 "char answer[512];\n"
                 "while (recv(fd, answer, sizeof(answer), 0) > 0)\n"
                 "    continue;\n"
                 "close(fd);",
    .python_example = "import socket\n"
                      "s.shutdown(socket.SHUT_WR)\n"
                      "while s.recv(512):\n"
                      "    pass",
    .errors = errors,
    .exported = &shutdown_exported,
    .says = "{handle}: shut down ({how}), now {state}",
    .value = "state",
    .run = run,
};
