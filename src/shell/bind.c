/* Binding: the words of a statement become the arguments of a command's description. */
#include "shell/request.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/socket.h"
#include "shell/expand.h"
#include "shell/session.h"

struct operand {
    struct span text;
    const struct word *word; /* NULL where it is several */
    struct place place;
    struct block *block;
};

struct binder {
    struct request *request;
    struct operand *operands;
    size_t operand_count, next;
    bool has_input;
    struct error *error;
};

static bool fail_type(struct binder *binder, const struct parameter *parameter,
                      const struct operand *operand, const char *wanted)
{
    char shown[64];

    error_copy(shown, sizeof(shown), operand->text);
    error_set(binder->error, ERROR_USAGE, "%s is %s, not \"%s\"", parameter->name, wanted, shown);
    return error_at(binder->error, operand->place);
}

static bool is_choice(const char *choices, struct span word)
{
    for (const char *end; *choices; choices = *end ? end + 1 : end) {
        end = strchrnul(choices, '|');
        if (span_equal(word, (struct span){choices, (size_t)(end - choices)}))
            return true;
    }
    return false;
}

static bool fail_choice(struct binder *binder, const struct parameter *parameter,
                        const struct operand *operand)
{
    cleanup_buffer struct buffer wanted = {0};
    struct nearest nearest = nearest_start(operand->text);

    nearest_offer_words(&nearest, parameter->choices);
    buffer_append_text(&wanted, "one of ");
    for (const char *c = parameter->choices; *c; c++)
        if (*c == '|')
            buffer_append_text(&wanted, ", ");
        else
            buffer_append_byte(&wanted, *c);
    fail_type(binder, parameter, operand, buffer_text(&wanted));
    return nearest_hint(&nearest, binder->error, NULL);
}

/* Fill an argument from an operand, by the parameter's type. */
static bool convert(struct binder *binder, const struct parameter *parameter,
                    const struct operand *operand, struct argument *argument)
{
    struct session *session = binder->request->session;

    *argument = (struct argument){
        .given = true, .place = operand->place, .text = operand->text, .word = operand->word};
    if ((parameter->type == PARAMETER_BLOCK) != (operand->block != NULL))
        return fail_type(binder, parameter, operand,
                         operand->block ? "a word, no block" : "a block { ... }");
    switch (parameter->type) {
    case PARAMETER_WORD:
    case PARAMETER_DATA:
    case PARAMETER_FLAG: return true;
    case PARAMETER_INTEGER:
        return number_integer(operand->text, &argument->integer) ||
               fail_type(binder, parameter, operand, "a whole number");
    case PARAMETER_SIZE:
        return number_size(operand->text, &argument->size) ||
               fail_type(binder, parameter, operand, "a size such as 512 or 64K");
    case PARAMETER_DURATION:
        return number_duration(operand->text, &argument->duration) ||
               fail_type(binder, parameter, operand, "a duration such as 250ms or 2s");
    case PARAMETER_CHOICE:
        return is_choice(parameter->choices, operand->text) ||
               fail_choice(binder, parameter, operand);
    case PARAMETER_NAME:
        return names_check_free(session->names, operand->text, binder->error) ||
               error_at(binder->error, operand->place);
    case PARAMETER_HANDLE:
        argument->entry = names_handle(session->names, operand->text, binder->error);
        return argument->entry || error_at(binder->error, operand->place);
    case PARAMETER_BLOCK: argument->block = operand->block; return true;
    }
    return false;
}

/* Only a bare word can be an option; what an expansion brings never is. */
static bool looks_like_option(const struct word *word)
{
    struct span start = word->pieces ? word->pieces->text : word->literal;

    return word->bare && !word->block && (!word->pieces || word->pieces->kind == PIECE_TEXT) &&
           span_starts(start, SPAN("--"));
}

static struct span with_dashes(struct binder *binder, struct span name)
{
    cleanup_buffer struct buffer text = {0};

    buffer_append_text(&text, "--");
    buffer_append(&text, name);
    return arena_copy(&binder->request->session->arena, buffer_span(&text));
}

static bool fail_option(struct binder *binder, struct span name, struct place place)
{
    const struct command *command = binder->request->command;
    struct nearest nearest = nearest_start(name);
    char shown[64], question[160];

    for (const struct parameter *p = command->options; p && p->name[0]; p++)
        nearest_offer(&nearest, span_of(p->name));
    for (unsigned i = 0; i < nearest.count; i++)
        nearest.names[i] = with_dashes(binder, nearest.names[i]);
    error_copy(shown, sizeof(shown), name);
    error_set(binder->error, ERROR_USAGE, "%s has no option --%s", command->name, shown);
    error_hint(binder->error, "%s%sput it in quotes, or behind --, where it is no option",
               nearest_question(&nearest, question, sizeof(question)),
               nearest.count ? " Else " : "");
    return error_at(binder->error, place);
}

/* Most statements have no option, and room is made with the first. */
static struct argument *option_argument(struct binder *binder, size_t index)
{
    struct request *request = binder->request;

    if (!request->options)
        request->options =
            arena_new(&request->session->arena,
                      parameter_count(request->command->options) * sizeof(struct argument));
    return &request->options[index];
}

static bool fail_value(struct binder *binder, const struct parameter *option, struct place place)
{
    if (option->type == PARAMETER_FLAG)
        error_set(binder->error, ERROR_USAGE, "--%s takes no value", option->name);
    else
        error_set(binder->error, ERROR_USAGE, "--%s wants a value: --%s %s", option->name,
                  option->name, option->choices);
    return error_at(binder->error, place);
}

/* --name, --name=value or --name value, whose value is the next word. */
static bool bind_option(struct binder *binder, struct span text, const struct word *word,
                        const struct word *next, bool *ret_used_next)
{
    struct request *request = binder->request;
    const char *sign = memchr(text.data, '=', text.length);
    struct span name =
        span_after((struct span){text.data, sign ? (size_t)(sign - text.data) : text.length}, 2);
    size_t i = parameter_index(request->command->options, name);
    struct operand value = {.place = word->place};

    *ret_used_next = false;
    if (i == parameter_count(request->command->options))
        return fail_option(binder, name, word->place);
    const struct parameter *option = &request->command->options[i];
    bool takes_value = option->type != PARAMETER_FLAG;
    if (takes_value ? !sign && !next : sign != NULL)
        return fail_value(binder, option, word->place);
    if (sign) {
        value.text = span_after(text, (size_t)(sign - text.data) + 1);
    } else if (takes_value) {
        if (!expand_word(request->session, next, &value.text, binder->error))
            return false;
        value.word = next;
        value.place = next->place;
        *ret_used_next = true;
    }
    return convert(binder, option, &value, option_argument(binder, i));
}

/* Expand all words; options are bound at once, the others become operands. */
static bool collect(struct binder *binder)
{
    struct request *request = binder->request;
    const struct statement *statement = request->statement;
    bool options_over = false, used_next;

    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        bool is_last = i + 1 == statement->word_count;
        struct operand operand = {.word = word, .place = word->place, .block = word->block};

        if (!word->block && !expand_word(request->session, word, &operand.text, binder->error))
            return error_at(binder->error, word->place);
        if (options_over || !looks_like_option(word)) {
            binder->operands[binder->operand_count++] = operand;
        } else if (span_is(operand.text, "--")) {
            options_over = true;
        } else {
            if (!bind_option(binder, operand.text, word, is_last ? NULL : word + 1, &used_next))
                return false;
            i += used_next;
        }
    }
    return true;
}

static bool is_here(const struct binder *binder, const struct parameter *parameter)
{
    return !parameter->ports_only || !binder->request->socket ||
           socket_type_has_ports(binder->request->socket->type);
}

static bool fail_missing(struct binder *binder, const struct parameter *parameter)
{
    cleanup_buffer struct buffer synopsis = {0};

    error_set(binder->error, ERROR_USAGE, "%s is missing: %s", parameter->name, parameter->summary);
    command_synopsis(&synopsis, binder->request->command);
    return error_hint(binder->error, "%s", buffer_text(&synopsis));
}

/* The operands that are left, as one text: up to a block, which is no data. */
static bool join_operands(struct binder *binder, struct operand *ret_whole)
{
    struct session *session = binder->request->session;
    cleanup_buffer struct buffer joined = {0};
    struct operand whole = binder->operands[binder->next];

    for (size_t first = binder->next; binder->next < binder->operand_count; binder->next++) {
        const struct operand *operand = &binder->operands[binder->next];
        if (operand->block) {
            *ret_whole = *operand;
            return true;
        }
        if (!buffer_try_reserve(&joined, operand->text.length + 1))
            return expand_fail_memory(operand->text.length, binder->error);
        if (binder->next > first)
            buffer_append_byte(&joined, ' ');
        buffer_append(&joined, operand->text);
    }
    if (!expand_has_memory(joined.length, binder->error))
        return false;
    if (joined.length > session->value_limit)
        return expand_fail_limit(session, binder->error);
    whole.word = NULL;
    whole.text = arena_copy(&session->arena, buffer_span(&joined));
    *ret_whole = whole;
    return true;
}

static bool bind_data(struct binder *binder, const struct parameter *parameter,
                      struct argument *argument)
{
    if (binder->has_input && binder->next < binder->operand_count)
        return fail_type(binder, parameter, &binder->operands[binder->next],
                         "given by the file behind <");
    if (binder->has_input) {
        *argument = (struct argument){.given = true, .text = SPAN("")};
        return true;
    }
    if (binder->next == binder->operand_count)
        return parameter->presence == OPTIONAL || fail_missing(binder, parameter);

    struct operand whole = binder->operands[binder->next];
    bool is_alone = binder->next + 1 == binder->operand_count && !whole.block;
    if (is_alone)
        binder->next++;
    else if (!join_operands(binder, &whole))
        return false;
    return convert(binder, parameter, &whole, argument);
}

static bool bind_repeated(struct binder *binder, const struct parameter *parameter,
                          struct argument *argument)
{
    for (struct argument *last = NULL; binder->next < binder->operand_count; last = argument) {
        if (last)
            argument = last->more =
                arena_new(&binder->request->session->arena, sizeof(struct argument));
        if (!convert(binder, parameter, &binder->operands[binder->next++], argument))
            return false;
    }
    return true;
}

static bool bind_parameter(struct binder *binder, const struct parameter *parameter,
                           struct argument *argument)
{
    if (!is_here(binder, parameter))
        return true;
    if (parameter->type == PARAMETER_DATA)
        return bind_data(binder, parameter, argument);
    if (parameter->presence == REPEATED)
        return bind_repeated(binder, parameter, argument);
    if (binder->next < binder->operand_count)
        return convert(binder, parameter, &binder->operands[binder->next++], argument);
    return parameter->presence == OPTIONAL || fail_missing(binder, parameter);
}

static bool bind_all(struct binder *binder)
{
    struct request *request = binder->request;
    const struct parameter *parameters = request->command->parameters;

    for (size_t i = 0; parameters && parameters[i].name[0]; i++)
        if (!bind_parameter(binder, &parameters[i], &request->parameters[i]))
            return false;
    if (binder->next == binder->operand_count)
        return true;

    cleanup_buffer struct buffer synopsis = {0};
    error_set(binder->error, ERROR_USAGE, "too many words");
    command_synopsis(&synopsis, request->command);
    error_hint(binder->error, "%s", buffer_text(&synopsis));
    return error_at(binder->error, binder->operands[binder->next].place);
}

/* Of the parameter that is data, which is the last one; the number of all where there is none. */
static size_t data_index(const struct command *command)
{
    size_t count = parameter_count(command->parameters);
    bool has_data = count > 0 && command->parameters[count - 1].type == PARAMETER_DATA;

    return has_data ? count - 1 : count;
}

bool request_bind(struct request *request, bool has_input, struct error *error)
{
    struct arena *arena = &request->session->arena;
    struct binder binder = {
        .request = request,
        .operands = arena_new(arena, request->statement->word_count * sizeof(struct operand)),
        .has_input = has_input,
        .error = error,
    };

    request->parameters =
        arena_new(arena, parameter_count(request->command->parameters) * sizeof(struct argument));
    return collect(&binder) && bind_all(&binder);
}

bool request_takes_input(const struct request *request)
{
    return data_index(request->command) < parameter_count(request->command->parameters);
}

void request_give_input(struct request *request, struct span input)
{
    request->parameters[data_index(request->command)].text = input;
}

/* A statement's own words may have closed what it names: a.send $(close a). */
static bool check_still_open(const struct entry *entry, struct error *error)
{
    return entry->socket ||
           error_set(error, ERROR_NAME, "%s was closed by the statement's own words", entry->name);
}

bool request_check(const struct request *request, struct error *error)
{
    const struct parameter *parameters = request->command->parameters;

    for (size_t i = 0; parameters && parameters[i].name[0]; i++) {
        if (parameters[i].type != PARAMETER_HANDLE)
            continue;
        for (const struct argument *a = &request->parameters[i]; a && a->given; a = a->more)
            if (!check_still_open(a->entry, error))
                return error_at(error, a->place);
    }
    if (request->entry && !check_still_open(request->entry, error))
        return false;
    return request->new_name.length == 0 ||
           names_check_free(request->session->names, request->new_name, error);
}
