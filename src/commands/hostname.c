/* hostname: this machine's name. */
#include "commands.h"

#include "shell/request.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    char name[HOST_NAME_MAX + 1] = "";

    (void)request;
    if (gethostname(name, sizeof(name)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "gethostname", "%s", "");
    fields_text(&reply->fields, "name", (struct span){name, strnlen(name, sizeof(name))});
    return true;
}

static const struct example examples[] = {
    {"hostname", "as gethostname(2) tells it"},
    {""},
};

static const struct command_export hostname_exported = {
    .gives = EXPORT_TEXT,
    .is_pure = true,
    .python = "socket.gethostname()",
    .c = "host_name()",
};

const struct command hostname_command = {
    .name = "hostname",
    .group = GROUP_LOOKING,
    .summary = "this machine's name",
    .details = "",
    .examples = examples,
    .c_call = "int gethostname(char *name, size_t len)",
    .python_call = "socket.gethostname()",
    .kernel = "gethostname(2) reads the name that the system was given; nothing goes on the wire, "
              "and nobody else need know that name.",
    .c_example = "char name[256];\n"
                 "if (gethostname(name, sizeof(name)) == 0)\n"
                 "    puts(name);",
    .python_example = "import socket\n"
                      "print(socket.gethostname())",
    .says = "{name}",
    .value = "name",
    .exported = &hostname_exported,
    .run = run,
};
