/* resolve: names to addresses and back. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/resolve.h"
#include "shell/request.h"
#include "shell/session.h"

#include <netdb.h>

/* Options of getaddrinfo(3) and what they ask for. */
static const struct {
    const char *option;
    int flags;
} lookup_flags[] = {
    {"canonical", AI_CANONNAME},
    {"numeric", AI_NUMERICHOST},
    {"mapped", AI_V4MAPPED | AI_ALL},
    {"addrconfig", AI_ADDRCONFIG},
};

static int flags_of(const struct request *request)
{
    int flags = 0;

    for (size_t i = 0; i < sizeof(lookup_flags) / sizeof(lookup_flags[0]); i++)
        if (request_option(request, lookup_flags[i].option))
            flags |= lookup_flags[i].flags;
    return flags;
}

/* Addresses that are mapped are IPv6 ones, so --mapped alone means that family. */
static bool read_hints(const struct request *request, struct resolve_hints *ret_hints,
                       struct error *error)
{
    struct span family = request_text(request, "family");
    struct resolve_hints hints = {.flags = flags_of(request)};

    if (span_is(family, "inet"))
        hints.family = AF_INET;
    else if (span_is(family, "inet6") || (hints.flags & AI_V4MAPPED))
        hints.family = AF_INET6;
    if (hints.family == AF_INET && (hints.flags & AI_V4MAPPED)) {
        error_set(error, ERROR_USAGE, "--mapped gives IPv6 addresses, --family inet IPv4 ones");
        return error_at(error, request_argument(request, "family")->place);
    }
    if (request_option(request, "reverse") && (family.length || hints.flags))
        return error_set(error, ERROR_USAGE, "--reverse takes no other option but --timeout");
    *ret_hints = hints;
    return true;
}

static bool reverse(struct request *request, uint16_t port, struct reply *reply,
                    struct error *error)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer name = {0};
    cleanup_buffer struct buffer service = {0};
    struct loop *loop = request->session->network.loop;
    bool has_port = request_has(request, "PORT");

    if (!resolve_host(loop, request_text(request, "HOST"), port, AF_UNSPEC, request->deadline,
                      &list, error) ||
        !resolve_address(loop, &list.items[0], request->deadline, &name, has_port ? &service : NULL,
                         error))
        return false;
    fields_text(&reply->fields, "name", buffer_span(&name));
    if (has_port)
        fields_text(&reply->fields, "service", buffer_span(&service));
    reply->says = "{name}[, service {service}]";
    reply->value = "name";
    return true;
}

static void add_row(struct list *addresses, const struct address *address, bool has_port,
                    struct span canonical)
{
    cleanup_buffer struct buffer host = {0};
    struct fields *row = list_add(addresses);

    address_host(&host, address);
    fields_text(row, "family", span_of(address_family_name(address_family(address))));
    fields_text(row, "address", buffer_span(&host));
    if (has_port)
        fields_integer(row, "port", address_port(address));
    if (canonical.length)
        fields_text(row, "canonical", canonical);
}

/* --family has none: the other one may have some. */
static bool fail_family(const struct request *request, const struct resolve_hints *hints,
                        struct error *error)
{
    cleanup_buffer struct buffer shown = {0};
    struct address other;

    if (!resolve_other_family(request->session->network.loop, request_text(request, "HOST"), hints,
                              request->deadline, error, &other))
        return false;
    address_host(&shown, &other);
    return error_hint(error,
                      "the host has only IPv%d addresses such as %s: without --family they are "
                      "found",
                      address_family(&other) == AF_INET6 ? 6 : 4, buffer_text(&shown));
}

static bool forward(struct request *request, const struct resolve_hints *hints, uint16_t port,
                    struct reply *reply, struct error *error)
{
    cleanup_address_list struct address_list list = {0};
    cleanup_buffer struct buffer first = {0};
    cleanup_buffer struct buffer canonical = {0};

    if (!resolve_hinted(request->session->network.loop, request_text(request, "HOST"), hints,
                        request->deadline, &list, &canonical, error)) {
        fail_family(request, hints, error);
        return error_at(error, request_argument(request, "HOST")->place);
    }

    struct list *addresses = fields_list(&reply->fields, "addresses");
    for (size_t i = 0; i < list.count; i++) {
        address_set_port(&list.items[i], port);
        add_row(addresses, &list.items[i], request_has(request, "PORT"), buffer_span(&canonical));
    }
    address_host(&first, &list.items[0]);
    fields_text(&reply->fields, "address", buffer_span(&first));
    if (canonical.length)
        fields_text(&reply->fields, "canonical", buffer_span(&canonical));
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *port = request_argument(request, "PORT");
    struct resolve_hints hints;
    uint16_t number = 0;

    if (!read_hints(request, &hints, error))
        return false;
    if (port->given && !resolve_port(port->text, NULL, &number, error))
        return error_at(error, port->place);
    return request_option(request, "reverse") ? reverse(request, number, reply, error)
                                              : forward(request, &hints, number, reply, error);
}

static const struct parameter parameters[] = {
    {"HOST", PARAMETER_WORD, REQUIRED, "a name; with --reverse an address",
     .completes = COMPLETES_HOST},
    {"PORT", PARAMETER_WORD, OPTIONAL, "a number or a service's name, to be looked up too",
     .completes = COMPLETES_SERVICE},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    {"family", PARAMETER_CHOICE, OPTIONAL, "addresses of this family alone",
     .choices = "inet|inet6", .meanings = "IPv4|IPv6"},
    OPTION_FLAG("canonical", "tell the host's own name as well, where HOST is an alias"),
    OPTION_FLAG("numeric", "HOST is an address: look nothing up (AI_NUMERICHOST)"),
    OPTION_FLAG("mapped", "IPv4 addresses as IPv6 ones, ::ffff:1.2.3.4 (AI_V4MAPPED)"),
    OPTION_FLAG("addrconfig", "only families that this machine has addresses of (AI_ADDRCONFIG)"),
    OPTION_FLAG("reverse", "from an address to its name, and from PORT to its service"),
    OPTION_TIMEOUT,
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"resolve localhost", "every address it has"},
    {"resolve --numeric --mapped 127.0.0.1 80", "as a socket of type tcp6 would show it"},
    {"resolve --reverse 127.0.0.1", "the name of an address"},
    {""},
};

static const struct command_error resolve_errors[] = {
    {ERROR_ADDRESS, EAI_NONAME,
     "neither /etc/hosts nor DNS knows the name; of --reverse, the address has none; of --numeric, "
     "HOST is a name"},
    {ERROR_ADDRESS, EAI_AGAIN, "no name server answered, or it has a passing trouble"},
    {ERROR_ADDRESS, EAI_FAIL, "the name server refuses to answer"},
    {ERROR_ADDRESS, EAI_NODATA, "the name exists, and has no address"},
    {ERROR_ADDRESS, EAI_ADDRFAMILY, "the host has addresses, none of them of --family"},
    {ERROR_ADDRESS, 0, "the look-up failed"},
    {ERROR_USAGE, 0, "--mapped with --family inet, or --reverse with an option of the look-up"},
    {ERROR_SERVICE, 0, "PORT is a name that /etc/services doesn't know"},
    {ERROR_TIMEOUT, 0, "no answer in that time; the thread is left behind and ends by itself"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the look-up is left behind"},
    {ERROR_RESOURCE, 0, "no memory, thread or descriptor is left for it"},
    {0},
};

static const struct command_export resolve_exported = {
    .gives = EXPORT_TEXT,
    .write = export_resolve,
};

const struct command resolve_command = {
    .name = "resolve",
    .group = GROUP_LOOKING,
    .summary = "look up every address of a host, or the name of an address",
    .details = "By /etc/hosts, DNS and whatever else this system is set up for. Of --reverse, the "
               "service is the port's number where it has no name.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "getaddrinfo(3), getnameinfo(3)",
    .python_call = "socket.getaddrinfo(host, port)",
    .kernel = "getaddrinfo(3) is no system call: the C library reads /etc/nsswitch.conf, then "
              "/etc/hosts, then asks the name servers of /etc/resolv.conf over UDP port 53 for A "
              "and AAAA records, over TCP where the answer is too large. A numeric address asks "
              "nobody. --reverse: getnameinfo(3) asks for the PTR record of a name below "
              "in-addr.arpa or ip6.arpa. --canonical asks for the name at the end of the CNAMEs, "
              "--mapped for IPv4 addresses as IPv6 sockets see them; --addrconfig leaves a family "
              "out of which this machine has no address but the loopback's. It runs in a thread, "
              "for it can't be interrupted.",
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
    .exported = &resolve_exported,
    .value = "address",
    .run = run,
};
