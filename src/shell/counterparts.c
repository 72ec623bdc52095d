#include "counterparts.h"

#include "base/memory.h"
#include "journal/journal.h"
#include "net/address.h"
#include "net/ancillary.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

/* Of one sort of choice the kernel gives nothing to two at a time. */
enum sort { SORT_STREAM_PORT, SORT_DATAGRAM_PORT, SORT_NAME, SORT_PROCESS, SORT_COOKIE };

enum { FIRST_PORT = IPPORT_RESERVED }; /* below, the kernel chooses none */

struct choice {
    uint64_t now, was;
    enum sort sort;
    unsigned socket; /* that it was seen at first; 0 for none, and it stays */
    unsigned fresh;  /* how often it was chosen without having got a counterpart since */
    uint64_t paired; /* which of the pairs this is, in their order */
    bool has_was;
};

/* A choice before it got its counterpart. */
struct undo {
    size_t place;
    struct choice before;
};

struct counterparts {
    struct journal *journal;
    struct journal_reader reader;
    struct choice *choices; /* sorted by `now` */
    size_t count;
    uint64_t pairs;     /* that were made so far */
    struct undo *undos; /* since the last counterparts_keep() */
    size_t undo_count;
    struct {
        bool known;
        uint64_t was, now, other;
        bool other_is_was;
    } conflict;
};

/* The first whose number is not below that. */
static size_t place_of(const struct counterparts *counterparts, uint64_t now)
{
    size_t low = 0, high = counterparts->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (counterparts->choices[middle].now < now)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct counterparts *counterparts, size_t place, uint64_t now)
{
    return place < counterparts->count && counterparts->choices[place].now == now;
}

static struct choice *find(const struct counterparts *counterparts, uint64_t now, enum sort sort)
{
    for (size_t i = place_of(counterparts, now); is_at(counterparts, i, now); i++)
        if (counterparts->choices[i].sort == sort)
            return &counterparts->choices[i];
    return NULL;
}

/* Whether the kernel can't have given it to another by now. */
static bool is_held(const struct counterparts *counterparts, const struct choice *choice)
{
    const struct journal_socket *socket =
        choice->socket ? journal_socket(counterparts->journal, choice->socket) : NULL;

    return choice->socket == 0 || (socket && !socket->closed);
}

static void insert(struct counterparts *counterparts, const struct choice *choice)
{
    size_t place = place_of(counterparts, choice->now);

    counterparts->choices =
        memory_grow(counterparts->choices, counterparts->count, sizeof(*choice));
    memmove(counterparts->choices + place + 1, counterparts->choices + place,
            (counterparts->count - place) * sizeof(*choice));
    counterparts->choices[place] = *choice;
    counterparts->count++;
}

static void note(struct counterparts *counterparts, uint64_t now, enum sort sort, unsigned socket)
{
    struct choice *choice = find(counterparts, now, sort);

    if (!choice) {
        insert(counterparts,
               &(struct choice){.now = now, .sort = sort, .socket = socket, .fresh = 1});
    } else if (!is_held(counterparts, choice)) { /* chosen once more, for something else */
        choice->socket = socket;
        choice->fresh++;
    }
}

/* A number that somebody has typed is no choice of the kernel's. */
static bool is_typed(const struct counterparts *counterparts, const struct journal_event *event,
                     uint64_t number)
{
    struct span statement = journal_cause(counterparts->journal, event);
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);

    return statement.length && memmem(statement.data, statement.length, digits, (size_t)length);
}

/* By autobind, unix(7): a NUL and five hexadecimal digits. */
static bool chosen_name(struct span address, uint64_t *ret_number)
{
    enum { START = offsetof(struct sockaddr_un, sun_path) + 1, DIGITS = 5 };
    char digits[DIGITS + 1] = "";

    if (address.length != START + DIGITS || address.data[START - 1] != '\0')
        return false;
    memcpy(digits, address.data + START, DIGITS);
    if (strspn(digits, "0123456789abcdef") != DIGITS)
        return false;
    *ret_number = strtoul(digits, NULL, 16);
    return true;
}

static void note_address(struct counterparts *counterparts, const struct journal_event *event,
                         struct span bytes)
{
    const struct journal_socket *socket = journal_socket(counterparts->journal, event->socket);
    struct address address = {.length = (socklen_t)bytes.length};
    uint64_t number;

    if (bytes.length > sizeof(address.storage))
        return;
    memcpy(&address.storage, bytes.data, bytes.length);
    if (address_family(&address) == AF_UNIX && chosen_name(bytes, &number))
        note(counterparts, number, SORT_NAME, event->socket);
    if (!address_has_port(&address) || address_port(&address) < FIRST_PORT ||
        is_typed(counterparts, event, address_port(&address)))
        return;
    note(counterparts, address_port(&address),
         socket && socket->type == SOCK_STREAM ? SORT_STREAM_PORT : SORT_DATAGRAM_PORT,
         event->socket);
}

/* Both begin with the number of the process. */
static void note_process(struct counterparts *counterparts, struct span credentials)
{
    pid_t process;

    if (credentials.length < sizeof(process))
        return;
    memcpy(&process, credentials.data, sizeof(process));
    if (process > 0)
        note(counterparts, (uint64_t)process, SORT_PROCESS, 0);
}

static void note_option(struct counterparts *counterparts, const struct journal_event *event,
                        struct span value)
{
    uint64_t cookie;

    if (event->numbers[0] != SOL_SOCKET)
        return;
    if (event->numbers[1] == SO_PEERCRED)
        note_process(counterparts, value);
    if (event->numbers[1] == SO_COOKIE && value.length == sizeof(cookie)) {
        memcpy(&cookie, value.data, sizeof(cookie));
        note(counterparts, cookie, SORT_COOKIE, 0);
    }
}

static void note_control(struct counterparts *counterparts, struct span control)
{
    struct ancillary message;

    for (size_t offset = 0; ancillary_next(control, &offset, &message);)
        if (message.level == SOL_SOCKET && message.type == SCM_CREDENTIALS)
            note_process(counterparts, message.data);
}

static void note_call(void *context, const struct journal_event *event,
                      const struct journal_bytes *bytes)
{
    struct counterparts *counterparts = context;

    if (event->kind != JOURNAL_CALL)
        return;
    if (bytes->address.length)
        note_address(counterparts, event, bytes->address);
    if (event->result < 0)
        return;
    if (event->call == CALL_GETSOCKOPT)
        note_option(counterparts, event, bytes->data);
    if (event->call == CALL_RECVMSG)
        note_control(counterparts, bytes->control);
}

struct counterparts *counterparts_new(struct journal *journal)
{
    struct counterparts *counterparts = NEW(struct counterparts);

    *counterparts = (struct counterparts){.journal = journal,
                                          .reader = {.read = note_call, .context = counterparts}};
    note(counterparts, (uint64_t)getpid(), SORT_PROCESS, 0);
    journal_attach(journal, &counterparts->reader);
    return counterparts;
}

void counterparts_free(struct counterparts *counterparts)
{
    if (!counterparts)
        return;
    journal_detach(counterparts->journal, &counterparts->reader);
    free(counterparts->choices);
    free(counterparts->undos);
    free(counterparts);
}

/* The choice of that sort that `was` stands for in the log, or NULL. */
static const struct choice *holder(const struct counterparts *counterparts, uint64_t was,
                                   enum sort sort)
{
    for (size_t i = 0; i < counterparts->count; i++) {
        const struct choice *choice = &counterparts->choices[i];
        if (choice->has_was && choice->was == was && choice->sort == sort &&
            is_held(counterparts, choice))
            return choice;
    }
    return NULL;
}

static bool disagree(struct counterparts *counterparts, uint64_t was, uint64_t now, uint64_t other,
                     bool other_is_was)
{
    counterparts->conflict.known = true;
    counterparts->conflict.was = was;
    counterparts->conflict.now = now;
    counterparts->conflict.other = other;
    counterparts->conflict.other_is_was = other_is_was;
    return false;
}

static void pair_up(struct counterparts *counterparts, struct choice *choice, uint64_t was)
{
    counterparts->undos =
        memory_grow(counterparts->undos, counterparts->undo_count, sizeof(*counterparts->undos));
    counterparts->undos[counterparts->undo_count++] =
        (struct undo){(size_t)(choice - counterparts->choices), *choice};
    choice->was = was;
    choice->has_was = true;
    choice->paired = ++counterparts->pairs;
    choice->fresh--;
}

static bool agrees(struct counterparts *counterparts, struct choice *choice, uint64_t was)
{
    if (choice->has_was && choice->was == was)
        return true;
    if (!choice->fresh)
        return disagree(counterparts, was, choice->now, choice->was, true);
    const struct choice *other = holder(counterparts, was, choice->sort);
    if (other && other != choice)
        return disagree(counterparts, was, choice->now, other->now, false);
    pair_up(counterparts, choice, was);
    return true;
}

/* Whether the number stands for a choice in the log. */
static bool was_chosen(const struct counterparts *counterparts, uint64_t was)
{
    for (enum sort sort = SORT_STREAM_PORT; sort <= SORT_COOKIE; sort++)
        if (holder(counterparts, was, sort))
            return true;
    return false;
}

bool counterparts_agree(struct counterparts *counterparts, uint64_t was, uint64_t now)
{
    for (size_t i = place_of(counterparts, now); is_at(counterparts, i, now); i++)
        if (agrees(counterparts, &counterparts->choices[i], was))
            return true;
    bool chosen_twice =
        is_at(counterparts, place_of(counterparts, now), now) && was_chosen(counterparts, was);
    return was == now && !chosen_twice;
}

bool counterparts_explain(const struct counterparts *counterparts, struct buffer *out)
{
    uint64_t was = counterparts->conflict.was, now = counterparts->conflict.now,
             other = counterparts->conflict.other;

    if (!counterparts->conflict.known)
        return false;
    if (counterparts->conflict.other_is_was)
        buffer_printf(out, "%" PRIu64 " here is %" PRIu64 " of the log, and not %" PRIu64, now,
                      other, was);
    else
        buffer_printf(out, "%" PRIu64 " of the log is %" PRIu64 " here, and not %" PRIu64, was,
                      other, now);
    return true;
}

void counterparts_keep(struct counterparts *counterparts)
{
    counterparts->undo_count = 0;
    counterparts->conflict.known = false;
}

void counterparts_take_back(struct counterparts *counterparts)
{
    while (counterparts->undo_count) {
        const struct undo *undo = &counterparts->undos[--counterparts->undo_count];
        counterparts->choices[undo->place] = undo->before;
    }
    counterparts->conflict.known = false;
}

/* The choice of these sorts that got `was` as its counterpart last, or NULL. */
static const struct choice *last_of(const struct counterparts *counterparts, uint64_t was,
                                    enum sort first, enum sort last)
{
    const struct choice *found = NULL;

    for (size_t i = 0; i < counterparts->count; i++) {
        const struct choice *choice = &counterparts->choices[i];
        if (choice->has_was && choice->was == was && choice->sort >= first &&
            choice->sort <= last && (!found || choice->paired > found->paired))
            found = choice;
    }
    return found;
}

bool counterparts_port(const struct counterparts *counterparts, uint64_t was, uint64_t *ret_now)
{
    const struct choice *choice = last_of(counterparts, was, SORT_STREAM_PORT, SORT_DATAGRAM_PORT);

    if (choice)
        *ret_now = choice->now;
    return choice != NULL;
}

bool counterparts_name(const struct counterparts *counterparts, uint64_t was, uint64_t *ret_now)
{
    const struct choice *choice = last_of(counterparts, was, SORT_NAME, SORT_NAME);

    if (choice)
        *ret_now = choice->now;
    return choice != NULL;
}
