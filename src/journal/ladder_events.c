/* From calls to rungs, a call a function. */
#include "base/memory.h"
#include "journal/tcp_state.h"
#include "ladder_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* A call on the socket of a column. */
struct call {
    struct building *building;
    const struct journal_event *event;
    unsigned column;
    struct lane *lane;
    const struct journal_socket *socket;
};

static struct ladder_rung *note(const struct call *call, const char *what)
{
    return rung_add(call->building, LADDER_NOTE, call->column, call->column, call->event, what);
}

static unsigned peer_of(const struct call *call)
{
    return ends_peer(call->building, call->column);
}

static struct lane *lane_of(const struct call *call, unsigned column)
{
    return &call->building->lanes[column];
}

static bool is_ours(const struct call *call, unsigned column)
{
    return call->building->ladder->columns[column].socket;
}

static bool is_waiting(const struct journal_event *event)
{
    return event->error == EAGAIN || event->error == EINTR;
}

static bool keeps_messages(const struct call *call)
{
    return call->socket->type != SOCK_STREAM;
}

static bool is_listener(const struct call *call)
{
    return call->lane->state == TCP_LISTEN ||
           ends_next_accepted(call->building, call->event->socket, 0) != NO_COLUMN;
}

/* ---- beginning ---- */

static void replay_socket(const struct call *call)
{
    call->lane->is_whole = true;
}

static void replay_plain(const struct call *call)
{
    note(call, NULL);
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

static void replay_pair(const struct call *call)
{
    const struct attempt *attempt = attempt_of(call->building, call->event->number);

    if (!attempt)
        return;
    face(call->building, attempt);
    lane_of(call, attempt->column)->is_whole = lane_of(call, attempt->peer)->is_whole = true;
    note(call, "socketpair");
}

static void replay_disconnect(const struct call *call)
{
    bool is_open = call->lane->state == TCP_ESTABLISHED || call->lane->state == TCP_CLOSE_WAIT;

    if (is_open && peer_of(call) != NO_COLUMN) {
        rung_reset(call->building, call->column, call->lane->peer, call->event, "disconnect: RST");
    } else {
        note(call, call->lane->is_trying ? "connect given up" : "disconnect");
        rung_guess(call->building, call->column, TCP_IS_RESET, call->event);
    }
    call->lane->is_trying = call->lane->reset = call->lane->fin_sent = false;
    call->lane->fin_unacknowledged = false;
    call->lane->peer = NO_COLUMN;
}

static void begin_attempt(const struct call *call, const struct attempt *attempt)
{
    face(call->building, attempt);
    call->lane->fin_sent = call->lane->reset = false;
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

static void fail_attempt(const struct call *call)
{
    if (call->lane->is_trying && call->event->error == ECONNREFUSED)
        rung_add(call->building, LADDER_SEGMENT, call->lane->peer, call->column, call->event,
                 "RST, ACK");
    note(call, NULL);
    if (call->lane->is_trying)
        rung_guess(call->building, call->column, TCP_IS_RESET, call->event);
    call->lane->is_trying = false;
}

static void replay_connect(const struct call *call)
{
    struct building *building = call->building;
    const struct journal_event *event = call->event;
    const struct attempt *attempt = attempt_of(building, event->number);
    struct journal_end address = {0};
    bool known = ends_address_of(building->journal, event, &address);

    if (known && end_is_nobody(&address)) {
        replay_disconnect(call);
    } else if (!end_is_connected_type((unsigned)call->socket->type)) {
        note(call, NULL);
        call->lane->peer = event->result == 0 && known
                               ? ends_receiver(building, call->socket, &address)
                               : NO_COLUMN;
    } else {
        if (attempt)
            begin_attempt(call, attempt);
        if (event->result == 0)
            rung_established(building, call->column, event);
        else if (event->error != EINPROGRESS && event->error != EALREADY && !is_waiting(event))
            fail_attempt(call);
    }
}

static void replay_listen(const struct call *call)
{
    note(call, NULL);
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

static void replay_accept(const struct call *call)
{
    struct building *building = call->building;
    const struct attempt *attempt = attempt_of(building, call->event->number);
    unsigned accepted =
        call->event->result < 0
            ? NO_COLUMN
            : ends_column(building, ends_accepted_by(building->journal, call->event));

    if (call->event->result < 0 && !is_waiting(call->event))
        note(call, NULL);
    if (accepted == NO_COLUMN)
        return;
    struct lane *lane = lane_of(call, accepted);
    if (attempt)
        establish_from_elsewhere(building, attempt, call->event);
    else if (lane->peer != NO_COLUMN)
        rung_established(building, lane->peer, call->event);
    lane->is_accepted = lane->is_whole = true;
    rung_add(building, LADDER_NOTE, accepted, accepted, call->event, NULL);
}

/* ---- bytes ---- */

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

    if (ends_address_of(call->building->journal, call->event, &address) &&
        address.length > sizeof(sa_family_t))
        return ends_receiver(call->building, call->socket, &address);
    return peer_of(call);
}

static void fail_transfer(const struct call *call)
{
    unsigned peer = peer_of(call);
    int error = call->event->error;
    bool is_udp = call->socket->family != AF_UNIX && call->socket->type == SOCK_DGRAM;

    if (is_waiting(call->event))
        return;
    if (error == ECONNREFUSED && is_udp && peer != NO_COLUMN)
        rung_add(call->building, LADDER_SEGMENT, peer, call->column, call->event,
                 "ICMP port unreachable");
    if (error == ECONNRESET && peer != NO_COLUMN && call->lane->is_tcp && !call->lane->reset)
        rung_reset(call->building, peer, call->column, call->event, "RST");
    note(call, NULL);
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
        for (size_t i = call->building->ladder->column_count; i-- > 0;) {
            const struct journal_socket *socket =
                journal_socket(call->building->journal, call->building->ladder->columns[i].socket);
            if (socket && socket->fd == fd && call->building->lanes[i].open) {
                call->building->lanes[i].open++;
                break;
            }
        }
    }
}

static void replay_send(const struct call *call)
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
        note(call, NULL);
        return;
    }
    if ((call->event->numbers[1] & MSG_OOB) && call->event->call != CALL_SENDFILE)
        call->lane->urgent = true;
    ends_link(building, call->column, to);
    struct ladder_rung *rung = rung_add(building, LADDER_DATA, call->column, to, call->event, NULL);
    if (keeps_messages(call) && is_ours(call, to)) {
        rung->lost = true;
        wait_for_receiver(building, (size_t)(rung - building->ladder->rungs));
    } else if (call->lane->is_tcp && is_ours(call, to) && lane_of(call, to)->open == 0 &&
               !call->lane->reset) {
        rung_reset(building, to, call->column, call->event, "RST");
    }
}

static void receive_end(const struct call *call)
{
    unsigned peer = peer_of(call);

    if (peer != NO_COLUMN && !lane_of(call, peer)->fin_sent && !call->lane->stopped &&
        !call->lane->reset)
        rung_fin(call->building, peer, call->column, call->event,
                 call->lane->is_tcp ? "FIN" : "end");
    note(call, NULL);
}

static void receive_stream(const struct call *call)
{
    unsigned peer = peer_of(call);

    if (call->event->result == 0 && call->event->numbers[0] > 0) {
        receive_end(call);
        return;
    }
    call->lane->taken += (uint64_t)call->event->result;
    if (peer != NO_COLUMN && !is_ours(call, peer))
        rung_add(call->building, LADDER_DATA, peer, call->column, call->event, NULL);
    else
        note(call, NULL);
}

static void receive_message(const struct call *call)
{
    unsigned sender = other_end(call);
    bool is_seen_leaving =
        take_message(call, sender != NO_COLUMN && is_ours(call, sender) ? sender : NO_COLUMN);

    if (is_seen_leaving || sender == NO_COLUMN || is_ours(call, sender)) {
        note(call, NULL)->about = sender;
        return;
    }
    ends_link(call->building, sender, call->column);
    rung_add(call->building, LADDER_DATA, sender, call->column, call->event, NULL);
}

static void replay_receive(const struct call *call)
{
    const struct journal_event *event = call->event;

    if (event->result < 0)
        fail_transfer(call);
    else if (event->numbers[1] & MSG_ERRQUEUE)
        note(call, NULL);
    else if (event->numbers[1] & MSG_PEEK && event->result > 0)
        rung_add(call->building, LADDER_LOOK, call->column, call->column, event, NULL);
    else if (event->numbers[1] & MSG_PEEK)
        return;
    else if (keeps_messages(call))
        receive_message(call);
    else
        receive_stream(call);
}

static void replay_splice(const struct call *call)
{
    if (call->event->numbers[0] != call->event->fd)
        replay_send(call);
    else if (call->event->result < 0)
        fail_transfer(call);
    else
        receive_stream(call);
}

/* ---- end ---- */

/* Bytes that have come and were not taken; 0 also where that can't be known. */
static uint64_t unread(const struct building *building, unsigned column)
{
    const struct ladder_column *own = &building->ladder->columns[column];
    const struct lane *lane = &building->lanes[column];
    const struct lane *peer = lane->peer != NO_COLUMN ? &building->lanes[lane->peer] : NULL;

    if (!peer || !peer->is_whole || !lane->is_whole || peer->urgent || own->type != SOCK_STREAM ||
        !building->ladder->columns[lane->peer].socket || peer->sent < lane->taken)
        return 0;
    return peer->sent - lane->taken;
}

static void replay_shutdown(const struct call *call)
{
    bool finishes = call->event->numbers[0] != SHUT_RD && call->event->result == 0;
    bool is_connected =
        end_is_connected_type((unsigned)call->socket->type) && peer_of(call) != NO_COLUMN;

    call->lane->stopped |= call->event->numbers[0] != SHUT_WR && call->event->result == 0;
    if (finishes && is_connected && !call->lane->fin_sent && !call->lane->reset)
        rung_fin(call->building, call->column, call->lane->peer, call->event, NULL);
    else
        note(call, NULL);
}

/* The connections that nobody accepted end with their listener. */
static void close_listener(const struct call *call)
{
    const struct ladder *ladder = call->building->ladder;

    note(call, NULL);
    for (unsigned i = 0; i < ladder->column_count; i++) {
        struct lane *lane = lane_of(call, i);
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

    return end_is_connected_type((unsigned)call->socket->type) && peer_of(call) != NO_COLUMN &&
           is_alive && !call->lane->reset && !call->lane->is_trying;
}

static void replay_close(const struct call *call)
{
    uint64_t left = unread(call->building, call->column);

    if (is_listener(call)) {
        close_listener(call);
        return;
    }
    if (call->lane->open > 0)
        call->lane->open--;
    if (!call->lane->has_acted) /* it was made to be asked: nobody conversed by it */
        return;
    if (call->lane->open > 0) {
        note(call, "close: a duplicate stays open");
        return;
    }
    size_t before = call->building->ladder->rung_count;
    if (call->lane->is_tcp && (left || call->lane->aborts) && peer_of(call) != NO_COLUMN &&
        !call->lane->reset && !call->lane->is_trying)
        rung_reset(call->building, call->column, call->lane->peer, call->event, "close: RST");
    else if (can_end(call) && !call->lane->fin_sent)
        rung_fin(call->building, call->column, call->lane->peer, call->event, NULL);
    else
        note(call, NULL);
    for (; before < call->building->ladder->rung_count; before++)
        if (call->building->ladder->rungs[before].kind != LADDER_STATE &&
            call->building->ladder->rungs[before].from == call->column)
            call->building->ladder->rungs[before].unread = left;
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
    [CALL_SHUTDOWN] = replay_shutdown,
    [CALL_FCNTL] = replay_fcntl,
    [CALL_CLOSE] = replay_close,
};

static void replay_at(struct building *building, const struct journal_event *event, unsigned column)
{
    struct call call = {
        .building = building,
        .event = event,
        .column = column,
        .lane = &building->lanes[column],
        .socket = journal_socket(building->journal, event->socket),
    };

    if (event->kind == JOURNAL_STATE)
        rung_told(building, column, (int)event->numbers[1], event);
    else if (replays[event->call])
        replays[event->call](&call);
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
                               (event->call == CALL_ACCEPT4 && !is_waiting(event)));

    for (unsigned i = first; i != NO_COLUMN; i = ends_next_accepted(building, event->socket, i + 1))
        if (is_listened_for(&building->lanes[i], event)) {
            replay_at(building, event, i);
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
    unsigned column = column_of(building, event);

    if (column != NO_COLUMN)
        replay_at(building, event, column);
}

/* What nobody has taken when the ladder is asked for. */
static void tell_unread(struct building *building, const struct journal_event *last)
{
    for (unsigned i = 0; last && i < building->ladder->column_count; i++) {
        uint64_t left = building->lanes[i].open ? unread(building, i) : 0;
        if (!left || (building->ladder->columns[i].listener && !building->lanes[i].is_accepted))
            continue;
        struct ladder_rung *rung = rung_add(building, LADDER_NOTE, i, i, last, "");
        rung->unread = left;
    }
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
    for (unsigned i = 0; last && i < building->ladder->column_count; i++)
        if (building->lanes[i].peer != NO_COLUMN &&
            building->ladder->columns[building->lanes[i].peer].socket)
            rung_acknowledge(building, i, last);
    tell_unread(building, last);
}
