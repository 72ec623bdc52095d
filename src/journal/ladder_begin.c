/* How ends come to be and find one another: sockets, pairs, connect and accept. */
#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "ladder_call.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

void replay_socket(const struct call *call)
{
    call->lane->is_whole = true;
}

void replay_plain(const struct call *call)
{
    call_note(call, NULL);
}

static const struct attempt *attempt_of(struct building *building, uint64_t event)
{
    while (building->attempt_next < building->attempt_count &&
           building->attempts[building->attempt_next].event < event)
        building->attempt_next++;

    const struct attempt *attempt = &building->attempts[building->attempt_next];
    bool is_it = building->attempt_next < building->attempt_count && attempt->event == event &&
                 attempt->column != NO_COLUMN && attempt->peer != NO_COLUMN;
    return is_it ? attempt : NULL;
}

static void face(struct building *building, const struct attempt *attempt)
{
    building->lanes[attempt->column].peer = attempt->peer;
    building->lanes[attempt->peer].peer = attempt->column;
}

void replay_pair(const struct call *call)
{
    const struct attempt *attempt = attempt_of(call->building, call->event->number);

    if (!attempt)
        return;
    face(call->building, attempt);
    call_lane(call, attempt->column)->is_whole = call_lane(call, attempt->peer)->is_whole = true;
    call_note(call, "socketpair");
}

static void replay_disconnect(const struct call *call)
{
    rung_conclude(call->building, call->column, call->event);
    int state = call->lane->state;
    bool is_open = state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT || state == TCP_FIN_WAIT1 ||
                   state == TCP_FIN_WAIT2;

    if (is_open && own_has(call)) {
        own_reset(call, "disconnect: RST");
    } else if (is_open && call_peer(call) != NO_COLUMN) {
        rung_reset(call->building, call->column, call->lane->peer, call->event, "disconnect: RST");
    } else {
        call_note(call, call->lane->is_trying ? "connect given up" : "disconnect");
        if (state != TCP_CLOSE)
            rung_guess(call->building, call->column, TCP_IS_RESET, call->event);
    }
    call->lane->is_trying = call->lane->reset = call->lane->fin_sent = false;
    call->lane->waiting = 0;
    call->lane->fin_unacknowledged = call->lane->is_over = call->lane->is_own = false;
    call->lane->peer = NO_COLUMN;
}

static void begin_attempt(const struct call *call, const struct attempt *attempt)
{
    face(call->building, attempt);
    call->lane->fin_sent = call->lane->reset = false;
    call->lane->waiting = 0;
    if (!call->lane->is_tcp) {
        if (call->event->result == 0)
            rung_add(call->building, LADDER_SEGMENT, call->column, attempt->peer, call->event,
                     NULL);
        return;
    }
    rung_add(call->building, LADDER_SEGMENT, call->column, attempt->peer, call->event,
             "connect: SYN");
    rung_guess(call->building, call->column, TCP_SENDS_SYN, call->event);
    call->lane->is_trying = true;
}

void fail_attempt(const struct call *call, int error)
{
    if (call->lane->is_trying || error == ECONNRESET || error == EPIPE)
        rung_fail(call->building, call->column, error, call->event);
    call_note(call, NULL);
    if (call->lane->is_trying && call->lane->state != TCP_CLOSE)
        rung_guess(call->building, call->column, TCP_IS_RESET, call->event);
    call->lane->is_trying = false;
}

void replay_connect(const struct call *call)
{
    struct building *building = call->building;
    const struct journal_event *event = call->event;
    const struct attempt *attempt = attempt_of(building, event->number);
    struct journal_end address = {0};
    bool known = ends_address_of(building->journal, event, &address);

    if (known && end_is_nobody(&address)) {
        replay_disconnect(call);
    } else if (known && own_begins(call, &address)) {
        own_connect(call);
    } else if (!end_is_connected_type((unsigned)call->socket->type)) {
        call_note(call, NULL);
        call->lane->peer = event->result == 0 && known
                               ? ends_receiver(building, call->socket, &address)
                               : NO_COLUMN;
    } else {
        if (attempt)
            begin_attempt(call, attempt);
        if (event->result == 0)
            rung_established(building, call->column, event);
        else if (event->error != EINPROGRESS && event->error != EALREADY && !call_waits(event))
            fail_attempt(call, event->error);
    }
}

void replay_listen(const struct call *call)
{
    call_note(call, NULL);
}

/* What the kernel has done long before: the program is told only now. */
static void establish_from_elsewhere(struct building *building, const struct attempt *attempt,
                                     const struct journal_event *event)
{
    struct lane *client = &building->lanes[attempt->column];

    face(building, attempt);
    if (!client->is_tcp)
        return;
    rung_add(building, LADDER_SEGMENT, attempt->column, attempt->peer, event, "SYN");
    rung_guess(building, attempt->column, TCP_SENDS_SYN, event);
    client->is_trying = true;
    rung_established(building, attempt->column, event);
}

void replay_accept(const struct call *call)
{
    struct building *building = call->building;
    const struct attempt *attempt = attempt_of(building, call->event->number);
    unsigned accepted =
        call->event->result < 0
            ? NO_COLUMN
            : ends_column(building, ends_accepted_by(building->journal, call->event));

    if (call->event->result < 0 && !call_waits(call->event))
        call_note(call, NULL);
    if (accepted == NO_COLUMN)
        return;
    struct lane *lane = call_lane(call, accepted);
    if (attempt)
        establish_from_elsewhere(building, attempt, call->event);
    else if (lane->peer != NO_COLUMN)
        rung_established(building, lane->peer, call->event);
    lane->is_accepted = lane->is_whole = true;
    rung_add(building, LADDER_NOTE, accepted, accepted, call->event, NULL);
}
