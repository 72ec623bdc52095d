#include "journal/journal.h"

#include "base/memory.h"
#include "base/ring.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SOCKETS = 1024,    /* that are remembered */
    STATEMENTS = 8192, /* the same */
    CAUSE = 256,       /* bytes of an inner statement's text that are kept */
};

/* In a statement's place where what runs was typed by nobody. */
#define ASIDE UINT64_MAX

/* The memory whose size is a matter of choice, in one piece. */
struct room {
    char *bytes;
    size_t capacity;
    struct journal_event *events; /* `capacity` of them */
    struct ring data, texts;
};

/* What is remembered whatever the choice. */
struct memory {
    struct journal_socket sockets[SOCKETS];
    struct journal_statement statements[STATEMENTS];
};

struct journal {
    uint64_t next, next_statement;
    unsigned next_socket;
    size_t size; /* of the room */
    struct memory
        *memory; /* NULL, as the room, until something is noted: who runs nothing needs none */
    struct room room;
    uint64_t
        first_place; /* of strings in `data`: those before stood in memory that is given back */
    struct journal_cause now;
    struct journal_reader *readers;
    bool delivers;     /* readers are reading */
    nanoseconds epoch; /* of clock_now(), as nanoseconds since 1970 */
};

static nanoseconds epoch(void)
{
    struct timespec wall;

    clock_gettime(CLOCK_REALTIME, &wall);
    return (nanoseconds)wall.tv_sec * SECOND + wall.tv_nsec - clock_now();
}

static struct room room_new(size_t size)
{
    size_t half = size / 2, quarter = size / 4;
    char *bytes = memory_map(size);

    return (struct room){
        .bytes = bytes,
        .capacity = half / sizeof(struct journal_event),
        .events = (struct journal_event *)bytes,
        .data = ring_over(bytes + half, quarter),
        .texts = ring_over(bytes + half + quarter, quarter),
    };
}

/* Places in new room are none that were in use before. */
static void make_room(struct journal *journal, uint64_t first_place)
{
    journal->room = room_new(journal->size);
    journal->first_place = journal->room.data.next = first_place;
}

static void make_sure_of_memory(struct journal *journal)
{
    if (journal->memory)
        return;
    journal->memory = memory_map(sizeof(struct memory));
    journal->epoch = epoch();
    make_room(journal, 1);
}

static size_t size_for(size_t wanted)
{
    return wanted < JOURNAL_LEAST ? JOURNAL_LEAST : wanted;
}

struct journal *journal_new(size_t size)
{
    struct journal *journal = NEW(struct journal);

    *journal = (struct journal){
        .next = 1,
        .next_statement = 1,
        .next_socket = 1,
        .size = size_for(size),
    };
    return journal;
}

void journal_free(struct journal *journal)
{
    if (journal && journal->memory) {
        memory_unmap(journal->room.bytes, journal->size);
        memory_unmap(journal->memory, sizeof(struct memory));
    }
    free(journal);
}

static struct span first(struct span bytes, size_t most)
{
    return (struct span){bytes.data, bytes.length < most ? bytes.length : most};
}

/* The texts of inner statements are kept with the first call they cause. */
static void note_cause(struct journal *journal, struct journal_event *event)
{
    struct journal_cause *now = &journal->now;
    struct span text = first(now->text, CAUSE);

    event->statement = now->statement == ASIDE ? 0 : now->statement;
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

static void deliver(const struct journal *journal, const struct journal_event *event,
                    const struct journal_bytes *bytes)
{
    for (struct journal_reader *r = journal->readers, *next; r; r = next) {
        next = r->next;
        r->read(r->context, event, bytes);
    }
}

/* What a reader has noted: of its bytes there is what is kept. */
static void deliver_kept(const struct journal *journal, uint64_t number)
{
    const struct journal_event *kept = journal_event(journal, number);
    struct journal_bytes bytes;

    if (!kept)
        return;
    struct journal_event event = *kept;
    journal_bytes(journal, &event, &bytes);
    deliver(journal, &event, &bytes);
}

void journal_write(struct journal *journal, struct journal_event *event,
                   const struct journal_bytes *bytes)
{
    make_sure_of_memory(journal);
    event->number = journal->next++;
    note_cause(journal, event);
    note_bytes(journal, event, bytes);
    journal->room.events[event->number % journal->room.capacity] = *event;
    if (journal->delivers || !journal->readers)
        return;
    journal->delivers = true;
    deliver(journal, event, bytes);
    for (uint64_t number = event->number + 1; number < journal->next; number++)
        deliver_kept(journal, number);
    journal->delivers = false;
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
    make_sure_of_memory(journal);
    journal->memory->sockets[socket->id % SOCKETS] = *socket;
    journal->next_socket = socket->id + 1;
}

struct journal_socket *journal_socket(const struct journal *journal, unsigned id)
{
    if (id == 0 || id >= journal->next_socket)
        return NULL;
    struct journal_socket *socket = &journal->memory->sockets[id % SOCKETS];
    return socket->id == id ? socket : NULL;
}

unsigned journal_next_socket(const struct journal *journal)
{
    return journal->next_socket;
}

static struct journal_statement *statement_at(const struct journal *journal, uint64_t number)
{
    return &journal->memory->statements[number % STATEMENTS];
}

/* One longer than all the room would drive out the others and not be whole itself. */
static uint64_t keep_text(struct journal *journal, struct span text)
{
    return text.length <= journal->room.texts.size ? ring_put(&journal->room.texts, text)
                                                   : RING_NOWHERE;
}

static uint64_t add_statement(struct journal *journal, struct span text, unsigned line)
{
    make_sure_of_memory(journal);
    struct journal_statement *statement = statement_at(journal, journal->next_statement);

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

    journal->now = (struct journal_cause){
        .statement = outer.statement ? outer.statement : add_statement(journal, text, line),
        .text = text,
    };
    return outer;
}

struct journal_cause journal_enter_aside(struct journal *journal)
{
    struct journal_cause outer = journal->now;

    journal->now = (struct journal_cause){.statement = outer.statement ? outer.statement : ASIDE};
    return outer;
}

void journal_leave(struct journal *journal, struct journal_cause outer, int outcome,
                   const char *code)
{
    uint64_t number = journal->now.statement;

    journal->now = outer;
    if (outer.statement || number == ASIDE)
        return;
    struct journal_statement *statement = statement_at(journal, number);
    statement->end_event = journal->next;
    statement->outcome = outcome;
    statement->finished = true;
    strncpy(statement->code, code, sizeof(statement->code) - 1);
}

void journal_goes_on(struct journal *journal)
{
    uint64_t number = journal->now.statement;

    if (number && number != ASIDE)
        statement_at(journal, number)->went_on = true;
}

uint64_t journal_next_statement(const struct journal *journal)
{
    return journal->next_statement;
}

const struct journal_statement *journal_statement(const struct journal *journal, uint64_t number)
{
    if (number == 0 || number >= journal->next_statement)
        return NULL;
    const struct journal_statement *statement = statement_at(journal, number);
    return statement->number == number ? statement : NULL;
}

struct span journal_statement_text(const struct journal *journal,
                                   const struct journal_statement *statement)
{
    struct span text = {0};

    ring_get(&journal->room.texts, statement->text, statement->length, &text);
    return text;
}

/* A string of the old ring into the new one, whose place it gets; one that is forgotten stays so. */
static void move_string(struct ring *new, const struct ring *old, uint64_t *place, size_t length)
{
    struct span bytes;

    if (length && ring_get(old, *place, length, &bytes))
        *place = ring_put(new, bytes);
    else
        *place = RING_NOWHERE;
}

/* The newest events, oldest first, with what is still kept of their bytes. */
static void move_events(struct journal *journal, const struct room *old)
{
    uint64_t kept = old->capacity < journal->room.capacity ? old->capacity : journal->room.capacity;
    uint64_t first = journal->next > kept ? journal->next - kept : 1;
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

static void move_statements(struct journal *journal, const struct room *old)
{
    uint64_t next = journal->next_statement, first = next > STATEMENTS ? next - STATEMENTS : 1;

    for (uint64_t number = first; number < next; number++) {
        struct journal_statement *statement = statement_at(journal, number);
        move_string(&journal->room.texts, &old->texts, &statement->text, statement->length);
    }
}

void journal_resize(struct journal *journal, size_t size)
{
    struct room old = journal->room;
    size_t old_size = journal->size;

    journal->size = size_for(size);
    if (!journal->memory)
        return;
    make_room(journal, old.data.next);
    move_events(journal, &old);
    move_statements(journal, &old);
    memory_unmap(old.bytes, old_size);
}

size_t journal_size(const struct journal *journal)
{
    return journal->size;
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
    make_sure_of_memory(journal);
    note_cause(journal, event);
    for (struct journal_reader *r = journal->readers, *next; r; r = next) {
        next = r->next;
        if (r->read_before)
            r->read_before(r->context, event);
    }
}
