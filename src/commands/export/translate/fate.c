#include "export/translate/fate.h"

#include "export/translate/translate.h"
#include "journal/journal.h"

static bool is_within(struct span outer, const char *at)
{
    return at >= outer.data && at < outer.data + outer.length;
}

/* What failed there may have been caught in it. */
static bool is_in_block(const struct statement *statement, const char *at)
{
    for (size_t i = 0; i < statement->word_count; i++)
        for (const struct statement *s =
                 statement->words[i].block ? statement->words[i].block->first : NULL;
             s; s = s->next)
            if (is_within(s->source, at))
                return true;
    return false;
}

static struct fate unless_unlisted(const struct journal_statement *noted, struct fate fate)
{
    return noted->failed_unlisted ? (struct fate){UNKNOWN, NULL} : fate;
}

struct fate fate_of(const struct translation *t, const struct statement *statement)
{
    const struct journal_statement *noted = t->step ? t->step->noted : NULL;
    struct fate fate = {WENT_WELL, NULL}, unknown = {UNKNOWN, NULL};

    if (!noted)
        return unknown;
    if (!noted->failure_count)
        return unless_unlisted(noted, fate);
    if (!t->step->is_typed || !is_within(t->step->program->text, statement->source.data))
        return unknown;
    for (unsigned i = 0; i < noted->failure_count; i++) {
        const char *at = t->step->program->text.data + noted->failures[i].offset;
        if (!is_within(statement->source, at))
            continue;
        if (fate.is == FAILED || is_in_block(statement, at))
            return unknown;
        fate.is = FAILED;
        fate.status = error_kind((enum error_category)noted->failures[i].outcome)->name;
    }
    return fate.is == FAILED ? fate : unless_unlisted(noted, fate);
}

void fate_of_left_out(struct translation *t, const struct statement *statement)
{
    struct fate fate = fate_of(t, statement);

    if (!t->within_try || t->mistake.is || fate.is == WENT_WELL)
        return;
    if (fate.is == FAILED) {
        t->mistake = (struct mistake){MISTAKE, fate.status};
        t->why = "it failed, and with that the try ended";
    } else {
        t->mistake = (struct mistake){MISTAKE_PERHAPS, NULL};
        t->why = made(t, "%s%swhether the try ended with it is not known", t->why ? t->why : "",
                      t->why ? ", and " : "");
    }
}
