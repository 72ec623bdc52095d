#include "journal_parts.h"

#include "base/memory.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CAUSE = 256 }; /* bytes of an inner statement's text that are kept */

static nanoseconds epoch(void)
{
    struct timespec wall;

    clock_gettime(CLOCK_REALTIME, &wall);
    return (nanoseconds)wall.tv_sec * SECOND + wall.tv_nsec - clock_now();
}

static struct journal_room room_new(size_t size)
{
    size_t eighth =
        size / 8 / sizeof(max_align_t) * sizeof(max_align_t); /* anything may begin there */
    size_t half = 4 * eighth, quarter = 2 * eighth;
    char *bytes = memory_map(size);

    return (struct journal_room){
        .bytes = bytes,
        .capacity = half / sizeof(struct journal_event),
        .statement_capacity = eighth / sizeof(struct journal_statement),
        .events = (struct journal_event *)bytes,
        .statements = (struct journal_statement *)(bytes + half),
        .texts = ring_over(bytes + half + eighth, eighth),
        .data = ring_over(bytes + half + quarter, quarter),
    };
}

void journal_make_room(struct journal *journal, uint64_t first_place)
{
    journal->room = room_new(journal->size);
    journal->first_place = journal->room.data.next = first_place;
}

void journal_make_sure_of_memory(struct journal *journal)
{
    if (journal->sockets)
        return;
    journal->sockets = memory_map(sizeof(struct sockets));
    journal->epoch = epoch();
    journal_make_room(journal, 1);
}

struct journal *journal_new(size_t size)
{
    struct journal *journal = NEW(struct journal);

    *journal = (struct journal){
        .next = 1,
        .next_statement = 1,
        .size = journal_size_for(size),
    };
    return journal;
}

void journal_free(struct journal *journal)
{
    if (journal && journal->sockets) {
        memory_unmap(journal->room.bytes, journal->size);
        sockets_free(journal->sockets);
        memory_unmap(journal->sockets, sizeof(struct sockets));
    }
    free(journal);
}

static struct span first(struct span bytes, size_t most)
{
    return (struct span){bytes.data, bytes.length < most ? bytes.length : most};
}

void journal_note_cause(struct journal *journal, struct journal_event *event)
{
    struct journal_cause *now = &journal->now;
    struct span text = first(now->text, CAUSE);

    event->statement = now->statement == JOURNAL_ASIDE ? 0 : now->statement;
    event->cause_length = (unsigned short)text.length;
    if (text.length && now->kept < journal->first_place)
        now->kept = ring_put(&journal->room.data, text);
    event->cause = now->kept;
}

static char *append(char *room, struct span bytes)
{
    return bytes.length ? mempcpy(room, bytes.data, bytes.length) : room;
}

static void note_bytes(struct journal *journal, struct journal_event *event,
                       const struct journal_bytes *bytes)
{
    struct span address = first(bytes->address, JOURNAL_ADDRESS);
    struct span data = first(bytes->data, JOURNAL_KEPT);
    struct span control = first(bytes->control, JOURNAL_KEPT);
    size_t length = address.length + data.length + control.length;

    event->address_length = (unsigned short)address.length;
    event->data_length = (unsigned short)data.length;
    event->control_length = (unsigned short)control.length;
    event->data_total = bytes->data.length;
    if (length == 0)
        return;
    char *room = ring_take(&journal->room.data, length, &event->bytes);
    append(append(append(room, address), data), control);
}

void journal_write(struct journal *journal, struct journal_event *event,
                   const struct journal_bytes *bytes)
{
    journal_make_sure_of_memory(journal);
    event->number = journal->next++;
    journal_note_cause(journal, event);
    note_bytes(journal, event, bytes);
    journal->room.events[event->number % journal->room.capacity] = *event;
    journal_deliver(journal, event, bytes);
}

uint64_t journal_next(const struct journal *journal)
{
    return journal->next;
}

const struct journal_event *journal_event(const struct journal *journal, uint64_t number)
{
    if (number == 0 || number >= journal->next)
        return NULL;
    const struct journal_event *event = &journal->room.events[number % journal->room.capacity];
    return event->number == number ? event : NULL;
}

static bool is_of_others(const struct journal_event *event)
{
    return event && (event->kind == JOURNAL_SHELL || event->kind == JOURNAL_LIBRARY);
}

const struct journal_event *journal_event_before(const struct journal *journal, uint64_t number)
{
    const struct journal_event *event = journal_event(journal, number - 1);

    while (is_of_others(event))
        event = journal_event(journal, event->number - 1);
    return event;
}

const struct journal_event *journal_event_behind(const struct journal *journal, uint64_t number)
{
    const struct journal_event *event = journal_event(journal, number + 1);

    while (is_of_others(event))
        event = journal_event(journal, event->number + 1);
    return event;
}

bool journal_bytes(const struct journal *journal, const struct journal_event *event,
                   struct journal_bytes *ret_bytes)
{
    size_t address = event->address_length, data = event->data_length;
    size_t length = address + data + event->control_length;
    struct span together;

    *ret_bytes = (struct journal_bytes){0};
    if (length == 0)
        return true;
    if (!ring_get(&journal->room.data, event->bytes, length, &together))
        return false;
    ret_bytes->address = first(together, address);
    ret_bytes->data = first(span_after(together, address), data);
    ret_bytes->control = span_after(together, address + data);
    return true;
}

struct span journal_cause(const struct journal *journal, const struct journal_event *event)
{
    struct span text = {0};

    ring_get(&journal->room.data, event->cause, event->cause_length, &text);
    return text;
}

nanoseconds journal_wall_clock(const struct journal *journal, nanoseconds time)
{
    return journal->epoch + time;
}

void journal_add_socket(struct journal *journal, const struct journal_socket *socket)
{
    journal_make_sure_of_memory(journal);
    sockets_add(journal->sockets, socket);
}

struct journal_socket *journal_socket(const struct journal *journal, unsigned id)
{
    return journal->sockets ? sockets_find(journal->sockets, id) : NULL;
}

struct journal_socket *journal_socket_before(const struct journal *journal, unsigned id)
{
    return journal->sockets ? sockets_before(journal->sockets, id) : NULL;
}

struct journal_socket *journal_socket_behind(const struct journal *journal, unsigned id)
{
    return journal->sockets ? sockets_behind(journal->sockets, id) : NULL;
}

unsigned journal_next_socket(const struct journal *journal)
{
    return journal->sockets && journal->sockets->next ? journal->sockets->next : 1;
}

size_t journal_size_for(size_t wanted)
{
    return wanted < JOURNAL_LEAST ? JOURNAL_LEAST : wanted;
}

size_t journal_size(const struct journal *journal)
{
    return journal->size;
}
