/* Who ended first, as the calls tell. The kernel itself says no more than CLOSED, of a reset as well. */
#include "states_parts.h"

#include "journal/ends.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

struct evidence {
    bool is_deaf;        /* shut down for receiving: an end tells nothing of the peer */
    bool lingers;        /* a close may be a reset */
    bool saw_fin;        /* the peer's FIN has come, and what came before it was read */
    bool partner_fin;    /* the peer is ours, and has sent one */
    bool partner_closed; /* the peer is ours, and answers data with a reset */
    bool may_be_reset;   /* data went where perhaps nobody receives any more */
    bool ended_second;
};

static bool is_receive(const struct journal_event *event)
{
    return event->call == CALL_RECVFROM || event->call == CALL_RECVMSG;
}

static bool is_send(const struct journal_event *event)
{
    return event->call == CALL_SENDTO || event->call == CALL_SENDMSG ||
           event->call == CALL_SENDFILE || event->call == CALL_SPLICE;
}

static bool sets_linger(const struct journal_event *event)
{
    return event->call == CALL_SETSOCKOPT && event->numbers[0] == SOL_SOCKET &&
           event->numbers[1] == SO_LINGER;
}

static void take_partners(struct evidence *evidence, const struct journal_event *event)
{
    if (event->kind != JOURNAL_CALL || event->result < 0)
        return;
    bool closes = event->call == CALL_CLOSE;
    bool finishes = event->call == CALL_SHUTDOWN && event->numbers[0] != SHUT_RD;

    evidence->partner_closed |= closes;
    evidence->partner_fin |= closes || finishes;
}

/* In CLOSE-WAIT shutdown(2) sends the FIN, and would have failed after a reset; close(2) goes well in any case. */
static void take_ending(struct evidence *evidence, const struct journal_event *event)
{
    if (event->call == CALL_SHUTDOWN) {
        evidence->ended_second |=
            event->numbers[0] != SHUT_RD && (evidence->saw_fin || evidence->partner_fin);
        evidence->is_deaf |= event->numbers[0] != SHUT_WR;
    } else if (event->call == CALL_CLOSE) {
        evidence->ended_second |=
            evidence->saw_fin && !evidence->lingers && !evidence->may_be_reset;
    }
}

static void take_own(struct evidence *evidence, const struct journal_event *event, bool has_partner)
{
    if (event->kind != JOURNAL_CALL)
        return;
    if (event->result < 0) {
        evidence->may_be_reset |= event->error == ECONNRESET || event->error == EPIPE;
        return;
    }
    evidence->saw_fin |= is_receive(event) && event->result == 0 && event->numbers[0] > 0 &&
                         !evidence->is_deaf && !evidence->may_be_reset;
    evidence->may_be_reset |= is_send(event) && event->result > 0 &&
                              (evidence->partner_closed || (evidence->saw_fin && !has_partner));
    evidence->lingers |= sets_linger(event);
    take_ending(evidence, event);
}

bool states_ended_second(const struct journal *journal, const struct journal_socket *socket,
                         uint64_t before)
{
    const struct journal_socket *partner = end_partner(journal, socket);
    struct evidence evidence = {0};

    for (uint64_t number = states_first_event(journal); number < before; number++) {
        const struct journal_event *event = journal_event(journal, number);
        if (event->socket == socket->id)
            take_own(&evidence, event, partner);
        else if (partner && event->socket == partner->id)
            take_partners(&evidence, event);
    }
    return evidence.ended_second;
}
