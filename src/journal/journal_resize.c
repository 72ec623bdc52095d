/* Another size of the room, into which moves what still fits. */
#include "journal_parts.h"

#include "base/memory.h"

/* A string of the old ring into the new one, whose place it gets; one that is forgotten stays so. */
static void move_string(struct ring *new, const struct ring *old, uint64_t *place, size_t length)
{
    struct span bytes;

    if (length && ring_get(old, *place, length, &bytes))
        *place = ring_put(new, bytes);
    else
        *place = RING_NOWHERE;
}

/* The oldest of those behind which `next` comes that is kept in both. */
static uint64_t first_kept(uint64_t next, size_t one, size_t other)
{
    size_t kept = one < other ? one : other;

    return next > kept ? next - kept : 1;
}

/* The newest events, oldest first, with what is still kept of their bytes. */
static void move_events(struct journal *journal, const struct journal_room *old)
{
    uint64_t first = first_kept(journal->next, old->capacity, journal->room.capacity);
    uint64_t cause = 0, moved = 0; /* events of one statement share its text */

    for (uint64_t number = first; number < journal->next; number++) {
        struct journal_event event = old->events[number % old->capacity];
        size_t length = event.address_length + event.data_length + event.control_length;
        if (event.cause != cause) {
            cause = moved = event.cause;
            move_string(&journal->room.data, &old->data, &moved, event.cause_length);
        }
        event.cause = moved;
        move_string(&journal->room.data, &old->data, &event.bytes, length);
        journal->room.events[number % journal->room.capacity] = event;
    }
}

static void move_statements(struct journal *journal, const struct journal_room *old)
{
    uint64_t number = first_kept(journal->next_statement, old->statement_capacity,
                                 journal->room.statement_capacity);

    for (; number < journal->next_statement; number++) {
        struct journal_statement *statement = journal_statement_at(journal, number);
        *statement = old->statements[number % old->statement_capacity];
        move_string(&journal->room.texts, &old->texts, &statement->text, statement->length);
    }
}

void journal_resize(struct journal *journal, size_t size)
{
    struct journal_room old = journal->room;
    size_t old_size = journal->size;

    journal->size = journal_size_for(size);
    if (!journal->sockets)
        return;
    journal_make_room(journal, old.data.next);
    move_events(journal, &old);
    move_statements(journal, &old);
    memory_unmap(old.bytes, old_size);
}
