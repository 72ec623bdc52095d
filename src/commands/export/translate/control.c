/* Statements with blocks in them, and what ends a run. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/moment.h"
#include "export/translate/translate.h"
#include "shell/command.h"

static const struct block *block_at(struct translation *t, const struct call *call, size_t index)
{
    static const struct block none = {0};

    if (index < call->statement->word_count && call->statement->words[index].block)
        return call->statement->words[index].block;
    give_up(t);
    return &none;
}

/* What is run on one of several ways may not have been: nor its mistake. */
static void doubt_mistake(struct translation *t, struct mistake before)
{
    if (!before.is && t->mistake.is)
        t->mistake.is = MISTAKE_PERHAPS;
}

static void translate_way(struct translation *t, const struct block *block,
                          const struct statement *loop)
{
    struct mistake before = t->mistake;

    translate_block(t, block, loop);
    doubt_mistake(t, before);
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

    if (count.constant && !code_number(count, &number))
        give_up_as_mistaken(t, "usage");
    const char *times = code_in_range(t, count, 0, INT64_MAX);
    status_hold(t);
    t->language->open_repeat(t, times);
    moment_open_loop(t, &way);
    translate_way(t, block_at(t, call, 1), call->statement);
    moment_close_loop(t, &way, runs);
    t->language->close_block(t);
}

/* Whether calls must be made before the condition can be written, or $? be said after it; nothing is written. */
static bool needs_lines(struct translation *t, const struct word *condition)
{
    size_t start = t->out.length;
    unsigned temporaries = t->temporaries;
    struct status status = t->status;
    struct mistake mistake = t->mistake;

    code_condition(t, condition);
    status_hold(t);
    bool needs = t->out.length > start;
    t->out.length = start;
    t->temporaries = temporaries;
    t->status = status;
    t->mistake = mistake;
    return needs;
}

/* The condition, where what it leaves $? at is said. */
static const char *condition_said(struct translation *t, const struct word *condition)
{
    const char *written = code_condition(t, condition);

    status_hold(t);
    return written;
}

void export_while(struct translation *t, struct call *call)
{
    const struct word *condition = call->statement->words;

    if (call->statement->word_count < 4) {
        give_up(t);
        return;
    }
    struct loop_way way;
    status_hold(t);
    moment_open_loop(t, &way);
    bool by_calls = needs_lines(t, condition);
    if (by_calls) {
        t->language->open_while(t, t->language->truth[1]);
        t->language->leave_unless(t, condition_said(t, condition));
    } else {
        t->language->open_while(t, code_loop_condition(t, condition));
    }
    struct status asked = t->status; /* as the last thing */
    translate_way(t, block_at(t, call, 3), call->statement);
    if (by_calls)
        moment_end_loop_by_calls(t, &way);
    moment_close_loop(t, &way, false);
    t->status = asked;
    t->language->close_block(t);
}

/* Of the ways through an `if` but the last: the next one begins where this one did. */
static void write_way(struct translation *t, const struct block *block, struct moment **ends)
{
    cleanup_moment struct moment *before = moment_now(t);

    translate_way(t, block, NULL);
    if (*ends)
        moment_join(t, *ends);
    moment_free(*ends);
    *ends = moment_now(t);
    moment_return(t, before);
}

/* Returns how many blocks that opens: where calls come before the condition, the way is an `if` inside `else`. */
static unsigned open_way(struct translation *t, const struct word *condition, bool is_first)
{
    struct mistake before = t->mistake;

    if (!is_first && !needs_lines(t, condition)) {
        t->language->open_else_if(t, code_condition(t, condition));
        doubt_mistake(t, before);
        return 0;
    }
    if (!is_first)
        t->language->open_else(t);
    t->language->open_if(t, condition_said(t, condition));
    if (!is_first)
        doubt_mistake(t, before);
    return 1;
}

/* A == B { } else if C == D { } else { }: each way is six words behind the one before. */
void export_if(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    cleanup_moment struct moment *ends = NULL;
    unsigned opened = 0;

    if (statement->word_count < 4) {
        give_up(t);
        return;
    }
    for (size_t at = 0; at + 3 < statement->word_count; at += 6) {
        opened += open_way(t, &statement->words[at], at == 0);
        write_way(t, block_at(t, call, at + 3), &ends);
        if (at + 5 < statement->word_count && statement->words[at + 5].block) {
            t->language->open_else(t);
            translate_way(t, block_at(t, call, at + 5), NULL);
        }
    }
    moment_join(t, ends);
    for (; opened; opened--)
        t->language->close_block(t);
}

void export_try(struct translation *t, struct call *call)
{
    struct try_way way;
    bool hides_outer_end = t->hides_end, goes_on = t->goes_on;

    t->hides_end = t->goes_on = false;
    t->language->open_try(t);
    t->within_try++;
    moment_open_try(t, &way);
    translate_block(t, block_at(t, call, 0), NULL);
    moment_close_try(t, &way);
    translate_end_of_try(t, NULL);
    t->hides_end = hides_outer_end;
    t->goes_on = goes_on;
}

void export_quit(struct translation *t, struct call *call)
{
    const struct argument_words *status = call_argument(call, "STATUS");

    t->language->quit(t, status ? code_in_range(t, call_value(t, status), 0, UINT8_MAX) : "0");
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
