#include "net/stream.h"

#include "base/memory.h"
#include "net/loop.h"
#include "socket_calls.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <sys/epoll.h>

enum {
    FIRST_LOOK = 4 * 1024,
    LONGEST_LOOK = 64 * 1024,
    FEWEST_HELD_BACK = 64,
};

/* How long a sender may be silent before it is taken to be held back. */
#define SILENCE (200 * MILLISECOND)

/* A search in progress. `data` holds the bytes taken so far, and behind them those looked at. */
struct search {
    struct socket *socket;
    stream_find *find;
    void *context;
    size_t limit;
    struct buffer *data;
    size_t looked;   /* bytes behind data->length that still are in the kernel */
    size_t searched; /* bytes of both that `find` has seen */
    bool ended;      /* the stream has ended behind them */
};

bool stream_require(const struct socket *socket, struct error *error)
{
    if (!socket_has_messages(socket))
        return true;
    error_set(error, ERROR_USAGE,
              "a %s socket receives messages, whole: there is no stream to read",
              socket->type->name);
    return error_hint(error, "take the next message with `recv` or `recvfrom`");
}

/* One recv(2) with MSG_PEEK. False also for EAGAIN, which leaves `error` alone. */
static bool look(struct search *search, size_t most, bool *ret_again, struct error *error)
{
    struct socket *socket = search->socket;

    *ret_again = false;
    if (!buffer_try_reserve(search->data, most))
        return error_call(error, ERROR_RESOURCE, ENOMEM, "recv", "%zu bytes", most);
    long length = call_recv(socket, search->data->data + search->data->length, most, MSG_PEEK);
    if (length < 0) {
        *ret_again = errno == EAGAIN && socket->blocking;
        socket_note_reset(socket, errno);
        return *ret_again ? false : error_call(error, ERROR_SOCKET, errno, "recv", "%s", "");
    }
    search->ended |= length == 0;
    search->looked = (size_t)length;
    return true;
}

/* Take bytes that were looked at; they are there, so this doesn't wait. */
static bool take(struct search *search, size_t count, struct error *error)
{
    struct received received;

    while (count > 0) {
        if (!socket_receive(search->socket, count, MSG_DONTWAIT, 0, search->data, &received, error))
            return false;
        if (received.length == 0)
            return error_set(error, ERROR_CLOSED, "bytes that were there are gone");
        count -= received.length;
    }
    search->looked = 0;
    return true;
}

/* Whether the kernel's buffer is so full that the sender may be held back. */
static bool buffer_presses(const struct search *search)
{
    uint32_t memory[SK_MEMINFO_VARS] = {0};
    socklen_t length = sizeof(memory);
    const struct socket *socket = search->socket;

    if (search->looked >= LONGEST_LOOK)
        return true;
    return socket_get_option(socket, SOL_SOCKET, SO_MEMINFO, memory, &length) &&
           memory[SK_MEMINFO_RMEM_ALLOC] > memory[SK_MEMINFO_RCVBUF] / 2;
}

static bool fail_ended(const struct search *search, struct error *error)
{
    error_set(error, ERROR_CLOSED, "the stream ended before what was asked for came");
    error_copy(error->call, sizeof(error->call), SPAN("recv"));
    if (search->looked)
        return error_hint(error, "%zu bytes came before the end; they still wait to be received",
                          search->looked);
    if (search->socket->receive_finished)
        return error_hint(error, "receiving was finished by `shutdown` on this side");
    return error_hint(error, "the peer has closed its side, and nothing came before that");
}

/* Look with growing room until all that waits is seen; look for it; take what is to be taken. */
static bool search_waiting(struct search *search, bool *ret_found, struct error *error)
{
    size_t end;
    bool again;

    *ret_found = false;
    for (size_t room = FIRST_LOOK;; room = room < LONGEST_LOOK ? room * 4 : room) {
        if (!look(search, room, &again, error))
            return again;
        struct span seen = {search->data->data, search->data->length + search->looked};
        error->category = ERROR_NONE;
        *ret_found = search->find(search->context, seen, search->searched, &end, error);
        if (*ret_found)
            return take(search, end > search->data->length ? end - search->data->length : 0, error);
        if (error->category != ERROR_NONE)
            return false;
        search->searched = seen.length;
        if (seen.length > search->limit)
            return error_set(error, ERROR_RESOURCE,
                             "what is looked for did not come within %zu bytes", search->limit);
        if (search->looked < room)
            break;
        if (room == LONGEST_LOOK && !take(search, search->looked, error))
            return false;
    }
    return !search->looked || !buffer_presses(search) || take(search, search->looked, error);
}

/* A Unix stream's bytes are charged to the sender, so that the receiver can't see when it is held back. It
 * is no sooner than with so many bytes, sent one by one by somebody who polls. */
static bool may_be_held_back(const struct search *search)
{
    return search->socket->type->family == AF_UNIX && search->looked >= FEWEST_HELD_BACK;
}

/* Wait for something new behind what was looked at. Readiness alone would come back at once for the
 * bytes that are left in the kernel; an edge-triggered epoll tells only of arrivals. */
static bool wait_for_arrival(struct search *search, int arrivals, nanoseconds deadline,
                             struct error *error)
{
    struct epoll_event event = {0};
    struct loop *loop = search->socket->network->loop;
    nanoseconds silence = clock_deadline(SILENCE);
    bool held_back = may_be_held_back(search) && silence < deadline;
    enum loop_outcome outcome = loop_wait_answer(
        loop, arrivals, POLLIN, held_back ? silence : deadline, &search->socket->awake);

    if (outcome == LOOP_TIMEOUT && held_back)
        return take(search, search->looked, error);
    if (outcome != LOOP_READY)
        return loop_fail(outcome, "recv", error);
    if (epoll_wait(arrivals, &event, 1, 0) > 0 && (event.events & (EPOLLRDHUP | EPOLLHUP)))
        search->ended = true;
    return true;
}

static bool search_until_found(struct search *search, nanoseconds deadline, struct error *error)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET};
    cleanup_fd int arrivals = epoll_create1(EPOLL_CLOEXEC);
    bool found;

    if (arrivals < 0 || epoll_ctl(arrivals, EPOLL_CTL_ADD, search->socket->fd, &event) < 0)
        return error_call(error, ERROR_RESOURCE, errno, "epoll", "%s", "");
    for (;;) {
        if (!wait_for_arrival(search, arrivals, deadline, error))
            return false;
        bool ended = search->ended;
        if (!search_waiting(search, &found, error))
            return false;
        if (found)
            return true;
        if (ended) {
            search->socket->peer_finished = true;
            return fail_ended(search, error);
        }
    }
}

static bool has_ended(const struct search *search)
{
    struct pollfd now = {.fd = search->socket->fd, .events = POLLRDHUP};

    return search->ended || (poll(&now, 1, 0) > 0 && (now.revents & POLLRDHUP));
}

bool stream_receive_until(struct socket *socket, stream_find *find, void *context, size_t limit,
                          nanoseconds deadline, struct buffer *data, struct error *error)
{
    struct search search = {
        .socket = socket, .find = find, .context = context, .limit = limit, .data = data};
    bool found;
    size_t end;

    if (!stream_require(socket, error))
        return false;
    if (socket->peeks_on) {
        error_set(error, ERROR_USAGE,
                  "what is looked for is looked at with MSG_PEEK, which the "
                  "option peek_off moves on");
        return error_hint(error, "`setsockopt peek_off -1` ends that");
    }
    if (find(context, buffer_span(data), 0, &end, error)) /* nothing is wanted */
        return true;
    if (!search_waiting(&search, &found, error))
        return false;
    if (found)
        return true;
    if (!socket->blocking && has_ended(&search))
        return fail_ended(&search, error);
    if (!socket->blocking) {
        error_call(error, ERROR_SOCKET, EAGAIN, "recv", "%s", "");
        return error_hint(error, "%zu bytes wait, without what is looked for", search.looked);
    }
    return search_until_found(&search, deadline, error);
}
