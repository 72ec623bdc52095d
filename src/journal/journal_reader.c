/* Who reads a journal while it is written. */
#include "journal_parts.h"

static void tell(const struct journal *journal, const struct journal_event *event,
                 const struct journal_bytes *bytes)
{
    for (struct journal_reader *r = journal->readers, *next; r; r = next) {
        next = r->next;
        r->read(r->context, event, bytes);
    }
}

/* What a reader has noted: of its bytes there is what is kept. */
static void tell_kept(const struct journal *journal, uint64_t number)
{
    const struct journal_event *kept = journal_event(journal, number);
    struct journal_bytes bytes;

    if (!kept)
        return;
    struct journal_event event = *kept;
    journal_bytes(journal, &event, &bytes);
    tell(journal, &event, &bytes);
}

void journal_deliver(struct journal *journal, const struct journal_event *event,
                     const struct journal_bytes *bytes)
{
    if (journal->delivers || !journal->readers)
        return;
    journal->delivers = true;
    tell(journal, event, bytes);
    for (uint64_t number = event->number + 1; number < journal->next; number++)
        tell_kept(journal, number);
    journal->delivers = false;
}

void journal_attach(struct journal *journal, struct journal_reader *reader)
{
    struct journal_reader **end = &journal->readers;

    while (*end)
        end = &(*end)->next;
    reader->next = NULL;
    *end = reader;
}

void journal_detach(struct journal *journal, struct journal_reader *reader)
{
    struct journal_reader **at = &journal->readers;

    while (*at && *at != reader)
        at = &(*at)->next;
    if (*at)
        *at = reader->next;
}

bool journal_wants_data(const struct journal *journal)
{
    for (const struct journal_reader *r = journal->readers; r; r = r->next)
        if (r->wants_data)
            return true;
    return false;
}

bool journal_wants_before(const struct journal *journal)
{
    for (const struct journal_reader *r = journal->readers; r; r = r->next)
        if (r->read_before)
            return true;
    return false;
}

void journal_tell_before(struct journal *journal, struct journal_event *event)
{
    journal_make_sure_of_memory(journal);
    journal_note_cause(journal, event);
    for (struct journal_reader *r = journal->readers, *next; r; r = next) {
        next = r->next;
        if (r->read_before)
            r->read_before(r->context, event);
    }
}
