/* Statements with blocks in them, and what ends a run. */
#include "translate.h"

#include "shell/command.h"

static const struct block *block_at(struct translation *t, const struct call *call, size_t index)
{
    static const struct block none = {0};

    if (index < call->statement->word_count && call->statement->words[index].block)
        return call->statement->words[index].block;
    give_up(t);
    return &none;
}

void export_repeat(struct translation *t, struct call *call)
{
    if (call->statement->word_count < 2) {
        give_up(t);
        return;
    }
    struct code count = code_of_word(t, &call->statement->words[0]);

    int64_t number = 0;
    bool runs = code_number(count, &number) && number > 0;
    struct loop_way way;

    t->language->open_repeat(t, code_write(t, count, AS_NUMBER));
    moment_open_loop(t, &way);
    translate_block(t, block_at(t, call, 1), call->statement);
    moment_close_loop(t, &way, runs);
    t->language->close_block(t);
}

/* Whether calls must be made before the condition can be written; nothing is written. */
static bool needs_lines(struct translation *t, const struct word *condition)
{
    size_t start = t->out.length;
    unsigned temporaries = t->temporaries;

    code_condition(t, condition);
    bool needs = t->out.length > start;
    t->out.length = start;
    t->temporaries = temporaries;
    return needs;
}

void export_while(struct translation *t, struct call *call)
{
    const struct word *condition = call->statement->words;

    if (call->statement->word_count < 4) {
        give_up(t);
        return;
    }
    t->status_known = false;
    struct loop_way way;
    moment_open_loop(t, &way);
    bool by_calls = needs_lines(t, condition);
    if (by_calls) {
        t->language->open_while(t, t->language->truth[1]);
        t->language->leave_unless(t, code_condition(t, condition));
    } else {
        t->language->open_while(t, code_loop_condition(t, condition));
    }
    translate_block(t, block_at(t, call, 3), call->statement);
    if (by_calls)
        moment_end_loop_by_calls(t, &way);
    moment_close_loop(t, &way, false);
    t->language->close_block(t);
}

/* Of the ways through an `if` that have been written. */
static void end_way(struct translation *t, struct moment **ends)
{
    if (*ends)
        moment_join(t, *ends);
    *ends = moment_now(t);
}

void export_if(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    size_t at = 0, count = statement->word_count;
    unsigned nested = 0;
    struct moment *before, *ends = NULL;
    bool known = t->status_known, after = t->after_try;

    if (count < 4) {
        give_up(t);
        return;
    }

    for (bool first = true; at + 3 < count; first = false) {
        bool is_else = !first && !needs_lines(t, &statement->words[at]);
        if (!first && !is_else) {
            t->language->open_else(t);
            nested++;
        }
        t->status_known = known;
        t->after_try = after;
        const char *condition = code_condition(t, &statement->words[at]);
        if (is_else)
            t->language->open_else_if(t, condition);
        else
            t->language->open_if(t, condition);
        before = moment_now(t);
        translate_block(t, block_at(t, call, at + 3), NULL);
        end_way(t, &ends);
        moment_return(t, before);
        at += 4;
        if (at + 1 < count && !statement->words[at + 1].block) {
            at += 2; /* else if */
            continue;
        }
        if (at + 1 < count) {
            t->language->open_else(t);
            translate_block(t, block_at(t, call, at + 1), NULL);
        }
        break;
    }
    moment_join(t, ends);
    for (t->language->close_block(t); nested; nested--)
        t->language->close_block(t);
}

void export_try(struct translation *t, struct call *call)
{
    struct try_way way;

    t->language->open_try(t);
    t->within_try++;
    moment_open_try(t, &way);
    translate_block(t, block_at(t, call, 0), NULL);
    moment_close_try(t, &way);
    t->within_try--;
    t->language->close_try(t, NULL, t->uses_status);
}

void export_quit(struct translation *t, struct call *call)
{
    const struct argument_words *status = call_argument(call, "STATUS");

    t->language->quit(t, status ? code_write(t, call_value(t, status), AS_NUMBER) : "0");
}

void export_assert(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;

    if (statement->word_count != 3) {
        give_up(t);
        return;
    }
    t->language->check(t, code_condition(t, statement->words));
}
