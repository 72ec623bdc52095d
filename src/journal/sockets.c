#include "sockets.h"

#include "base/memory.h"

#include <stdlib.h>

static struct journal_socket *last_of(struct sockets *sockets, unsigned id)
{
    return &sockets->last[id % SOCKETS_LAST];
}

/* ---- the older ones ---- */

/* How many of them have smaller ids. */
static size_t count_before(const struct sockets *sockets, unsigned id)
{
    size_t from = 0, to = sockets->older_count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (sockets->older[middle].id < id)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void drop_closed(struct sockets *sockets)
{
    size_t kept = 0;

    for (size_t i = 0; i < sockets->older_count; i++)
        if (!sockets->older[i].closed)
            sockets->older[kept++] = sockets->older[i];
    sockets->older_count = kept;
}

/* Half of the room is free then, so that the next time is far. */
static void make_room(struct sockets *sockets)
{
    drop_closed(sockets);
    if (sockets->older_count < sockets->older_room / 2)
        return;
    sockets->older_room = sockets->older_room ? 2 * sockets->older_room : SOCKETS_LAST / 4;
    sockets->older =
        memory_resize(sockets->older, sockets->older_room * sizeof(struct journal_socket));
}

static void keep_older(struct sockets *sockets, const struct journal_socket *socket)
{
    if (sockets->older_count == sockets->older_room)
        make_room(sockets);
    sockets->older[sockets->older_count++] = *socket;
}

/* ---- all ---- */

void sockets_add(struct sockets *sockets, const struct journal_socket *socket)
{
    struct journal_socket *place = last_of(sockets, socket->id);

    if (place->id && !place->closed)
        keep_older(sockets, place);
    *place = *socket;
    sockets->next = socket->id + 1;
}

struct journal_socket *sockets_find(struct sockets *sockets, unsigned id)
{
    struct journal_socket *socket = last_of(sockets, id);

    if (id == 0)
        return NULL;
    if (socket->id == id)
        return socket;
    size_t place = count_before(sockets, id);
    return place < sockets->older_count && sockets->older[place].id == id ? &sockets->older[place]
                                                                          : NULL;
}

struct journal_socket *sockets_before(struct sockets *sockets, unsigned id)
{
    unsigned end = id < sockets->next ? id : sockets->next;

    for (unsigned at = end; at-- > 1 && sockets->next - at <= SOCKETS_LAST;)
        if (last_of(sockets, at)->id == at)
            return last_of(sockets, at);
    size_t place = count_before(sockets, end);
    return place ? &sockets->older[place - 1] : NULL;
}

struct journal_socket *sockets_behind(struct sockets *sockets, unsigned id)
{
    unsigned first = sockets->next > SOCKETS_LAST ? sockets->next - SOCKETS_LAST : 1;
    size_t place = count_before(sockets, id + 1);

    if (place < sockets->older_count)
        return &sockets->older[place];
    for (unsigned at = id + 1 < first ? first : id + 1; at < sockets->next; at++)
        if (last_of(sockets, at)->id == at)
            return last_of(sockets, at);
    return NULL;
}

void sockets_free(struct sockets *sockets)
{
    free(sockets->older);
}
