/* let, unset, variables: values with names. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/escape.h"
#include "shell/request.h"
#include "shell/session.h"

static bool run_let(struct request *request, struct reply *reply, struct error *error)
{
    struct names *names = request->session->names;
    struct span name = request_text(request, "NAME"), value = request_text(request, "VALUE");
    const struct entry *present =
        request_option(request, "default") ? names_find(names, name) : NULL;

    (void)error;
    if (present)
        value = buffer_span(&present->value);
    else
        names_set(names, name, value);
    fields_text(&reply->fields, "name", name);
    fields_integer(&reply->fields, "length", (int64_t)value.length);
    return true;
}

static const struct parameter let_parameters[] = {
    {"NAME", PARAMETER_NAME, REQUIRED, "the variable", .completes = COMPLETES_VARIABLE},
    {"VALUE", PARAMETER_DATA, OPTIONAL, "the words, joined with one blank; or < FILE"},
    PARAMETERS_END,
};

static const struct parameter let_options[] = {
    OPTION_FLAG("default", "only where there is no such variable yet, by -e for instance"),
    PARAMETERS_END,
};

static const struct example let_examples[] = {
    {"let greeting hello, world; print $greeting", "a value of any bytes"},
    {"let --default HOST localhost", "a script's own choice, unless -e HOST=... makes another"},
    {""},
};

static const struct command_error let_errors[] = {
    {ERROR_NAME, 0, "NAME is an open handle's"},
    {ERROR_USAGE, 0, "NAME can't be a name"},
    {ERROR_FILE, 0, "the file behind < can't be read"},
    {ERROR_RESOURCE, 0, "the value is larger than `set value-limit`"},
    {0},
};

static const struct command_export let_exported = {
    .write = export_let,
};

const struct command let_command = {
    .name = "let",
    .group = GROUP_SESSION,
    .summary = "set a variable",
    .details = "`NAME = COMMAND` keeps a command's value instead.",
    .parameters = let_parameters,
    .options = let_options,
    .examples = let_examples,
    .c_call = "",
    .python_call = "name = value",
    .kernel = "Nothing: the shell does it alone. A value is any bytes, NUL included.",
    .c_example = "const char *name = \"value\";\n"
                 "puts(name);",
    .python_example = "name = b\"value\"",
    .errors = let_errors,
    .exported = &let_exported,
    .says = "",
    .run = run_let,
};

static void fail_unknown(const struct names *names, struct span name, struct error *error)
{
    struct nearest nearest = names_nearest(names, name, NAMES_VARIABLES);

    error_set(error, ERROR_NAME, "there is no variable of that name");
    nearest_hint(&nearest, error, "`variables` lists them");
}

static bool run_unset(struct request *request, struct reply *reply, struct error *error)
{
    struct names *names = request->session->names;
    const struct argument *name = request_argument(request, "NAME");
    struct entry *entry = names_find(names, name->text);

    if (!entry)
        fail_unknown(names, name->text, error);
    else if (entry->socket)
        error_set(error, ERROR_NAME, "%s is a handle: `close %s` ends it", entry->name,
                  entry->name);
    else
        names_remove(names, entry);
    fields_text(&reply->fields, "name", name->text);
    return (entry && !entry->socket) || error_at(error, name->place);
}

static const struct parameter unset_parameters[] = {
    {"NAME", PARAMETER_WORD, REQUIRED, "the variable", .completes = COMPLETES_VARIABLE},
    PARAMETERS_END,
};

static const struct example unset_examples[] = {
    {"let a 1; unset a", "a is gone"},
    {""},
};

static const struct command_error unset_errors[] = {
    {ERROR_NAME, 0, "there is no such variable, or it is a handle: `close` ends that"},
    {0},
};

static const struct command_export unset_exported = {
    .write = export_unset,
};

const struct command unset_command = {
    .name = "unset",
    .group = GROUP_SESSION,
    .summary = "forget a variable",
    .details = "",
    .parameters = unset_parameters,
    .examples = unset_examples,
    .c_call = "",
    .python_call = "del name",
    .kernel = "Nothing: the shell does it alone.",
    .python_example = "name = b\"value\"\n"
                      "del name",
    .errors = unset_errors,
    .exported = &unset_exported,
    .says = "",
    .run = run_unset,
};

enum { SHOWN = 60 };

static void add_row(struct list *variables, struct span name, struct span value)
{
    cleanup_buffer struct buffer shown = {0};
    struct fields *row = list_add(variables);
    bool cut = value.length > SHOWN;

    escape_quoted(&shown, (struct span){value.data, cut ? SHOWN : value.length});
    buffer_append_text(&shown, cut ? "..." : "");
    fields_text(row, "name", name);
    fields_integer(row, "length", (int64_t)value.length);
    fields_text(row, "value", buffer_span(&shown));
}

static bool run_variables(struct request *request, struct reply *reply, struct error *error)
{
    struct session *session = request->session;
    struct list *variables = fields_list(&reply->fields, "variables");

    (void)error;
    add_row(variables, SPAN("_"), buffer_span(&session->last_data));
    add_row(variables, SPAN("?"), span_of(error_kind(session->last_category)->name));
    for (struct entry *entry = names_next(session->names, NULL); entry;
         entry = names_next(session->names, entry))
        if (!entry->socket)
            add_row(variables, span_of(entry->name), buffer_span(&entry->value));
    return true;
}

static const struct example variables_examples[] = {
    {"let a 1; variables", "a, $_ and $?"},
    {""},
};

const struct command variables_command = {
    .name = "variables",
    .group = GROUP_SESSION,
    .summary = "list the variables",
    .details =
        "$_ is the last data received, $? the category of the last statement's error, or ok. The "
        "values are shown as words of the language, long ones cut.",
    .examples = variables_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone.",
    .run = run_variables,
};
