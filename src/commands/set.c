/* set: how the session behaves. */
#include "commands.h"

#include "base/nearest.h"
#include "shell/request.h"
#include "shell/session.h"

static const struct setting {
    const char *name;
    size_t offset; /* of a uint64_t in the session */
    const char *summary;
} settings[] = {
    {"display-limit", offsetof(struct session, display_limit),
     "bytes of one reply's data that are shown as text"},
    {"value-limit", offsetof(struct session, value_limit), "bytes one value may have"},
};

static uint64_t *value_of(struct session *session, const struct setting *setting)
{
    return (uint64_t *)((char *)session + setting->offset);
}

static const struct setting *find(const struct argument *name, struct error *error)
{
    struct nearest nearest = nearest_start(name->text);
    char question[160];

    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (span_is(name->text, settings[i].name))
            return &settings[i];
        nearest_offer(&nearest, span_of(settings[i].name));
    }
    error_set(error, ERROR_USAGE, "there is no setting of that name");
    error_hint(error, "%s", nearest_question(&nearest, question, sizeof(question)));
    if (!error->hint[0])
        error_hint(error, "`set` lists the settings");
    error_at(error, name->place);
    return NULL;
}

static void list_all(struct session *session, struct reply *reply)
{
    struct list *list = fields_list(&reply->fields, "settings");

    reply->says = NULL;
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        struct fields *row = list_add(list);
        fields_text(row, "name", span_of(settings[i].name));
        fields_integer(row, "value", (int64_t)*value_of(session, &settings[i]));
        fields_text(row, "meaning", span_of(settings[i].summary));
    }
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *name = request_argument(request, "NAME");
    const struct argument *value = request_argument(request, "VALUE");

    if (!name->given) {
        list_all(request->session, reply);
        return true;
    }
    const struct setting *setting = find(name, error);
    if (!setting)
        return false;
    if (value->given)
        *value_of(request->session, setting) = value->size;
    fields_text(&reply->fields, "name", span_of(setting->name));
    fields_integer(&reply->fields, "value", (int64_t)*value_of(request->session, setting));
    reply->says = "{name} is {value}";
    return true;
}

static const struct parameter parameters[] = {
    {"NAME", PARAMETER_WORD, OPTIONAL, "a setting; all of them unless said",
     .completes = COMPLETES_OWN_LIST},
    {"VALUE", PARAMETER_SIZE, OPTIONAL, "its new value, a size such as 64K",
     .completes = COMPLETES_OWN_VALUE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"set", "all settings"},
    {"set display-limit 1K", "show less of long replies"},
    {0},
};

static const struct command_error errors[] = {
    {ERROR_USAGE, 0, "there is no such setting, or VALUE is no size"},
    {0},
};

const struct command set_command = {
    .name = "set",
    .group = GROUP_SESSION,
    .summary = "show or change how the session behaves",
    .details = "",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone.",
    .errors = errors,
    .value = "value",
    .run = run,
};
