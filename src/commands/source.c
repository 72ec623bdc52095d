/* source: run a file; !: run a command of the system's shell. */
#include "commands.h"
#include "export/translate/writers.h"

#include "shell/process.h"
#include "shell/request.h"
#include "shell/script.h"
#include "shell/session.h"

static bool run_source(struct request *request, struct reply *reply, struct error *error)
{
    (void)reply;
    const char *path = argument_path(request_argument(request, "FILE"), error);

    return path && script_run_file(request->session, path, error);
}

static const struct parameter source_parameters[] = {
    {"FILE", PARAMETER_WORD, REQUIRED, "a script", .completes = COMPLETES_FILE},
    PARAMETERS_END,
};

static const struct example source_examples[] = {
    {"source /dev/null", "an empty script"},
    {""},
};

static const struct command_error source_errors[] = {
    {ERROR_FILE, 0, "the file isn't there or can't be read"},
    {ERROR_USAGE, 0, "it can't be parsed: nothing of it has run"},
    {ERROR_RESOURCE, 0, "it is too large, or files source one another too deep"},
    {0},
};

static const struct command_export source_exported = {
    .write = export_source,
};

const struct command source_command = {
    .name = "source",
    .group = GROUP_CONTROL,
    .summary = "run the statements of a file in this session",
    .details = "Its handles and variables stay. An error in it ends the statement.",
    .parameters = source_parameters,
    .examples = source_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "open(2) and read(2) of the file, which is parsed whole before it is begun. Sockets "
              "have no part in it but for what its statements do.",
    .errors = source_errors,
    .exported = &source_exported,
    .says = "",
    .run = run_source,
};

/* Its output is the reply's data where nobody else could show it. */
static bool run_shell(struct request *request, struct reply *reply, struct error *error)
{
    struct session *session = request->session;
    bool capture = session->quiet || session->json || request->new_name.length;
    struct process process;
    int status;

    if (!process_start(session, request->statement->shell, false, capture, &process, error) ||
        !process_finish(session, &process, &reply->data, &status, error))
        return false;
    reply->has_data = capture;
    fields_integer(&reply->fields, "status", status);
    reply->says = status ? "exit status {status}" : "";
    return true;
}

static const struct example shell_examples[] = {
    {"! echo hello", "runs in sh"},
    {"let today $(! date); print $today", "its output as a value"},
    {""},
};

static const struct command_error shell_errors[] = {
    {ERROR_RESOURCE, 0, "no process, pipe or memory is left"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C twice: the command is left alone"},
    {ERROR_USAGE, 0, "there is no command behind !"},
    {0},
};

static const struct command_export shell_exported = {
    .write = export_shell,
};

const struct command shell_command = {
    .name = "!",
    .group = GROUP_CONTROL,
    .summary = "run a command of the system's shell, up to the end of the line",
    .details =
        "The text goes to sh -c as it stands; nothing in it is expanded here. Its exit status is "
        "shown, and is no error.",
    .examples = shell_examples,
    .c_call = "system(3)",
    .python_call = "subprocess.run(command, shell=True)",
    .kernel = "fork(2) and execve(2) of sh -c. Sockets are not inherited: they are SOCK_CLOEXEC. "
              "socksh waits for its end.",
    .c_example = "int status = system(\"date\");\n"
                 "if (WIFEXITED(status))\n"
                 "    printf(\"exit status %d\\n\", WEXITSTATUS(status));",
    .python_example = "import subprocess\n"
                      "status = subprocess.run(\"date\", shell=True).returncode",
    .errors = shell_errors,
    .exported = &shell_exported,
    .value = "status",
    .run = run_shell,
};
