/* history: what was typed at the prompt, and once more. */
#include "commands.h"
#include "export/export.h"
#include "export/translate/writers.h"

#include "shell/log.h"
#include "shell/request.h"
#include "shell/script.h"
#include "shell/session.h"

enum { RECENT = 25 };

static void list_entries(const struct session *session, bool all, struct reply *reply)
{
    const struct history *history = &session->history;
    struct list *list = fields_list(&reply->fields, "history");
    size_t count = history->count ? history->count() : 0;

    for (size_t i = all || count < RECENT ? 0 : count - RECENT; i < count; i++) {
        struct fields *row = list_add(list);
        unsigned number = 0;
        const char *line = history->entry(i, &number);
        fields_integer(row, "number", number);
        fields_text(row, "line", span_of(line ? line : ""));
    }
}

const char *history_line(const struct session *session, int64_t wanted)
{
    const struct history *history = &session->history;

    for (size_t i = history->count ? history->count() : 0; i > 0; i--) {
        unsigned number = 0;
        const char *line = history->entry(i - 1, &number);
        if (line && number == wanted)
            return line;
    }
    return NULL;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *number = request_argument(request, "N");
    struct session *session = request->session;

    if (!number->given) {
        list_entries(session, request_option(request, "all"), reply);
        return true;
    }
    const char *line = history_line(session, number->integer);
    if (!line) {
        error_set(error, ERROR_NAME, "the history has no entry of that number");
        error_hint(error, "%s",
                   session->history.count ? "`history` lists them"
                                          : "only a session at a terminal has one");
        return error_at(error, number->place);
    }
    reply->says = "";
    /* The entry may go while it runs, and does when it becomes the latest. */
    char *again = arena_text(&session->arena, span_of(line));
    if (!request->outside && !session->quiet && session->history.again) {
        session->history.again(session->history.context, again);
        log_statement(session, span_of(again));
    }
    return script_run_text(session, span_of(again), error);
}

static const struct parameter parameters[] = {
    {"N", PARAMETER_INTEGER, OPTIONAL, "the number of an entry, which is run once more",
     .completes = COMPLETES_HISTORY},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_FLAG("all", "list every entry, not only the latest"),
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"history", "the latest entries and their numbers"},
    {"history --all", "all of them"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no entry of that number, or no history: it is a terminal's"},
    {ERROR_USAGE, 0, "N is no number, or the entry can't be parsed"},
    {ERROR_RESOURCE, 0, "an entry runs itself"},
    {0},
};

static const struct command_export history_exported = {.write = export_history};

const struct command history_command = {
    .name = "history",
    .group = GROUP_SESSION,
    .needs = COMMAND_REPEATS,
    .summary = "list what was typed, or run an entry once more",
    .details =
        "Entries are kept for the next session. A line that begins with a blank is not kept, "
        "and of equal ones only the last is. `history 12` runs entry 12 once more: it is shown "
        "first, and is then the latest, which Up recalls.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "Nothing: the shell does it alone. Sockets have no part in it but for what the "
              "repeated statements do.",
    .errors = errors,
    .exported = &history_exported,
    .run = run,
};
