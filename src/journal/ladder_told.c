/* How a connection ended, where only a call behind its end tells: found once, from the last call to the first. */
#include "base/memory.h"
#include "journal/ends.h"
#include "ladder_parts.h"

#include <errno.h>
#include <sys/socket.h>

static bool is_end_of_stream(const struct journal_event *event)
{
    return (event->call == CALL_RECVFROM || event->call == CALL_RECVMSG) && event->result == 0 &&
           event->numbers[0] > 0;
}

static bool tells_of_end(int error)
{
    return error == EPIPE || error == ECONNRESET || error == ECONNREFUSED || error == ETIMEDOUT ||
           error == EHOSTUNREACH || error == ENETUNREACH;
}

/* Behind a connect it is another connection. */
static bool tells(const struct journal *journal, const struct journal_event *event, int *ret_error)
{
    int error = end_error(journal, event);

    *ret_error = tells_of_end(error) ? error : is_end_of_stream(event) ? EPIPE : 0;
    return *ret_error || event->call == CALL_CONNECT;
}

static void keep(struct building *building, const struct journal_event *event, int error)
{
    struct slot *slot = ends_slot(building, end_original(building->journal, event->socket));

    building->told = memory_grow(building->told, building->told_count, sizeof(struct told));
    building->told[building->told_count++] =
        (struct told){.event = event->number, .error = error, .next = slot->told};
    slot->told = building->told_count;
}

void told_find(struct building *building)
{
    const struct journal *journal = building->journal;
    int error;

    for (uint64_t number = journal_next(journal); number-- > building->ladder->forgotten + 1;) {
        const struct journal_event *event = journal_event(journal, number);
        if (event->kind == JOURNAL_CALL && journal_socket(journal, event->socket) &&
            tells(journal, event, &error))
            keep(building, event, error);
    }
}

int told_behind(struct building *building, const struct journal_event *event)
{
    struct slot *slot = ends_slot(building, end_original(building->journal, event->socket));

    while (slot->told && building->told[slot->told - 1].event <= event->number)
        slot->told = building->told[slot->told - 1].next;
    return slot->told ? building->told[slot->told - 1].error : 0;
}
