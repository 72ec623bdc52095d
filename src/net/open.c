#include "net/open.h"

#include "base/memory.h"
#include "net/hint.h"
#include "net/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

/* RFC 8305, section 8: Connection Attempt Delay. */
#define ATTEMPT_DELAY (250 * MILLISECOND)

void attempts_free(struct attempts *attempts)
{
    free(attempts->items);
    *attempts = (struct attempts){0};
}

static struct attempt *add_attempt(struct attempts *attempts, const struct address *address)
{
    attempts->items =
        memory_resize(attempts->items, (attempts->count + 1) * sizeof(*attempts->items));

    struct attempt *added = &attempts->items[attempts->count++];
    *added = (struct attempt){.address = *address};
    return added;
}

static bool is_final(const struct error *error)
{
    return error->category == ERROR_INTERRUPTED || error->category == ERROR_RESOURCE;
}

/* The time that is left, shared out evenly among the addresses that are left. */
static nanoseconds share(nanoseconds deadline, size_t addresses)
{
    nanoseconds now = clock_now();

    return deadline == CLOCK_NEVER || deadline < now
               ? deadline
               : now + (deadline - now) / (nanoseconds)addresses;
}

/* What is told can be what came of an attempt that was under way before: then that was tried, and not this address. */
static bool connect_to(struct socket *socket, struct attempt *attempt, nanoseconds deadline)
{
    const struct address earlier = socket->attempt;
    bool was_untold = socket->untold;
    bool connected = socket_connect(socket, &attempt->address, deadline, &attempt->error);

    if (was_untold && !socket->untold && attempt->error.number != EISCONN)
        attempt->address = earlier;
    return connected;
}

bool open_connect(struct socket *socket, const struct address_list *addresses, nanoseconds deadline,
                  struct attempts *attempts, struct error *error)
{
    for (size_t i = 0; i < addresses->count; i++) {
        struct attempt *attempt = add_attempt(attempts, &addresses->items[i]);
        if (connect_to(socket, attempt, share(deadline, addresses->count - i)))
            return true;
        *error = attempt->error;
        if (is_final(error) || !socket->blocking)
            return false;
    }
    return false;
}

/* The race's runners: a socket for every attempt that is still under way. */
struct race {
    struct network *network;
    const struct socket_type *const *types;
    const struct address_list *addresses;
    struct attempts *attempts;
    struct socket **sockets;
    struct pollfd *fds;
    size_t under_way;
};

static bool has_next(const struct race *race)
{
    return race->attempts->count < race->addresses->count;
}

static void drop(struct race *race, size_t i)
{
    struct error ignored;

    hint_add(&race->attempts->items[i].error, race->sockets[i]);
    socket_close(race->sockets[i], &ignored);
    race->sockets[i] = NULL;
    race->fds[i].fd = -1;
    race->under_way--;
}

/* Start the next attempt. One that fails at once is over. */
static void start(struct race *race, const struct address *address)
{
    size_t i = race->attempts->count;
    struct attempt *attempt = add_attempt(race->attempts, address);
    const struct socket_type *type = race->types[address_family(address) == AF_INET6];

    race->fds[i] = (struct pollfd){.fd = -1, .events = POLLOUT};
    if (!socket_open(race->network, type, 0, &race->sockets[i], &attempt->error))
        return;
    race->under_way++;
    race->fds[i].fd = race->sockets[i]->fd;
    bool pending;
    if (!socket_connect_start(race->sockets[i], address, &pending, &attempt->error))
        drop(race, i);
}

/* Look at everybody who has news; the index of one who has connected, or -1. */
static int finish(struct race *race)
{
    for (size_t i = 0; i < race->attempts->count; i++) {
        struct attempt *attempt = &race->attempts->items[i];
        if (race->sockets[i] && race->sockets[i]->connected)
            return (int)i;
        if (race->fds[i].fd < 0 || !race->fds[i].revents)
            continue;
        bool pending;
        if (!socket_connect_start(race->sockets[i], &attempt->address, &pending, &attempt->error))
            drop(race, i);
        else if (!pending)
            return (int)i;
    }
    return -1;
}

/* The wait was left: so it went for everybody still under way. */
static bool fail_left(struct race *race, enum loop_outcome outcome, struct error *error)
{
    for (size_t i = 0; i < race->attempts->count; i++) {
        struct attempt *attempt = &race->attempts->items[i];
        if (!race->sockets[i])
            continue;
        loop_fail(outcome, "connect", &attempt->error);
        address_text(&attempt->address, attempt->error.subject);
        error_hint(&attempt->error, "no answer came until then; the attempt is given up");
        *error = attempt->error;
    }
    return false;
}

/* Until one has connected, or it is the next one's turn: after a while, or where one has failed. */
static bool await_turn(struct race *race, nanoseconds deadline, int *ret_winner,
                       struct error *error)
{
    *ret_winner = finish(race);
    while (*ret_winner < 0 && race->under_way > 0) {
        nanoseconds turn = has_next(race) ? clock_deadline(ATTEMPT_DELAY) : CLOCK_NEVER;
        size_t before = race->under_way;
        enum loop_outcome outcome =
            loop_wait_many(race->network->loop, race->fds, (unsigned)race->attempts->count,
                           turn < deadline ? turn : deadline);
        if (outcome == LOOP_TIMEOUT && turn < deadline)
            return true;
        if (outcome != LOOP_READY)
            return fail_left(race, outcome, error);
        *ret_winner = finish(race);
        if (race->under_way < before && has_next(race))
            return true;
    }
    return true;
}

static bool run_race(struct race *race, nanoseconds deadline, struct socket **ret_socket,
                     struct error *error)
{
    int winner;

    do {
        if (has_next(race))
            start(race, &race->addresses->items[race->attempts->count]);
        if (!await_turn(race, deadline, &winner, error))
            return false;
        if (winner >= 0) {
            *ret_socket = race->sockets[winner];
            race->sockets[winner] = NULL;
            return true;
        }
    } while (race->under_way > 0 || has_next(race));
    *error = race->attempts->items[race->attempts->count - 1].error;
    return false;
}

bool open_race(struct network *network, const struct socket_type *types[2],
               const struct address_list *addresses, nanoseconds deadline,
               struct socket **ret_socket, struct attempts *attempts, struct error *error)
{
    struct race race = {
        .network = network,
        .types = types,
        .addresses = addresses,
        .attempts = attempts,
        .sockets = memory_new(addresses->count * sizeof(struct socket *)),
        .fds = memory_new(addresses->count * sizeof(struct pollfd)),
    };
    bool won = run_race(&race, deadline, ret_socket, error);

    for (size_t i = 0; i < attempts->count; i++) {
        if (!race.sockets[i])
            continue;
        if (won) /* another address answered first */
            error_set(&attempts->items[i].error, ERROR_INTERRUPTED, "given up");
        drop(&race, i);
    }
    free(race.sockets);
    free(race.fds);
    return won;
}
