/* Names of the program: variables, what they hold, and handles. */
#include "variable.h"

#include "base/memory.h"
#include "code.h"
#include "lang/parse.h"
#include "language.h"
#include "parts.h"
#include "translate.h"

/* No name of the session's begins so. */
#define OURS "\1"

struct variable *variable_find(struct translation *t, struct span name)
{
    struct variable *variable;

    HASH_FIND(hh, t->variables_by_name, name.data, name.length, variable);
    return variable;
}

struct span name_of_ours(struct translation *t, const char *stem)
{
    return span_of(made(t, OURS "%s%u", stem, ++t->temporaries));
}

/* What the program calls its own variables: value1, number1, ends1, c_in, u_from, x_socket. */
static bool looks_like_ours(struct span name)
{
    static const char *const ends[] = {"_in", "_from", "_socket", "_set", "_words", "_WORDS"};
    size_t digits = 0;

    while (digits < name.length && strchr("0123456789", name.data[name.length - digits - 1]))
        digits++;
    struct span stem = {name.data, name.length - digits};
    if (digits && (span_is(stem, "value") || span_is(stem, "number") || span_is(stem, "left") ||
                   span_is(stem, "ancillary") || span_is(stem, "ends")))
        return true;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (name.length > strlen(ends[i]) &&
            span_is(span_after(name, name.length - strlen(ends[i])), ends[i]))
            return true;
    return false;
}

static bool is_reserved(const struct language *language, const char *padded, struct span name)
{
    return strstr(language->reserved, padded) || (language->is_taken && language->is_taken(name)) ||
           span_is(name, language->data) || span_is(name, language->status) ||
           looks_like_ours(name) || parts_know(language, name);
}

struct span counter_of(struct translation *t, const struct scene_handle *handle)
{
    return span_of(made(t, OURS "%s_in", handle_name(t, handle->name)));
}

static const char *free_name(struct translation *t, struct span name)
{
    if (span_starts(name, SPAN(OURS)))
        return arena_text(&t->arena, span_after(name, strlen(OURS)));
    if (!parse_is_name(name))
        give_up(t);
    bool is_taken = is_reserved(t->language, made(t, " %.*s ", SPAN_ARGS(name)), name);
    const char *given = made(t, "%.*s%s", SPAN_ARGS(name), is_taken ? "_" : "");
    while (is_taken && (variable_find(t, span_of(given)) || scene_find(&t->scene, span_of(given))))
        given = made(t, "%s_", given);
    return given;
}

const char *variable_name(struct translation *t, struct span name)
{
    return free_name(t, name);
}

const char *handle_name(struct translation *t, struct span name)
{
    if (variable_find(t, name))
        return made(t, "%.*s_socket", SPAN_ARGS(name));
    return free_name(t, name);
}

enum definition variable_definition(const struct translation *t, const struct variable *variable)
{
    return (enum definition)t->definitions.data[variable->index];
}

bool variable_is_there(const struct translation *t, const struct variable *variable)
{
    return variable && variable_definition(t, variable) >= PERHAPS_DEFINED;
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
    struct span mark = span_of(made(t, OURS "%s_set", variable_name(t, variable->name)));

    t->changed |= !variable->marked;
    variable->marked = true;
    return variable_name(t, mark);
}

void variable_set_mark(struct translation *t, struct variable *variable, bool defined)
{
    struct span mark = span_of(made(t, OURS "%s_set", variable_name(t, variable->name)));

    variable_assign(t, mark, code_constant(defined ? SPAN("1") : SPAN("0")));
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
