#include "journal/states.h"

#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "journal/trace.h"
#include "states_parts.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

enum { STATES = TCP_CLOSING + 1 };

/* The arrows of the diagram, and the one of its second note. That a reset ends any connection is in the RFC's text
 * alone. A listener of Linux never leaves LISTEN but to be closed: its connections are sockets of their own, which
 * begin behind it. */
static const struct {
    unsigned char from, to;
} arrows[] = {
    {TCP_CLOSE, TCP_LISTEN},          {TCP_CLOSE, TCP_SYN_SENT},
    {TCP_SYN_SENT, TCP_SYN_RECV},     {TCP_SYN_SENT, TCP_ESTABLISHED},
    {TCP_SYN_RECV, TCP_ESTABLISHED},  {TCP_SYN_RECV, TCP_FIN_WAIT1},
    {TCP_ESTABLISHED, TCP_FIN_WAIT1}, {TCP_ESTABLISHED, TCP_CLOSE_WAIT},
    {TCP_FIN_WAIT1, TCP_FIN_WAIT2},   {TCP_FIN_WAIT1, TCP_CLOSING},
    {TCP_FIN_WAIT1, TCP_TIME_WAIT},   {TCP_FIN_WAIT2, TCP_TIME_WAIT},
    {TCP_CLOSING, TCP_TIME_WAIT},     {TCP_CLOSE_WAIT, TCP_LAST_ACK},
};

static bool leads(int from, int to)
{
    for (size_t i = 0; i < sizeof(arrows) / sizeof(arrows[0]); i++)
        if (arrows[i].from == from && arrows[i].to == to)
            return true;
    return to == TCP_CLOSE && from != TCP_CLOSE;
}

/* How many arrows lead from one to the other without passing a third; -1 where none do. */
static int distance(int from, int to, int without)
{
    int steps[STATES] = {0};

    for (int step = 1; step < STATES; step++) {
        for (int state = 1; state < STATES; state++) {
            bool reached = state == from ? step == 1 : steps[state] == step - 1 && step > 1;
            for (int next = 1; reached && next < STATES; next++)
                if (next != without && next != from && !steps[next] && leads(state, next))
                    steps[next] = step;
        }
        if (steps[to])
            return step;
    }
    return -1;
}

static void add(struct states_path *path, struct states_step step)
{
    if (path->count == STATES_KEPT) {
        memmove(path->steps, path->steps + 1, (STATES_KEPT - 1) * sizeof(path->steps[0]));
        path->count--;
        path->is_whole = false;
    }
    path->steps[path->count++] = step;
}

/* The states without which the next one can't be reached, the nearest first. */
static void add_implied(struct states_path *path, int from, int to)
{
    for (int step = 1; step < STATES; step++)
        for (int state = 1; state < STATES; state++)
            if (state != from && state != to && distance(from, state, 0) == step &&
                distance(from, to, state) < 0)
                add(path, (struct states_step){.state = state, .how = STATES_IMPLIED});
}

static void add_told(struct states_path *path, int state, nanoseconds time)
{
    int last = path->count ? path->steps[path->count - 1].state : 0;

    if (last == state)
        return;
    if (last)
        add_implied(path, last, state);
    add(path, (struct states_step){state, STATES_TOLD, time});
}

uint64_t states_first_event(const struct journal *journal)
{
    uint64_t number = journal_next(journal);

    while (journal_event(journal, number - 1))
        number--;
    return number;
}

static bool is_state_of(const struct journal_event *event, unsigned socket)
{
    return event->kind == JOURNAL_STATE && event->socket == socket;
}

static uint64_t find_first(const struct journal *journal, unsigned socket)
{
    uint64_t number = states_first_event(journal);

    while (number < journal_next(journal) && !is_state_of(journal_event(journal, number), socket))
        number++;
    return number;
}

/* A socket that was made here begins in CLOSED; an accepted one behind its listener, in SYN-RECEIVED. */
static void begin(const struct journal *journal, const struct journal_socket *socket,
                  struct states_path *path)
{
    const struct journal_event *first = journal_event(journal, find_first(journal, socket->id));
    bool is_known = first ? first->numbers[0] == 0 : socket->state == 0;

    path->is_whole =
        is_known && (socket->origin == ORIGIN_MADE || socket->origin == ORIGIN_ACCEPTED);
    if (path->is_whole && socket->origin == ORIGIN_MADE)
        add(path, (struct states_step){TCP_CLOSE, STATES_MADE, 0});
    else if (path->is_whole)
        add(path, (struct states_step){TCP_SYN_RECV, STATES_IMPLIED, 0});
}

/* connect(2) sends a SYN, whatever comes of it. */
static bool sends_syn(const struct journal *journal, const struct journal_event *event,
                      unsigned socket)
{
    struct journal_bytes bytes;
    sa_family_t family = AF_UNSPEC;

    if (event->kind != JOURNAL_CALL || event->call != CALL_CONNECT || event->socket != socket ||
        (event->result < 0 && event->error != EINPROGRESS))
        return false;
    if (journal_bytes(journal, event, &bytes) && bytes.address.length >= sizeof(family))
        memcpy(&family, bytes.address.data, sizeof(family));
    return family != AF_UNSPEC;
}

static int last_state(const struct states_path *path)
{
    return path->count ? path->steps[path->count - 1].state : 0;
}

/* A reset leads to CLOSED from anywhere, so that the arrows alone don't tell. */
static void add_ordered_end(const struct journal *journal, const struct journal_socket *socket,
                            uint64_t before, struct states_path *path)
{
    int last = last_state(path);
    bool is_open = last == TCP_ESTABLISHED || last == TCP_CLOSE_WAIT;

    if (!is_open || !states_ended_second(journal, socket, before))
        return;
    if (last != TCP_CLOSE_WAIT)
        add(path, (struct states_step){.state = TCP_CLOSE_WAIT, .how = STATES_IMPLIED});
    add(path, (struct states_step){.state = TCP_LAST_ACK, .how = STATES_IMPLIED});
}

/* What it sends comes to itself: its SYN in SYN-SENT, its FIN in FIN-WAIT-1 (RFC 9293, 3.5 and 3.6). */
static void add_implied_by_itself(struct states_path *path, int state)
{
    if (state == TCP_ESTABLISHED && last_state(path) == TCP_SYN_SENT)
        add(path, (struct states_step){.state = TCP_SYN_RECV, .how = STATES_IMPLIED});
    if (state == TCP_TIME_WAIT && last_state(path) == TCP_ESTABLISHED)
        add(path, (struct states_step){.state = TCP_FIN_WAIT1, .how = STATES_IMPLIED});
    if (state == TCP_TIME_WAIT && last_state(path) == TCP_FIN_WAIT1)
        add(path, (struct states_step){.state = TCP_CLOSING, .how = STATES_IMPLIED});
}

static void tell(const struct journal_socket *socket, int state, nanoseconds time,
                 struct states_path *path)
{
    if (end_is_own(socket, &socket->peer))
        add_implied_by_itself(path, state);
    add_told(path, state, time);
}

static void follow_event(const struct journal *journal, const struct journal_event *event,
                         const struct journal_socket *socket, int now, struct states_path *path)
{
    bool tells = is_state_of(event, socket->id);

    if (tells && event->numbers[1] == TCP_CLOSE && now != TCP_TIME_WAIT)
        add_ordered_end(journal, socket, event->number, path);
    if (tells)
        tell(socket, (int)event->numbers[1], event->time, path);
    else if (last_state(path) == TCP_CLOSE && sends_syn(journal, event, socket->id))
        add(path, (struct states_step){.state = TCP_SYN_SENT, .how = STATES_IMPLIED});
}

/* Of a connection in TIME-WAIT Linux keeps less than a socket: a descriptor that is still open is told CLOSED. */
static void drop_untrue_end(struct states_path *path, int now)
{
    if (now == TCP_TIME_WAIT && path->count > 1 && last_state(path) == TCP_CLOSE)
        path->count--;
}

void states_follow(const struct journal *journal, unsigned id, int now,
                   struct states_path *ret_path)
{
    const struct journal_socket *socket = journal_socket(journal, id);
    struct states_path path = {0};

    begin(journal, socket, &path);
    for (uint64_t number = states_first_event(journal); number < journal_next(journal); number++)
        follow_event(journal, journal_event(journal, number), socket, now, &path);
    drop_untrue_end(&path, now);
    if (now == TCP_CLOSE)
        add_ordered_end(journal, socket, journal_next(journal), &path);
    if (now)
        tell(socket, now, clock_now(), &path);
    *ret_path = path;
}

void states_tell(struct buffer *out, const struct journal *journal, const struct states_path *path)
{
    const char *joint = path->is_whole ? "" : "..., ";

    for (size_t i = 0; i < path->count; i++, joint = ", ") {
        const struct states_step *step = &path->steps[i];
        struct journal_event then = {.time = step->time};
        buffer_printf(out, step->how == STATES_IMPLIED ? "%s(%s)" : "%s%s", joint,
                      tcp_state_name(step->state));
        if (step->how != STATES_TOLD)
            continue;
        buffer_append_byte(out, ' ');
        trace_time(out, journal, &then);
        out->length -= 3; /* milliseconds will do */
    }
}
