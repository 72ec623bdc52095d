/* timeout, blocking, line-ending: how this shell treats a handle. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/socket.h"
#include "shell/request.h"

void fields_timeout(struct fields *fields, nanoseconds timeout)
{
    cleanup_buffer struct buffer text = {0};

    if (timeout == CLOCK_NEVER)
        buffer_append_text(&text, "none");
    else
        number_format_duration(&text, timeout);
    fields_text(fields, "timeout", buffer_span(&text));
}

static bool run_timeout(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *given = request_argument(request, "D|none");
    nanoseconds timeout = CLOCK_NEVER;

    if (given->given && !span_is(given->text, "none") && !number_duration(given->text, &timeout)) {
        struct nearest nearest = nearest_start(given->text);
        nearest_offer(&nearest, SPAN("none"));
        error_set(error, ERROR_USAGE, "D is a duration such as 250ms or 2s, or none");
        nearest_hint(&nearest, error, NULL);
        return error_at(error, given->place);
    }
    if (given->given)
        request->socket->timeout = timeout;
    fields_timeout(&reply->fields, request->socket->timeout);
    if (request->socket->timeout == CLOCK_NEVER)
        fields_null(&reply->fields, "timeout_us");
    else
        fields_integer(&reply->fields, "timeout_us", request->socket->timeout / MICROSECOND);
    return true;
}

static const struct parameter timeout_parameters[] = {
    {"D|none", PARAMETER_WORD, OPTIONAL, "a duration; none waits for ever",
     .suggests = "none|500ms|5s|1m",
     .meanings = "wait for ever|half a second|five seconds|a minute"},
    PARAMETERS_END,
};

static const struct example timeout_examples[] = {
    {"pair a b; a.timeout 50ms; try { a.recv }; print $?", "prints timeout"},
    {""},
};

static const struct command_error timeout_errors[] = {
    {ERROR_USAGE, 0, "the word is no duration and not none"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export timeout_exported = {
    .write = export_timeout,
};

const struct command timeout_command = {
    .name = "timeout",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "show or set how long commands on this handle wait",
    .details =
        "For every command that waits and has no --timeout of its own. A command that gives up "
        "leaves the socket as it was.",
    .parameters = timeout_parameters,
    .examples = timeout_examples,
    .c_call = "poll(2) with a timeout before the call",
    .python_call = "s.settimeout(seconds)",
    .kernel = "Nothing: the time is socksh's own, kept with the handle. A command that has to wait "
              "calls poll(2) for that long at the most, as Python's settimeout() does. The "
              "kernel's own SO_RCVTIMEO and SO_SNDTIMEO would say EAGAIN. That the time passed "
              "changes nothing about the connection; only a connect under way is given up.",
    .c_example = "struct pollfd ready = {.fd = fd, .events = POLLIN};\n"
                 "char data[512];\n"
                 "if (poll(&ready, 1, 2000) == 0) /* milliseconds */\n"
                 "    puts(\"timed out\");\n"
                 "else\n"
                 "    recv(fd, data, sizeof(data), 0);",
    .python_example = "s.settimeout(2.0)\n"
                      "try:\n"
                      "    data = s.recv(512)\n"
                      "except TimeoutError:\n"
                      "    print(\"timed out\")",
    .errors = timeout_errors,
    .exported = &timeout_exported,
    .says = "{handle}: timeout {timeout}",
    .value = "timeout",
    .run = run_timeout,
};

static bool run_blocking(struct request *request, struct reply *reply, struct error *error)
{
    (void)error;
    if (request_has(request, "STATE"))
        request->socket->blocking = span_is(request_text(request, "STATE"), "on");
    fields_text(&reply->fields, "blocking", request->socket->blocking ? SPAN("on") : SPAN("off"));
    return true;
}

static const struct parameter blocking_parameters[] = {
    {"STATE", PARAMETER_CHOICE, OPTIONAL, "whether calls wait", .choices = "on|off",
     .meanings = "calls wait|EAGAIN and EINPROGRESS come as they are"},
    PARAMETERS_END,
};

static const struct example blocking_examples[] = {
    {"pair a b; a.blocking off; try { a.recv }; print $?", "EAGAIN, an error of category socket"},
    {""},
};

static const struct command_error blocking_errors[] = {
    {ERROR_USAGE, 0, "STATE is on or off"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export blocking_exported = {
    .write = export_blocking,
};

const struct command blocking_command = {
    .name = "blocking",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "show or set whether calls wait",
    .details = "With off, EAGAIN and EINPROGRESS come as the kernel gives them.",
    .parameters = blocking_parameters,
    .examples = blocking_examples,
    .c_call = "fcntl(fd, F_SETFL, O_NONBLOCK)",
    .python_call = "s.setblocking(flag)",
    .kernel =
        "Nothing: in the kernel every socket of socksh's is O_NONBLOCK, so that Ctrl-C and "
        "deadlines can end a wait. With `blocking on`, as at first, socksh waits with poll(2) when "
        "a "
        "call says EAGAIN or EINPROGRESS; with `blocking off` it shows them, as a program with "
        "O_NONBLOCK sees them.",
    .c_example = "int flags = fcntl(fd, F_GETFL);\n"
                 "fcntl(fd, F_SETFL, flags | O_NONBLOCK);\n"
                 "char data[512];\n"
                 "if (recv(fd, data, sizeof(data), 0) < 0 && errno == EAGAIN)\n"
                 "    puts(\"nothing there now\");",
    .python_example = "s.setblocking(False)\n"
                      "try:\n"
                      "    data = s.recv(512)\n"
                      "except BlockingIOError:\n"
                      "    print(\"nothing there now\")",
    .errors = blocking_errors,
    .exported = &blocking_exported,
    .says = "{handle}: blocking {blocking}",
    .value = "blocking",
    .run = run_blocking,
};

static const char *const endings[] = {
    [LINE_ENDING_CRLF] = "crlf",
    [LINE_ENDING_LF] = "lf",
    [LINE_ENDING_NONE] = "none",
};

static bool run_line_ending(struct request *request, struct reply *reply, struct error *error)
{
    (void)error;
    for (int i = LINE_ENDING_CRLF; request_has(request, "ENDING") && i <= LINE_ENDING_NONE; i++)
        if (span_is(request_text(request, "ENDING"), endings[i]))
            request->socket->line_ending = (enum line_ending)i;
    fields_text(&reply->fields, "line_ending", span_of(endings[request->socket->line_ending]));
    return true;
}

static const struct parameter line_ending_parameters[] = {
    {"ENDING", PARAMETER_CHOICE, OPTIONAL, "what `sendline` adds", .choices = "lf|crlf|none",
     .meanings = "\\n|\\r\\n, as most protocols want it|nothing"},
    PARAMETERS_END,
};

static const struct example line_ending_examples[] = {
    {"pair a b; a.line-ending lf; a.sendline hello; b.recv", "six bytes"},
    {""},
};

static const struct command_error line_ending_errors[] = {
    {ERROR_USAGE, 0, "ENDING is lf, crlf or none"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export line_ending_exported = {
    .write = export_line_ending,
};

const struct command line_ending_command = {
    .name = "line-ending",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .summary = "show or set what `sendline` puts behind a line",
    .details = "crlf unless set. Accepted handles have their listener's.",
    .parameters = line_ending_parameters,
    .examples = line_ending_examples,
    .c_call = "",
    .python_call = "f = s.makefile(\"rw\", newline=\"\\r\\n\")",
    .kernel = "Nothing: the shell does it alone. It says what `sendline` puts behind the data. "
              "Internet protocols of text end lines with CR LF (RFC 5321, RFC 9112); many servers "
              "of one's own make take LF.",
    .errors = line_ending_errors,
    .exported = &line_ending_exported,
    .says = "{handle}: lines end with {line_ending}",
    .value = "line_ending",
    .run = run_line_ending,
};
