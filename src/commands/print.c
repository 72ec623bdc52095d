/* print: say something. */
#include "commands.h"
#include "export/translate/writers.h"

#include "shell/request.h"

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    (void)error;
    buffer_append(&reply->data, request_text(request, "DATA"));
    reply->has_data = true;
    return true;
}

static const struct parameter parameters[] = {
    {"DATA", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"print hello, world", "and a line end"},
    {"let a 1; print a is $a", "a is 1"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_FILE, 0, "standard output, or the file behind < or >, can't be read or written"},
    {ERROR_NAME, 0, "a variable or field in its words doesn't exist"},
    {0},
};

static const struct command_export print_exported = {
    .write = export_print,
};

const struct command print_command = {
    .name = "print",
    .group = GROUP_SESSION,
    .needs = COMMAND_PRINTS,
    .summary = "print words",
    .details = "Its value, and what goes to > and |, is the words alone, without a line end.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "print(...)",
    .kernel = "write(2) to standard output; sockets have no part in it. At a terminal what could "
              "command it is escaped.",
    .c_example = "puts(\"hello, world\");",
    .python_example = "print(\"hello, world\")",
    .errors = errors,
    .exported = &print_exported,
    .run = run,
};
