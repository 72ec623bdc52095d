/* Names of the program: variables, what they hold, and handles. */
#include "export/translate/variable.h"

#include "base/memory.h"
#include "commands.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/naming.h"
#include "export/translate/translate.h"

struct variable *variable_find(struct translation *t, struct span name)
{
    struct variable *variable;

    HASH_FIND(hh, t->variables_by_name, name.data, name.length, variable);
    return variable;
}

struct span name_of_ours(struct translation *t, const char *stem)
{
    return span_of(made(t, NAME_OURS "%s%u", stem, ++t->temporaries));
}

struct span counter_of(struct translation *t, const struct scene_handle *handle)
{
    return span_of(made(t, NAME_OURS "%s_in", handle_name(t, handle->name)));
}

const char *variable_name(struct translation *t, struct span name)
{
    return name_in_program(t, name);
}

const char *handle_name(struct translation *t, struct span name)
{
    if (variable_find(t, name))
        return made(t, "%.*s_socket", SPAN_ARGS(name));
    return name_in_program(t, name);
}

enum definition variable_definition(const struct translation *t, const struct variable *variable)
{
    return (enum definition)t->definitions.data[variable->index];
}

static void share(struct translation *t, struct variable *variable)
{
    t->changed |= !variable->shared;
    variable->shared = true;
}

bool name_is_variable(struct translation *t, struct span name)
{
    const struct variable *variable = variable_find(t, name);

    if (!variable || !variable->shared)
        return variable && !scene_find(&t->scene, name);
    if (variable_definition(t, variable) == PERHAPS_DEFINED)
        give_up_for(t, made(t, "whether %.*s is a handle depends on a block", SPAN_ARGS(name)));
    return variable_definition(t, variable) != UNDEFINED;
}

void name_is_handle(struct translation *t, struct span name)
{
    struct variable *variable = variable_find(t, name);

    if (!variable)
        return;
    share(t, variable);
    variable_unset(t, variable);
}

/* In a loop an earlier round may have done what stands further down. */
enum definition variable_definition_here(const struct translation *t,
                                         const struct variable *variable)
{
    enum definition definition = variable_definition(t, variable);
    const struct frame *frame = t->frame;

    while (frame && !frame->loop)
        frame = frame->outer;
    return frame && definition == UNDEFINED ? PERHAPS_DEFINED : definition;
}

bool variable_is_there(const struct translation *t, const struct variable *variable)
{
    return variable && variable_definition_here(t, variable) >= PERHAPS_DEFINED;
}

void variable_check(struct translation *t, struct variable *variable)
{
    if (t->within_try && variable_definition_here(t, variable) == PERHAPS_DEFINED)
        t->language->check_set(t, variable_mark(t, variable));
}

void variable_define(struct translation *t, const struct variable *variable,
                     enum definition definition)
{
    t->definitions.data[variable->index] = (char)definition;
}

enum code_type variable_type(const struct translation *t, const struct variable *variable)
{
    bool is_string = variable->type == CODE_STRING && !t->language->has_strings;

    return is_string ? CODE_TEXT : variable->type;
}

/* A value widens the variable's type: number, text, bytes. */
static void widen(struct translation *t, struct variable *variable, struct code code)
{
    enum code_type type = variable->sliced ? CODE_BYTES : code.type, other = variable->type;

    /* A number becomes text as the program runs. */
    if ((type == CODE_NUMBER && !code.constant && other == CODE_STRING) ||
        (type == CODE_STRING && other == CODE_NUMBER && !variable->constants))
        type = CODE_TEXT;
    variable->constants &= code.constant;
    bool same = code.constant && span_equal(code.value, variable->value);
    t->changed |= variable->single && !same;
    variable->single &= same;

    if (type > variable->type || (variable->canonical && !code.canonical) ||
        (variable->never_number && !code.never_number))
        t->changed = true;
    if (type > variable->type)
        variable->type = type;
    variable->canonical &= code.canonical;
    variable->never_number &= code.never_number;
}

const char *variable_declare(struct translation *t, struct span name, struct code code)
{
    struct variable *variable = variable_find(t, name);

    if (!variable) {
        variable = arena_new(&t->arena, sizeof(*variable));
        *variable = (struct variable){
            .name = arena_copy(&t->arena, name),
            .canonical = true,
            .never_number = true,
            .constants = true,
            .single = code.constant,
            .value = code.value,
            .index = t->definitions.length,
        };
        buffer_append_byte(&t->definitions, UNDEFINED);
        *(t->variables ? &t->last_variable->next : &t->variables) = variable;
        t->last_variable = variable;
        HASH_ADD_KEYPTR(hh, t->variables_by_name, variable->name.data, variable->name.length,
                        variable);
        t->changed = true;
    }
    if (scene_find(&t->scene, name))
        share(t, variable);
    widen(t, variable, code);
    variable_define(t, variable, DEFINED);
    t->assignments = memory_grow(t->assignments, t->assignment_count, sizeof(*t->assignments));
    t->assignments[t->assignment_count++] = variable;
    return variable_name(t, name);
}

void variable_assign(struct translation *t, struct span name, struct code code)
{
    const char *written = variable_declare(t, name, code);

    t->language->assign(t, written, variable_type(t, variable_find(t, name)), code);
}

/* ---- whether a variable is defined ---- */

const char *variable_mark(struct translation *t, struct variable *variable)
{
    struct span mark = span_of(made(t, NAME_OURS "%s_set", variable_name(t, variable->name)));

    t->changed |= !variable->marked;
    variable->marked = true;
    return variable_name(t, mark);
}

void variable_set_mark(struct translation *t, struct variable *variable, bool defined)
{
    struct span mark = span_of(made(t, NAME_OURS "%s_set", variable_name(t, variable->name)));

    variable_assign(t, mark, code_constant(defined ? SPAN("1") : SPAN("0")));
}

void variable_unset(struct translation *t, struct variable *variable)
{
    variable_define(t, variable, UNDEFINED);
    if (variable->marked)
        variable_set_mark(t, variable, false);
}

static bool is_among(struct variable *const *assignments, size_t count, const struct variable *one)
{
    for (size_t i = 0; i < count; i++)
        if (assignments[i] == one)
            return true;
    return false;
}

void variables_mark(struct translation *t)
{
    size_t first = t->marked_count, end = t->assignment_count;

    for (size_t i = first; i < end; i++) {
        struct variable *variable = t->assignments[i];
        if (variable->marked && !is_among(&t->assignments[first], i - first, variable))
            variable_set_mark(t, variable, true);
    }
    t->marked_count = t->assignment_count;
}

void variables_lose_since(struct translation *t, size_t assignments)
{
    for (size_t i = assignments; i < t->assignment_count; i++)
        variable_define(t, t->assignments[i], LOST);
    t->marked_count = t->assignment_count;
}

void variable_lose(struct translation *t, struct span name)
{
    const struct variable *variable = name.length ? variable_find(t, name) : NULL;

    if (variable)
        variable_define(t, variable, LOST);
}

/* a,b,c */
static void lose_listed(struct translation *t, struct span names)
{
    while (names.length) {
        const char *comma = memchr(names.data, ',', names.length);
        size_t length = comma ? (size_t)(comma - names.data) : names.length;
        variable_lose(t, (struct span){names.data, length});
        names = span_after(names, comma ? length + 1 : length);
    }
}

void variables_lose_set(struct translation *t, const struct statement *statement)
{
    static const struct command *const setters[] = {&let_command, &unpack_command, &rename_command};
    const struct command *command = step_command(t->session, statement);
    bool names_some = false;

    variable_lose(t, statement->name);
    for (size_t i = 0; i < sizeof(setters) / sizeof(setters[0]); i++)
        names_some |= command == setters[i];
    for (size_t i = 0; names_some && i < statement->word_count; i++) {
        struct span word = statement->words[i].literal;
        const char *sign =
            word.length ? memchr(word.data, '=', word.length) : NULL; /* --into=a,b */
        lose_listed(t, span_after(word, sign ? (size_t)(sign - word.data) + 1 : 0));
    }
}

void variables_lose_all(struct translation *t)
{
    for (const struct variable *v = t->variables; v; v = v->next)
        if (variable_definition(t, v) != UNDEFINED)
            variable_define(t, v, LOST);
}
