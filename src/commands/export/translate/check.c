/* What the session refuses before it runs a statement: words that name no handle, or one that should be new, and words
 * that no parameter takes. */
#include "export/translate/call.h"

#include "base/number.h"
#include "commands.h"
#include "export/translate/closed.h"
#include "export/translate/translate.h"
#include "lang/parse.h"
#include "shell/request.h"
#include "shell/session.h"

bool call_may_lack(const struct translation *t, const struct call *call)
{
    return t->of_some && call->command == &close_command;
}

static void check_handle(struct translation *t, const struct call *call, const struct word *word)
{
    if (word->pieces)
        give_up(t);
    else if (call_may_lack(t, call))
        open_handle(t, word->literal);
    else
        named_handle(t, word->literal);
}

static void check_name(struct translation *t, struct span name)
{
    if (!parse_is_name(name) || span_is(name, "_"))
        give_up_as_mistaken(t, "usage");
    else
        check_free(t, name);
}

static bool is_choice(const char *choices, struct span text)
{
    for (const char *at = choices; *at; at += strcspn(at, "|"), at += *at == '|')
        if (span_equal(text, (struct span){at, strcspn(at, "|")}))
            return true;
    return false;
}

static bool fits(const struct parameter *parameter, struct span text)
{
    int64_t integer;
    size_t size;
    nanoseconds duration;

    switch (parameter->type) {
    case PARAMETER_INTEGER: return number_integer(text, &integer);
    case PARAMETER_SIZE: return number_size(text, &size);
    case PARAMETER_DURATION: return number_duration(text, &duration);
    case PARAMETER_CHOICE: return is_choice(parameter->choices, text);
    default: return true;
    }
}

static void check_word(struct translation *t, const struct call *call,
                       const struct parameter *parameter, const struct word *word)
{
    if (parameter->type == PARAMETER_HANDLE)
        check_handle(t, call, word);
    else if (!t->within_try || word->pieces || word->block)
        return;
    else if (parameter->type == PARAMETER_NAME)
        check_name(t, word->literal);
    else if (!fits(parameter, word->literal))
        give_up_as_mistaken(t, "usage");
}

/* Where one is wrong, the session has not looked at the next. */
static void check_all(struct translation *t, const struct call *call,
                      const struct argument_words *arguments)
{
    for (size_t i = 0; i < CALL_ARGUMENTS; i++)
        for (size_t k = 0; arguments[i].words && k < arguments[i].count && !t->failed; k++)
            check_word(t, call, arguments[i].parameter, &arguments[i].words[k]);
}

static bool lacks_word(const struct call *call)
{
    bool is_given = call->statement->input;
    const struct parameter *parameters = call->command->parameters;
    size_t count = parameter_count(parameters);
    bool has_ports =
        !call->handle || !call->handle->type || socket_type_has_ports(call->handle->type);

    for (size_t i = 0; i < count && i < CALL_ARGUMENTS; i++) {
        bool is_here = has_ports || !parameters[i].ports_only;
        bool comes_by_file = is_given && parameters[i].type == PARAMETER_DATA;
        if (is_here && parameters[i].presence == REQUIRED && !call->arguments[i].words &&
            !comes_by_file)
            return true;
    }
    return false;
}

/* a.close b */
static bool has_two_handles(const struct call *call)
{
    const struct argument_words *first = &call->arguments[0];

    return call->statement->handle.length && !(call->command->needs & COMMAND_HANDLE) &&
           first->words && first->parameter->type == PARAMETER_HANDLE;
}

static bool is_constant(const struct statement *statement)
{
    for (size_t i = 0; i < statement->word_count; i++)
        if (statement->words[i].pieces || statement->words[i].block)
            return false;
    return !statement->input;
}

/* Only bytes are made: the session itself can say whether it would. A value that is too large is none here. */
static bool makes_bytes(struct session *session, const struct call *call)
{
    enum { LARGEST = 65536 };
    struct statement unnamed = *call->statement;
    struct request request = {
        .session = session, .statement = &unnamed, .command = call->command, .input_fd = -1};
    struct arena_mark mark = arena_mark(&session->arena);
    cleanup_reply struct reply reply = reply_start(&session->arena);
    size_t limit = session->value_limit;
    struct error error = {0};

    unnamed.name = (struct span){0};
    session->value_limit = limit < LARGEST ? limit : LARGEST;
    bool done =
        request_bind(&request, false, &error) && call->command->run(&request, &reply, &error);
    session->value_limit = limit;
    arena_release(&session->arena, mark);
    return done || error.category != ERROR_USAGE;
}

static void check_bytes(struct translation *t, const struct call *call)
{
    bool is_pure = call->command->exported->is_pure && call->command->group == GROUP_BYTES;

    if (is_pure && t->within_try && !t->failed && is_constant(call->statement) &&
        !makes_bytes(t->session, call))
        give_up_as_mistaken(t, "usage");
}

void call_check_words(struct translation *t, const struct call *call, size_t left_over)
{
    const struct statement *statement = call->statement;
    bool binds = !(call->command->needs & COMMAND_CONTROLS);

    if (statement->name.length)
        check_free(t, statement->name);
    check_all(t, call, call->options);
    check_all(t, call, call->arguments);
    if (binds && t->within_try && !t->failed &&
        (left_over || lacks_word(call) || has_two_handles(call)))
        give_up_as_mistaken(t, "usage");
    check_bytes(t, call);
}
