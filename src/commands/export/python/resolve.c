/* resolve in Python: socket.getaddrinfo() and getnameinfo(). */
#include "export/python/python.h"

#include "export/translate/translate.h"
#include "shell/command.h"

static struct code name_of_address(struct translation *t, const struct call *call, const char *host,
                                   const char *port)
{
    const char *both =
        made(t, "socket.getnameinfo((%s, %s), socket.NI_NAMEREQD)", host, port ? port : "0");

    if (port && !call->statement->name.length)
        return code_expression(CODE_TEXT, made(t, "\"%%s, service %%s\" %% %s", both));
    return code_expression(CODE_TEXT, made(t, "%s[0]", both));
}

/* The port counts where it is none. */
static struct code first_address(struct translation *t, const char *host, const char *port,
                                 const char *hints)
{
    const char *service = port ? port : "None";
    const char *text = hints[0] ? made(t, "first_address(%s, %s%s)", host, service, hints)
                                : made(t, "socket.getaddrinfo(%s, %s)[0][4][0]", host, service);

    return code_expression(CODE_TEXT, text);
}

/* Its value is an address or a name; what it shows is all there is. */
void python_resolve(struct translation *t, const struct call *call)
{
    const struct argument_words *given = call_argument(call, "PORT");
    const char *host = python_write(t, call_host(t, call_argument(call, "HOST")), AS_TEXT);
    struct code service = call_value(t, given);
    const char *port = !given                        ? NULL
                       : service.type == CODE_NUMBER ? code_in_range(t, service, 0, UINT16_MAX)
                                                     : python_port(t, service);
    const char *family = call_lookup_family(t, call), *flags = call_lookup_flags(t, call);
    bool is_usual = strcmp(family, "socket.AF_UNSPEC") == 0 && strcmp(flags, "0") == 0;
    const char *hints = is_usual ? "" : made(t, ", family=%s, flags=%s", family, flags);

    if (call_option(call, "timeout"))
        give_up_for(t, "getaddrinfo(3) waits as long as it takes");
    if (call_option(call, "reverse"))
        call_deliver(t, call, name_of_address(t, call, host, port));
    else if (!call->statement->name.length && call->statement->output == OUTPUT_REPLY)
        line(t, "show_addresses(%s%s%s%s)", host, port ? ", " : "", port ? port : "", hints);
    else
        call_deliver(t, call, first_address(t, host, port, hints));
}
