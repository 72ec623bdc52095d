/* Bytes and messages on their way: an arrow, or a note at the end that takes what was seen leaving. */
#include "base/memory.h"
#include "journal/ends.h"
#include "ladder_call.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static bool keeps_messages(const struct call *call)
{
    return call->socket->type != SOCK_STREAM;
}

static void wait_for_receiver(struct building *building, size_t rung)
{
    building->waiting =
        memory_grow(building->waiting, building->waiting_count, sizeof(*building->waiting));
    building->waiting[building->waiting_count++] = rung;
}

/* The first message that waits there, of that sender if it is known, has been received. */
static bool take_message(const struct call *call, unsigned sender)
{
    struct building *building = call->building;
    struct ladder_rung *rungs = building->ladder->rungs;

    for (size_t i = building->waiting_first; i < building->waiting_count; i++) {
        struct ladder_rung *rung = &rungs[building->waiting[i]];
        if (!rung->lost || rung->to != call->column ||
            (sender != NO_COLUMN && rung->from != sender))
            continue;
        rung->lost = false;
        while (building->waiting_first < building->waiting_count &&
               !rungs[building->waiting[building->waiting_first]].lost)
            building->waiting_first++;
        return true;
    }
    return false;
}

static unsigned other_end(const struct call *call)
{
    struct journal_end address;

    if (ends_address_of(call->building->journal, call->event, &address) && end_is_named(&address))
        return ends_receiver(call->building, call->socket, &address);
    return call_peer(call);
}

/* An end of TCP that has not finished is told EPIPE where the peer has reset it after its FIN, which had come before. */
static void tell_error(const struct call *call, int error)
{
    struct lane *lane = call->lane;
    bool is_reset = error == ECONNRESET || (error == EPIPE && !lane->fin_sent);
    bool is_over = lane->reset || lane->is_trying || lane->state == TCP_CLOSE;

    lane->has_timed_out |= error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH;
    unsigned peer = is_reset && lane->is_tcp && !is_over ? call_peer(call) : NO_COLUMN;
    if (peer == NO_COLUMN)
        return;
    if (error == EPIPE && !call_lane(call, peer)->fin_sent)
        rung_fin(call->building, peer, call->column, call->event, "FIN");
    rung_reset(call->building, peer, call->column, call->event, "RST");
}

void replay_error(const struct call *call)
{
    int error = end_error(call->building->journal, call->event);

    if (error && call->lane->is_trying)
        fail_attempt(call, error);
    else
        tell_error(call, error);
}

static void fail_transfer(const struct call *call)
{
    unsigned peer = call_peer(call);
    int error = call->event->error;
    bool is_udp = call->socket->family != AF_UNIX && call->socket->type == SOCK_DGRAM;

    if (call_waits(call->event))
        return;
    if (error == ECONNREFUSED && is_udp && peer != NO_COLUMN)
        rung_add(call->building, LADDER_SEGMENT, peer, call->column, call->event,
                 "ICMP port unreachable");
    tell_error(call, error);
    call_note(call, NULL);
}

static void keep_open(struct building *building, int fd)
{
    for (size_t i = building->ladder->column_count; i-- > 0;) {
        const struct journal_socket *socket =
            journal_socket(building->journal, building->ladder->columns[i].socket);
        if (socket && socket->fd == fd && building->lanes[i].open) {
            building->lanes[i].open++;
            return;
        }
    }
}

/* A descriptor that is passed keeps its socket open, whoever gets it. */
static void keep_passed(const struct call *call)
{
    struct journal_bytes bytes;
    struct cmsghdr head;

    if (!journal_bytes(call->building->journal, call->event, &bytes) ||
        bytes.control.length < sizeof(head))
        return;
    memcpy(&head, bytes.control.data, sizeof(head));
    if (head.cmsg_level != SOL_SOCKET || head.cmsg_type != SCM_RIGHTS)
        return;
    for (size_t at = CMSG_LEN(0);
         at + sizeof(int) <= head.cmsg_len && at + sizeof(int) <= bytes.control.length;
         at += sizeof(int)) {
        int fd;
        memcpy(&fd, bytes.control.data + at, sizeof(fd));
        keep_open(call->building, fd);
    }
}

/* Of splice(2) and sendfile(2) other numbers stand where the flags are. */
static bool is_urgent(const struct journal_event *event)
{
    return (event->call == CALL_SENDTO || event->call == CALL_SENDMSG) &&
           (event->numbers[1] & MSG_OOB);
}

/* What comes is answered with RST (RFC 1122, 4.2.2.13). */
static bool takes_no_more(const struct lane *lane)
{
    return lane->open == 0 || (lane->stopped && lane->fin_sent);
}

void replay_send(const struct call *call)
{
    struct building *building = call->building;
    unsigned to = call->event->result < 0 ? NO_COLUMN : other_end(call);

    if (call->event->result < 0) {
        fail_transfer(call);
        return;
    }
    keep_passed(call);
    call->lane->sent += (uint64_t)call->event->result;
    if (to == NO_COLUMN) {
        call_note(call, NULL);
        return;
    }
    if (is_urgent(call->event))
        call->lane->urgent = true;
    ends_link(building, call->column, to);
    struct ladder_rung *rung = rung_add(building, LADDER_DATA, call->column, to, call->event, NULL);
    if (keeps_messages(call) && call_is_ours(call, to)) {
        rung->lost = true;
        wait_for_receiver(building, (size_t)(rung - building->ladder->rungs));
        return;
    }
    if (call->event->result > 0)
        rung_carries_ack(building, to, call->event);
    if (call->lane->is_tcp && call_is_ours(call, to) && takes_no_more(call_lane(call, to)) &&
        !call->lane->reset)
        rung_reset(building, to, call->column, call->event, "RST");
}

static void receive_end(const struct call *call)
{
    unsigned peer = call_peer(call);

    if (peer != NO_COLUMN && !call_lane(call, peer)->fin_sent && !call->lane->stopped &&
        !call->lane->reset)
        rung_fin(call->building, peer, call->column, call->event,
                 call->lane->is_tcp ? "FIN" : "end");
    call_note(call, NULL);
}

static void receive_stream(const struct call *call)
{
    unsigned peer = call_peer(call);

    if (call->event->result == 0 && call->event->numbers[0] > 0) {
        receive_end(call);
        return;
    }
    call->lane->taken += (uint64_t)call->event->result;
    if (peer != NO_COLUMN && !call_is_ours(call, peer) && !take_waiting(call))
        rung_add(call->building, LADDER_DATA, peer, call->column, call->event, NULL);
    else
        call_note(call, NULL);
}

static void receive_message(const struct call *call)
{
    unsigned sender = other_end(call);
    bool is_seen_leaving =
        take_message(call, sender != NO_COLUMN && call_is_ours(call, sender) ? sender : NO_COLUMN);

    if (is_seen_leaving || sender == NO_COLUMN || call_is_ours(call, sender)) {
        call_note(call, NULL)->about = sender;
        return;
    }
    ends_link(call->building, sender, call->column);
    rung_add(call->building, LADDER_DATA, sender, call->column, call->event, NULL);
}

void replay_receive(const struct call *call)
{
    const struct journal_event *event = call->event;

    if (event->result < 0)
        fail_transfer(call);
    else if (event->numbers[1] & MSG_ERRQUEUE)
        call_note(call, NULL);
    else if (event->numbers[1] & MSG_PEEK && event->result > 0)
        rung_add(call->building, LADDER_LOOK, call->column, call->column, event, NULL);
    else if (event->numbers[1] & MSG_PEEK)
        return;
    else if (keeps_messages(call))
        receive_message(call);
    else
        receive_stream(call);
}

void replay_splice(const struct call *call)
{
    if (call->event->numbers[0] != call->event->fd)
        replay_send(call);
    else if (call->event->result < 0)
        fail_transfer(call);
    else
        receive_stream(call);
}
