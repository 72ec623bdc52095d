/* set: how the session behaves. */
#include "commands.h"

#include "base/nearest.h"
#include "base/number.h"
#include "info_fields.h"
#include "journal/journal.h"
#include "shell/arrivals.h"
#include "shell/request.h"
#include "shell/session.h"

struct setting {
    const char *name;
    const char *summary;
    const char *wants; /* of a value */
    const char *words; /* that a value can be, or NULL */
    bool (*set)(struct session *session, const struct setting *setting, struct span value,
                struct error *error);
    void (*get)(struct session *session, const struct setting *setting, struct fields *fields);
    size_t offset; /* of a size or a switch in the session */
};

static uint64_t *size_of(struct session *session, const struct setting *setting)
{
    return (uint64_t *)((char *)session + setting->offset);
}

static bool set_size(struct session *session, const struct setting *setting, struct span value,
                     struct error *error)
{
    (void)error;
    return number_size(value, size_of(session, setting));
}

static void get_size(struct session *session, const struct setting *setting, struct fields *fields)
{
    fields_integer(fields, "value", (int64_t)*size_of(session, setting));
}

static bool *switch_of(struct session *session, const struct setting *setting)
{
    return (bool *)((char *)session + setting->offset);
}

static bool set_switch(struct session *session, const struct setting *setting, struct span value,
                       struct error *error)
{
    (void)error;
    bool on = span_is(value, "on");

    if (!on && !span_is(value, "off"))
        return false;
    *switch_of(session, setting) = on;
    return true;
}

static void get_switch(struct session *session, const struct setting *setting,
                       struct fields *fields)
{
    fields_text(fields, "value", *switch_of(session, setting) ? SPAN("on") : SPAN("off"));
}

static bool set_arrivals(struct session *session, const struct setting *setting, struct span value,
                         struct error *error)
{
    (void)setting;
    bool on = span_is(value, "on");

    return (on || span_is(value, "off")) && arrivals_set(session, on, error);
}

static void get_arrivals(struct session *session, const struct setting *setting,
                         struct fields *fields)
{
    (void)setting;
    fields_text(fields, "value", arrivals_are_set(session) ? SPAN("on") : SPAN("off"));
}

enum { PROMPT_LIMIT = 200 };

static bool is_field(struct span name, struct error *error)
{
    struct nearest nearest = nearest_start(name);
    char question[160];

    if (info_field_exists(name))
        return true;
    info_fields_offer(&nearest);
    error_set(error, ERROR_USAGE, "`info` has no field {%.*s}", SPAN_ARGS(name));
    error_hint(error, "%s", nearest_question(&nearest, question, sizeof(question)));
    if (!error->hint[0])
        error_hint(error,
                   "such as handle, state, type, peer, local.port; `info` shows all of a handle");
    return false;
}

/* Every { is closed behind the name of a field, and there is nothing that a terminal would obey. */
static bool check_prompt(struct span text, struct error *error)
{
    while (text.length) {
        bool opens = text.data[0] == '{';
        const char *close = opens ? memchr(text.data, '}', text.length) : text.data;
        if (!close || (unsigned char)text.data[0] < ' ')
            return false;
        size_t length = (size_t)(close - text.data);
        if (opens && !is_field((struct span){text.data + 1, length - 1}, error))
            return false;
        text = span_after(text, length + 1);
    }
    return true;
}

static bool set_prompt(struct session *session, const struct setting *setting, struct span value,
                       struct error *error)
{
    (void)setting;
    if (value.length > PROMPT_LIMIT || !check_prompt(value, error))
        return false;
    buffer_clear(&session->prompt);
    buffer_append(&session->prompt, value.length ? value : SPAN(SESSION_PROMPT));
    return true;
}

static void get_prompt(struct session *session, const struct setting *setting,
                       struct fields *fields)
{
    (void)setting;
    fields_text(fields, "value", buffer_span(&session->prompt));
}

static bool set_journal(struct session *session, const struct setting *setting, struct span value,
                        struct error *error)
{
    uint64_t size;

    (void)setting;
    (void)error;
    if (!number_size(value, &size) || size < JOURNAL_LEAST || size > JOURNAL_MOST)
        return false;
    journal_resize(session->network.journal, size);
    return true;
}

static void get_journal(struct session *session, const struct setting *setting,
                        struct fields *fields)
{
    (void)setting;
    fields_integer(fields, "value", (int64_t)journal_size(session->network.journal));
}

static const struct setting settings[] = {
    {"arrivals", "tell what comes on the handles by itself", "on or off", "on|off", set_arrivals,
     get_arrivals, 0},
    {"display-limit", "bytes of a reply's data shown as text", "a size such as 64K", NULL, set_size,
     get_size, offsetof(struct session, display_limit)},
    {"hints", "tell behind the cursor what may follow", "on or off", "on|off", set_switch,
     get_switch, offsetof(struct session, hints)},
    {"journal", "memory for what happened, 64K to 1G", "a size from 64K to 1G", NULL, set_journal,
     get_journal, 0},
    {"prompt", "the prompt; {FIELD} is one of `info`'s",
     "one line with every { closed, such as \"{handle} {state} {peer}> \"", NULL, set_prompt,
     get_prompt, 0},
    {"value-limit", "bytes one value may have", "a size such as 64K", NULL, set_size, get_size,
     offsetof(struct session, value_limit)},
};

static const struct setting *find(const struct argument *name, struct error *error)
{
    struct nearest nearest = nearest_start(name->text);

    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (span_is(name->text, settings[i].name))
            return &settings[i];
        nearest_offer(&nearest, span_of(settings[i].name));
    }
    error_set(error, ERROR_USAGE, "there is no setting of that name");
    nearest_hint(&nearest, error, "`set` lists the settings");
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
        settings[i].get(session, &settings[i], row);
        fields_text(row, "meaning", span_of(settings[i].summary));
    }
}

/* A setting's function that fails without an error of its own did not understand the value. */
static bool change(struct session *session, const struct setting *setting,
                   const struct argument *value, struct error *error)
{
    if (setting->set(session, setting, value->text, error))
        return true;
    if (error->category == ERROR_NONE) {
        struct nearest nearest = nearest_start(value->text);
        nearest_offer_words(&nearest, setting->words);
        error_set(error, ERROR_USAGE, "%s wants %s", setting->name, setting->wants);
        nearest_hint(&nearest, error, NULL);
    }
    return error_at(error, value->place);
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
    if (value->given && !change(request->session, setting, value, error))
        return false;
    fields_text(&reply->fields, "name", span_of(setting->name));
    setting->get(request->session, setting, &reply->fields);
    reply->says = "{name} is {value}";
    return true;
}

static const struct parameter parameters[] = {
    {"NAME", PARAMETER_WORD, OPTIONAL, "a setting; all of them unless said",
     .completes = COMPLETES_OWN_LIST},
    {"VALUE", PARAMETER_WORD, OPTIONAL, "its new value", .completes = COMPLETES_OWN_VALUE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"set", "all settings"},
    {"set display-limit 1K", "show less of long replies"},
    {"set prompt \"{handle} {peer.port} [{state}]> \"", "the peer's port in the prompt, too"},
    {"set arrivals off", "be told nothing while you type"},
    {"set hints off", "see nothing behind the cursor"},
    {"set journal 64M", "remember more of what happened"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_USAGE, 0, "there is no such setting, or VALUE is nothing for it"},
    {ERROR_RESOURCE, 0, "no descriptor is left to follow the handles with"},
    {0},
};

const struct command set_command = {
    .name = "set",
    .group = GROUP_SESSION,
    .summary = "show or change how the session behaves",
    .details =
        "With arrivals on, as at the prompt, a line tells when data, a connection, a close or an "
        "error comes on any handle. Telling it takes nothing: a command receives it. A prompt's "
        "{FIELD} is one of the current handle's, {peer.port} one within another; "
        "`set prompt \"\"` brings the usual prompt back. Hints are dim, on a terminal with "
        "colours: the rest of the last line "
        "that "
        "began so, which Right at the end of the line takes, or the parameters still to come. The "
        "journal has 8M unless said, from 64K to 1G; what is oldest is forgotten first (`help "
        "journal`).",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone.",
    .errors = errors,
    .value = "value",
    .run = run,
};
