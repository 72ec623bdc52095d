/* Handles that are closed or unmade where a statement is about them, or may be: the session had no such name there. */
#include "export/translate/closed.h"

#include "export/scene.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

/* Handles that are asked whether they are there, anywhere in the program. */
struct doubted {
    struct span name;
    struct doubted *next;
};

bool is_doubted(const struct translation *t, struct span name)
{
    const struct doubted *one = t->doubted;

    while (one && !span_equal(one->name, name))
        one = one->next;
    return one;
}

static void note_doubted(struct translation *t, struct span name)
{
    struct doubted *one;

    if (is_doubted(t, name))
        return;
    one = arena_new(&t->arena, sizeof(*one));
    *one = (struct doubted){arena_copy(&t->arena, name), t->doubted};
    t->doubted = one;
    t->changed = true;
}

/* Whether what is left out can't have made or closed one. */
static bool knows_all(const struct translation *t)
{
    return !t->forgotten && t->missing == 0;
}

struct scene_handle *open_handle(struct translation *t, struct span name)
{
    struct scene_handle *handle = scene_find(&t->scene, name);

    if (!handle || handle->closed == IS_OPEN)
        return handle;
    if (scene_is_gone(handle) && knows_all(t))
        give_up_as_mistaken(t, "name");
    else if (scene_is_gone(handle))
        give_up_for(t, made(t, "%.*s is closed", SPAN_ARGS(name)));
    if (scene_is_gone(handle))
        return NULL;
    if (t->within_try) {
        note_doubted(t, name);
        t->language->check_open(t, handle_name(t, name));
    }
    return handle;
}

struct scene_handle *named_handle(struct translation *t, struct span name)
{
    if (scene_find(&t->scene, name))
        return open_handle(t, name);
    if (was_nowhere(t, name))
        give_up_as_mistaken(t, "name");
    else
        give_up_for(t, name.length ? made(t, "what makes %.*s is not exported", SPAN_ARGS(name))
                                   : NULL);
    return NULL;
}

/* Outside of a try the session had no error. */
void check_free(struct translation *t, struct span name)
{
    const struct scene_handle *handle = t->within_try ? scene_find(&t->scene, name) : NULL;

    if (!handle || handle->was_none || scene_is_gone(handle))
        return;
    if (handle->closed == IS_OPEN && knows_all(t))
        give_up_as_mistaken(t, "name");
    else
        give_up_as_perhaps_mistaken(t);
}

void note_closed(struct translation *t, const struct scene_handle *handle)
{
    if (t->language->gone && is_doubted(t, handle->name))
        t->language->assign(t, handle_name(t, handle->name), CODE_NUMBER,
                            code_expression(CODE_NUMBER, t->language->gone));
}
