#include "bulk_parts.h"

#include "journal/journal.h"
#include "net/hint.h"
#include "net/loop.h"
#include "socket_calls.h"

#include <poll.h>
#include <sys/stat.h>

#define TICK (500 * MILLISECOND)

void bulk_count(struct bulk *bulk, size_t length)
{
    bulk->moved += length;
    if (bulk->watch)
        bulk->watch(bulk->context, bulk->moved);
}

bool bulk_wait(const struct bulk *bulk, int fd, unsigned events, const char *call,
               struct error *error)
{
    struct loop *loop = bulk->socket->network->loop;
    enum loop_outcome outcome;

    /* Who watches sees a transfer that stands still, too. */
    for (;;) {
        nanoseconds look = bulk->watch ? clock_deadline(TICK) : CLOCK_NEVER;
        nanoseconds until = look < bulk->deadline ? look : bulk->deadline;
        outcome = loop_wait(loop, fd, events, until, NULL);
        if (outcome != LOOP_TIMEOUT || until == bulk->deadline)
            return outcome == LOOP_READY || loop_fail(outcome, call, error);
        bulk->watch(bulk->context, bulk->moved);
    }
}

static const char *direction(unsigned events)
{
    return events == POLLIN ? "recv" : "send";
}

/* What an errno means at sendfile(2) and splice(2) is what it means at the call they stand for. A
   deadline behind a part says nothing of a silent peer: how far it came is for the command to tell. */
static bool fail_as(const struct bulk *bulk, const char *call, struct error *error)
{
    if (error->category != ERROR_TIMEOUT || bulk->moved == 0)
        hint_add(error, bulk->socket);
    error_copy(error->call, sizeof(error->call), span_of(call));
    return false;
}

bool bulk_goes_on(const struct bulk *bulk, unsigned events, const char *call, struct error *error)
{
    return socket_check_deadline(bulk->socket, bulk->deadline, direction(events), error) ||
           fail_as(bulk, call, error);
}

bool bulk_wait_or_fail(const struct bulk *bulk, unsigned events, const char *call,
                       struct error *error)
{
    if (socket_should_wait(bulk->socket, bulk->flags))
        return bulk_wait(bulk, bulk->socket->fd, events, direction(events), error) ||
               fail_as(bulk, call, error);
    socket_note_reset(bulk->socket, errno);
    error_call(error, ERROR_SOCKET, errno, direction(events), "%s", "");
    return fail_as(bulk, call, error);
}

static bool is_ready(int fd, unsigned events)
{
    struct pollfd now = {.fd = fd, .events = (short)events};

    return poll(&now, 1, 0) > 0;
}

bool bulk_wait_both(const struct bulk *bulk, unsigned events, int pipe_fd, unsigned pipe_events,
                    bool *ret_waited, struct error *error)
{
    if (errno != EAGAIN)
        return bulk_wait_or_fail(bulk, events, "splice", error);
    *ret_waited = !is_ready(pipe_fd, pipe_events);
    if (*ret_waited &&
        !bulk_wait(bulk, pipe_fd, pipe_events, pipe_events == POLLIN ? "read" : "write", error))
        return false;
    if (is_ready(bulk->socket->fd, events))
        return true;
    *ret_waited = true;
    errno = EAGAIN;
    return bulk_wait_or_fail(bulk, events, "splice", error);
}

bool bulk_by_kernel(const struct bulk *bulk)
{
    return !journal_wants_data(bulk->socket->network->journal);
}

bool bulk_is_pipe(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}
