#include "shell/arrivals.h"

#include "base/memory.h"
#include "net/arrived.h"
#include "net/loop.h"
#include "shell/event.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <utlist.h>

#define GATHER (10 * MILLISECOND)   /* what comes within this is told together */
#define AT_ONCE (500 * MILLISECOND) /* what comes so soon in a wait is no news at the prompt */
#define STEADY (50 * MILLISECOND)   /* between looks at a watched handle with more to read */
enum { PIECE = 64 * 1024, PIECES = 16 /* received of one handle before it is another's turn */ };

/* One handle that is followed. */
struct arrival {
    struct arrivals *arrivals;
    struct entry *entry;
    struct loop_watch *watch;
    uint64_t told; /* bytes that have come in all, when it was last told */
    bool told_end, told_error;
    bool watched;
    bool waits;                  /* in the queue */
    struct arrival *prev, *next; /* there */
};

struct arrivals {
    struct session *session;
    struct names_observer observer;
    const struct arrivals_stage *stage; /* NULL where there is no prompt */
    struct arrival *queue;              /* what something has come on */
    struct loop_watch *watch;           /* of the timer */
    int timer_fd;
    bool armed;
    bool announces;
    bool cleared; /* the stage is */
    unsigned watched;
    nanoseconds quiet_until; /* no announcement before */
};

bool arrivals_admit(struct arrivals_batch *batch, bool first_of_handle)
{
    if (batch->told < ARRIVALS_AT_ONCE) {
        batch->told++;
        return true;
    }
    batch->more++;
    batch->more_handles += first_of_handle;
    return false;
}

static void arm(struct arrivals *arrivals, nanoseconds instant)
{
    nanoseconds left = instant - clock_now();
    if (left < GATHER)
        left = GATHER;
    struct itimerspec when = {.it_value = {left / SECOND, left % SECOND}};

    if (!arrivals->armed)
        arrivals->armed = timerfd_settime(arrivals->timer_fd, 0, &when, NULL) == 0;
}

static void put_into_queue(struct arrival *arrival)
{
    if (arrival->waits)
        return;
    arrival->waits = true;
    DL_APPEND(arrival->arrivals->queue, arrival);
}

static void take_from_queue(struct arrival *arrival)
{
    if (!arrival->waits)
        return;
    arrival->waits = false;
    DL_DELETE(arrival->arrivals->queue, arrival);
}

static void show(struct arrivals *arrivals, const struct event *event)
{
    const struct output *output = &arrivals->session->output;

    if (!arrivals->cleared && arrivals->stage)
        arrivals->stage->clear(arrivals->stage->context);
    arrivals->cleared = true;
    if (output->event)
        output->event(output->context, event);
}

static void redraw(struct arrivals *arrivals)
{
    if (arrivals->cleared && arrivals->stage)
        arrivals->stage->redraw(arrivals->stage->context);
    arrivals->cleared = false;
}

/* What is new since it was last told, as events; what is known now counts as told. */
static unsigned find_news(struct arrival *arrival, struct event events[4])
{
    struct socket *socket = arrival->entry->socket;
    struct arrived arrived = arrived_on(socket);
    uint64_t come = socket->bytes_in + arrived.bytes;
    bool messages = socket_has_messages(socket), failed = arrived.reset || arrived.failed;
    unsigned count = 0;

    if (arrived.acceptable)
        events[count++] = (struct event){EVENT_CONNECTION, .count = arrived.connections};
    if (messages && arrived.readable && !arrived.closed && !failed)
        events[count++] = (struct event){EVENT_MESSAGE, .count = arrived.bytes};
    if (!messages && arrived.bytes && come > arrival->told)
        events[count++] = (struct event){EVENT_READABLE, .count = arrived.bytes};
    if (arrived.urgent)
        events[count++] = (struct event){EVENT_URGENT};
    if (failed && !arrival->told_error)
        events[count++] = (struct event){arrived.reset ? EVENT_RESET : EVENT_ERROR};
    else if (arrived.closed && !socket->peer_finished && !arrival->told_end && !arrival->told_error)
        events[count++] = (struct event){EVENT_CLOSED};
    arrival->told = come;
    arrival->told_end = arrived.closed;
    arrival->told_error |= failed;
    return count;
}

static void announce(struct arrival *arrival, struct arrivals_batch *batch)
{
    struct event events[4];
    unsigned count = find_news(arrival, events);
    bool left_out = false;

    for (unsigned i = 0; i < count; i++) {
        events[i].handle = span_of(arrival->entry->name);
        if (!arrival->arrivals->stage || arrivals_admit(batch, !left_out))
            show(arrival->arrivals, &events[i]);
        else
            left_out = true;
    }
}

/* Receive once and show it; false where there is nothing more. */
static bool receive_piece(struct arrival *arrival)
{
    cleanup_buffer struct buffer data = {0};
    struct socket *socket = arrival->entry->socket;
    struct received received = {0};
    struct error error = {0};
    struct event event = {EVENT_DATA, .handle = span_of(arrival->entry->name)};

    if (socket_receive(socket, PIECE, MSG_DONTWAIT, clock_now(), &data, &received, &error)) {
        event.kind = received.eof ? EVENT_CLOSED : EVENT_DATA;
        event.data = buffer_span(&data);
        event.count = data.length;
    } else if (error.number == EAGAIN || error.number == EINTR) {
        return false;
    } else {
        event.kind = EVENT_ERROR;
        event.error = &error;
        arrival->told_error = true;
    }
    show(arrival->arrivals, &event);
    return event.kind == EVENT_DATA;
}

/* Between two looks no more is received than a terminal can bear; the rest waits in the kernel. */
static void receive(struct arrival *arrival)
{
    const struct socket *socket = arrival->entry->socket;

    if (socket->peer_finished || (!socket->connected && !socket_has_messages(socket)))
        return;
    for (unsigned i = 0; i < PIECES; i++)
        if (!receive_piece(arrival))
            return;
    put_into_queue(arrival);
}

/* The command that runs now may have the terminal, or be about to take what has come. */
static bool has_to_wait(const struct arrival *arrival)
{
    const struct request *running = arrival->arrivals->session->running;

    if (!running)
        return false;
    return running->entry == arrival->entry || span_is(running->statement->command, "!") ||
           running->statement->output == OUTPUT_PIPE;
}

static void tell_rest(struct arrivals *arrivals, const struct arrivals_batch *batch)
{
    if (batch->more)
        show(arrivals,
             &(struct event){EVENT_MORE, .count = batch->more, .handles = batch->more_handles});
    if (batch->told)
        arrivals->quiet_until = clock_now() + ARRIVALS_PAUSE;
}

/* Go through the queue once. What can't be told yet stays in it. */
static void tell(struct arrivals *arrivals, bool hurry)
{
    struct arrivals_batch batch = {0};
    struct arrival *queue = arrivals->queue, *arrival, *next;
    bool quiet = !hurry && clock_now() < arrivals->quiet_until, later = false;

    arrivals->queue = NULL;
    DL_FOREACH_SAFE (queue, arrival, next) {
        bool receives = arrival->watched && !arrival->entry->socket->listening;
        DL_DELETE(queue, arrival);
        arrival->waits = false;
        if (has_to_wait(arrival)) {
            put_into_queue(arrival);
        } else if (receives) {
            receive(arrival);
            later |= arrival->waits;
        } else if (arrivals->announces && quiet) {
            put_into_queue(arrival);
            later = true;
        } else if (arrivals->announces) {
            announce(arrival, &batch);
        }
    }
    tell_rest(arrivals, &batch);
    redraw(arrivals);
    if (later)
        arm(arrivals, quiet ? arrivals->quiet_until : clock_now() + STEADY);
}

static void on_timer(void *context, unsigned events)
{
    struct arrivals *arrivals = context;
    uint64_t times;

    (void)events;
    if (read(arrivals->timer_fd, &times, sizeof(times)) < 0)
        return;
    arrivals->armed = false;
    tell(arrivals, false);
}

/* At a prompt a statement's own doing is no news: what comes while it runs, but not after a long wait. */
static bool is_own_doing(const struct arrivals *arrivals)
{
    struct loop_waiting waiting;

    return arrivals->stage && arrivals->session->running &&
           (!loop_waiting(arrivals->session->network.loop, &waiting) ||
            clock_now() - waiting.since < AT_ONCE);
}

static void learn(struct arrival *arrival)
{
    struct event ignored[4];

    find_news(arrival, ignored);
}

static void on_arrival(void *context, unsigned events)
{
    struct arrival *arrival = context;
    struct arrivals *arrivals = arrival->arrivals;

    (void)events;
    if (!arrival->watched && !arrival->waits && is_own_doing(arrivals)) {
        learn(arrival);
        return;
    }
    put_into_queue(arrival);
    arm(arrivals, arrivals->watched ? 0 : arrivals->quiet_until);
}

static void follow(void *context, struct entry *entry)
{
    struct arrivals *arrivals = context;
    struct loop *loop = arrivals->session->network.loop;

    if (entry->arrival) { /* under a new name */
        entry->arrival->entry = entry;
        return;
    }
    struct arrival *arrival = NEW(struct arrival);
    *arrival = (struct arrival){.arrivals = arrivals, .entry = entry};
    /* Where the kernel has no room for one more watch, the handle is not followed: no call fails for it. */
    arrival->watch = loop_watch(loop, entry->socket->fd, EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET,
                                on_arrival, arrival);
    entry->arrival = arrival;
}

static void leave(void *context, struct entry *entry)
{
    struct arrivals *arrivals = context;
    struct arrival *arrival = entry->arrival;

    if (!arrival)
        return;
    loop_unwatch(arrivals->session->network.loop, arrival->watch);
    take_from_queue(arrival);
    arrivals->watched -= arrival->watched;
    free(arrival);
    entry->arrival = NULL;
}

static struct entry *next_handle(const struct session *session, const struct entry *entry)
{
    struct entry *next = names_next(session->names, entry);

    while (next && !next->socket)
        next = names_next(session->names, next);
    return next;
}

/* Follow all handles, from now on. */
static bool start(struct session *session, struct error *error)
{
    if (session->arrivals)
        return true;
    cleanup_fd int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0)
        return error_call(error, ERROR_RESOURCE, errno, "timerfd_create", "%s", "");
    struct arrivals *arrivals = NEW(struct arrivals);
    *arrivals = (struct arrivals){.session = session, .timer_fd = fd};
    arrivals->observer = (struct names_observer){arrivals, follow, leave};
    arrivals->watch = loop_watch(session->network.loop, fd, POLLIN, on_timer, arrivals);
    if (!arrivals->watch) {
        free(arrivals);
        return error_call(error, ERROR_RESOURCE, errno, "epoll_ctl", "%s", "");
    }
    steal_fd(&fd);
    session->arrivals = arrivals;
    names_observe(session->names, &arrivals->observer);
    for (struct entry *entry = next_handle(session, NULL); entry;
         entry = next_handle(session, entry))
        follow(arrivals, entry);
    return true;
}

void arrivals_free(struct session *session)
{
    struct arrivals *arrivals = session->arrivals;

    if (!arrivals)
        return;
    names_observe(session->names, NULL);
    for (struct entry *entry = next_handle(session, NULL); entry;
         entry = next_handle(session, entry))
        leave(arrivals, entry);
    loop_unwatch(session->network.loop, arrivals->watch);
    close(arrivals->timer_fd);
    free(arrivals);
    session->arrivals = NULL;
}

bool arrivals_set(struct session *session, bool on, struct error *error)
{
    if (!on && !session->arrivals)
        return true;
    if (!start(session, error))
        return false;
    session->arrivals->announces = on;
    if (!on && !session->arrivals->stage && session->arrivals->watched == 0)
        arrivals_free(session);
    return true;
}

bool arrivals_are_set(const struct session *session)
{
    return session->arrivals && session->arrivals->announces;
}

bool arrivals_watch(struct session *session, struct entry *entry, bool on, struct error *error)
{
    if (arrivals_is_watched(entry) == on)
        return true;
    if (!start(session, error))
        return false;
    struct arrival *arrival = entry->arrival;
    arrival->watched = on;
    session->arrivals->watched += on ? 1 : -1u;
    if (on && !arrival->watch)
        return error_set(error, ERROR_RESOURCE, "the kernel can't watch one more descriptor");
    if (on)
        put_into_queue(arrival); /* what waits already */
    return true;
}

bool arrivals_is_watched(const struct entry *entry)
{
    return entry->arrival && entry->arrival->watched;
}

void arrivals_at_prompt(struct session *session, const struct arrivals_stage *stage)
{
    struct error ignored; /* then nothing can be told, and nothing else fails for it */

    if (session->arrivals || (stage && start(session, &ignored)))
        session->arrivals->stage = stage;
}

void arrivals_after_statement(struct session *session)
{
    if (session->arrivals && session->arrivals->queue)
        tell(session->arrivals, session->arrivals->stage);
}

void arrivals_before_prompt(struct session *session)
{
    struct arrivals *arrivals = session->arrivals;
    struct arrival *arrival, *next;

    if (!arrivals)
        return;
    arrivals_after_statement(session);
    loop_take_interrupt(session->network.loop);
    DL_FOREACH_SAFE (arrivals->queue, arrival, next)
        if (!arrival->watched) {
            take_from_queue(arrival);
            learn(arrival);
        }
    if (arrivals->queue)
        tell(arrivals, true);
}
