/* The words of a statement by its command's parameters. */
#include "export/translate/call.h"

#include "commands.h"
#include "export/translate/closed.h"
#include "export/translate/code.h"
#include "export/translate/moment.h"
#include "export/translate/translate.h"
#include "shell/command.h"
#include "shell/session.h"

static bool is_option(const struct word *word)
{
    struct span start = word->pieces ? word->pieces->text : word->literal;

    return word->bare && !word->block && (!word->pieces || word->pieces->kind == PIECE_TEXT) &&
           span_starts(start, SPAN("--"));
}

/* --name value, --name=value, --name. Returns how many words it takes. */
static size_t bind_option(struct translation *t, struct call *call, const struct word *word,
                          size_t left)
{
    struct span text = word->literal;
    const char *sign = text.length ? memchr(text.data, '=', text.length) : NULL;
    struct span name =
        span_after((struct span){text.data, sign ? (size_t)(sign - text.data) : text.length}, 2);
    size_t i = parameter_index(call->command->options, name);

    if (!word->pieces && i == parameter_count(call->command->options))
        give_up_as_mistaken(t, "usage");
    if (word->pieces || i >= CALL_ARGUMENTS || i == parameter_count(call->command->options)) {
        give_up(t);
        return 1;
    }
    struct argument_words *option = &call->options[i];
    *option = (struct argument_words){.parameter = &call->command->options[i], .count = 1};
    if (option->parameter->type == PARAMETER_FLAG)
        return 1;
    if (sign) {
        struct word *value = arena_new(&t->arena, sizeof(*value));
        value->literal = span_after(text, (size_t)(sign - text.data) + 1);
        option->words = value;
        return 1;
    }
    option->words = word + 1;
    if (left < 2)
        give_up(t);
    return 2;
}

/* Returns how many it has taken. */
static size_t bind_operands(struct call *call, const struct word *operands, size_t count)
{
    bool has_ports =
        !call->handle || !call->handle->type || socket_type_has_ports(call->handle->type);
    size_t next = 0;

    for (size_t i = 0; i < parameter_count(call->command->parameters) && i < CALL_ARGUMENTS; i++) {
        const struct parameter *parameter = &call->command->parameters[i];
        bool takes_all = parameter->type == PARAMETER_DATA || parameter->presence == REPEATED;
        if (next == count || (parameter->ports_only && !has_ports))
            continue;
        call->arguments[i] = (struct argument_words){
            .parameter = parameter,
            .words = &operands[next],
            .count = takes_all ? count - next : 1,
        };
        next += call->arguments[i].count;
    }
    return next;
}

/* Options go to their places, other words stay. Returns how many of those there are. */
static size_t bind_options(struct translation *t, struct call *call, struct word *operands)
{
    const struct statement *statement = call->statement;
    bool options_over = call->command->needs & COMMAND_CONTROLS;
    size_t count = 0;

    for (size_t i = 0; i < statement->word_count;) {
        const struct word *word = &statement->words[i];
        if (options_over || !is_option(word)) {
            operands[count++] = *word;
            i++;
        } else if (span_is(word->literal, "--") && !word->pieces) {
            options_over = true;
            i++;
        } else {
            i += bind_option(t, call, word, statement->word_count - i);
        }
    }
    return count;
}

/* A command that may name handles means the current one where it names none. */
static bool takes_current(const struct call *call, size_t operands)
{
    const struct parameter *first = call->command->parameters;
    bool may_name = first && first->type == PARAMETER_HANDLE && first->presence != REQUIRED;

    return !call->statement->handle.length &&
           ((call->command->needs & COMMAND_HANDLE) || (may_name && operands == 0));
}

static bool find_handle(struct translation *t, struct call *call, size_t operands)
{
    struct span before = call->statement->handle;
    bool takes = takes_current(call, operands);

    if (!takes && !before.length)
        return true;
    if (takes && t->scene.unsure && !moment_find_current(t, call->statement))
        return false;
    struct span name = takes ? t->scene.current : before;
    call->handle = call_may_lack(t, call) ? open_handle(t, name) : named_handle(t, name);
    if (before.length && !t->failed && !(call->command->needs & (COMMAND_HANDLE | COMMAND_LOOKS)))
        give_up_as_mistaken(t, "usage");
    return !t->failed;
}

bool call_read(struct translation *t, const struct statement *statement, struct call *ret_call)
{
    struct word *operands = arena_new(&t->arena, (statement->word_count + 1) * sizeof(*operands));

    *ret_call =
        (struct call){.command = step_command(t->session, statement), .statement = statement};
    if (!ret_call->command)
        return false;
    size_t count = bind_options(t, ret_call, operands);
    if (!find_handle(t, ret_call, count))
        return false;
    size_t bound = bind_operands(ret_call, operands, count);
    if (!t->failed)
        call_check_words(t, ret_call, count - bound);
    return !t->failed;
}

static const struct argument_words *find(const struct parameter *parameters,
                                         const struct argument_words *arguments, struct span name)
{
    size_t i = parameter_index(parameters, name);

    return i < parameter_count(parameters) && i < CALL_ARGUMENTS && arguments[i].parameter
               ? &arguments[i]
               : NULL;
}

const struct argument_words *call_argument(const struct call *call, const char *name)
{
    return find(call->command->parameters, call->arguments, span_of(name));
}

const struct argument_words *call_option(const struct call *call, const char *name)
{
    return find(call->command->options, call->options, span_of(name));
}

const struct argument_words *call_given(const struct call *call, struct span name)
{
    const struct argument_words *argument = find(call->command->parameters, call->arguments, name);

    return argument ? argument : find(call->command->options, call->options, name);
}

struct code call_value(struct translation *t, const struct argument_words *argument)
{
    return argument ? code_of_words(t, argument->words, argument->count, SPAN(""))
                    : code_constant(SPAN(""));
}

struct span call_constant(struct translation *t, const struct argument_words *argument)
{
    if (argument && argument->count == 1 && !argument->words->pieces && !argument->words->block)
        return argument->words->literal;
    give_up(t);
    return SPAN("");
}
