#include "shell/arrivals.h"

#include "arrivals_parts.h"
#include "base/memory.h"
#include "journal/ends.h"
#include "net/loop.h"
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

/* Ring at that instant, unless sooner anyway. */
static void arm(struct arrivals *arrivals, nanoseconds instant)
{
    nanoseconds soon = clock_now() + GATHER;
    if (instant < soon)
        instant = soon;
    struct itimerspec when = {.it_value = {instant / SECOND, instant % SECOND}};

    if (arrivals->alarm && arrivals->alarm <= instant)
        return;
    if (timerfd_settime(arrivals->timer_fd, TFD_TIMER_ABSTIME, &when, NULL) == 0)
        arrivals->alarm = instant;
}

static void take_out(struct arrival *arrival)
{
    if (arrival->list)
        DL_DELETE(*arrival->list, arrival);
    arrival->list = NULL;
}

static void put_into(struct arrival **list, struct arrival *arrival)
{
    if (arrival->list == list)
        return;
    take_out(arrival);
    arrival->list = list;
    DL_APPEND(*list, arrival);
}

static void put_into_queue(struct arrival *arrival)
{
    put_into(&arrival->arrivals->queue, arrival);
}

static void redraw(struct arrivals *arrivals)
{
    if (arrivals->cleared && arrivals->stage)
        arrivals->stage->redraw(arrivals->stage->context);
    arrivals->cleared = false;
}

/* Another program may have the terminal; the command that runs now may be about to take what has come. */
static bool has_to_wait(const struct arrival *arrival)
{
    const struct session *session = arrival->arrivals->session;

    return session->processes > 0 ||
           (session->running && session->running->entry == arrival->entry);
}

static void tell_rest(struct arrivals *arrivals, const struct arrivals_batch *batch)
{
    if (batch->more)
        arrivals_show(arrivals, &(struct event){EVENT_MORE, .count = batch->more,
                                                .handles = batch->more_handles});
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
        arrival->list = NULL;
        if (has_to_wait(arrival)) {
            put_into_queue(arrival);
        } else if (receives) {
            if (arrival_receive(arrival)) {
                put_into_queue(arrival);
                later = true;
            }
        } else if (arrivals->announces && quiet) {
            put_into_queue(arrival);
            later = true;
        } else if (arrivals->announces) {
            arrival_announce(arrival, &batch);
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
    arrivals->alarm = 0;
    tell(arrivals, false);
}

/* A statement runs that may have brought it about itself, and is over soon. */
static bool is_meanwhile(const struct arrivals *arrivals)
{
    const struct session *session = arrivals->session;
    struct loop_waiting waiting;

    if (!arrivals->stage || session->processes > 0)
        return false;
    return arrivals->settles ||
           (session->depth > 0 && (!loop_waiting(session->network.loop, &waiting) ||
                                   clock_now() - waiting.since < AT_ONCE));
}

/* What one's own statement brings about is no news: what comes from another handle. */
static bool is_own_doing(const struct arrival *arrival)
{
    const struct journal *journal = arrival->arrivals->session->network.journal;
    const struct journal_socket *socket = journal_socket(journal, arrival->entry->socket->id);

    return socket && end_partner(journal, socket);
}

static void on_arrival(void *context, unsigned events)
{
    struct arrival *arrival = context;
    struct arrivals *arrivals = arrival->arrivals;

    (void)events;
    if (!arrival->watched && !arrivals->announces)
        return;
    if (!arrival->watched && is_meanwhile(arrivals)) {
        if (!arrival->list)
            put_into(&arrivals->meanwhile, arrival);
        return;
    }
    put_into_queue(arrival);
    arm(arrivals, arrival->watched ? 0 : arrivals->quiet_until);
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
    if (arrivals->stage) /* what waits there already is news, and told at the next prompt */
        put_into(&arrivals->newcomers, arrival);
}

static void leave(void *context, struct entry *entry)
{
    struct arrivals *arrivals = context;
    struct arrival *arrival = entry->arrival;

    if (!arrival)
        return;
    loop_unwatch(arrivals->session->network.loop, arrival->watch);
    take_out(arrival);
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

    if (!session->arrivals && (!stage || !start(session, &ignored)))
        return;
    session->arrivals->stage = stage;
    for (struct entry *entry = next_handle(session, NULL); stage && entry;
         entry = next_handle(session, entry))
        put_into(&session->arrivals->newcomers, entry->arrival);
}

void arrivals_after_statement(struct session *session)
{
    if (session->arrivals && session->arrivals->queue)
        tell(session->arrivals, false);
}

bool arrivals_before_prompt(struct session *session)
{
    struct arrivals *arrivals = session->arrivals;
    struct arrival *arrival, *next;

    if (!arrivals)
        return !loop_take_interrupt(session->network.loop);
    arrivals->settles = true;
    bool interrupted = loop_take_interrupt(session->network.loop);
    arrivals->settles = false;
    DL_FOREACH_SAFE (arrivals->newcomers, arrival, next)
        put_into_queue(arrival);
    DL_FOREACH_SAFE (arrivals->meanwhile, arrival, next) {
        if (!is_own_doing(arrival)) {
            put_into_queue(arrival);
            continue;
        }
        take_out(arrival);
        arrival_learn(arrival);
    }
    tell(arrivals, true);
    return !interrupted;
}
