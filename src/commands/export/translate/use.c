/* Whether what is received is looked at before something else is: if not, the program shows it. */
#include "export/translate/call.h"

#include "export/translate/translate.h"
#include "shell/command.h"

#include <uthash.h>

enum use { USE_UNKNOWN, USE_READ, USE_REPLACED };

/* What is first done with the data from a statement on, to the end of its block. Asked once more by each statement that
 * receives, in each walk. */
struct use_from {
    const struct statement *statement;
    enum use use;
    UT_hash_handle hh;
};

static struct use_from *find(const struct translation *t, const struct statement *statement)
{
    struct use_from *found;

    HASH_FIND_PTR(t->uses, &statement, found);
    return found;
}

static void remember(struct translation *t, const struct statement *statement, enum use use)
{
    struct use_from *one = arena_new(&t->arena, sizeof(*one));

    *one = (struct use_from){.statement = statement, .use = use};
    HASH_ADD_PTR(t->uses, statement, one);
}

static enum use use_in_block(struct translation *t, const struct statement *first);

static bool word_reads_data(struct translation *t, const struct word *word)
{
    for (const struct piece *p = word->pieces; p; p = p->next) {
        if (p->kind == PIECE_VARIABLE && span_is(p->text, "_"))
            return true;
        if (p->statement && use_in_block(t, p->statement) == USE_READ)
            return true;
    }
    return false;
}

static bool words_read_data(struct translation *t, const struct statement *statement)
{
    for (size_t i = 0; i < statement->word_count; i++)
        if (word_reads_data(t, &statement->words[i]))
            return true;
    return statement->input && word_reads_data(t, statement->input);
}

static enum use use_in_statement(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);

    if (words_read_data(t, statement))
        return USE_READ;
    for (size_t i = 0; i < statement->word_count; i++)
        if (statement->words[i].block &&
            use_in_block(t, statement->words[i].block->first) == USE_READ)
            return USE_READ;
    return command && command_keeps_data(command) ? USE_REPLACED : USE_UNKNOWN;
}

static enum use use_in_block(struct translation *t, const struct statement *first)
{
    const struct statement *end = first;
    const struct use_from *known = NULL;
    enum use use = USE_UNKNOWN;

    for (; end && use == USE_UNKNOWN && !(known = find(t, end)); end = end->next)
        use = use_in_statement(t, end);
    if (known)
        use = known->use;
    for (const struct statement *s = first; s != end; s = s->next)
        remember(t, s, use);
    return use;
}

bool data_is_used(struct translation *t)
{
    enum use use = USE_UNKNOWN;

    for (const struct frame *f = t->frame; f && use == USE_UNKNOWN; f = f->outer) {
        use = use_in_block(t, f->next);
        if (use == USE_UNKNOWN && f->loop && words_read_data(t, f->loop))
            use = USE_READ;
    }
    return use == USE_READ;
}

void uses_free(struct translation *t)
{
    HASH_CLEAR(hh, t->uses);
}
