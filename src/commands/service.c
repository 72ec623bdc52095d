/* service: ports by name and back. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/nearest.h"
#include "net/service.h"
#include "shell/request.h"
#include "shell/session.h"

static void add_row(struct list *services, const struct service *service)
{
    struct fields *row = list_add(services);

    fields_text(row, "name", span_of(service->name));
    fields_integer(row, "port", service->port);
    fields_text(row, "protocol", span_of(service->protocol));
    fields_text(row, "aliases", span_of(service->aliases));
}

/* "tcp and udp", "tcp, udp and sctp" */
static void append_protocols(struct buffer *out, const struct service *first)
{
    for (const struct service *service = first; service; service = service->next) {
        if (service != first)
            buffer_append_text(out, service->next ? ", " : " and ");
        buffer_append_text(out, service->protocol);
    }
}

/* Whether a sentence about the first tells of all; else the table does. */
static bool are_alike(const struct service *first)
{
    for (const struct service *other = first->next; other; other = other->next)
        if (other->port != first->port || strcmp(other->name, first->name) != 0)
            return false;
    return true;
}

/* Of the protocol that was asked for there is none: of which there is one. */
static bool fail_protocol(const struct request *request, struct error *error)
{
    cleanup_buffer struct buffer protocols = {0};
    struct nearest nearest = nearest_start(request_text(request, "PROTOCOL"));
    struct span given = request_text(request, "NAME|PORT");
    struct service *first;
    struct error ignored;
    char question[160];

    if (error->category != ERROR_SERVICE ||
        !service_find(given, NULL, &request->session->arena, &first, &ignored))
        return error_at(error, request_argument(request, "NAME|PORT")->place);
    for (const struct service *service = first; service; service = service->next)
        nearest_offer(&nearest, span_of(service->protocol));
    append_protocols(&protocols, first);
    error_hint(error, "%s%s%s, port %u, is there over %s",
               nearest_question(&nearest, question, sizeof(question)), nearest.count ? " " : "",
               first->name, first->port, buffer_text(&protocols));
    return error_at(error, request_argument(request, "PROTOCOL")->place);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer protocols = {0};
    const struct argument *given = request_argument(request, "NAME|PORT");
    bool has_protocol = request_has(request, "PROTOCOL");
    struct span wanted = request_text(request, "PROTOCOL");
    struct service *first;

    if (wanted.length && memchr(wanted.data, '\0', wanted.length))
        return error_set(error, ERROR_USAGE, "a protocol can't hold a NUL byte");
    const char *protocol = has_protocol ? wanted.data : NULL;
    if (!service_find(given->text, protocol, &request->session->arena, &first, error))
        return has_protocol ? fail_protocol(request, error) : error_at(error, given->place);

    struct list *services = fields_list(&reply->fields, "services");
    for (const struct service *service = first; service; service = service->next)
        add_row(services, service);
    fields_text(&reply->fields, "name", span_of(first->name));
    fields_integer(&reply->fields, "port", first->port);
    if (are_alike(first)) {
        append_protocols(&protocols, first);
        fields_text(&reply->fields, "protocols", buffer_span(&protocols));
        reply->says = "{name} is port {port} over {protocols}";
    }
    return true;
}

static const struct parameter parameters[] = {
    {"NAME|PORT", PARAMETER_WORD, REQUIRED, "a service's name, or a port's number",
     .completes = COMPLETES_SERVICE},
    {"PROTOCOL", PARAMETER_WORD, OPTIONAL, "of which protocol; unless said, of every",
     .suggests = "tcp|udp|sctp|dccp",
     .meanings = "streams|datagrams|associations|datagrams with congestion control"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"service http", "80"},
    {"service 25 tcp", "smtp"},
    {""},
};

static const struct command_error service_errors[] = {
    {ERROR_SERVICE, 0, "/etc/services has no such name or port, or not for this protocol"},
    {ERROR_USAGE, 0, "the number is no port: 0 to 65535"},
    {0},
};

static const struct command_export service_exported = {
    .gives = EXPORT_NUMBER,
    .python = "socket.getservbyname({NAME|PORT:text}[[, {PROTOCOL:text}]])",
    .c = "service_port({NAME|PORT:text}, {PROTOCOL:text=NULL})",
    .write = export_service,
};

const struct command service_command = {
    .name = "service",
    .group = GROUP_LOOKING,
    .summary = "the port of a service's name, or the name of a port",
    .details = "By /etc/services. A name may be an alias; the name told is the first one's own.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "getservbyname(3), getservbyport(3)",
    .python_call = "socket.getservbyname(name), socket.getservbyport(port)",
    .kernel = "Nothing on the wire: getservent(3) reads /etc/services to its end, so that every "
              "protocol is found; getservbyname(3) and getservbyport(3), which give the first that "
              "fits, are asked where no list can be had. The names are conventions (IANA's list); "
              "what really answers at a port only a connection tells.",
    .c_example = "struct servent *entry = getservbyname(\"http\", \"tcp\");\n"
                 "if (entry)\n"
                 "    printf(\"%d\\n\", ntohs((uint16_t)entry->s_port));",
    .python_example = "import socket\n"
                      "port = socket.getservbyname(\"http\", \"tcp\")",
    .errors = service_errors,
    .exported = &service_exported,
    .value = "port",
    .run = run,
};
