/* A timer in the loop ticks while a line of the prompt runs; the loop knows what it waits for. */
#include "waiting.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "net/loop.h"
#include "screen.h"
#include "shell/request.h"
#include "shell/session.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/timerfd.h>

#define TICK (250 * MILLISECOND)

struct waiting {
    struct session *session;
    struct loop_watch *watch;
    int terminal;
    int timer_fd;
    const struct statement
        *statement;    /* of the prompt's line, that ran at the last tick; NULL before the first */
    nanoseconds since; /* that one */
    bool visible;
};

/* "data on", "room to send on"; NULL for a wait that is not on the command's own socket. */
static const char *what_for(const struct request *request, const struct loop_waiting *wait)
{
    const struct socket *socket = request->entry ? request->entry->socket : NULL;

    if (!socket || (wait->fd != socket->fd && request->command->group != GROUP_RECEIVING))
        return NULL;
    if (wait->events & POLLOUT)
        return socket->connected || socket_has_messages(socket) ? "room to send on"
                                                                : "the connection of";
    return socket->listening ? "a connection on" : "data on";
}

/* The outermost command of the line, but for those in whose place the line is that they repeat. */
static const struct request *outermost(const struct request *request)
{
    const struct request *found = request;

    for (request = request->outside; request; request = request->outside)
        if (!(request->command->needs & COMMAND_REPEATS))
            found = request;
    return found;
}

/* Whose wait it is, where the command that waits isn't all that the user has typed; else NULL. */
static const char *name_of(const struct request *request, const struct loop_waiting *wait)
{
    const struct request *outside = outermost(request);

    if (request->session->aside)
        return request->session->aside;
    return outside != request || !wait ? outside->command->name : NULL;
}

/* How much is said: the first that fits. */
struct wording {
    const char *wait_for, *wait_in; /* NULL where it isn't said */
    const char *leave;
};

static void say(struct buffer *out, const struct wording *wording, const struct request *request,
                const struct loop_waiting *wait, int seconds)
{
    const char *what = wait ? what_for(request, wait) : NULL, *name = name_of(request, wait);
    bool says_wait = wait && wording->wait_in;

    if (name)
        buffer_printf(out, "%s, %d s%s", name, seconds, says_wait ? ": " : "");
    if (says_wait && what)
        buffer_printf(out, "%s %s %s", wording->wait_for, what, request->entry->name);
    else if (says_wait)
        buffer_printf(out, "%s %s", wording->wait_in, request->command->name);
    if (!name)
        buffer_printf(out, "%s%d s", says_wait ? ", " : "", seconds);
    buffer_append_text(out, wording->leave);
}

/* "waiting for data on web, 3 s; Ctrl-C leaves"; inside another command "repeat, 3 s: waiting for data on web;
 * Ctrl-C leaves", and so where somebody else than the user runs it. In few columns less is said. `wait` is NULL where
 * nothing is waited for just now. */
static void make_sentence(struct buffer *out, const struct request *request,
                          const struct loop_waiting *wait, nanoseconds elapsed, size_t columns)
{
    static const struct wording wordings[] = {
        {"waiting for", "waiting in", "; Ctrl-C leaves"},
        {"for", "in", "; ^C leaves"},
        {NULL, NULL, "; Ctrl-C leaves"},
    };
    size_t count = sizeof(wordings) / sizeof(wordings[0]);

    for (size_t i = 0; i < count && (i == 0 || out->length > columns); i++) {
        buffer_clear(out);
        say(out, &wordings[i], request, wait, (int)(elapsed / SECOND));
    }
}

/* Another program may have the terminal, or a transfer tells how far it is. */
static bool is_told_elsewhere(const struct session *session)
{
    return session->processes > 0 || session->running->output || session->running->input_fd >= 0;
}

/* Of several statements on the line each has its own time. */
static nanoseconds time_of(struct waiting *waiting, const struct request *running,
                           const struct loop_waiting *wait)
{
    const struct statement *statement = outermost(running)->statement;

    if (waiting->statement && waiting->statement != statement)
        waiting->since = wait ? wait->since : clock_now();
    waiting->statement = statement;
    return clock_now() - waiting->since;
}

static void on_tick(void *context, unsigned events)
{
    struct waiting *waiting = context;
    const struct session *session = waiting->session;
    const struct request *running = session->running;
    cleanup_buffer struct buffer text = {0};
    struct loop_waiting found;
    uint64_t ticks;

    (void)events;
    if (read(waiting->timer_fd, &ticks, sizeof(ticks)) < 0 || !running)
        return;
    const struct loop_waiting *wait = loop_waiting(session->network.loop, &found) ? &found : NULL;
    nanoseconds elapsed = time_of(waiting, running, wait);
    if (elapsed < SECOND || is_told_elsewhere(session))
        return;
    make_sentence(&text, running, wait, elapsed, screen_columns(waiting->terminal) - 1);
    session_show_status(session, buffer_span(&text));
    waiting->visible = true;
}

struct waiting *waiting_new(struct session *session, int terminal)
{
    if (!session->output.status)
        return NULL;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0)
        return NULL;
    struct waiting *waiting = NEW(struct waiting);
    *waiting = (struct waiting){.session = session, .terminal = terminal, .timer_fd = fd};
    waiting->watch = loop_watch(session->network.loop, fd, POLLIN, on_tick, waiting);
    return waiting;
}

void waiting_free(struct waiting *waiting)
{
    if (!waiting)
        return;
    loop_unwatch(waiting->session->network.loop, waiting->watch);
    close(waiting->timer_fd);
    free(waiting);
}

static void tick_every(const struct waiting *waiting, nanoseconds interval)
{
    struct timespec time = {0, interval};
    struct itimerspec timer = {time, time};

    timerfd_settime(waiting->timer_fd, 0, &timer, NULL);
}

void waiting_begin(struct waiting *waiting)
{
    if (!waiting)
        return;
    tick_every(waiting, TICK);
    waiting_begin_line(waiting);
}

void waiting_begin_line(struct waiting *waiting)
{
    if (!waiting)
        return;
    waiting->statement = NULL;
    waiting->since = clock_now();
}

void waiting_hide(struct waiting *waiting)
{
    if (!waiting || !waiting->visible)
        return;
    session_show_status(waiting->session, SPAN(""));
    waiting->visible = false;
}

void waiting_end(struct waiting *waiting)
{
    if (!waiting)
        return;
    tick_every(waiting, 0);
    waiting_hide(waiting);
}
