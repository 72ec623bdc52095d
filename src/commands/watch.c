/* watch: what comes on a handle is received and shown as it comes. */
#include "commands.h"
#include "export/translate/writers.h"

#include "shell/arrivals.h"
#include "shell/request.h"

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    if (request_has(request, "STATE") &&
        !arrivals_watch(request->session, request->entry,
                        span_is(request_text(request, "STATE"), "on"), error))
        return false;
    fields_text(&reply->fields, "watch",
                arrivals_is_watched(request->entry) ? SPAN("on") : SPAN("off"));
    return true;
}

static const struct parameter parameters[] = {
    {"STATE", PARAMETER_CHOICE, OPTIONAL, "whether what comes is shown at once",
     .choices = "on|off", .meanings = "receive it and show it|leave it for a command"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; b.watch on; a.send hello; sleep 20ms", "hello is shown when it comes"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_USAGE, 0, "STATE is on or off"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {ERROR_RESOURCE, 0, "no descriptor, or none of the kernel's watches, is left"},
    {0},
};

static const struct command_export watch_exported = {
    .write = export_watch,
    .python = "{STATE?on=watch({handle}, \"{name}\")|off=unwatch({handle})}",
    .c = "{STATE?on=watch({handle}, \"{name}\")|off=unwatch({handle})}",
};

const struct command watch_command = {
    .name = "watch",
    .group = GROUP_SESSION,
    .needs = COMMAND_HANDLE,
    .summary = "receive and show what comes, as it comes",
    .details =
        "While it is on, what comes is taken from the socket, between statements and while a "
        "command waits, and is not in $_. A command on the handle itself goes first. A "
        "listener's connections are told, and wait for accept. A program that `export` writes "
        "shows "
        "what comes while it waits, as a script does.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "epoll(7) tells, edge-triggered, that something has come; recv(2) with MSG_DONTWAIT "
              "takes it. The peer sees no more than that its data is taken.",
    .errors = errors,
    .exported = &watch_exported,
    .says = "{handle}: watch {watch}",
    .value = "watch",
    .run = run,
};
