/* getsockopt, setsockopt, options. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/option.h"
#include "net/option_value.h"
#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>
#include <string.h>

static bool find(const struct request *request, struct socket_option *ret_option,
                 struct error *error)
{
    const struct argument *name = request_argument(request, "NAME");

    return option_find(name->text, request->socket, ret_option, error) ||
           error_at(error, name->place);
}

/* Fields `name` and `value`, as one writes it; for programs \"flag\", \"number\" and \"duration_us\", where it is one. */
static void reply_option(struct reply *reply, const struct socket_option *option,
                         const struct socket *socket, struct span raw)
{
    cleanup_buffer struct buffer value = {0};
    struct option_typed typed = option_typed(option, raw);

    option_format(option, raw, &value);
    fields_text(&reply->fields, "name", span_of(option_name_of(option, socket)));
    fields_text(&reply->fields, "value", buffer_span(&value));
    if (typed.has_flag)
        fields_bool(&reply->fields, "flag", typed.flag);
    if (typed.number[0])
        fields_number(&reply->fields, "number", span_of(typed.number));
    if (typed.has_duration)
        fields_integer(&reply->fields, "duration_us", typed.duration / MICROSECOND);
}

static bool run_getsockopt(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer raw = {0};
    struct socket_option option;

    if (!find(request, &option, error) || !option_read(&option, request->socket, &raw, error))
        return false;
    reply_option(reply, &option, request->socket, buffer_span(&raw));
    return true;
}

bool setsockopt_takes_bytes(const struct word *word, struct span text)
{
    int64_t whole;
    double real;

    return word->hex || (!word->bare && !number_integer(text, &whole) && !number_real(text, &real));
}

/* The option is set by now: where it can't be read back, what was asked for is all there is to tell. */
static bool run_setsockopt(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *wanted = request_argument(request, "VALUE");
    cleanup_buffer struct buffer asked = {0}, raw = {0}, value = {0};
    struct socket_option option;
    struct error ignored;

    if (!find(request, &option, error))
        return false;
    if (setsockopt_takes_bytes(wanted->word, wanted->text))
        option.traits |= OPTION_AS_BYTES;
    if (!option_set(&option, request->socket, wanted->text, &asked, error))
        return error_at(error, wanted->place);
    if (!option_read(&option, request->socket, &raw, &ignored)) {
        fields_text(&reply->fields, "name", span_of(option_name_of(&option, request->socket)));
        fields_text(&reply->fields, "value", buffer_span(&asked));
        return true;
    }
    option_format(&option, buffer_span(&raw), &value);
    reply_option(reply, &option, request->socket, buffer_span(&raw));
    if (!span_equal(buffer_span(&value), buffer_span(&asked)))
        fields_text(&reply->fields, "asked", buffer_span(&asked));
    return true;
}

/* The value, or the error's code where there is none in this state (ENOTCONN). False where this kernel
 * doesn't have the option. */
static bool read_value(const struct socket_option *option, struct socket *socket,
                       struct buffer *value)
{
    struct error refused;

    if (option_get(option, socket, value, &refused))
        return true;
    buffer_append_text(value, refused.code);
    return refused.number != ENOPROTOOPT && refused.number != EOPNOTSUPP;
}

static void add_row(struct list *options, const struct socket_option *option, struct socket *socket,
                    struct socket *fresh)
{
    cleanup_buffer struct buffer value = {0}, usual = {0};

    if (!read_value(option, socket, &value))
        return;
    struct fields *row = list_add(options);
    fields_text(row, "name", span_of(option_name_of(option, socket)));
    fields_text(row, "value", buffer_span(&value));
    if (fresh && !(option->traits & OPTION_READ_ONLY) && read_value(option, fresh, &usual))
        fields_text(row, "default", buffer_span(&usual));
    else
        fields_null(row, "default");
    fields_text(row, "meaning", span_of(option->summary));
}

static bool is_wanted(const struct socket_option *option, const struct argument *pattern)
{
    return !pattern->given || strcasestr(option->name, pattern->text.data) ||
           strcasestr(option->c_name, pattern->text.data);
}

/* A list of none looks as if the option were only unset. */
static void tell_none(struct span pattern, const struct socket *socket, struct reply *reply)
{
    struct nearest nearest = nearest_start(pattern);
    char question[160];

    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        if (option_is_listed(option, socket))
            nearest_offer(&nearest, span_of(option->name));
    fields_text(&reply->fields, "pattern", pattern);
    if (nearest.count)
        fields_text(&reply->fields, "hint",
                    span_of(nearest_question(&nearest, question, sizeof(question))));
    reply->says = "{handle}: no option has {pattern} in its name[; {hint}]";
}

static bool run_options(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *pattern = request_argument(request, "PATTERN");
    struct list *options = fields_list(&reply->fields, "options");
    struct socket *socket = request->socket, *fresh = option_fresh_socket(socket);
    struct error ignored;

    (void)error;
    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        if (option_is_listed(option, socket) && is_wanted(option, pattern))
            add_row(options, option, socket, fresh);
    socket_close(fresh, &ignored);
    if (pattern->given && !options->first)
        tell_none(pattern->text, socket, reply);
    return true;
}

static const struct parameter getsockopt_parameters[] = {
    {"NAME", PARAMETER_WORD, REQUIRED,
     "an option: nodelay, its C name TCP_NODELAY, or LEVEL:NUMBER such as tcp:1",
     .completes = COMPLETES_OPTION_READ},
    PARAMETERS_END,
};

static const struct example getsockopt_examples[] = {
    {"c = socket tcp; getsockopt nodelay", "off at first"},
    {"c = socket tcp; getsockopt SO_TYPE; getsockopt domain", "what can only be read"},
    {"pair a b; a.getsockopt peercred", "who the peer is"},
    {""},
};

static const struct command_error getsockopt_errors[] = {
    {ERROR_SOCKET, ENOPROTOOPT, "this socket has no such option: a TCP option on UDP"},
    {ERROR_SOCKET, EOPNOTSUPP,
     "this family has no options at that level: a TCP option on a Unix socket"},
    {ERROR_USAGE, 0, "there is no option of that name: `options` lists them"},
    {0},
};

static const struct command_export getsockopt_exported = {
    .gives = EXPORT_NUMBER,
    .is_pure = true,
    .write = export_getsockopt,
};

const struct command getsockopt_command = {
    .name = "getsockopt",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "read a socket option",
    .details =
        "`options` lists the names. Where several levels have one, the level of this socket "
        "is meant: "
        "recverr is IPV6_RECVERR over IPv6. `getsockopt error` reads the pending error, "
        "which clears "
        "it. An option by number is shown as a number, or as bytes. In JSON \"value\" is what is "
        "shown; beside it are \"flag\", \"number\" and \"duration_us\", where the value is one.",
    .parameters = getsockopt_parameters,
    .examples = getsockopt_examples,
    .c_call = "int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen)",
    .python_call = "value = s.getsockopt(level, name)",
    .kernel =
        "getsockopt(2) reads one setting of the socket at a level: SOL_SOCKET for all sockets, "
        "IPPROTO_TCP, IPPROTO_IP or IPPROTO_IPV6 for the protocol's. Nothing goes on the wire and "
        "nothing changes, but for `getsockopt error` (SO_ERROR): it gives the error that waits for "
        "the next "
        "call, and clears it. Buffer sizes are told doubled, as the kernel keeps them (socket(7)).",
    .c_example = "int on = 0;\n"
                 "socklen_t length = sizeof(on);\n"
                 "if (getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &length) == 0)\n"
                 "    printf(\"nodelay is %s\\n\", on ? \"on\" : \"off\");",
    .python_example = "import socket\n"
                      "on = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)",
    .errors = getsockopt_errors,
    .exported = &getsockopt_exported,
    .says = "{handle}: {name} is {value}",
    .value = "value",
    .run = run_getsockopt,
};

static const struct parameter setsockopt_parameters[] = {
    {"NAME", PARAMETER_WORD, REQUIRED,
     "an option: nodelay, its C name TCP_NODELAY, or LEVEL:NUMBER such as tcp:1",
     .completes = COMPLETES_OPTION_SET},
    {"VALUE", PARAMETER_WORD, REQUIRED, "on, off, a number, a size, a duration, a word",
     .completes = COMPLETES_OPTION_VALUE},
    PARAMETERS_END,
};

static const struct example setsockopt_examples[] = {
    {"c = socket tcp; setsockopt nodelay on", "no Nagle algorithm"},
    {"c = socket tcp; setsockopt linger 5s", "close waits for unsent data"},
    {"c = socket tcp; setsockopt rcvbuf 16K", "the kernel makes 32K of it"},
    {"u = socket udp; setsockopt multicast_if lo; setsockopt tos lowdelay", "words and interfaces"},
    {""},
};

static const struct command_error setsockopt_errors[] = {
    {ERROR_SOCKET, EINVAL,
     "the value is out of the option's range, or too late: v6only after bind"},
    {ERROR_SOCKET, ENOPROTOOPT, "this socket has no such option, or it can only be read"},
    {ERROR_SOCKET, EOPNOTSUPP, "this family has no options at that level, or not this one"},
    {ERROR_SOCKET, EPERM, "it wants root, CAP_NET_ADMIN or, for some, CAP_NET_RAW"},
    {ERROR_SOCKET, EADDRINUSE, "a multicast group that the socket is in already"},
    {ERROR_SOCKET, EADDRNOTAVAIL,
     "a multicast group that the socket isn't in, or no address of this machine"},
    {ERROR_SOCKET, ENODEV, "no interface has that name, index or address"},
    {ERROR_SOCKET, ENOBUFS,
     "as many multicast groups as a socket may have: net.ipv4.igmp_max_memberships"},
    {ERROR_SOCKET, ENOENT, "there is no such algorithm (congestion, ulp) in this kernel"},
    {ERROR_USAGE, 0, "there is no option of that name, or VALUE is not of its type"},
    {0},
};

static const struct command_export setsockopt_exported = {
    .write = export_setsockopt,
};

const struct command setsockopt_command = {
    .name = "setsockopt",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "set a socket option",
    .details =
        "The reply shows what the kernel made of the value: buffer sizes it doubles, times it "
        "rounds. "
        "What a value looks like is told where another was given. Bytes are set as x\"01 02\"; of "
        "LEVEL:NUMBER also as text in quotes or a variable, where that is no number.",
    .parameters = setsockopt_parameters,
    .examples = setsockopt_examples,
    .c_call =
        "int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen)",
    .python_call = "s.setsockopt(level, name, value)",
    .kernel =
        "setsockopt(2) sets it, and the reply is what getsockopt(2) reads afterwards: the "
        "kernel rounds, doubles (buffer sizes) or cuts at its limits (net.core.wmem_max); "
        "the field asked is there where the two differ. What can't be read back is told as it was "
        "asked for. Nothing goes on the wire at once, but for multicast groups (`join`), and "
        "nodelay, which sends what was held back. Some count only when set early: reuseaddr before "
        "bind, rcvbuf before connect or listen, for the window scale is told in the SYN.",
    .c_example = "int on = 1;\n"
                 "if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0)\n"
                 "    perror(\"setsockopt\");",
    .python_example = "import socket\n"
                      "s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
    .errors = setsockopt_errors,
    .exported = &setsockopt_exported,
    .says = "{handle}: {name} is {value}[, asked for {asked}]",
    .value = "value",
    .run = run_setsockopt,
};

static const struct parameter options_parameters[] = {
    {"PATTERN", PARAMETER_WORD, OPTIONAL, "a part of the names to list",
     .completes = COMPLETES_OPTION_READ},
    PARAMETERS_END,
};

static const struct example options_examples[] = {
    {"c = socket tcp; options", "those of a TCP socket"},
    {"c = socket tcp; setsockopt keepalive on; options keep", "those about keeping alive"},
    {""},
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
    .details = "The default is what a fresh socket has. Options that reading would change, such as "
               "the pending error, "
               "and those that can only be set are not listed; ENOTCONN and its like stand for a "
               "value that "
               "the kernel hasn't in this state.",
    .parameters = options_parameters,
    .examples = options_examples,
    .c_call = "getsockopt(2) for each",
    .python_call = "",
    .kernel =
        "getsockopt(2) for every option that sockets of this type have. The pending error is left "
        "out: "
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
