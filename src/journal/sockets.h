/* The sockets that the journal knows: the last that were made, and of those before all that are open still. Private to
 * the journal. */
#ifndef JOURNAL_SOCKETS_H
#define JOURNAL_SOCKETS_H

#include "journal/journal.h"

enum { SOCKETS_LAST = 1024 /* that are remembered, also when they are closed */ };

/* Zeroed, it has none. */
struct sockets {
    struct journal_socket last[SOCKETS_LAST]; /* by id */
    struct journal_socket *older;             /* open when they were driven out there; by id */
    size_t older_count, older_room;
    unsigned next; /* the id behind the last one; 0 before the first */
};

/* Ids grow. What was found before may be elsewhere then. */
void sockets_add(struct sockets *sockets, const struct journal_socket *socket);
struct journal_socket *sockets_find(struct sockets *sockets, unsigned id);
struct journal_socket *sockets_before(struct sockets *sockets, unsigned id);
struct journal_socket *sockets_behind(struct sockets *sockets, unsigned id);
void sockets_free(struct sockets *sockets);

#endif
