/* poll: wait until sockets are ready. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/memory.h"
#include "net/loop.h"
#include "net/socket.h"
#include "shell/request.h"
#include "shell/session.h"

#include <poll.h>
#include <stdlib.h>

struct polled {
    struct entry **entries;
    struct pollfd *fds;
    unsigned count;
};

static void add(struct polled *polled, struct entry *entry, bool write)
{
    write |= entry->socket->connecting; /* writable is how its end shows */
    polled->entries = memory_resize(polled->entries, (polled->count + 1) * sizeof(struct entry *));
    polled->fds = memory_resize(polled->fds, (polled->count + 1) * sizeof(struct pollfd));
    polled->entries[polled->count] = entry;
    polled->fds[polled->count++] =
        (struct pollfd){.fd = entry->socket->fd,
                        .events = (short)(POLLIN | POLLPRI | POLLRDHUP | (write ? POLLOUT : 0))};
}

static bool collect(struct request *request, struct polled *polled, struct error *error)
{
    bool write = request_option(request, "write");
    const struct argument *handle = request_argument(request, "HANDLE");
    struct entry *target = request_target(request, error);

    if (!target)
        return false;
    if (!handle->given)
        add(polled, target, write);
    for (; handle && handle->given; handle = handle->more)
        add(polled, handle->entry, write);
    return true;
}

/* Whether one could write now is told even when it was not waited for. */
static bool is_writable(int fd)
{
    struct pollfd now = {.fd = fd, .events = POLLOUT};

    return poll(&now, 1, 0) > 0 && (now.revents & POLLOUT);
}

/* What came of a connect that said EINPROGRESS. Why it failed SO_ERROR tells, once; it isn't read here. */
static const char *connect_outcome(struct socket *socket, bool writable, bool failed)
{
    struct address peer;
    struct error ignored;

    if (!writable && !failed)
        return "in progress";
    return !failed && socket_peer(socket, &peer, &ignored) ? "connected" : "failed";
}

static void describe_connect(struct fields *fields, struct socket *socket, bool writable,
                             bool failed)
{
    const char *outcome = connect_outcome(socket, writable, failed);

    fields_text(fields, "connect", span_of(outcome));
    socket->connected |= strcmp(outcome, "connected") == 0;
    socket->connecting = strcmp(outcome, "in progress") == 0;
}

static void describe(struct fields *fields, const struct entry *entry, const struct pollfd *polled)
{
    bool writable = is_writable(polled->fd), failed = polled->revents & POLLERR;

    fields_text(fields, "handle", span_of(entry->name));
    fields_bool(fields, "readable", polled->revents & POLLIN);
    fields_bool(fields, "writable", writable);
    fields_bool(fields, "urgent", polled->revents & POLLPRI);
    fields_bool(fields, "hangup", polled->revents & (POLLHUP | POLLRDHUP));
    fields_bool(fields, "error", failed);
    if (entry->socket->connecting)
        describe_connect(fields, entry->socket, writable, failed);
}

static bool wait_for(struct request *request, struct polled *polled, struct reply *reply,
                     struct error *error)
{
    int64_t ready = 0;
    enum loop_outcome outcome = loop_wait_many(request->session->network.loop, polled->fds,
                                               polled->count, request->deadline);

    if (outcome != LOOP_READY && outcome != LOOP_TIMEOUT)
        return loop_fail(outcome, "poll", error);
    for (unsigned i = 0; i < polled->count; i++)
        ready += polled->fds[i].revents != 0;
    fields_integer(&reply->fields, "ready", ready);
    if (polled->count == 1) {
        describe(&reply->fields, polled->entries[0], &polled->fds[0]);
        return true;
    }
    struct list *sockets = fields_list(&reply->fields, "sockets");
    for (unsigned i = 0; i < polled->count; i++)
        describe(list_add(sockets), polled->entries[i], &polled->fds[i]);
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct polled polled = {0};
    bool done = collect(request, &polled, error) && wait_for(request, &polled, reply, error);

    free(polled.entries);
    free(polled.fds);
    return done;
}

static const struct parameter parameters[] = {
    {"HANDLE", PARAMETER_HANDLE, REPEATED, "which to look at; the current handle unless said"},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_TIMEOUT,
    OPTION_FLAG("write", "wait for room to send, too"),
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; b.poll", "readable at once"},
    {"pair a b; poll a b --timeout 0", "just looks; nobody is readable"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {ERROR_USAGE, 0, "a handle both before and behind the command"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C"},
    {ERROR_RESOURCE, 0, "the kernel has no memory for so many"},
    {0},
};

static const struct command_export poll_exported = {
    .gives = EXPORT_NUMBER,
    .write = export_poll,
};

const struct command poll_command = {
    .name = "poll",
    .group = GROUP_LOOKING,
    .needs = COMMAND_LOOKS,
    .summary = "wait until a socket is readable, hung up or in error",
    .details =
        "A listening socket is readable when a connection waits. That the time passes is no error: "
        "ready is 0 then. Of a connect under way (`blocking off`): what came of it; "
        "`getsockopt error` tells why it failed.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "int poll(struct pollfd *fds, nfds_t nfds, int timeout)",
    .python_call = "p = select.poll(); p.register(s); p.poll(milliseconds)",
    .kernel =
        "poll(2) waits until something is true of a socket. POLLIN: recv would not wait, for "
        "data, a connection to accept or the end of the stream. POLLOUT: there is room in the send "
        "buffer, or connect has ended. POLLPRI: TCP's urgent byte. POLLRDHUP: the peer's FIN has "
        "come. POLLHUP: both directions are over. POLLERR: an error waits, which `getsockopt "
        "error` reads, or an entry of the error queue, which `recvmsg --error-queue` takes. Ready "
        "doesn't mean well: after a failed connect a socket is writable and in error. So `connect` "
        "is failed where POLLERR is told, connected where "
        "there is room and getpeername(2) knows a peer, else in progress; SO_ERROR is not "
        "read for it, for that would clear it. Nothing goes on the wire.",
    .c_example = "struct pollfd ready = {.fd = fd, .events = POLLIN | POLLRDHUP};\n"
                 "int count = poll(&ready, 1, 1000);\n"
                 "if (count > 0 && (ready.revents & POLLIN))\n"
                 "    puts(\"readable\");",
    .python_example = "import select\n"
                      "p = select.poll()\n"
                      "p.register(s, select.POLLIN | select.POLLRDHUP)\n"
                      "print(p.poll(1000))",
    .errors = errors,
    .exported = &poll_exported,
    .value = "ready",
    .run = run,
};
