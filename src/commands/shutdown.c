/* shutdown: finish sending, receiving or both. */
#include "commands.h"

#include "net/socket.h"
#include "net/status.h"
#include "shell/request.h"

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
     .choices = "rd|wr|rdwr"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send bye; a.shutdown wr; b.recvall; b.send answer; a.recv",
     "half-close: b sees the end of the stream and can still answer"},
    {0},
};

const struct command shutdown_command = {
    .name = "shutdown",
    .group = GROUP_CONNECTING,
    .needs = COMMAND_HANDLE,
    .summary = "finish sending (wr), receiving (rd) or both (rdwr)",
    .details =
        "After wr the peer reads the end of the stream (TCP sends FIN) and may still send. That "
        "ENOTCONN comes here tells that the peer has reset the connection meanwhile.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "int shutdown(int sockfd, int how)",
    .python_call = "s.shutdown(socket.SHUT_WR)",
    .says = "{handle}: shut down ({how}), now {state}",
    .value = "state",
    .run = run,
};
