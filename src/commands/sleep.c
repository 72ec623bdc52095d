/* sleep, quit: wait for nothing; end. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/loop.h"
#include "shell/leaving.h"
#include "shell/request.h"
#include "shell/session.h"

static bool run_sleep(struct request *request, struct reply *reply, struct error *error)
{
    nanoseconds deadline = clock_deadline(request_argument(request, "D")->duration);

    (void)reply;
    enum loop_outcome outcome = loop_wait(request->session->network.loop, -1, 0, deadline, NULL);
    return outcome == LOOP_TIMEOUT || loop_fail(outcome, "sleep", error);
}

static const struct parameter sleep_parameters[] = {
    {"D", PARAMETER_DURATION, REQUIRED, "a duration such as 250ms or 2s"},
    PARAMETERS_END,
};

static const struct example sleep_examples[] = {
    {"sleep 10ms", "a hundredth of a second"},
    {""},
};

static const struct command_error sleep_errors[] = {
    {ERROR_INTERRUPTED, 0, "Ctrl-C"},
    {ERROR_USAGE, 0, "D is no duration"},
    {0},
};

static const struct command_export sleep_exported = {
    .write = export_sleep,
    .python = "time.sleep({D:seconds})",
    .c = "sleep_for({D:seconds})",
};

const struct command sleep_command = {
    .name = "sleep",
    .group = GROUP_SESSION,
    .summary = "wait for a time",
    .details = "To wait for a socket, use `poll` or a command with --timeout.",
    .parameters = sleep_parameters,
    .examples = sleep_examples,
    .c_call = "nanosleep(2)",
    .python_call = "time.sleep(seconds)",
    .kernel = "poll(2) without a descriptor of its own, for that time. The kernel goes on "
              "meanwhile: it acknowledges, receives into the queues, completes connections; and "
              "socksh serves what runs in the background.",
    .c_example = "nanosleep(&(struct timespec){.tv_sec = 1}, NULL);",
    .python_example = "import time\n"
                      "time.sleep(1)",
    .errors = sleep_errors,
    .exported = &sleep_exported,
    .says = "",
    .run = run_sleep,
};

/* Not everybody who types a q means this shell. The prompt alone knows beginnings. */
static bool is_asked_back(const struct request *request, struct reply *reply)
{
    cleanup_buffer struct buffer question = {0};
    cleanup_buffer struct buffer how = {0};
    struct span typed = request->statement->command;

    if (command_is_called(request->command, typed))
        return false;
    buffer_printf(&how, "`%.*s` again, or `%s` at once,", SPAN_ARGS(typed), request->command->name);
    if (!leaving_asks(request->session, buffer_text(&how), &question))
        return false;
    fields_text(&reply->fields, "question", buffer_span(&question));
    reply->says = "{question}";
    return true;
}

static bool run_quit(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *status = request_argument(request, "STATUS");

    if (status->given && (status->integer < 0 || status->integer > 255)) {
        error_set(error, ERROR_USAGE, "STATUS is a number from 0 to 255");
        return error_at(error, status->place);
    }
    if (is_asked_back(request, reply))
        return true;
    request->session->quitting = true;
    if (status->given)
        request->session->exit_status = (int)status->integer;
    return true;
}

static const struct parameter quit_parameters[] = {
    {"STATUS", PARAMETER_INTEGER, OPTIONAL, "the exit status"},
    PARAMETERS_END,
};

static const struct example quit_examples[] = {
    {"quit", "all sockets are closed"},
    {""},
};

static const struct command_error quit_errors[] = {
    {ERROR_USAGE, 0, "STATUS is not from 0 to 255"},
    {0},
};

static const struct command_export quit_exported = {
    .write = export_quit,
};

const struct command quit_command = {
    .name = "quit",
    .aliases = "exit bye",
    .group = GROUP_SESSION,
    .summary = "end the session",
    .details =
        "The exit status is 0 unless said, or that of the first error with -k. At the prompt a "
        "beginning of the name, such as q, asks once more where connections are open; the whole "
        "word leaves at once.",
    .parameters = quit_parameters,
    .examples = quit_examples,
    .c_call = "exit(3)",
    .python_call = "sys.exit(status)",
    .kernel =
        "exit(3): the kernel closes all descriptors. Connections end as with `close`: FIN, or RST "
        "where received data was not read; what is in the send buffers is still delivered.",
    .c_example = "exit(EXIT_SUCCESS);",
    .python_example = "import sys\n"
                      "sys.exit(0)",
    .errors = quit_errors,
    .exported = &quit_exported,
    .says = "",
    .run = run_quit,
};
