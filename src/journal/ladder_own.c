/* A connection of a socket to itself: what it sends comes to itself, as where both ends call, and both end, at once
 * (RFC 9293, 3.5 and 3.6). There is one column, and no arrow. */
#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "ladder_call.h"

#include <errno.h>
#include <netinet/tcp.h>

bool own_has(const struct call *call)
{
    return call->lane->is_own || end_is_own(call->socket, &call->socket->peer);
}

bool own_begins(const struct call *call, const struct journal_end *to)
{
    const struct journal_event *event = call->event;

    return end_is_own(call->socket, to) && (event->result == 0 || event->error == EINPROGRESS);
}

static void say(const struct call *call, const char *what, enum tcp_happening happening)
{
    rung_add(call->building, LADDER_SEGMENT, call->column, call->column, call->event, what);
    rung_guess(call->building, call->column, happening, call->event);
}

void own_connect(const struct call *call)
{
    if (call->lane->is_own) /* asked again how it went */
        return;
    call->lane->is_own = true;
    call->lane->fin_sent = call->lane->reset = false;
    say(call, "connect to itself: SYN", TCP_SENDS_SYN);
    rung_guess(call->building, call->column, TCP_GETS_SYN, call->event);
    say(call, "SYN, ACK", TCP_GETS_ACK_OF_SYN);
    rung_add(call->building, LADDER_SEGMENT, call->column, call->column, call->event, "ACK");
}

void own_finish(const struct call *call)
{
    call->lane->fin_sent = true;
    say(call, NULL, TCP_SENDS_FIN);
    own_conclude(call->building, call->column, call->event);
}

void own_conclude(struct building *building, unsigned column, const struct journal_event *event)
{
    if (building->lanes[column].state != TCP_FIN_WAIT1)
        return;
    rung_guess(building, column, TCP_GETS_FIN, event);
    rung_add(building, LADDER_SEGMENT, column, column, event, "ACK");
    rung_guess(building, column, TCP_GETS_ACK_OF_FIN, event);
}

void own_reset(const struct call *call, const char *what)
{
    call->lane->reset = true;
    say(call, what, TCP_IS_RESET);
}
