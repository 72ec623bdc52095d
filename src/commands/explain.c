/* explain: what a command does in the kernel, what an error means. */
#include "explain.h"

#include "base/fold.h"
#include "base/nearest.h"
#include "base/number.h"
#include "commands.h"
#include "net/failures.h"
#include "shell/request.h"
#include "shell/session.h"

/* Where the text of a row begins. */
enum { TEXT_COLUMN = 20 };

void tell_row(struct buffer *text, const char *about, const char *meaning)
{
    cleanup_buffer struct buffer head = {0};

    buffer_printf(&head, "  %-*s", TEXT_COLUMN - 2, about);
    if (head.length > TEXT_COLUMN || head.data[head.length - 1] != ' ') {
        fold(text, "  ", "  ", about);
        buffer_clear(&head);
        buffer_append_repeated(&head, ' ', TEXT_COLUMN);
    }
    fold(text, buffer_text(&head), "                    ", meaning);
}

static const struct command *find_command(command_table table, struct span word)
{
    for (size_t i = 0; table[i]; i++)
        if (command_is_called(table[i], word))
            return table[i];
    return NULL;
}

/* ERROR_NONE where there is none of that name. */
static enum error_category find_category(struct span word)
{
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++)
        if (span_is_any_case(word, error_kind((enum error_category)category)->name))
            return (enum error_category)category;
    return ERROR_NONE;
}

static bool fail_unknown(command_table table, const struct argument *what, struct error *error)
{
    struct nearest nearest = nearest_start(what->text);
    char shown[64];

    for (size_t i = 0; table[i]; i++)
        nearest_offer(&nearest, span_of(table[i]->name));
    for (const struct failure *failure = failures; failure->name[0]; failure++)
        nearest_offer(&nearest, span_of(failure->name));
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++)
        if (!find_command(table, span_of(error_kind((enum error_category)category)->name)))
            nearest_offer(&nearest, span_of(error_kind((enum error_category)category)->name));
    nearest_offer(&nearest, SPAN("error"));
    error_copy(shown, sizeof(shown), what->text);
    error_set(error, ERROR_NAME, "%s is no command, no errno and no category of errors", shown);
    nearest_hint(&nearest, error,
                 "`help` lists the commands; `explain error` tells of the last error");
    return error_at(error, what->place);
}

enum { MOST_ERRNO = 133 };

/* An errno that the manuals of the socket calls don't list. */
static const struct failure *find_other_errno(struct span word, struct failure *room)
{
    int64_t wanted = 0;

    number_integer(word, &wanted);
    for (int number = 1; number <= MOST_ERRNO; number++) {
        const char *name = error_code_name(number);
        bool is_wanted = number == wanted || span_is_any_case(word, name);
        if (!is_wanted || !strerrorname_np(number))
            continue;
        *room = (struct failure){
            .number = number,
            .meaning = "The manual of no socket call lists it; a driver or a protocol may give it "
                       "all the same.",
            .next = "the manual pages of the call, the protocol and the option",
        };
        error_copy(room->name, sizeof(room->name), span_of(name));
        return room;
    }
    return NULL;
}

const struct failure *explain_find_code(struct span word, struct failure *room)
{
    const struct failure *failure = failure_find(word);

    return failure ? failure : find_other_errno(word, room);
}

/* A few words are both a command and a category: then both are told. */
static bool explain_word(const struct session *session, const struct argument *what,
                         struct reply *reply, struct buffer *text, struct error *error)
{
    struct error ignored;
    enum error_category category = find_category(what->text);
    const struct command *command = find_command(session->commands, what->text);
    struct failure room;
    const struct failure *code = explain_find_code(what->text, &room);

    if (!command && !category && !code)
        command = command_find(session->commands, what->text, true, &ignored);
    if (!command && !category && !code)
        return fail_unknown(session->commands, what, error);
    if (command)
        tell_command(command, reply, text);
    if (command && category)
        buffer_append_byte(text, '\n');
    if (category)
        tell_category(category, reply, text);
    if (code)
        tell_failure(session, code, reply, text);
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    const struct session *session = request->session;
    const struct argument *what = request_argument(request, "WHAT");

    if (!what->given || span_is(what->text, "error"))
        tell_last(session, reply, &text);
    else if (!explain_word(session, what, reply, &text, error))
        return false;
    fields_text(&reply->fields, "text", buffer_span(&text));
    return true;
}

static const struct parameter parameters[] = {
    {"WHAT", PARAMETER_WORD, OPTIONAL,
     "a command, an errno or EAI code, a category of errors; error, the last one, unless said",
     .completes = COMPLETES_EXPLAINED},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"explain recv", "what the kernel does, C and Python, the errors to expect"},
    {"explain ECONNREFUSED", "what it means, and at which call; econnrefused or 111 will do"},
    {"explain timeout", "a category of errors, and the command of that name"},
    {"try { open 127.0.0.1 1 }; explain error", "the last error, where nothing listens on port 1"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "the word is no command, no code and no category"},
    {0},
};

const struct command explain_command = {
    .name = "explain",
    .group = GROUP_SESSION,
    .needs = COMMAND_KEEPS_ERROR | COMMAND_PAGES,
    .summary = "tell what a command does in the kernel, or what an error means",
    .details = "The last error stays the last one, whatever becomes of `explain`.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "strerror(3), gai_strerror(3)",
    .python_call = "os.strerror(number)",
    .kernel =
        "Nothing: the texts are socksh's own. Only for the last error was the kernel asked, when "
        "it came, in which state the socket was.",
    .c_example = "puts(strerror(ECONNREFUSED));\n"
                 "puts(gai_strerror(EAI_NONAME));",
    .python_example = "import errno, os\n"
                      "print(os.strerror(errno.ECONNREFUSED))",
    .errors = errors,
    .says = "{text|lines}",
    .value = "text",
    .run = run,
};
