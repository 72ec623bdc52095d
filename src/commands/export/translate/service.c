/* service: by the name, or by the port. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "shell/command.h"

static const struct command_export name_of_port = {
    .python = "socket.getservbyport({NAME|PORT:port}[[, {PROTOCOL:text}]])",
    .c = "service_name({NAME|PORT:port}, {PROTOCOL:text=NULL})",
};
/* The value is the port also then, where there is such a service. */
static const struct command_export port_of_port = {
    .python = "socket.getservbyname(socket.getservbyport({NAME|PORT:port}[[, {PROTOCOL:text}]])"
              "[[, {PROTOCOL:text}]])",
    .c = "service_port(text(service_name({NAME|PORT:port}, {PROTOCOL:text=NULL})), "
         "{PROTOCOL:text=NULL})",
};

static bool is_port(struct translation *t, const struct call *call)
{
    struct code given = call_value(t, call_argument(call, "NAME|PORT"));
    int64_t number;

    return given.type == CODE_NUMBER || code_number(given, &number);
}

void export_service(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    bool is_shown = !statement->name.length && statement->output == OUTPUT_REPLY;
    const struct command_export *exported = call->command->exported;
    enum code_type type = CODE_NUMBER;

    if (is_port(t, call))
        exported = is_shown ? &name_of_port : &port_of_port;
    if (exported == &name_of_port)
        type = CODE_TEXT;
    const char *text = call_template(t, call, t->language->template(exported));
    call_deliver(t, call,
                 t->language->checked(t, code_expression(type, text), call->command->name));
}
