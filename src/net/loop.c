/* Background descriptors live in an epoll set, made for the first of them. A wait polls the descriptor waited for
 * and that set's own descriptor, so its cost does not grow with the number of background descriptors. Until then
 * only signals come from the background, and their own descriptor stands for the set's. */
#include "net/loop.h"

#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 16 };

struct loop_watch {
    loop_callback *callback;
    void *context;
    int fd;
    bool gone;
    struct loop_watch *next_gone;
};

struct signal_handler {
    loop_signal_callback *callback;
    void *context;
};

struct loop {
    int epoll_fd;  /* -1 while nothing but signals is watched */
    int signal_fd; /* -1 while no signal is */
    sigset_t signals;
    sigset_t signals_before;
    struct signal_handler handlers[NSIG];
    struct loop_watch *signal_watch;
    struct loop_watch *gone;
    const struct loop_waiting *waiting;
    unsigned turns; /* that are under way, one inside the other */
    bool interrupted;
};

struct loop *loop_new(void)
{
    struct loop *loop = NEW(struct loop);

    loop->epoll_fd = loop->signal_fd = -1;
    sigemptyset(&loop->signals);
    sigprocmask(SIG_BLOCK, NULL, &loop->signals_before);
    return loop;
}

static void free_gone(struct loop *loop)
{
    while (loop->gone) {
        struct loop_watch *watch = loop->gone;
        loop->gone = watch->next_gone;
        free(watch);
    }
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    if (loop->signal_watch)
        loop_unwatch(loop, loop->signal_watch);
    free_gone(loop);
    if (loop->signal_fd >= 0)
        close(loop->signal_fd);
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    free(loop);
}

static struct loop_watch *add_watch(struct loop *loop, int fd, unsigned events,
                                    loop_callback *callback, void *context)
{
    struct loop_watch *watch = NEW(struct loop_watch);

    *watch = (struct loop_watch){.callback = callback, .context = context, .fd = fd};
    /* EPOLLIN and POLLIN, and so on, are the same bits. */
    struct epoll_event event = {.events = events, .data.ptr = watch};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0)
        return watch;
    free(watch);
    return NULL;
}

static void read_signals(struct loop *loop)
{
    struct signalfd_siginfo info;

    while (read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        const struct signal_handler *handler = &loop->handlers[info.ssi_signo];
        if (handler->callback)
            handler->callback(handler->context);
    }
}

static void on_signals(void *loop, unsigned events)
{
    (void)events;
    read_signals(loop);
}

/* Once there are both, the set and a signal; nothing fails before. */
static bool watch_signals(struct loop *loop)
{
    if (loop->epoll_fd >= 0 && loop->signal_fd >= 0 && !loop->signal_watch)
        loop->signal_watch = add_watch(loop, loop->signal_fd, POLLIN, on_signals, loop);
    return loop->epoll_fd < 0 || loop->signal_fd < 0 || loop->signal_watch;
}

static bool open_set(struct loop *loop)
{
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0)
        return false;
    if (watch_signals(loop))
        return true;
    close(loop->epoll_fd);
    loop->epoll_fd = -1;
    return false;
}

struct loop_watch *loop_watch(struct loop *loop, int fd, unsigned events, loop_callback *callback,
                              void *context)
{
    if (loop->epoll_fd < 0 && !open_set(loop))
        return NULL;
    return add_watch(loop, fd, events, callback, context);
}

/* Freed at the end of the turn: an event for it may be in hand. */
void loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
    if (!watch || watch->gone)
        return;
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    watch->gone = true;
    watch->next_gone = loop->gone;
    loop->gone = watch;
}

bool loop_on_signal(struct loop *loop, int signal, loop_signal_callback *callback, void *context)
{
    loop->handlers[signal] = (struct signal_handler){callback, context};
    sigaddset(&loop->signals, signal);
    sigprocmask(SIG_BLOCK, &loop->signals, NULL);

    int fd = signalfd(loop->signal_fd, &loop->signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        return false;
    loop->signal_fd = fd;
    return watch_signals(loop);
}

void loop_restore_signals(const struct loop *loop)
{
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, &loop->signals_before, NULL);
}

static void call_back(struct loop *loop)
{
    struct epoll_event events[EVENTS_A_TURN];
    int count = epoll_wait(loop->epoll_fd, events, EVENTS_A_TURN, 0);

    loop->turns++;
    for (int i = 0; i < count; i++) {
        struct loop_watch *watch = events[i].data.ptr;
        if (!watch->gone)
            watch->callback(watch->context, events[i].events);
    }
    /* A callback that waits turns the loop inside this turn, whose events may still name what is gone. */
    if (--loop->turns == 0)
        free_gone(loop);
}

static void turn(struct loop *loop)
{
    if (loop->epoll_fd >= 0)
        call_back(loop);
    else if (loop->signal_fd >= 0)
        read_signals(loop);
}

static bool take_interrupt(struct loop *loop)
{
    bool interrupted = loop->interrupted;

    loop->interrupted = false;
    return interrupted;
}

bool loop_take_interrupt(struct loop *loop)
{
    turn(loop);
    return take_interrupt(loop);
}

void loop_interrupt(struct loop *loop)
{
    loop->interrupted = true;
}

bool loop_fail(enum loop_outcome outcome, const char *call, struct error *error)
{
    if (outcome == LOOP_FAILED)
        return error_call(error, ERROR_RESOURCE, errno, call, "%s", "");
    if (outcome == LOOP_TIMEOUT)
        error_set(error, ERROR_TIMEOUT, "timed out");
    else
        error_set(error, ERROR_INTERRUPTED, "interrupted");
    error_copy(error->call, sizeof(error->call), span_of(call));
    return false;
}

bool loop_waiting(const struct loop *loop, struct loop_waiting *ret_waiting)
{
    if (loop->waiting)
        *ret_waiting = *loop->waiting;
    return loop->waiting;
}

/* Awake for a moment first, where it is known of whom an answer is waited for. */
static int poll_once(struct awake *awake, struct pollfd *fds, unsigned count, nanoseconds deadline)
{
    int ready = awake ? awake_poll(awake, fds, count, deadline) : 0;

    return ready ? ready : poll(fds, count, clock_poll_timeout(deadline));
}

static int own_descriptor(const struct loop *loop)
{
    return loop->epoll_fd >= 0 ? loop->epoll_fd : loop->signal_fd;
}

/* fds[count] is room for the loop's own descriptor. */
static enum loop_outcome wait_for_any(struct loop *loop, struct awake *awake, struct pollfd *fds,
                                      unsigned count, nanoseconds deadline)
{
    for (;;) {
        if (take_interrupt(loop))
            return LOOP_INTERRUPTED;
        fds[count] = (struct pollfd){.fd = own_descriptor(loop), .events = POLLIN};
        int ready = poll_once(awake, fds, count + 1, deadline);
        if (ready < 0 && errno != EINTR)
            return LOOP_FAILED;
        if (ready > 0 && fds[count].revents) {
            ready--;
            turn(loop);
        }
        if (ready > 0)
            return take_interrupt(loop) ? LOOP_INTERRUPTED : LOOP_READY;
        if (deadline != CLOCK_NEVER && clock_now() >= deadline)
            return take_interrupt(loop) ? LOOP_INTERRUPTED : LOOP_TIMEOUT;
    }
}

static enum loop_outcome wait_with_room(struct loop *loop, struct awake *awake, struct pollfd *fds,
                                        unsigned count, nanoseconds deadline)
{
    const struct loop_waiting *outside = loop->waiting;
    struct loop_waiting waiting = {.fd = -1, .since = clock_now()};

    if (count > 0) {
        waiting.fd = fds[0].fd;
        waiting.events = (unsigned short)fds[0].events;
    }
    loop->waiting = &waiting;
    enum loop_outcome outcome = wait_for_any(loop, awake, fds, count, deadline);
    loop->waiting = outside;
    return outcome;
}

static enum loop_outcome wait_for_one(struct loop *loop, struct awake *awake, int fd,
                                      unsigned events, nanoseconds deadline, unsigned *ret_events)
{
    struct pollfd fds[2] = {{.fd = fd, .events = (short)events}};
    enum loop_outcome outcome = wait_with_room(loop, awake, fds, 1, deadline);

    if (outcome == LOOP_READY && ret_events)
        *ret_events = (unsigned short)fds[0].revents;
    return outcome;
}

enum loop_outcome loop_wait(struct loop *loop, int fd, unsigned events, nanoseconds deadline,
                            unsigned *ret_events)
{
    return wait_for_one(loop, NULL, fd, events, deadline, ret_events);
}

enum loop_outcome loop_wait_answer(struct loop *loop, int fd, unsigned events, nanoseconds deadline,
                                   struct awake *awake)
{
    return wait_for_one(loop, awake, fd, events, deadline, NULL);
}

enum loop_outcome loop_wait_many(struct loop *loop, struct pollfd *fds, unsigned count,
                                 nanoseconds deadline)
{
    struct pollfd *room = memory_new((count + 1) * sizeof(*room));

    for (unsigned i = 0; i < count; i++)
        room[i] = fds[i];
    enum loop_outcome outcome = wait_with_room(loop, NULL, room, count, deadline);
    for (unsigned i = 0; i < count; i++)
        fds[i].revents = room[i].revents;
    free(room);
    return outcome;
}
