/* Rungs, and the states of TCP between them: what the kernel told, and what follows from the segments until it
 * tells. A guess that it refutes goes. */
#include "base/memory.h"
#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "ladder_parts.h"

#include <errno.h>
#include <netinet/tcp.h>

enum { LONGEST_DELAY_OF_ACK = SECOND / 2 };

static bool is_receive(enum journal_call call)
{
    return call == CALL_RECVFROM || call == CALL_RECVMSG || call == CALL_ACCEPT4;
}

/* A send is told when it is made, a receive when it has got something. */
static nanoseconds time_of(const struct building *building, const struct journal_event *event)
{
    const struct ladder *ladder = building->ladder;
    nanoseconds time =
        event->time +
        (event->kind == JOURNAL_STATE || is_receive(event->call) ? event->elapsed : 0);
    nanoseconds last = ladder->rung_count ? ladder->rungs[ladder->rung_count - 1].time : time;

    return time > last ? time : last;
}

static struct ladder_rung *append(struct building *building, const struct ladder_rung *rung)
{
    struct ladder *ladder = building->ladder;
    size_t count = ladder->rung_count;

    ladder->rungs = memory_grow(ladder->rungs, count, sizeof(*rung));
    ladder->rungs[count] = *rung;
    ladder->rung_count++;
    return &ladder->rungs[count];
}

/* What comes now rests on a guess. */
static void begin_guess(struct building *building, unsigned column)
{
    if (!building->lanes[column].guesses)
        building->lanes[column].guesses = building->ladder->rung_count + 1;
}

/* The ACK of a FIN, alone, where it is owed. */
static void acknowledge(struct building *building, unsigned column,
                        const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];

    if (!lane->fin_unacknowledged || lane->peer == NO_COLUMN)
        return;
    lane->fin_unacknowledged = false;
    begin_guess(building, column);
    rung_add(building, LADDER_SEGMENT, lane->peer, column, event, "ACK")->late = true;
    rung_guess(building, column, TCP_GETS_ACK_OF_FIN, event);
}

/* Both have sent a FIN, and the peer's has come by now: with the ACK if it was the second, else before it. */
static void answer_both(struct building *building, unsigned column,
                        const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];
    bool is_first =
        lane->state == TCP_FIN_WAIT1 && building->lanes[lane->peer].state == TCP_LAST_ACK;

    if (!lane->fin_unacknowledged)
        return;
    lane->fin_unacknowledged &= !is_first;
    rung_guess(building, column, is_first ? TCP_GETS_FIN_AND_ACK : TCP_GETS_FIN, event);
    acknowledge(building, column, event);
}

/* Who has sent a FIN itself answers one at once. Else the ACK is delayed, so that what is sent next carries it, but
 * not for long (RFC 1122, 4.2.3.2). Of somebody elsewhere nothing is known. */
void rung_acknowledge_if_certain(struct building *building, unsigned column,
                                 const struct journal_event *event)
{
    const struct lane *lane = &building->lanes[column];
    bool is_overdue = time_of(building, event) - lane->unacknowledged >= LONGEST_DELAY_OF_ACK;

    if (lane->peer == NO_COLUMN || !building->ladder->columns[lane->peer].socket)
        return;
    if (building->lanes[lane->peer].fin_sent)
        answer_both(building, column, event);
    else if (is_overdue)
        acknowledge(building, column, event);
}

void rung_carries_ack(struct building *building, unsigned column, const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];

    if (!lane->fin_unacknowledged)
        return;
    lane->fin_unacknowledged = false;
    rung_guess(building, column, TCP_GETS_ACK_OF_FIN, event);
}

static bool is_sending(const struct journal_event *event)
{
    return event->call == CALL_SHUTDOWN || event->call == CALL_CLOSE ||
           (event->result >= 0 && (event->call == CALL_SENDTO || event->call == CALL_SENDMSG ||
                                   event->call == CALL_SENDFILE || event->call == CALL_SPLICE));
}

/* Whether a call that doesn't send it has told of a segment. A connect waits for what it tells. */
static bool is_late(enum ladder_kind kind, const struct ladder_column *from,
                    const struct journal_event *event)
{
    bool is_prompt = event->kind == JOURNAL_CALL &&
                     (event->call == CALL_CONNECT || (from->socket && is_sending(event)));

    return kind == LADDER_SEGMENT && !is_prompt;
}

struct ladder_rung *rung_add(struct building *building, enum ladder_kind kind, unsigned from,
                             unsigned to, const struct journal_event *event, const char *what)
{
    if (to == NO_COLUMN || from == NO_COLUMN) /* the other end is not known */
        from = to = from == NO_COLUMN ? to : from;
    if (kind != LADDER_STATE && building->lanes[from].peer != NO_COLUMN)
        rung_acknowledge_if_certain(building, building->lanes[from].peer, event);
    building->lanes[from].has_acted = building->lanes[to].has_acted = true;
    building->lanes[from].last = building->lanes[to].last = time_of(building, event);
    return append(building, &(struct ladder_rung){
                                .kind = kind,
                                .time = time_of(building, event),
                                .from = from,
                                .to = to,
                                .about = NO_COLUMN,
                                .event = event,
                                .what = what,
                                .late = is_late(kind, &building->ladder->columns[from], event),
                            });
}

static void add_state(struct building *building, unsigned column, int state, bool told,
                      const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];
    struct ladder_rung *rung = rung_add(building, LADDER_STATE, column, column, event, NULL);

    rung->state = lane->state = (unsigned char)state;
    rung->told = told;
}

void rung_guess(struct building *building, unsigned column, int happening,
                const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column]; /* there is one for NO_COLUMN, too */
    int next = lane->is_tcp ? tcp_state_after(lane->state, (enum tcp_happening)happening) : 0;

    /* A listener whose queue is not emptied listens on. */
    bool is_listener = lane->state == TCP_LISTEN && !building->ladder->columns[column].listener;
    if (!next || is_listener)
        return;
    begin_guess(building, column);
    add_state(building, column, next, false, event);
}

/* The kernel says otherwise: what was guessed since it told last goes. */
static void refute(struct building *building, unsigned column)
{
    struct ladder *ladder = building->ladder;
    struct lane *lane = &building->lanes[column];

    for (size_t i = lane->guesses - 1; i < ladder->rung_count; i++) {
        struct ladder_rung *rung = &ladder->rungs[i];
        bool is_guess = rung->kind == LADDER_STATE && rung->from == column;
        bool is_ack = rung->kind == LADDER_SEGMENT && rung->to == column && rung->what &&
                      strcmp(rung->what, "ACK") == 0;
        rung->dropped |= is_guess || is_ack;
        rung->acknowledges &= rung->to != column;
    }
    lane->state = lane->told;
    lane->fin_unacknowledged =
        lane->fin_sent && lane->told != TCP_FIN_WAIT2 && lane->told != TCP_CLOSE;
}

static void confirm(struct building *building, unsigned column)
{
    struct ladder *ladder = building->ladder;
    struct lane *lane = &building->lanes[column];

    for (size_t i = ladder->rung_count; lane->guesses && i >= lane->guesses; i--) {
        struct ladder_rung *rung = &ladder->rungs[i - 1];
        if (rung->kind == LADDER_STATE && rung->from == column && !rung->dropped) {
            rung->told = true;
            return;
        }
    }
}

/* The peer had sent its FIN before it got that of the column, so that it never was in CLOSE-WAIT. */
static void cross(struct building *building, unsigned column, const struct journal_event *event)
{
    struct ladder *ladder = building->ladder;
    unsigned peer = building->lanes[column].peer;
    struct lane *other = &building->lanes[peer];
    bool is_wrong = false;

    for (size_t i = ladder->rung_count; peer != NO_COLUMN && i-- > 0;) {
        struct ladder_rung *rung = &ladder->rungs[i];
        bool is_second = rung->state == TCP_CLOSE_WAIT || rung->state == TCP_LAST_ACK;
        if (rung->kind != LADDER_STATE || rung->from != peer || rung->dropped)
            continue;
        if (rung->told || !is_second)
            break;
        is_wrong = rung->dropped = true;
    }
    if (!is_wrong)
        return;
    other->state = TCP_ESTABLISHED;
    if (other->fin_sent)
        add_state(building, peer, TCP_CLOSING, false, event);
}

/* Segments that nobody here has seen, but for what the kernel makes of them. */
static void catch_up(struct building *building, unsigned column, int state,
                     const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];
    bool has_peer_ended = state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK ||
                          state == TCP_CLOSING || state == TCP_TIME_WAIT;

    bool has_answer = state == TCP_FIN_WAIT2 || state == TCP_TIME_WAIT ||
                      (state == TCP_CLOSE && lane->state == TCP_LAST_ACK);

    if (state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT)
        rung_established(building, column, event);
    if (state == TCP_CLOSING)
        cross(building, column, event);
    if (has_peer_ended && ends_peer(building, column) != NO_COLUMN &&
        !building->lanes[lane->peer].fin_sent)
        rung_fin(building, lane->peer, column, event, "FIN");
    if (has_answer && !lane->reset)
        acknowledge(building, column, event);
}

void rung_conclude(struct building *building, unsigned column, const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];

    if (!lane->is_over || lane->reset)
        return;
    lane->is_over = false;
    if (lane->peer == NO_COLUMN) /* connected to itself */
        own_conclude(building, column, event);
    else if (!building->lanes[lane->peer].fin_sent)
        rung_fin(building, lane->peer, column, event, "FIN");
    else
        answer_both(building, column, event);
}

/* Nothing but RST leads there from a connection that still sends, unless its time was up. */
static bool is_reset_by(const struct building *building, unsigned column, int state)
{
    const struct lane *lane = &building->lanes[column];
    bool is_open = lane->state == TCP_ESTABLISHED || lane->state == TCP_CLOSE_WAIT;

    return state == TCP_CLOSE && is_open && lane->peer != NO_COLUMN && !lane->reset &&
           !lane->has_timed_out;
}

static bool comes_to_time_wait(const struct building *building, unsigned column, int state)
{
    const struct lane *lane = &building->lanes[column];
    bool has_closed_first = lane->state == TCP_FIN_WAIT1 || lane->state == TCP_FIN_WAIT2 ||
                            lane->state == TCP_CLOSING || lane->state == TCP_TIME_WAIT;

    return state == TCP_CLOSE && has_closed_first && !lane->reset && !lane->has_timed_out;
}

/* Only later it is told whether FIN came before. */
static void reset_as_told(struct building *building, unsigned column,
                          const struct journal_event *event)
{
    unsigned peer = building->lanes[column].peer;

    if (!building->lanes[peer].fin_sent && told_behind(building, event) == EPIPE)
        rung_fin(building, peer, column, event, "FIN");
    rung_reset(building, peer, column, event, "RST");
}

/* Linux says ECONNREFUSED of an RST that answers SYN, of a later one what it says of an open connection. */
void rung_fail(struct building *building, unsigned column, int error,
               const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];
    unsigned peer = lane->peer;
    bool was_open = error == ECONNRESET || error == EPIPE;

    if (lane->reset || peer == NO_COLUMN || (!was_open && error != ECONNREFUSED))
        return;
    if (was_open)
        rung_established(building, column, event);
    if (error == EPIPE)
        rung_fin(building, peer, column, event, "FIN");
    if (was_open)
        rung_reset(building, peer, column, event, "RST");
    else
        rung_add(building, LADDER_SEGMENT, peer, column, event, "RST, ACK");
    lane->reset = true;
}

void rung_told(struct building *building, unsigned column, int state,
               const struct journal_event *event)
{
    struct lane *lane = &building->lanes[column];

    /* Of a connection in TIME-WAIT Linux keeps no socket, and says CLOSE. An RST is told by the next call. */
    if (comes_to_time_wait(building, column, state)) {
        lane->is_over = true;
        if (lane->peer == NO_COLUMN || building->lanes[lane->peer].fin_sent)
            rung_conclude(building, column, event);
        return;
    }
    if (is_reset_by(building, column, state))
        reset_as_told(building, column, event);
    if (state == TCP_CLOSE && lane->is_trying)
        rung_fail(building, column, told_behind(building, event), event);
    if (lane->guesses && !tcp_state_may_become(lane->state, state))
        refute(building, column);
    catch_up(building, column, state, event);
    if (lane->state == state)
        confirm(building, column);
    else
        add_state(building, column, state, true, event);
    lane->told = (unsigned char)state;
    lane->guesses = 0;
    lane->unacknowledged = time_of(building, event);
}

void rung_fin(struct building *building, unsigned from, unsigned to,
              const struct journal_event *event, const char *what)
{
    struct lane *lane = &building->lanes[from], *other = &building->lanes[to];
    bool has_crossed = other->fin_sent && lane->state == TCP_ESTABLISHED;

    rung_waiting(building, from, to, event);
    rung_acknowledge_if_certain(building, to, event);
    bool acknowledges = other->fin_unacknowledged && !has_crossed;
    if (acknowledges) {
        other->fin_unacknowledged = false;
        begin_guess(building, to);
    }
    rung_add(building, LADDER_SEGMENT, from, to, event, what)->acknowledges = acknowledges;
    lane->fin_sent = true;
    lane->fin_unacknowledged = lane->is_tcp;
    lane->unacknowledged = time_of(building, event);
    rung_guess(building, from, TCP_SENDS_FIN, event);
    if (has_crossed)
        rung_guess(building, from, TCP_GETS_FIN, event);
    rung_guess(building, to, acknowledges ? TCP_GETS_FIN_AND_ACK : TCP_GETS_FIN, event);
}

void rung_reset(struct building *building, unsigned from, unsigned to,
                const struct journal_event *event, const char *what)
{
    rung_waiting(building, from, to, event);
    rung_add(building, LADDER_SEGMENT, from, to, event, what);
    rung_guess(building, from, TCP_IS_RESET, event);
    rung_guess(building, to, TCP_IS_RESET, event);
    building->lanes[from].reset = building->lanes[to].reset = true;
    building->lanes[from].fin_unacknowledged = building->lanes[to].fin_unacknowledged = false;
}

void rung_established(struct building *building, unsigned from, const struct journal_event *event)
{
    struct lane *lane = &building->lanes[from];
    unsigned peer = lane->peer;

    if (!lane->is_trying || peer == NO_COLUMN)
        return;
    lane->is_trying = false;
    rung_guess(building, peer, TCP_GETS_SYN, event);
    rung_add(building, LADDER_SEGMENT, peer, from, event, "SYN, ACK");
    rung_guess(building, from, TCP_GETS_SYN_ACK, event);
    rung_add(building, LADDER_SEGMENT, from, peer, event, "ACK");
    rung_guess(building, peer, TCP_GETS_ACK_OF_SYN, event);
}
