/* resolve in C: getaddrinfo(3) and getnameinfo(3). */
#include "export/c/c.h"

#include "commands.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

/* Its value is an address or a name; what it shows is all there is. */
void c_resolve(struct translation *t, const struct call *call)
{
    const struct argument_words *port = call_argument(call, "PORT");
    bool is_value = call->statement->name.length, reverse = call_option(call, "reverse");
    const char *host = c_write(t, call_host(t, call_argument(call, "HOST")), AS_TEXT);
    const char *service = port ? c_write(t, call_value(t, port), AS_TEXT) : "NULL";
    const char *into = NULL;

    if (call_option(call, "timeout"))
        give_up_for(t, "getaddrinfo(3) waits as long as it takes");
    if (call->statement->output != OUTPUT_REPLY)
        give_up(t);
    if (is_value || reverse)
        into = variable_declare(t, is_value ? call->statement->name : name_of_ours(t, "value"),
                                code_expression(CODE_BYTES, ""));
    const char *text =
        reverse    ? made(t, "find_name(%s, %s, &%s)", host, is_value ? "NULL" : service, into)
        : is_value ? made(t, "first_address(%s, %s, %s, %s, &%s)", host, service,
                          call_lookup_family(t, call), call_lookup_flags(t, call), into)
                   : made(t, "show_addresses(%s, %s, %s, %s)", host, service,
                          call_lookup_family(t, call), call_lookup_flags(t, call));
    c_check_call(t, text, "resolve");
    if (reverse && !is_value)
        c_show(t, code_expression(CODE_BYTES, into));
}
