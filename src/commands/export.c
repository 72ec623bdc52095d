/* export: what the session did, as a program. */
#include "export/export.h"

#include "commands.h"
#include "export/lookout.h"
#include "shell/request.h"
#include "shell/session.h"
#include "shell/whole_file.h"

static const struct {
    const char *name;
    unsigned (*write)(struct session *session, const struct steps *steps, struct buffer *out);
    mode_t permissions; /* of the file: what can be run by its name is made so */
    bool looks;         /* has commands that only look */
} languages[] = {
    {"python", export_python, 0777, false},
    {"c", export_c, 0666, false},
    {"script", export_script, 0777, true},
};

static size_t find_language(struct span name)
{
    size_t i = 0;

    while (!span_is(name, languages[i].name))
        i++;
    return i;
}

static bool give_away(const struct request *request, mode_t permissions, struct buffer *text,
                      struct reply *reply, struct error *error)
{
    const struct argument *file = request_argument(request, "FILE");

    if (span_is(file->text, "-")) {
        reply->has_data = true;
        if (!request->output && request->new_name.length == 0) /* which ends its last line itself */
            text->length--;
        buffer_append(&reply->data, buffer_span(text));
        return true;
    }
    const char *path = argument_path(file, error);
    return path &&
           (whole_file_write(request->session, path, permissions, buffer_span(text), error) ||
            error_at(error, file->place));
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_steps struct steps steps = {0};
    cleanup_buffer struct buffer text = {0};
    struct lookout lookout = {.loop = request->session->network.loop};
    size_t language = find_language(request_text(request, "LANGUAGE"));

    if (!steps_select(request->session, request_argument(request, "HANDLE"),
                      languages[language].looks, &lookout, &steps, error))
        return false;
    unsigned missing = languages[language].write(request->session, &steps, &text);
    if (!lookout_check(&lookout, error) ||
        !give_away(request, languages[language].permissions, &text, reply, error))
        return false;
    fields_text(&reply->fields, "language", span_of(languages[language].name));
    fields_text(&reply->fields, "file", request_text(request, "FILE"));
    fields_integer(&reply->fields, "statements", (int64_t)steps.chosen);
    if (missing)
        fields_integer(&reply->fields, "not_exported", missing);
    if (steps.forgotten)
        fields_integer(&reply->fields, "forgotten", (int64_t)steps.forgotten);
    return true;
}

static const struct parameter parameters[] = {
    {"LANGUAGE", PARAMETER_CHOICE, REQUIRED, "what the program is written in",
     .choices = "python|c|script", .meanings = "Python 3|C11|socksh's own language"},
    {"FILE", PARAMETER_WORD, REQUIRED, "where it goes; - for standard output",
     .completes = COMPLETES_FILE},
    {"HANDLE", PARAMETER_WORD, REPEATED, "only what was done with these, closed ones too",
     .completes = COMPLETES_NAME},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; b.recv; export script -", "the program, shown"},
    {"pair a b; a.send hello; b.recv; export script /dev/null", "into a file"},
    {"c = socket tcp; u = socket udp; export script - u", "what was done with u alone"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_USAGE, 0,
     "nothing went well yet, so there is nothing to export; or LANGUAGE is none of these: it is "
     "`let` "
     "that sets a variable; or a log, a capture or a trace goes to FILE"},
    {ERROR_NAME, 0, "no such handle was made"},
    {ERROR_FILE, 0, "the file can't be written, or the disk is full: an old one is as it was"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: nothing is written, unless a FIFO has taken a part already"},
    {0},
};

const struct command export_command = {
    .name = "export",
    .group = GROUP_SEEING,
    .needs = COMMAND_PRINTS | COMMAND_PAGES,
    .summary = "write what the session did as a program: Python, C or a script",
    .details =
        "The statements that went well become a program that does the same; a mistyped one is left "
        "out, as is what only looks. An error that a peer or the kernel caused was part of what "
        "was shown: the program catches it. What runs others (source, "
        "replay, history N, a lesson run at once) becomes what it ran. What can't be written "
        "stands "
        "there as a comment, \"not exported\", and the reply counts these. A port that the kernel "
        "chose, and that was read in a reply and typed, is asked for, as ${srv.local.port} is. A "
        "socket's data that no statement used is "
        "printed. `explain COMMAND` tells the lines that each command becomes.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "open(2), write(2) and rename(2) of the file; sockets have no part in it.",
    .errors = errors,
    .says = "{file}: {statements|statement} as {language}[, {not_exported|line} not exported]"
            "[, {forgotten} forgotten by the journal: `set journal` keeps more]",
    .value = "file",
    .run = run,
};
