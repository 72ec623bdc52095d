/* use, rename: which handle is meant, and what it is called. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/status.h"
#include "shell/request.h"
#include "shell/session.h"

static bool run_use(struct request *request, struct reply *reply, struct error *error)
{
    struct entry *entry = request_argument(request, "HANDLE")->entry;

    (void)error;
    request->session->current = entry;
    fields_text(&reply->fields, "handle", span_of(entry->name));
    fields_text(&reply->fields, "state", span_of(status_state(entry->socket)));
    return true;
}

static const struct parameter use_parameters[] = {
    {"HANDLE", PARAMETER_HANDLE, REQUIRED, "the handle that becomes the current one"},
    PARAMETERS_END,
};

static const struct example use_examples[] = {
    {"pair a b; a.send hello; use b; recv", "recv acts on b"},
    {""},
};

static const struct command_error use_errors[] = {
    {ERROR_NAME, 0, "there is no such handle, or the name is a variable's"},
    {0},
};

static const struct command_export use_exported = {
    .write = export_use,
};

const struct command use_command = {
    .name = "use",
    .group = GROUP_SESSION,
    .summary = "make a handle the current one",
    .details = "A command without HANDLE. acts on the current handle.",
    .parameters = use_parameters,
    .examples = use_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone. It says which handle commands without HANDLE. "
              "mean from here on; the kernel is only asked for the state that is shown.",
    .errors = use_errors,
    .exported = &use_exported,
    .says = "{handle}: current, {state}",
    .value = "handle",
    .run = run_use,
};

static bool run_rename(struct request *request, struct reply *reply, struct error *error)
{
    struct session *session = request->session;
    struct span old = request_text(request, "OLD"), name = request_text(request, "NEW");
    struct entry *entry = names_find(session->names, old);

    if (!entry) {
        struct nearest nearest = names_nearest(session->names, old, NAMES_ALL);
        error_set(error, ERROR_NAME, "there is no handle or variable of that name");
        nearest_hint(&nearest, error, "`sockets` and `variables` list them");
        return error_at(error, request_argument(request, "OLD")->place);
    }
    bool was_current = session->current == entry;
    fields_text(&reply->fields, "old", old);
    fields_text(&reply->fields, "name", name);
    names_rename(session->names, entry, name);
    if (was_current)
        session->current = names_find(session->names, name);
    return true;
}

static const struct parameter rename_parameters[] = {
    {"OLD", PARAMETER_WORD, REQUIRED, "a handle or a variable", .completes = COMPLETES_NAME},
    {"NEW", PARAMETER_NAME, REQUIRED, "its new name"},
    PARAMETERS_END,
};

static const struct example rename_examples[] = {
    {"socket tcp; rename tcp1 web", "tcp1 is called web from now on"},
    {""},
};

static const struct command_error rename_errors[] = {
    {ERROR_NAME, 0, "there is nothing of the old name, or the new one is an open handle's"},
    {ERROR_USAGE, 0, "the new name can't be one"},
    {0},
};

static const struct command_export rename_exported = {
    .write = export_rename,
};

const struct command rename_command = {
    .name = "rename",
    .group = GROUP_SESSION,
    .summary = "give a handle or a variable another name",
    .details = "",
    .parameters = rename_parameters,
    .examples = rename_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone. The socket, its descriptor and its connection "
              "stay as they are.",
    .errors = rename_errors,
    .exported = &rename_exported,
    .says = "{name}: was {old}",
    .value = "name",
    .run = run_rename,
};
