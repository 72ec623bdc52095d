/* A timer in the loop ticks while statements run; the loop knows what it waits for. */
#include "waiting.h"

#include "base/memory.h"
#include "shell/request.h"
#include "shell/session.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/timerfd.h>

#define TICK (250 * MILLISECOND)

struct waiting {
    struct session *session;
    struct loop_watch *watch;
    int timer_fd;
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

void waiting_sentence(struct buffer *out, const struct request *request,
                      const struct loop_waiting *wait, nanoseconds elapsed)
{
    const char *what = what_for(request, wait);

    if (what)
        buffer_printf(out, "waiting for %s %s", what, request->entry->name);
    else
        buffer_printf(out, "waiting in %s", request->command->name);
    buffer_printf(out, ", %d s; Ctrl-C leaves", (int)(elapsed / SECOND));
}

/* Another program may have the terminal, or a transfer tells how far it is. */
static bool is_told_elsewhere(const struct session *session)
{
    return session->processes > 0 || session->running->output || session->running->input_fd >= 0;
}

static void show(const struct waiting *waiting, struct span text)
{
    const struct output *output = &waiting->session->output;

    output->status(output->context, text);
}

static void on_tick(void *context, unsigned events)
{
    struct waiting *waiting = context;
    const struct session *session = waiting->session;
    cleanup_buffer struct buffer text = {0};
    struct loop_waiting wait;
    uint64_t ticks;

    (void)events;
    if (read(waiting->timer_fd, &ticks, sizeof(ticks)) < 0 || !session->running ||
        !loop_waiting(session->network.loop, &wait) || is_told_elsewhere(session))
        return;
    nanoseconds elapsed = clock_now() - wait.since;
    if (elapsed < SECOND)
        return;
    waiting_sentence(&text, session->running, &wait, elapsed);
    show(waiting, buffer_span(&text));
    waiting->visible = true;
}

struct waiting *waiting_new(struct session *session)
{
    if (!session->output.status)
        return NULL;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd < 0)
        return NULL;
    struct waiting *waiting = NEW(struct waiting);
    *waiting = (struct waiting){.session = session, .timer_fd = fd};
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
    if (waiting)
        tick_every(waiting, TICK);
}

void waiting_end(struct waiting *waiting)
{
    if (!waiting)
        return;
    tick_every(waiting, 0);
    if (waiting->visible)
        show(waiting, SPAN(""));
    waiting->visible = false;
}
