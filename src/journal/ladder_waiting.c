/* Bytes from elsewhere that had come before their sender's end was noticed, and are received, or counted by the kernel,
 * only behind that: an arrow in front of FIN or RST, which is there from the beginning and shown once there are any. */
#include "ladder_call.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

void rung_waiting(struct building *building, unsigned from, unsigned to,
                  const struct journal_event *event)
{
    const struct ladder_column *columns = building->ladder->columns;
    struct lane *lane = &building->lanes[to];

    if (from == NO_COLUMN || to == NO_COLUMN || columns[from].socket || !columns[to].socket ||
        lane->waiting)
        return;
    struct ladder_rung *rung = rung_add(building, LADDER_DATA, from, to, event, NULL);
    rung->late = rung->dropped = true;
    lane->waiting = building->ladder->rung_count;
    lane->waiting_taken = 0;
}

static struct ladder_rung *rung_of(const struct call *call)
{
    return &call->building->ladder->rungs[call->lane->waiting - 1];
}

static void count(const struct call *call, uint64_t bytes)
{
    struct ladder_rung *rung = rung_of(call);

    if (bytes > rung->waited)
        rung->waited = bytes;
    rung->dropped = rung->waited == 0;
}

bool take_waiting(const struct call *call)
{
    if (!call->lane->waiting)
        return false;
    if (call->lane->waiting_taken == 0) /* whose bytes are shown */
        rung_of(call)->event = call->event;
    call->lane->waiting_taken += (uint64_t)call->event->result;
    count(call, call->lane->waiting_taken);
    return true;
}

void count_waiting(const struct call *call, uint64_t bytes)
{
    if (call->lane->waiting && bytes)
        count(call, call->lane->waiting_taken + bytes);
}

/* MPTCP counts the end as well. */
void replay_ioctl(const struct call *call)
{
    const struct journal_event *event = call->event;
    bool is_count = event->result == 0 && event->numbers[0] == SIOCINQ && event->numbers[1] > 0;

    if (is_count && call->socket->protocol != IPPROTO_MPTCP)
        count_waiting(call, (uint64_t)event->numbers[1]);
}
