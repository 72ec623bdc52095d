/* getsockopt, setsockopt, options. */
#include "commands.h"

#include "net/option.h"
#include "shell/request.h"

static const struct socket_option *find(const struct request *request, struct error *error)
{
    const struct argument *name = request_argument(request, "NAME");
    const struct socket_option *option = option_find(name->text, error);

    if (!option)
        error_at(error, name->place);
    return option;
}

/* Fields `name` and `value`, as the kernel has it. */
static bool reply_option(const struct socket_option *option, struct socket *socket,
                         struct fields *fields, struct error *error)
{
    cleanup_buffer struct buffer value = {0};

    if (!option_get(option, socket, &value, error))
        return false;
    fields_text(fields, "name", span_of(option->name));
    fields_text(fields, "value", buffer_span(&value));
    return true;
}

static bool run_getsockopt(struct request *request, struct reply *reply, struct error *error)
{
    const struct socket_option *option = find(request, error);

    return option && reply_option(option, request->socket, &reply->fields, error);
}

static bool run_setsockopt(struct request *request, struct reply *reply, struct error *error)
{
    const struct socket_option *option = find(request, error);
    const struct argument *value = request_argument(request, "VALUE");

    if (!option)
        return false;
    if (!option_set(option, request->socket, value->text, error))
        return error_at(error, value->place);
    return reply_option(option, request->socket, &reply->fields, error);
}

static bool run_options(struct request *request, struct reply *reply, struct error *error)
{
    struct list *options = fields_list(&reply->fields, "options");

    for (const struct socket_option *option = socket_options; option->name; option++) {
        struct error refused;
        /* Reading the pending error would take it away. */
        if (option->type == OPTION_ERRNO || !option_applies(option, request->socket))
            continue;
        struct fields *row = list_add(options);
        if (!reply_option(option, request->socket, row, &refused)) {
            fields_text(row, "name", span_of(option->name));
            fields_text(row, "value", span_of(refused.code));
        }
        fields_text(row, "meaning", span_of(option->summary));
    }
    (void)error;
    return true;
}

static const struct parameter getsockopt_parameters[] = {
    {"NAME", PARAMETER_WORD, REQUIRED, "an option: nodelay, or its C name TCP_NODELAY"},
    PARAMETERS_END,
};

static const struct example getsockopt_examples[] = {
    {"c = socket tcp; getsockopt nodelay", "off at first"},
    {0},
};

const struct command getsockopt_command = {
    .name = "getsockopt",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "read a socket option",
    .details =
        "`options` lists the names. `getsockopt error` reads the pending error, which clears it.",
    .parameters = getsockopt_parameters,
    .examples = getsockopt_examples,
    .c_call = "int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)",
    .python_call = "value = s.getsockopt(level, name)",
    .says = "{handle}: {name} is {value}",
    .value = "value",
    .run = run_getsockopt,
};

static const struct parameter setsockopt_parameters[] = {
    {"NAME", PARAMETER_WORD, REQUIRED, "an option: nodelay, or its C name TCP_NODELAY"},
    {"VALUE", PARAMETER_WORD, REQUIRED, "on, off, a number, a size or a duration"},
    PARAMETERS_END,
};

static const struct example setsockopt_examples[] = {
    {"c = socket tcp; setsockopt nodelay on", "no Nagle algorithm"},
    {"c = socket tcp; setsockopt linger 5s", "close waits for unsent data"},
    {0},
};

const struct command setsockopt_command = {
    .name = "setsockopt",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "set a socket option",
    .details = "The reply shows what the kernel made of the value; buffer sizes it doubles.",
    .parameters = setsockopt_parameters,
    .examples = setsockopt_examples,
    .c_call =
        "int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)",
    .python_call = "s.setsockopt(level, name, value)",
    .says = "{handle}: {name} is {value}",
    .value = "value",
    .run = run_setsockopt,
};

static const struct example options_examples[] = {
    {"c = socket tcp; options", "those of a TCP socket"},
    {0},
};

const struct command options_command = {
    .name = "options",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "list the socket's options with their values",
    .details = "All but `error`, which reading would clear.",
    .examples = options_examples,
    .c_call = "getsockopt(2) for each",
    .python_call = "",
    .run = run_options,
};
