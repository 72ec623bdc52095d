/* What is known at a point of the program, and where two ways to it join: behind a block that may not have run only
 * what is the same with and without it. */
#include "export/translate/moment.h"

#include "base/memory.h"
#include "export/translate/call.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "journal/journal.h"
#include "shell/session.h"

#include <stdlib.h>

struct handle_moment {
    struct scene_handle *handle;
    const char *ending, *usual, *blocking, *timeout;
    enum closing closed;
};

struct moment {
    struct span current;
    bool unsure; /* which one that is */
    struct handle_moment *handles;
    size_t handle_count;
    struct buffer definitions; /* of the variables that there were */
    bool data_lost;
    struct status status;
};

static size_t count_handles(const struct translation *t)
{
    size_t count = 0;

    for (const struct scene_handle *h = t->scene.handles; h; h = h->next)
        count++;
    return count;
}

struct moment *moment_now(const struct translation *t)
{
    struct moment *moment = NEW(struct moment);
    size_t handles = count_handles(t), i = 0;

    *moment = (struct moment){
        .current = t->scene.current,
        .unsure = t->scene.unsure,
        .handles = memory_new((handles + 1) * sizeof(*moment->handles)),
        .handle_count = handles,
        .status = t->status,
        .data_lost = t->data_lost,
    };
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        moment->handles[i++] =
            (struct handle_moment){h, h->ending, h->usual, h->blocking, h->timeout, h->closed};
    buffer_append(&moment->definitions, buffer_span(&t->definitions));
    return moment;
}

void moment_free(struct moment *moment)
{
    if (!moment)
        return;
    free(moment->handles);
    buffer_free(&moment->definitions);
    free(moment);
}

static char definition_then(const struct moment *moment, size_t index)
{
    return index < moment->definitions.length ? moment->definitions.data[index] : UNDEFINED;
}

/* Those before it in the list were made since. */
static const struct scene_handle *last_handle(const struct moment *moment)
{
    return moment->handle_count ? moment->handles[0].handle : NULL;
}

void moment_return(struct translation *t, const struct moment *moment)
{
    scene_set_current(&t->scene, moment->current);
    t->scene.unsure = moment->unsure;
    t->status = moment->status;
    t->data_lost = moment->data_lost;
    for (size_t k = 0; k < moment->handle_count; k++) {
        const struct handle_moment *then = &moment->handles[k];
        then->handle->ending = then->ending;
        then->handle->usual = then->usual;
        then->handle->blocking = then->blocking;
        then->handle->timeout = then->timeout;
        then->handle->closed = then->closed;
    }
    for (struct scene_handle *h = t->scene.handles; h != last_handle(moment); h = h->next)
        h->closed = IS_UNMADE;
    for (size_t i = 0; i < t->definitions.length; i++)
        t->definitions.data[i] = definition_then(moment, i);
}

static enum closing joined_closing(enum closing a, enum closing b)
{
    bool was_closed = a == IS_CLOSED || b == IS_CLOSED || a == MAY_BE_CLOSED || b == MAY_BE_CLOSED;
    bool is_gone = (a == IS_CLOSED && b == IS_UNMADE) || (a == IS_UNMADE && b == IS_CLOSED);

    return a == b ? a : is_gone ? IS_CLOSED : was_closed ? MAY_BE_CLOSED : MAY_BE_UNMADE;
}

/* Texts of the program, or NULL. */
static const char *joined(const char *a, const char *b)
{
    bool known = a != scene_unsure && b != scene_unsure;

    return known && (a == b || (a && b && strcmp(a, b) == 0)) ? a : scene_unsure;
}

/* Whoever was made since may be any that it can be. */
void moment_join(struct translation *t, const struct moment *moment)
{
    for (struct scene_handle *h = t->scene.handles; h != last_handle(moment); h = h->next) {
        call_forget_timeout(t, h);
        h->closed = joined_closing(h->closed, IS_UNMADE);
    }
    t->scene.unsure |= moment->unsure || !span_equal(t->scene.current, moment->current);
    t->status = status_joined(t->status, moment->status);
    t->data_lost |= moment->data_lost;
    for (size_t k = 0; k < moment->handle_count; k++) {
        const struct handle_moment *other = &moment->handles[k];
        other->handle->ending = joined(other->handle->ending, other->ending);
        other->handle->usual = joined(other->handle->usual, other->usual);
        other->handle->blocking = joined(other->handle->blocking, other->blocking);
        other->handle->closed = joined_closing(other->handle->closed, other->closed);
        const char *timeout = other->handle->timeout;
        if (timeout && (!other->timeout || strcmp(timeout, other->timeout) != 0))
            other->handle->timeout = NULL;
    }
    for (size_t i = 0; i < t->definitions.length; i++) {
        char *here = &t->definitions.data[i], there = definition_then(moment, i);
        if (*here != there)
            *here = *here == LOST || there == LOST ? LOST : PERHAPS_DEFINED;
    }
}

/* ---- ways that begin or end ---- */

/* How a handle's lines end, what `timeout` gave it, whether it blocks or whether it is closed is another one behind a
 * round. */
struct changed_rule {
    struct span handle;
    bool ending, usual, blocking, closed;
    struct changed_rule *next;
};

/* A name is a handle's on one side of a round and a variable's on the other; or what a round gave it is lost. */
struct changed_role {
    struct variable *variable;
    enum definition definition; /* in the rounds that follow */
    struct changed_role *next;
};

/* What a round of a loop changes, so that the next one begins otherwise: found by the walks before. The loops are
 * the same in every walk. */
struct loop_round {
    bool current, timeouts, data_lost;
    struct changed_rule *rules; /* of handles */
    struct changed_role *roles; /* of variables */
    struct loop_round *next;
};

static struct loop_round *next_round(struct translation *t)
{
    struct loop_round **next = t->loop ? &t->loop->next : &t->loops;

    if (!*next)
        *next = arena_new(&t->arena, sizeof(**next));
    t->loop = *next;
    return *next;
}

static struct changed_rule *rule_of(struct translation *t, struct loop_round *round,
                                    const struct scene_handle *handle)
{
    struct changed_rule *rule = round->rules;

    while (rule && !span_equal(rule->handle, handle->name))
        rule = rule->next;
    if (rule)
        return rule;
    rule = arena_new(&t->arena, sizeof(*rule));
    *rule =
        (struct changed_rule){.handle = arena_copy(&t->arena, handle->name), .next = round->rules};
    round->rules = rule;
    return rule;
}

static void forget_rules(struct translation *t, const struct loop_round *round)
{
    for (const struct changed_rule *rule = round->rules; rule; rule = rule->next) {
        struct scene_handle *handle = scene_find(&t->scene, rule->handle);
        if (handle && rule->ending)
            handle->ending = scene_unsure;
        if (handle && rule->usual)
            handle->usual = scene_unsure;
        if (handle && rule->blocking)
            handle->blocking = scene_unsure;
        if (handle && rule->closed)
            handle->closed = MAY_BE_CLOSED;
    }
}

/* Its beginning is reached from its end, too. */
void moment_open_loop(struct translation *t, struct loop_way *way)
{
    way->round = next_round(t);
    way->timeouts = t->timeouts;
    way->before = moment_now(t);
    t->status = status_in_loop(t);
    t->scene.unsure |= way->round->current;
    forget_rules(t, way->round);
    for (const struct changed_role *role = way->round->roles; role; role = role->next)
        variable_define(t, role->variable, role->definition);
    t->data_lost |= way->round->data_lost;
    if (way->round->timeouts)
        call_forget_timeouts(t);
}

static bool changes_timeouts(const struct moment *before)
{
    for (size_t k = 0; k < before->handle_count; k++) {
        const char *then = before->handles[k].timeout, *now = before->handles[k].handle->timeout;
        if (then && (!now || strcmp(then, now) != 0))
            return true;
    }
    return false;
}

static void note_change(struct translation *t, bool changes, bool *noted)
{
    t->changed |= changes && !*noted;
    *noted |= changes;
}

static void note_rules(struct translation *t, struct loop_round *round, const struct moment *before)
{
    for (size_t k = 0; k < before->handle_count; k++) {
        const struct handle_moment *then = &before->handles[k];
        const struct scene_handle *now = then->handle;
        bool ending = joined(then->ending, now->ending) != then->ending;
        bool usual = joined(then->usual, now->usual) != then->usual;
        bool blocking = joined(then->blocking, now->blocking) != then->blocking;
        bool closed = then->closed != now->closed;
        if (!now->name.length || !(ending || usual || blocking || closed))
            continue;
        struct changed_rule *rule = rule_of(t, round, now);
        note_change(t, ending, &rule->ending);
        note_change(t, usual, &rule->usual);
        note_change(t, blocking, &rule->blocking);
        note_change(t, closed, &rule->closed);
    }
}

static struct changed_role *role_of(struct translation *t, struct loop_round *round,
                                    struct variable *variable)
{
    struct changed_role *role = round->roles;

    while (role && role->variable != variable)
        role = role->next;
    if (role)
        return role;
    role = arena_new(&t->arena, sizeof(*role));
    *role = (struct changed_role){variable, DEFINED, round->roles};
    round->roles = role;
    return role;
}

static void note_roles(struct translation *t, struct loop_round *round, const struct moment *before)
{
    for (struct variable *v = t->variables; v; v = v->next) {
        char now = t->definitions.data[v->index], then = definition_then(before, v->index);
        if (now == then || !(v->shared || now == LOST))
            continue;
        struct changed_role *role = role_of(t, round, v);
        enum definition joined = now == LOST ? LOST : PERHAPS_DEFINED;
        t->changed |= joined < role->definition;
        role->definition = joined < role->definition ? joined : role->definition;
    }
}

static void forget_timeouts_since(struct translation *t, unsigned timeouts)
{
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (h->timeout_set > timeouts)
            call_forget_timeout(t, h);
}

void moment_end_loop_by_calls(struct translation *t, const struct loop_way *way)
{
    forget_timeouts_since(t, way->timeouts);
}

void moment_close_loop(struct translation *t, const struct loop_way *way, bool is_certain)
{
    cleanup_moment struct moment *before = way->before;

    note_change(t, t->scene.unsure || !span_equal(t->scene.current, before->current),
                &way->round->current);
    note_change(t, changes_timeouts(before), &way->round->timeouts);
    note_change(t, t->data_lost && !before->data_lost, &way->round->data_lost);
    note_rules(t, way->round, before);
    note_roles(t, way->round, before);
    for (size_t k = 0; k < before->handle_count; k++) /* which were forgotten at its beginning */
        if (before->handles[k].handle->timeout_set <= way->timeouts)
            before->handles[k].handle->timeout = before->handles[k].timeout;
    if (!is_certain)
        moment_join(t, before);
}

void moment_open_try(struct translation *t, struct try_way *way)
{
    *way = (struct try_way){.outer = t->try_way};
    t->try_way = way;
}

static void begin_ends(struct translation *t, struct try_way *way)
{
    way->first = moment_now(t);
    way->timeouts = t->timeouts;
    way->length = t->out.length;
}

void moment_before_call(struct translation *t, const struct statement *statement)
{
    if (!t->try_way || !statement_may_fail(t->session, statement))
        return;
    for (struct try_way *way = t->try_way; way; way = way->outer)
        if (!way->first)
            begin_ends(t, way);
        else
            way->first->unsure |= !span_equal(way->first->current, t->scene.current);
}

void moment_close_try(struct translation *t, const struct try_way *way)
{
    cleanup_moment struct moment *first = way->first;

    t->try_way = way->outer;
    if (!first)
        return;
    moment_join(t, first);
    forget_timeouts_since(t, way->timeouts);
}

/* Where nothing was written before it, no end comes without it. */
void moment_note_timeout(struct translation *t, struct scene_handle *handle, size_t length)
{
    handle->timeout_set = ++t->timeouts;
    for (struct try_way *way = t->try_way; way; way = way->outer) {
        if (!way->first || way->length != length)
            continue;
        for (size_t k = 0; k < way->first->handle_count; k++)
            if (way->first->handles[k].handle == handle)
                way->first->handles[k].timeout = handle->timeout;
        way->timeouts = t->timeouts;
        way->length = t->out.length;
    }
}

/* ---- which handle it was ---- */

static bool is_outermost(const struct translation *t, const struct statement *statement)
{
    return t->step && t->step->statement == statement;
}

/* The handle whose socket the calls of a statement were about; empty where that were several, or none. */
static struct span handle_seen(const struct translation *t, uint64_t number)
{
    const struct journal *journal = t->session->network.journal;
    const struct journal_statement *noted = journal_statement(journal, number);
    unsigned id = 0;

    for (uint64_t i = noted ? noted->first_event : 0; noted && i < noted->end_event; i++) {
        const struct journal_event *event = journal_event(journal, i);
        if (!event || event->statement != number || event->kind != JOURNAL_CALL)
            continue;
        if (id && id != event->socket)
            return (struct span){0};
        id = event->socket;
    }
    const struct journal_socket *socket = id ? journal_socket(journal, id) : NULL;
    return socket ? span_of(socket->name) : (struct span){0};
}

bool moment_find_current(struct translation *t, const struct statement *statement)
{
    const struct scene_handle *handle = NULL;

    if (is_outermost(t, statement) && t->step->number)
        handle = scene_find(&t->scene, handle_seen(t, t->step->number));
    if (handle)
        scene_set_current(&t->scene, handle->name);
    else
        give_up_for(t, "which handle is meant depends on a block before it");
    return handle;
}
