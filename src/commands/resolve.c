/* resolve: names to addresses and back; service: ports by name and back. */
#include "commands.h"

#include "base/number.h"
#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

#include <netdb.h>

static bool reverse(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer name = {0};
    struct loop *loop = request->session->network.loop;
    nanoseconds deadline = request->deadline;

    if (!resolve_host(loop, request_text(request, "HOST"), 0, AF_UNSPEC, deadline, &list, error) ||
        !resolve_address(loop, &list.items[0], deadline, &name, error))
        return false;
    fields_text(&reply->fields, "name", buffer_span(&name));
    reply->says = "{name}";
    reply->value = "name";
    return true;
}

static void add_row(struct list *addresses, const struct address *address, bool has_port)
{
    cleanup_buffer struct buffer host = {0};
    struct fields *row = list_add(addresses);

    address_host(&host, address);
    fields_text(row, "family", span_of(address_family_name(address_family(address))));
    fields_text(row, "address", buffer_span(&host));
    if (has_port)
        fields_integer(row, "port", address_port(address));
}

static bool run_resolve(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer first = {0};
    const struct argument *port = request_argument(request, "PORT");
    uint16_t number = 0;

    if (request_option(request, "reverse"))
        return reverse(request, reply, error);
    if (port->given && !resolve_port(port->text, NULL, &number, error))
        return error_at(error, port->place);
    if (!resolve_host(request->session->network.loop, request_text(request, "HOST"), number,
                      AF_UNSPEC, request->deadline, &list, error))
        return false;

    struct list *addresses = fields_list(&reply->fields, "addresses");
    for (size_t i = 0; i < list.count; i++)
        add_row(addresses, &list.items[i], port->given);
    address_host(&first, &list.items[0]);
    fields_text(&reply->fields, "address", buffer_span(&first));
    return true;
}

static const struct parameter resolve_parameters[] = {
    {"HOST", PARAMETER_WORD, REQUIRED, "a name; with --reverse an address"},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number or a service's name, to be looked up too"},
    PARAMETERS_END,
};

static const struct parameter resolve_options[] = {
    OPTION_FLAG("reverse", "from an address to its name"),
    OPTION_TIMEOUT,
    PARAMETERS_END,
};

static const struct example resolve_examples[] = {
    {"resolve localhost", "every address it has"},
    {"resolve --reverse 127.0.0.1", "the name of an address"},
    {0},
};

static const struct command_error resolve_errors[] = {
    {ERROR_ADDRESS, EAI_NONAME,
     "neither /etc/hosts nor DNS knows the name; of --reverse, the address has none"},
    {ERROR_ADDRESS, EAI_AGAIN, "no name server answered, or it has a passing trouble"},
    {ERROR_ADDRESS, EAI_FAIL, "the name server refuses to answer"},
    {ERROR_ADDRESS, EAI_NODATA, "the name exists, and has no address"},
    {ERROR_ADDRESS, 0, "the look-up failed"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_TIMEOUT, 0, "no answer in that time; the thread is left behind and ends by itself"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the look-up is left behind"},
    {ERROR_RESOURCE, 0, "no memory, thread or descriptor is left for it"},
    {0},
};

const struct command resolve_command = {
    .name = "resolve",
    .group = GROUP_LOOKING,
    .summary = "look up every address of a host, or the name of an address",
    .details = "By /etc/hosts, DNS and whatever else this system is set up for.",
    .parameters = resolve_parameters,
    .options = resolve_options,
    .examples = resolve_examples,
    .c_call = "getaddrinfo(3), getnameinfo(3)",
    .python_call = "socket.getaddrinfo(host, port)",
    .kernel = "getaddrinfo(3) is no system call: the C library reads /etc/nsswitch.conf, then "
              "/etc/hosts, then asks the name servers of /etc/resolv.conf over UDP port 53 for A "
              "and AAAA records, over TCP where the answer is too large. A numeric address asks "
              "nobody. --reverse: getnameinfo(3) asks for the PTR record of a name below "
              "in-addr.arpa or ip6.arpa. It runs in a thread, for it can't be interrupted.",
    .c_example = "struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all;\n"
                 "int failed = getaddrinfo(\"localhost\", NULL, &hints, &all);\n"
                 "if (failed)\n"
                 "    puts(gai_strerror(failed));\n"
                 "else\n"
                 "    freeaddrinfo(all); /* all, all->ai_next, ...: the addresses */",
    .python_example = "import socket\n"
                      "for row in socket.getaddrinfo(\"localhost\", 80, type=socket.SOCK_STREAM):\n"
                      "    print(row[4])",
    .errors = resolve_errors,
    .value = "address",
    .run = run_resolve,
};

static bool run_service(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer name = {0};
    const struct argument *given = request_argument(request, "NAME|PORT");
    bool has_protocol = request_has(request, "PROTOCOL");
    const char *protocol = has_protocol ? request_text(request, "PROTOCOL").data : NULL;
    int64_t number;
    uint16_t port;

    if (!resolve_port(given->text, protocol, &port, error))
        return error_at(error, given->place);
    if (!number_integer(given->text, &number))
        buffer_append(&name, given->text);
    else if (!resolve_service(port, protocol, &name, error))
        return error_at(error, given->place);
    fields_text(&reply->fields, "name", buffer_span(&name));
    fields_integer(&reply->fields, "port", port);
    return true;
}

static const struct parameter service_parameters[] = {
    {"NAME|PORT", PARAMETER_WORD, REQUIRED, "a service's name, or a port's number"},
    {"PROTOCOL", PARAMETER_CHOICE, OPTIONAL, "of which protocol", .choices = "tcp|udp"},
    PARAMETERS_END,
};

static const struct example service_examples[] = {
    {"service http", "80"},
    {"service 25 tcp", "smtp"},
    {0},
};

static const struct command_error service_errors[] = {
    {ERROR_SERVICE, 0, "/etc/services has no such name or port, or not for this protocol"},
    {ERROR_USAGE, 0, "the number is no port: 0 to 65535"},
    {0},
};

const struct command service_command = {
    .name = "service",
    .group = GROUP_LOOKING,
    .summary = "the port of a service's name, or the name of a port",
    .details = "By /etc/services.",
    .parameters = service_parameters,
    .examples = service_examples,
    .c_call = "getservbyname(3), getservbyport(3)",
    .python_call = "socket.getservbyname(name)",
    .kernel = "Nothing on the wire: getservbyname(3) reads /etc/services. The names are "
              "conventions (IANA's list); what really answers at a port only a connection tells.",
    .c_example = "struct servent *entry = getservbyname(\"http\", \"tcp\");\n"
                 "if (entry)\n"
                 "    printf(\"%d\\n\", ntohs((uint16_t)entry->s_port));",
    .python_example = "import socket\n"
                      "port = socket.getservbyname(\"http\", \"tcp\")",
    .errors = service_errors,
    .says = "{name} is port {port}",
    .value = "port",
    .run = run_service,
};
