/* $? of the program: known where a statement went well, else in a variable. */
#include "export/translate/status.h"

#include "export/translate/language.h"
#include "export/translate/translate.h"

struct status status_at_start(const struct translation *t)
{
    return (struct status){.known = "ok", .is_held = t->holds_status};
}

struct status status_in_loop(const struct translation *t)
{
    return (struct status){.known = NULL, .is_held = t->holds_status};
}

struct status status_joined(struct status a, struct status b)
{
    bool is_same = a.known && b.known && strcmp(a.known, b.known) == 0;

    return (struct status){.known = is_same ? a.known : NULL,
                           .is_held = a.is_held && b.is_held,
                           .is_lost = a.is_lost || b.is_lost};
}

struct code status_read(struct translation *t)
{
    if (t->status.known)
        return code_constant(span_of(t->status.known));
    if (t->status.is_lost)
        give_up_for(t, "what ended the try before is not exported");
    t->changed |= !t->uses_status || (!t->status.is_held && !t->holds_status);
    t->uses_status = true;
    t->holds_status |= !t->status.is_held;
    return t->language->status_code(t);
}

void status_is(struct translation *t, const char *word)
{
    t->status.is_held &= t->status.known && strcmp(t->status.known, word) == 0;
    t->status.known = word;
    t->status.is_lost = false;
}

void status_is_lost(struct translation *t)
{
    t->status = (struct status){.is_held = true, .is_lost = true};
}

void status_after_try(struct translation *t)
{
    t->status = (struct status){.known = NULL, .is_held = true};
}

void status_hold(struct translation *t)
{
    if (!t->holds_status || t->status.is_held || !t->status.known)
        return;
    status_say(t);
    t->status.is_held = true;
}

static bool is_said(struct span text, struct span line)
{
    if (text.length < line.length)
        return false;
    struct span before = {text.data, text.length - line.length};
    bool begins = !before.length || before.data[before.length - 1] == '\n';

    return begins && span_equal(span_after(text, before.length), line);
}

void status_say(struct translation *t)
{
    size_t start = t->out.length;

    t->language->assign(t, t->language->status, CODE_TEXT, code_constant(span_of(t->status.known)));
    struct span text = {t->out.data, start}, line = {t->out.data + start, t->out.length - start};
    if (is_said(text, line))
        t->out.length = start;
}
