/* From events to rungs: whose column each one is, and which function knows its call. */
#include "base/memory.h"
#include "ladder_call.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct ladder_rung *call_note(const struct call *call, const char *what)
{
    return rung_add(call->building, LADDER_NOTE, call->column, call->column, call->event, what);
}

unsigned call_peer(const struct call *call)
{
    return ends_peer(call->building, call->column);
}

struct lane *call_lane(const struct call *call, unsigned column)
{
    return &call->building->lanes[column];
}

bool call_is_ours(const struct call *call, unsigned column)
{
    return call->building->ladder->columns[column].socket;
}

bool call_waits(const struct journal_event *event)
{
    return event->error == EAGAIN || event->error == EINTR;
}

/* ---- what is asked and set ---- */

static void replay_setsockopt(const struct call *call)
{
    struct journal_bytes bytes;
    struct linger linger;

    if (call->event->result == 0 && call->event->numbers[0] == SOL_SOCKET &&
        call->event->numbers[1] == SO_LINGER &&
        journal_bytes(call->building->journal, call->event, &bytes) &&
        bytes.data.length >= sizeof(linger)) {
        memcpy(&linger, bytes.data.data, sizeof(linger));
        call->lane->aborts = linger.l_onoff && linger.l_linger == 0;
    }
}

/* Whatever asked for TCP_INFO, its first byte is the state. */
static void replay_getsockopt(const struct call *call)
{
    struct journal_bytes bytes;

    if (call->event->result == 0 && call->event->numbers[0] == SOL_SOCKET &&
        call->event->numbers[1] == SO_ERROR)
        replay_error(call);
    if (call->event->result == 0 && call->event->numbers[0] == IPPROTO_TCP &&
        call->event->numbers[1] == TCP_INFO &&
        journal_bytes(call->building->journal, call->event, &bytes) && bytes.data.length)
        rung_told(call->building, call->column, (unsigned char)bytes.data.data[0], call->event);
}

static void replay_fcntl(const struct call *call)
{
    bool is_duplicate =
        call->event->numbers[0] == F_DUPFD || call->event->numbers[0] == F_DUPFD_CLOEXEC;

    if (is_duplicate && call->event->result >= 0)
        call->lane->open++;
}

static void (*const replays[CALL_COUNT])(const struct call *call) = {
    [CALL_SOCKET] = replay_socket,
    [CALL_SOCKETPAIR] = replay_pair,
    [CALL_BIND] = replay_plain,
    [CALL_LISTEN] = replay_listen,
    [CALL_ACCEPT4] = replay_accept,
    [CALL_CONNECT] = replay_connect,
    [CALL_SENDTO] = replay_send,
    [CALL_SENDMSG] = replay_send,
    [CALL_RECVFROM] = replay_receive,
    [CALL_RECVMSG] = replay_receive,
    [CALL_SENDFILE] = replay_send,
    [CALL_SPLICE] = replay_splice,
    [CALL_GETSOCKOPT] = replay_getsockopt,
    [CALL_SETSOCKOPT] = replay_setsockopt,
    [CALL_IOCTL] = replay_ioctl,
    [CALL_SHUTDOWN] = replay_shutdown,
    [CALL_FCNTL] = replay_fcntl,
    [CALL_CLOSE] = replay_close,
};

static struct call call_at(struct building *building, const struct journal_event *event,
                           unsigned column)
{
    return (struct call){
        .building = building,
        .event = event,
        .column = column,
        .lane = &building->lanes[column],
        .socket = journal_socket(building->journal, event->socket),
    };
}

static void replay_at(const struct call *call)
{
    const struct journal_event *event = call->event;

    if (event->kind == JOURNAL_STATE)
        rung_told(call->building, call->column, (int)event->numbers[1], event);
    else if (replays[event->call])
        replays[event->call](call);
}

/* Whether the listener still stands for that end: of its state only until SYN comes. */
static bool is_listened_for(const struct lane *lane, const struct journal_event *event)
{
    bool is_state = event->kind == JOURNAL_STATE || event->call == CALL_GETSOCKOPT;

    return !lane->is_accepted &&
           (!is_state || lane->state == 0 || lane->state == TCP_CLOSE || lane->state == TCP_LISTEN);
}

/* A listener's calls stand where its connections' will be, until they are accepted; what comes later stands
 * at the first of them. False where there are none. */
static bool replay_for_accepted(struct building *building, const struct journal_event *event)
{
    unsigned first = ends_next_accepted(building, event->socket, 0);
    bool is_call = event->kind == JOURNAL_CALL;
    bool is_late = is_call && (event->call == CALL_CLOSE ||
                               (event->call == CALL_ACCEPT4 && !call_waits(event)));

    for (unsigned i = first; i != NO_COLUMN; i = ends_next_accepted(building, event->socket, i + 1))
        if (is_listened_for(&building->lanes[i], event)) {
            struct call call = call_at(building, event, i);
            replay_at(&call);
            is_late = false;
        }
    if (is_late && first != NO_COLUMN)
        rung_add(building, LADDER_NOTE, first, first, event, NULL);
    return first != NO_COLUMN;
}

/* An accept stands at the end that it made, also where the listener is forgotten. */
static unsigned column_of(struct building *building, const struct journal_event *event)
{
    bool is_accept = event->kind == JOURNAL_CALL && event->call == CALL_ACCEPT4;
    unsigned accepted =
        is_accept && event->result >= 0 ? ends_accepted_by(building->journal, event) : 0;

    if (accepted)
        return ends_column(building, accepted);
    if (!journal_socket(building->journal, event->socket))
        return NO_COLUMN;
    if (!replay_for_accepted(building, event))
        return ends_column(building, event->socket);
    return ends_find_column(building, event->socket);
}

static void replay(struct building *building, const struct journal_event *event)
{
    struct ladder *ladder = building->ladder;
    unsigned column = column_of(building, event);
    size_t first = ladder->rung_count;

    if (column == NO_COLUMN)
        return;
    struct call call = call_at(building, event, column);
    const char *end = event->kind == JOURNAL_CALL ? stream_follow(&call) : NULL;
    replay_at(&call);
    for (; end && first < ladder->rung_count; first++)
        ladder->rungs[first].end = end;
}

/* What nobody has taken when the ladder is asked for. */
static void tell_unread(struct building *building, unsigned column,
                        const struct journal_event *event)
{
    const struct lane *lane = &building->lanes[column];
    uint64_t left = lane->open ? ladder_unread(building, column) : 0;

    if (left && (!building->ladder->columns[column].listener || lane->is_accepted))
        rung_add(building, LADDER_NOTE, column, column, event, "")->unread = left;
}

/* What follows from the last that a column and its peer have said: then, however long ago that was. */
static void tell_end(struct building *building, unsigned column, const struct journal_event *event)
{
    struct ladder *ladder = building->ladder;
    struct lane *lane = &building->lanes[column], *peer = &building->lanes[lane->peer];
    nanoseconds last = lane->last > peer->last ? lane->last : peer->last;
    size_t first = ladder->rung_count;

    rung_conclude(building, column, event);
    rung_acknowledge_if_certain(building, column, event);
    tell_unread(building, column, event);
    for (; first < ladder->rung_count; first++)
        ladder->rungs[first].time = lane->last = peer->last = last;
}

/* The rungs from `end` on, of any time, go where their times are among those before, which are in order. */
static void merge(struct ladder *ladder, size_t end)
{
    size_t count = ladder->rung_count - end, at = ladder->rung_count;
    struct ladder_rung *rungs = ladder->rungs;
    struct ladder_rung *tail = memory_new((count + 1) * sizeof(*tail));

    for (size_t i = 0; i < count; i++) {
        size_t place = i;
        for (; place > 0 && tail[place - 1].time > rungs[end + i].time; place--)
            tail[place] = tail[place - 1];
        tail[place] = rungs[end + i];
    }
    while (count)
        rungs[--at] =
            end && rungs[end - 1].time > tail[count - 1].time ? rungs[--end] : tail[--count];
    free(tail);
}

void events_replay(struct building *building)
{
    const struct journal *journal = building->journal;
    const struct journal_event *last = NULL;

    for (uint64_t number = building->ladder->forgotten + 1; number < journal_next(journal);
         number++) {
        last = journal_event(journal, number);
        replay(building, last);
    }
    size_t end = building->ladder->rung_count;
    for (unsigned i = 0; last && i < building->ladder->column_count; i++)
        tell_end(building, i, last);
    merge(building->ladder, end);
}
