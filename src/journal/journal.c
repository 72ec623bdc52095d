#include "journal/journal.h"

#include "base/memory.h"

#include <stdlib.h>

struct journal {
    uint64_t next;
    size_t capacity;
    struct journal_event events[];
};

struct journal *journal_new(size_t capacity)
{
    struct journal *journal =
        memory_new(sizeof(*journal) + capacity * sizeof(struct journal_event));

    journal->next = 1;
    journal->capacity = capacity;
    return journal;
}

void journal_free(struct journal *journal)
{
    free(journal);
}

void journal_write(struct journal *journal, struct journal_event event)
{
    event.number = journal->next++;
    event.time = clock_now();
    journal->events[event.number % journal->capacity] = event;
}

uint64_t journal_next(const struct journal *journal)
{
    return journal->next;
}

const struct journal_event *journal_event(const struct journal *journal, uint64_t number)
{
    const struct journal_event *event = &journal->events[number % journal->capacity];

    return number > 0 && event->number == number ? event : NULL;
}
