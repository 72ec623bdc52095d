/* The statements of a journal: which one runs, and how it ended. */
#include "journal_parts.h"

#include <string.h>

struct journal_statement *journal_statement_at(const struct journal *journal, uint64_t number)
{
    return &journal->room.statements[number % journal->room.statement_capacity];
}

/* One longer than all the room would drive out the others and not be whole itself. */
static uint64_t keep_text(struct journal *journal, struct span text)
{
    return text.length <= journal->room.texts.size ? ring_put(&journal->room.texts, text)
                                                   : RING_NOWHERE;
}

static uint64_t add_statement(struct journal *journal, struct span text, unsigned line)
{
    journal_make_sure_of_memory(journal);
    struct journal_statement *statement = journal_statement_at(journal, journal->next_statement);

    *statement = (struct journal_statement){
        .number = journal->next_statement,
        .time = clock_now(),
        .line = line,
        .text = keep_text(journal, text),
        .length = text.length,
        .first_event = journal->next,
    };
    return journal->next_statement++;
}

struct journal_cause journal_enter(struct journal *journal, struct span text, unsigned line)
{
    struct journal_cause outer = journal->now;

    journal->failing = false;
    if (!outer.statement)
        journal->outermost = text;
    journal->now = (struct journal_cause){
        .statement = outer.statement ? outer.statement : add_statement(journal, text, line),
        .text = text,
    };
    return outer;
}

struct journal_cause journal_enter_aside(struct journal *journal)
{
    struct journal_cause outer = journal->now;

    journal->now =
        (struct journal_cause){.statement = outer.statement ? outer.statement : JOURNAL_ASIDE};
    return outer;
}

static bool has_failure(const struct journal_statement *statement, struct journal_failure failure)
{
    for (unsigned i = 0; i < statement->failure_count; i++)
        if (statement->failures[i].offset == failure.offset &&
            statement->failures[i].outcome == failure.outcome)
            return true;
    return false;
}

/* What stands elsewhere, in a file that is run, has no place in the text: the one that runs it has. */
static void note_failure(struct journal *journal, struct span text, int outcome)
{
    struct journal_statement *statement = journal_statement_at(journal, journal->now.statement);
    struct span all = journal->outermost;
    bool is_inside = text.data >= all.data && text.data < all.data + all.length;

    if (journal->failing)
        return;
    if (!is_inside) {
        statement->failed_unlisted = true;
        return;
    }
    struct journal_failure failure = {(uint32_t)(text.data - all.data), outcome};
    journal->failing = true;
    if (has_failure(statement, failure))
        return;
    if (statement->failure_count == JOURNAL_FAILURES)
        statement->failed_unlisted = true;
    else
        statement->failures[statement->failure_count++] = failure;
}

void journal_leave(struct journal *journal, struct journal_cause outer, int outcome,
                   const char *code)
{
    uint64_t number = journal->now.statement;
    struct span text = journal->now.text;

    journal->now = outer;
    if (number == JOURNAL_ASIDE)
        return;
    if (outer.statement && outcome)
        note_failure(journal, text, outcome);
    else
        journal->failing = false;
    if (outer.statement)
        return;
    struct journal_statement *statement = journal_statement_at(journal, number);
    statement->end_event = journal->next;
    statement->outcome = outcome;
    statement->finished = true;
    strncpy(statement->code, code, sizeof(statement->code) - 1);
}

void journal_goes_on(struct journal *journal)
{
    uint64_t number = journal->now.statement;

    if (number && number != JOURNAL_ASIDE)
        journal_statement_at(journal, number)->went_on = true;
}

uint64_t journal_next_statement(const struct journal *journal)
{
    return journal->next_statement;
}

const struct journal_statement *journal_statement(const struct journal *journal, uint64_t number)
{
    if (number == 0 || number >= journal->next_statement)
        return NULL;
    const struct journal_statement *statement = journal_statement_at(journal, number);
    return statement->number == number ? statement : NULL;
}

struct span journal_statement_text(const struct journal *journal,
                                   const struct journal_statement *statement)
{
    struct span text = {0};

    ring_get(&journal->room.texts, statement->text, statement->length, &text);
    return text;
}
