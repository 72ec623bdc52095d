/* assert: check a value. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/escape.h"
#include "shell/condition.h"
#include "shell/request.h"

enum { SHOWN = 100 };

static void quote(struct buffer *out, struct span value)
{
    escape_quoted(out, (struct span){value.data, value.length < SHOWN ? value.length : SHOWN});
    buffer_append_text(out, value.length > SHOWN ? "..." : "");
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer met = {0};
    struct span a = request_text(request, "A"), b = request_text(request, "B");
    const struct argument *comparison = request_argument(request, "OPERATOR");
    bool holds;

    (void)reply;
    if (!condition_evaluate(a, comparison->text, b, &holds, error))
        return error_at(error, comparison->place);
    if (holds)
        return true;
    quote(&met, a);
    buffer_printf(&met, " %s ", comparison->text.data);
    quote(&met, b);
    error_set(error, ERROR_MISMATCH, "%s does not hold", buffer_text(&met));
    return false;
}

static const struct parameter parameters[] = {
    {"A", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    {"OPERATOR", PARAMETER_WORD, REQUIRED, "== != < <= > >= contains matches",
     .completes = COMPLETES_COMPARISON},
    {"B", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; b.recv; assert $_ == hello", "what was received last"},
    {"assert 9 < 10", "numbers as numbers where both are"},
    {"assert \"220 ready\" matches \"^220 \"", "a regular expression, anywhere unless anchored"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_MISMATCH, 0, "the condition doesn't hold; a script ends with exit status 1"},
    {ERROR_USAGE, 0, "OPERATOR compares nothing, or the regular expression is wrong"},
    {ERROR_NAME, 0, "a variable or field in the condition doesn't exist"},
    {0},
};

static const struct command_export assert_exported = {
    .write = export_assert,
};

const struct command assert_command = {
    .name = "assert",
    .group = GROUP_CHECKING,
    .needs = COMMAND_COMPARES,
    .summary = "check that a condition holds",
    .details =
        "Where it doesn't, an error of the category mismatch ends the script with exit status 1.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "assert(3)",
    .python_call = "assert a == b",
    .kernel = "Nothing: the shell does it alone.",
    .c_example = "int n = 5;\n"
                 "assert(n == 5);",
    .python_example = "n = 5\n"
                      "assert n == 5",
    .errors = errors,
    .exported = &assert_exported,
    .says = "",
    .run = run,
};
