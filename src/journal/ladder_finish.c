/* How conversations end: FIN, RST, and what was left unread. */
#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "ladder_call.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

static bool is_listener(const struct call *call)
{
    return call->lane->state == TCP_LISTEN ||
           ends_next_accepted(call->building, call->event->socket, 0) != NO_COLUMN;
}

uint64_t ladder_unread(const struct building *building, unsigned column)
{
    const struct ladder_column *own = &building->ladder->columns[column];
    const struct lane *lane = &building->lanes[column];
    const struct lane *peer = lane->peer != NO_COLUMN ? &building->lanes[lane->peer] : NULL;

    if (!peer || !peer->is_whole || !lane->is_whole || peer->urgent || own->type != SOCK_STREAM ||
        !building->ladder->columns[lane->peer].socket || peer->sent < lane->taken)
        return 0;
    return peer->sent - lane->taken;
}

/* As the kernel has told, else as was counted. */
static uint64_t left_at_close(const struct call *call)
{
    uint64_t left;

    return end_left_unread(call->building->journal, call->event, &left)
               ? left
               : ladder_unread(call->building, call->column);
}

/* A close sends nothing then. */
static bool is_over(const struct lane *lane)
{
    return lane->reset || lane->is_trying || lane->state == TCP_CLOSE ||
           lane->state == TCP_TIME_WAIT;
}

void replay_shutdown(const struct call *call)
{
    bool finishes = call->event->numbers[0] != SHUT_RD && call->event->result == 0;
    bool is_connected =
        end_is_connected_type((unsigned)call->socket->type) && call_peer(call) != NO_COLUMN;

    call->lane->stopped |= call->event->numbers[0] != SHUT_WR && call->event->result == 0;
    if (finishes && own_has(call) && !call->lane->fin_sent && !is_over(call->lane))
        own_finish(call);
    else if (finishes && is_connected && !call->lane->fin_sent && !call->lane->reset)
        rung_fin(call->building, call->column, call->lane->peer, call->event, NULL);
    else
        call_note(call, NULL);
}

/* The connections that nobody accepted end with their listener. */
static void close_listener(const struct call *call)
{
    const struct ladder *ladder = call->building->ladder;

    call_note(call, NULL);
    for (unsigned i = 0; i < ladder->column_count; i++) {
        struct lane *lane = call_lane(call, i);
        if (lane->peer != call->column || i == call->column || !lane->is_tcp || lane->reset ||
            ladder->columns[call->column].socket != call->event->socket)
            continue;
        rung_add(call->building, LADDER_SEGMENT, call->column, i, call->event, "RST");
        rung_guess(call->building, i, TCP_IS_RESET, call->event);
        lane->reset = true;
    }
}

static bool can_end(const struct call *call)
{
    int state = call->lane->state;
    bool is_alive = !call->lane->is_tcp || state == 0 || state == TCP_ESTABLISHED ||
                    state == TCP_CLOSE_WAIT || state == TCP_SYN_RECV;

    return end_is_connected_type((unsigned)call->socket->type) && call_peer(call) != NO_COLUMN &&
           is_alive && !call->lane->reset && !call->lane->is_trying;
}

/* What the close itself is, of the rungs from there on; an ACK may stand before it. */
static void leave_unread(const struct call *call, size_t first, uint64_t left)
{
    const struct ladder *ladder = call->building->ladder;

    for (size_t i = first; i < ladder->rung_count; i++) {
        struct ladder_rung *rung = &ladder->rungs[i];
        if (rung->kind != LADDER_STATE && rung->from == call->column && !rung->late)
            rung->unread = left;
    }
}

static void end_by_close(const struct call *call, uint64_t left)
{
    bool resets = call->lane->is_tcp && (left || call->lane->aborts) && !is_over(call->lane);
    bool is_own = own_has(call);

    if (is_own && resets)
        own_reset(call, "close: RST");
    else if (is_own && !call->lane->fin_sent && !is_over(call->lane))
        own_finish(call);
    else if (resets && call_peer(call) != NO_COLUMN)
        rung_reset(call->building, call->column, call->lane->peer, call->event, "close: RST");
    else if (can_end(call) && !call->lane->fin_sent)
        rung_fin(call->building, call->column, call->lane->peer, call->event, NULL);
    else
        call_note(call, NULL);
}

void replay_close(const struct call *call)
{
    uint64_t left = left_at_close(call);

    if (is_listener(call)) {
        close_listener(call);
        return;
    }
    if (call->lane->open > 0)
        call->lane->open--;
    if (!call->lane->has_acted) /* it was made to be asked: nobody conversed by it */
        return;
    if (call->lane->open > 0) {
        call_note(call, "close: a duplicate stays open");
        return;
    }
    rung_conclude(call->building, call->column, call->event);
    count_waiting(call, left);
    size_t before = call->building->ladder->rung_count;
    end_by_close(call, left);
    leave_unread(call, before, left);
}
