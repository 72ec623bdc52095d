/* getsockopt, setsockopt, options. */
#include "commands.h"

#include "net/option.h"
#include "shell/request.h"

#include <errno.h>

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

static const struct command_error getsockopt_errors[] = {
    {ERROR_SOCKET, ENOPROTOOPT, "this socket has no such option: a TCP option on UDP"},
    {ERROR_SOCKET, EOPNOTSUPP,
     "this family has no options at that level: a TCP option on a Unix socket"},
    {ERROR_USAGE, 0, "there is no option of that name: `options` lists them"},
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
    .kernel =
        "getsockopt(2) reads one setting of the socket at a level: SOL_SOCKET for all sockets, "
        "IPPROTO_TCP, IPPROTO_IP or IPPROTO_IPV6 for the protocol's. Nothing goes on the wire and "
        "nothing changes, but for `error` (SO_ERROR): it gives the error that waits for the next "
        "call, and clears it. Buffer sizes are told doubled, as the kernel keeps them (socket(7)).",
    .c_example = "int on = 0;\n"
                 "socklen_t length = sizeof(on);\n"
                 "if (getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &length) == 0)\n"
                 "    printf(\"nodelay is %s\\n\", on ? \"on\" : \"off\");",
    .python_example = "import socket\n"
                      "on = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)",
    .errors = getsockopt_errors,
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

static const struct command_error setsockopt_errors[] = {
    {ERROR_SOCKET, EINVAL,
     "the value is out of the option's range, or too late: v6only after bind"},
    {ERROR_SOCKET, ENOPROTOOPT, "this socket has no such option, or it can only be read"},
    {ERROR_SOCKET, EOPNOTSUPP, "this family has no options at that level, or not this one"},
    {ERROR_SOCKET, EPERM, "it wants root, or CAP_NET_ADMIN"},
    {ERROR_USAGE, 0, "there is no option of that name, or VALUE is not of its type"},
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
    .kernel = "setsockopt(2) sets it, and the reply is what getsockopt(2) reads afterwards: the "
              "kernel rounds, doubles (buffer sizes) or cuts at its limits (net.core.wmem_max). "
              "Nothing goes on the wire at once. Some count only when set early: reuseaddr before "
              "bind, rcvbuf before connect or listen, for the window scale is told in the SYN.",
    .c_example = "int on = 1;\n"
                 "if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)\n"
                 "    perror(\"setsockopt\");",
    .python_example = "import socket\n"
                      "s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
    .errors = setsockopt_errors,
    .says = "{handle}: {name} is {value}",
    .value = "value",
    .run = run_setsockopt,
};

static const struct example options_examples[] = {
    {"c = socket tcp; options", "those of a TCP socket"},
    {0},
};

static const struct command_error options_errors[] = {
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
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
    .kernel =
        "getsockopt(2) for every option that sockets of this type have. `error` is left out: "
        "reading it would clear it. One that the kernel refuses shows its errno as the value.",
    .c_example = "static const int names[] = {SO_KEEPALIVE, SO_RCVBUF, SO_SNDBUF};\n"
                 "for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {\n"
                 "    int value = 0;\n"
                 "    getsockopt(fd, SOL_SOCKET, names[i], &value, &(socklen_t){sizeof(int)});\n"
                 "    printf(\"%d: %d\\n\", names[i], value);\n"
                 "}",
    .python_example = "import socket\n"
                      "for name in (socket.SO_KEEPALIVE, socket.SO_RCVBUF, socket.SO_SNDBUF):\n"
                      "    print(name, s.getsockopt(socket.SOL_SOCKET, name))",
    .errors = options_errors,
    .run = run_options,
};
