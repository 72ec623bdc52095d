/* Completion of a command's words: which parameter each is of. */
#include "completion_parts.h"

#include "net/option.h"
#include "net/socket.h"

/* A word of a table's "a|b|c" that stands at *rest, which is moved behind it; false at the end. */
static bool next_choice(const char **rest, struct span *ret_word)
{
    if (!*rest || !**rest)
        return false;
    *ret_word = (struct span){*rest, strcspn(*rest, "|")};
    *rest += ret_word->length + ((*rest)[ret_word->length] == '|');
    return true;
}

/* --NAME or --NAME=VALUE */
static const struct parameter *find_option(const struct command *command, struct span word)
{
    const char *sign = memchr(word.data, '=', word.length);
    struct span name = {word.data, sign ? (size_t)(sign - word.data) : word.length};
    size_t index = parameter_index(command->options, span_after(name, 2));

    return command->options && command->options[index].name[0] ? &command->options[index] : NULL;
}

static bool is_last(const struct parameter *parameter)
{
    return parameter->type == PARAMETER_DATA || parameter->presence == REPEATED;
}

static const struct parameter *skip_absent(const struct parameter *parameter,
                                           const struct socket *socket)
{
    while (parameter && parameter->name[0] && parameter->ports_only && socket &&
           !socket_type_has_ports(socket->type))
        parameter++;
    return parameter;
}

/* The one for the word after this one: behind a URL no port is to come. */
static const struct parameter *after(const struct parameter *parameter, struct span word,
                                     const struct socket *socket)
{
    bool has_port = parameter->completes == COMPLETES_URL && is_url(word);

    return skip_absent(parameter + (has_port ? 2 : 1), socket);
}

struct operand_place find_place(const struct command *command, const struct position *position,
                                const struct socket *socket)
{
    struct operand_place place = {.options = true};
    const struct parameter *next = skip_absent(command->parameters, socket);

    for (size_t i = 0; i < position->word_count; i++) {
        struct span word = position->words[i];
        if (place.options && span_is(word, "--")) {
            place.options = false;
        } else if (place.options && span_starts(word, SPAN("--"))) {
            const struct parameter *option = find_option(command, word);
            bool takes_next =
                option && option->type != PARAMETER_FLAG && !memchr(word.data, '=', word.length);
            if (takes_next && i + 1 == position->word_count) {
                place.parameter = option;
                place.options = false;
                return place;
            }
            i += takes_next;
        } else {
            place.before = word;
            if (next && next->name[0] && !is_last(next))
                next = after(next, word, socket);
        }
    }
    place.parameter = next && next->name[0] ? next : NULL;
    return place;
}

static void complete_choices(struct completer *c, const struct parameter *parameter)
{
    const char *choices = parameter->choices, *meanings = parameter->meanings;
    bool types = parameter->completes == COMPLETES_SOCKET_TYPE;
    struct span choice, meaning;

    while (next_choice(&choices, &choice)) {
        const struct socket_type *type = types ? socket_type_find(choice) : NULL;
        if (!next_choice(&meanings, &meaning))
            meaning = type ? span_of(type->summary) : SPAN("");
        offer(c, choice, ' ', "%.*s", SPAN_ARGS(meaning));
    }
}

static void complete_comparisons(struct completer *c)
{
    static const char *const operators[][2] = {
        {"==", "the same; numbers as numbers"},
        {"!=", "not the same"},
        {"<", "less"},
        {"<=", "less or the same"},
        {">", "more"},
        {">=", "more or the same"},
        {"contains", "B stands in A"},
        {"matches", "A has B, a regular expression"},
    };

    c->unquotable = true;
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        offer(c, span_of(operators[i][0]), ' ', "%s", operators[i][1]);
}

static void complete_block(struct completer *c, const struct parameter *parameter)
{
    const char *blank = strchr(parameter->name, ' '); /* "else BLOCK" */

    struct span word =
        blank ? (struct span){parameter->name, (size_t)(blank - parameter->name)} : SPAN("{");

    c->unquotable = true;
    offer(c, word, ' ', "%s", parameter->summary);
}

/* Behind the else of an `if`. */
static void complete_else(struct completer *c)
{
    c->unquotable = true;
    offer(c, SPAN("{"), ' ', "{ statements }");
    offer(c, SPAN("if"), ' ', "else if A OPERATOR B { statements }");
}

static void complete_suggestions(struct completer *c, const struct parameter *parameter)
{
    const char *suggests = parameter->suggests, *meanings = parameter->meanings;
    struct span word, meaning;

    while (next_choice(&suggests, &word)) {
        if (!next_choice(&meanings, &meaning))
            meaning = span_of(parameter->summary);
        offer(c, word, ' ', "%.*s", SPAN_ARGS(meaning));
    }
}

static const char *services_of(const struct completer *c)
{
    const struct socket_type *type = type_of(c);

    return type ? socket_type_services(type) : NULL;
}

static void complete_outlets(struct completer *c)
{
    offer(c, SPAN("on"), ' ', "%s", "show it");
    offer(c, SPAN("off"), ' ', "%s", "end it");
    complete_files(c);
}

static void complete_by_meaning(struct completer *c, enum completes completes)
{
    switch (completes) {
    case COMPLETES_HOST: complete_hosts(c, ' '); break;
    case COMPLETES_URL: complete_url(c); break;
    case COMPLETES_LOCAL: complete_local(c); break;
    case COMPLETES_SERVICE: complete_services(c, services_of(c)); break;
    case COMPLETES_PROTOCOL: complete_protocols(c); break;
    case COMPLETES_GROUP: complete_groups(c); break;
    case COMPLETES_INTERFACE: complete_interfaces(c); break;
    case COMPLETES_OPTION_READ: complete_options(c, OPTION_WRITE_ONLY); break;
    case COMPLETES_OPTION_SET: complete_options(c, OPTION_READ_ONLY); break;
    case COMPLETES_OPTION_VALUE: complete_option_value(c); break;
    case COMPLETES_FILE: complete_files(c); break;
    case COMPLETES_HISTORY: complete_history(c); break;
    case COMPLETES_HELPED: complete_helped(c); break;
    case COMPLETES_OUTLET: complete_outlets(c); break;
    case COMPLETES_EXPLAINED: complete_explained(c); break;
    case COMPLETES_COMPARISON: complete_comparisons(c); break;
    case COMPLETES_VALUE: complete_values(c); break;
    case COMPLETES_VARIABLE: complete_variables(c, ' '); break;
    case COMPLETES_PAST_HANDLE: complete_handles(c, ' '), complete_past_handles(c); break;
    case COMPLETES_NAME: complete_handles(c, ' '), complete_variables(c, ' '); break;
    case COMPLETES_OWN_LIST: complete_own_list(c); break;
    case COMPLETES_OWN_VALUE: complete_own_value(c); break;
    case COMPLETES_NOTHING:
    case COMPLETES_SOCKET_TYPE: break;
    }
}

static void complete_parameter(struct completer *c, const struct parameter *parameter)
{
    switch (parameter->type) {
    case PARAMETER_CHOICE: complete_choices(c, parameter); break;
    case PARAMETER_HANDLE: complete_handles(c, ' '); break;
    case PARAMETER_DATA: complete_values(c); break;
    case PARAMETER_BLOCK: complete_block(c, parameter); break;
    default: complete_suggestions(c, parameter); complete_by_meaning(c, parameter->completes);
    }
}

static void complete_option_names(struct completer *c)
{
    c->unquotable = true;
    for (const struct parameter *o = c->command->options; o && o->name[0]; o++) {
        cleanup_buffer struct buffer name = {0};
        buffer_printf(&name, "--%s", o->name);
        bool takes = o->type != PARAMETER_FLAG;
        offer(c, buffer_span(&name), ' ', "%s%s%s", takes ? o->choices : "", takes ? ": " : "",
              o->summary);
    }
}

/* Behind --NAME= : its value. */
static bool complete_joined_value(struct completer *c)
{
    struct buffer *typed = &c->typed.value;
    const char *sign = typed->length ? memchr(typed->data, '=', typed->length) : NULL;
    const struct parameter *option = sign ? find_option(c->command, buffer_span(typed)) : NULL;

    if (!sign)
        return false;
    size_t length = (size_t)(sign - typed->data) + 1;
    if (step_over(c, length) && option && option->type != PARAMETER_FLAG)
        complete_parameter(c, option);
    return true;
}

void complete_argument(struct completer *c)
{
    struct span typed = buffer_span(&c->typed.value);

    if (!c->command)
        return;
    struct operand_place place = find_place(c->command, c->position, c->socket);
    c->before = place.before;
    if (place.options && c->typed.style == WORD_BARE && span_starts(typed, SPAN("--"))) {
        if (!complete_joined_value(c))
            complete_option_names(c);
        return;
    }
    if (place.parameter)
        complete_parameter(c, place.parameter);
    else if (span_is(place.before, "else"))
        complete_else(c);
    if (place.options && c->typed.style == WORD_BARE && (typed.length == 0 || span_is(typed, "-")))
        complete_option_names(c);
}
