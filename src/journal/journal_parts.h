/* What a journal is made of. Private to src/journal. */
#ifndef JOURNAL_JOURNAL_PARTS_H
#define JOURNAL_JOURNAL_PARTS_H

#include "journal/journal.h"

#include "base/ring.h"
#include "sockets.h"

/* In a statement's place where what runs was typed by nobody. */
#define JOURNAL_ASIDE UINT64_MAX

/* The memory whose size is a matter of choice, in one piece. */
struct journal_room {
    char *bytes;
    size_t capacity, statement_capacity;
    struct journal_event *events;         /* `capacity` of them */
    struct journal_statement *statements; /* `statement_capacity` */
    struct ring data, texts;
};

struct journal {
    uint64_t next, next_statement;
    size_t size; /* of the room */
    /* NULL, as the room's, until something is noted: who runs nothing needs none. */
    struct sockets *sockets;
    struct journal_room room;
    uint64_t first_place; /* of strings in `data`: what stood before is given back */
    struct journal_cause now;
    struct span outermost; /* the text of the statement that runs */
    bool failing;          /* the error of an inner one is noted, and may end those around it */
    struct journal_reader *readers;
    bool delivers;     /* readers are reading */
    nanoseconds epoch; /* of clock_now(), as nanoseconds since 1970 */
};

/* Whatever is noted needs it. */
void journal_make_sure_of_memory(struct journal *journal);

/* New room of the journal's size, whose places are none that were in use before; the old one is the caller's. */
void journal_make_room(struct journal *journal, uint64_t first_place);

size_t journal_size_for(size_t wanted);

/* The texts of inner statements are kept with the first call they cause. */
void journal_note_cause(struct journal *journal, struct journal_event *event);

/* Have the readers read it, and what they note themselves behind it. */
void journal_deliver(struct journal *journal, const struct journal_event *event,
                     const struct journal_bytes *bytes);

struct journal_statement *journal_statement_at(const struct journal *journal, uint64_t number);

#endif
