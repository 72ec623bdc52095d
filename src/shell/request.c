#include "shell/request.h"

#include "base/fold.h"
#include "mistaken.h"
#include "net/resolve.h"
#include "net/socket_type.h"
#include "shell/redirect.h"
#include "shell/session.h"

#include <assert.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool has_row(const struct parameter *parameters, size_t index)
{
    return parameters && parameters[index].name[0];
}

/* NULL where it is not given; most statements have no options. */
static const struct argument *find_option(const struct request *request, const char *name)
{
    const struct parameter *options = request->command->options;

    if (!request->options)
        return NULL;
    size_t i = parameter_index(options, span_of(name));
    return has_row(options, i) && request->options[i].given ? &request->options[i] : NULL;
}

const struct argument *request_argument(const struct request *request, const char *name)
{
    static const struct argument not_given;
    const struct command *command = request->command;
    size_t i = parameter_index(command->parameters, span_of(name));

    if (has_row(command->parameters, i))
        return &request->parameters[i];
    assert(has_row(command->options, parameter_index(command->options, span_of(name))));
    const struct argument *option = find_option(request, name);
    return option ? option : &not_given;
}

struct span request_text(const struct request *request, const char *name)
{
    return request_argument(request, name)->text;
}

bool request_has(const struct request *request, const char *name)
{
    return request_argument(request, name)->given;
}

const char *argument_path(const struct argument *argument, struct error *error)
{
    if (redirect_check_name(argument->text, error))
        return argument->text.data;
    error_at(error, argument->place);
    return NULL;
}

bool request_option(const struct request *request, const char *name)
{
    return find_option(request, name);
}

struct entry *request_target(const struct request *request, struct error *error)
{
    const struct argument *named = request_argument(request, "HANDLE");

    if (named->given && request->entry) {
        error_set(error, ERROR_USAGE, "name the handle before the command or behind it, not both");
        error_at(error, named->place);
        return NULL;
    }
    if (named->given)
        return named->entry;
    return request->entry ? request->entry : session_current(request->session, error);
}

void request_start(struct request *request)
{
    nanoseconds timeout = CLOCK_NEVER;

    if (request_option(request, "timeout"))
        timeout = request_argument(request, "timeout")->duration;
    else if (request->socket)
        timeout = request->socket->timeout;
    request->deadline = clock_deadline(timeout);
}

typedef bool resolver(struct loop *loop, struct span host, uint16_t port, int family,
                      nanoseconds deadline, struct address_list *ret_list, struct error *error);

static bool refuse_port(const struct argument *port, const char *message, struct error *error)
{
    if (!port->given)
        return true;
    error_set(error, ERROR_USAGE, "%s", message);
    return error_at(error, port->place);
}

static bool fail_without_port(const struct request *request, struct span host, struct error *error)
{
    error_set(error, ERROR_USAGE, "PORT is missing: a number or a service's name");
    mistaken_host(request->session, host, error);
    return false;
}

/* An address that needs no look-up: of a path, a vsock's, an interface. */
static bool find_direct(const struct argument *host, const struct argument *port,
                        enum address_form form, struct address *ret_address, struct error *error)
{
    if (form == ADDRESS_PATH)
        return refuse_port(port, "a Unix socket's address is a path, without port", error) &&
               address_from_path(host->text, ret_address, error);
    if (form == ADDRESS_INTERFACE)
        return refuse_port(port, "a packet socket's address is an interface, without port",
                           error) &&
               address_from_interface(host->text, ret_address, error);
    return (port->given ||
            error_set(error, ERROR_USAGE, "PORT is missing: a number, or * for any")) &&
           address_from_cid(host->text, port->text, ret_address, error);
}

/* "tcp6" of tcp, "udp" of udp6; NULL where there is none. */
static const struct socket_type *other_family(const struct socket_type *type)
{
    cleanup_buffer struct buffer name = {0};

    buffer_append_text(&name, type->name);
    if (type->family == AF_INET6)
        name.length--;
    else
        buffer_append_byte(&name, '6');
    return socket_type_find(buffer_span(&name));
}

/* The host has addresses, but none of the socket's family: say which it has. Fails. */
static bool fail_host(const struct request *request, resolver *resolve,
                      const struct socket_type *type, const struct argument *host,
                      struct error *error)
{
    cleanup_buffer struct buffer shown = {0};
    const struct socket_type *other = other_family(type);
    struct resolve_hints hints = {.family = type->family};
    struct address address;

    if (other && resolve_other_family(request->session->network.loop, host->text, &hints,
                                      request->deadline, error, &address)) {
        address_host(&shown, &address);
        error_hint(error,
                   "a %s socket is for IPv%d, and the host has only IPv%d addresses such as %s: "
                   "%s is for these%s",
                   type->name, type->family == AF_INET6 ? 6 : 4, other->family == AF_INET6 ? 6 : 4,
                   buffer_text(&shown), other->name,
                   type->type == SOCK_STREAM && resolve == resolve_host ? "; `open` takes either"
                                                                        : "");
    }
    return error_at(error, host->place);
}

static bool find_host(const struct request *request, resolver *resolve,
                      const struct socket_type *type, const struct argument *host,
                      const struct argument *port, struct address_list *ret_list,
                      struct error *error)
{
    uint16_t number = 0;

    if (type->form == ADDRESS_HOST) {
        if (!refuse_port(port, "this type of socket has no ports: the address alone", error))
            return false;
    } else if (!port->given) {
        return fail_without_port(request, host->text, error);
    } else if (!resolve_port(port->text, socket_type_services(type), &number, error)) {
        return error_at(error, port->place);
    }
    if (!resolve(request->session->network.loop, host->text, number, type->family,
                 request->deadline, ret_list, error))
        return fail_host(request, resolve, type, host, error);
    for (size_t i = 0; i < ret_list->count; i++)
        ret_list->items[i].portless = type->form == ADDRESS_HOST;
    return true;
}

static bool find_addresses(const struct request *request, resolver *resolve,
                           const struct socket_type *type, const char *host_parameter,
                           struct address_list *ret_list, struct error *error)
{
    const struct argument *host = request_argument(request, host_parameter);
    const struct argument *port = request_argument(request, "PORT");
    struct address address;

    if (type->form == ADDRESS_HOST || type->form == ADDRESS_HOST_PORT)
        return find_host(request, resolve, type, host, port, ret_list, error);
    if (!find_direct(host, port, type->form, &address, error))
        return error_at(error, host->place);
    *ret_list = (struct address_list){0};
    address_list_add(ret_list, &address);
    return true;
}

bool request_addresses(const struct request *request, const struct socket_type *type,
                       const char *host_parameter, struct address_list *ret_list,
                       struct error *error)
{
    return find_addresses(request, resolve_host, type, host_parameter, ret_list, error);
}

bool request_local_addresses(const struct request *request, const struct socket_type *type,
                             const char *host_parameter, struct address_list *ret_list,
                             struct error *error)
{
    return find_addresses(request, resolve_local, type, host_parameter, ret_list, error);
}

struct entry *request_add_handle(const struct request *request, struct socket *socket,
                                 struct span prefix, struct reply *reply)
{
    struct session *session = request->session;
    char room[64];
    struct span name = request->new_name;

    if (name.length == 0)
        name = names_fresh(session->names, prefix, room);
    session->current = names_add_handle(session->names, name, socket);
    fields_text(&reply->fields, "handle", name);
    return session->current;
}

static bool goes_to_terminal(const struct request *request)
{
    return !request->output && !request->session->json && isatty(STDOUT_FILENO);
}

size_t request_columns(const struct request *request)
{
    struct winsize size;

    return goes_to_terminal(request) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col
               ? (size_t)size.ws_col - 1
               : FOLD_WIDTH;
}
