#include "library_note.h"

#include "base/memory.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* One call that is being taken down. Who made it stands still in the kernel until it is answered, and its memory is
 * ours; that the kernel keeps the two threads apart ThreadSanitizer can't see. */
struct taking {
    const uint64_t *arguments;
    long result;
    struct library_note *note;
};

static void *at(uint64_t argument)
{
    return (void *)(uintptr_t)argument; /* NOLINT: the kernel's registers are ours */
}

/* An int or an unsigned: what the register holds above is left from before, and the kernel passes it over. */
static unsigned low(uint64_t argument)
{
    return (unsigned)argument;
}

static int64_t *numbers(struct taking *taking)
{
    return taking->note->event.numbers;
}

static bool failed(const struct taking *taking)
{
    return taking->result < 0;
}

/* Address, data and control come in this order, each once at the most; data in parts. */
static void keep(struct taking *taking, size_t *length, const void *bytes, size_t count)
{
    buffer_append(&taking->note->bytes, (struct span){bytes, bytes ? count : 0});
    *length += bytes ? count : 0;
}

static void keep_address(struct taking *taking, const void *address, size_t length)
{
    keep(taking, &taking->note->address, address, length);
}

static void keep_data(struct taking *taking, const void *data, size_t length)
{
    keep(taking, &taking->note->data, data, length);
}

/* So many arguments from this one on, as numbers. */
static void keep_numbers(struct taking *taking, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        numbers(taking)[i] = (int)taking->arguments[first + i];
}

/* ---- before the call: what the kernel will write over ---- */

static socklen_t length_at(uint64_t argument)
{
    return argument ? *(const socklen_t *)at(argument) : 0;
}

static void before_name(struct taking *taking)
{
    numbers(taking)[0] = length_at(taking->arguments[2]);
}

static void before_recvfrom(struct taking *taking)
{
    numbers(taking)[0] = (int64_t)taking->arguments[2];
    numbers(taking)[1] = (int)taking->arguments[3];
    numbers(taking)[2] = taking->arguments[4] ? length_at(taking->arguments[5]) : 0;
}

static size_t length_of(const struct msghdr *message)
{
    size_t length = 0;

    for (size_t i = 0; i < message->msg_iovlen; i++)
        length += message->msg_iov[i].iov_len;
    return length;
}

static void before_recvmsg(struct taking *taking)
{
    const struct msghdr *message = at(taking->arguments[1]);

    numbers(taking)[0] = (int64_t)length_of(message);
    numbers(taking)[1] = (int)taking->arguments[2];
    numbers(taking)[3] = message->msg_namelen;
}

static void before_getsockopt(struct taking *taking)
{
    keep_numbers(taking, 1, 2);
    numbers(taking)[2] = length_at(taking->arguments[4]);
}

/* ---- behind it ---- */

static void of_socket(struct taking *taking)
{
    keep_numbers(taking, 0, 3);
}

static void of_address(struct taking *taking)
{
    keep_address(taking, at(taking->arguments[1]), low(taking->arguments[2]));
}

static void of_sendto(struct taking *taking)
{
    numbers(taking)[0] = (int64_t)taking->arguments[2];
    numbers(taking)[1] = (int)taking->arguments[3];
    keep_address(taking, at(taking->arguments[4]), low(taking->arguments[5]));
    keep_data(taking, at(taking->arguments[1]), taking->arguments[2]);
}

static void keep_parts(struct taking *taking, const struct msghdr *message, size_t most)
{
    for (size_t i = 0; i < message->msg_iovlen && most; i++) {
        size_t length = message->msg_iov[i].iov_len;
        size_t kept = length < most ? length : most;
        keep_data(taking, message->msg_iov[i].iov_base, kept);
        most -= kept;
    }
}

static void of_sendmsg(struct taking *taking)
{
    const struct msghdr *message = at(taking->arguments[1]);

    numbers(taking)[0] = (int64_t)length_of(message);
    numbers(taking)[1] = (int)taking->arguments[2];
    keep_address(taking, message->msg_name, message->msg_namelen);
    keep_parts(taking, message, SIZE_MAX);
    keep(taking, &taking->note->control, message->msg_control, message->msg_controllen);
}

static void of_sendmmsg(struct taking *taking)
{
    const struct mmsghdr *messages = at(taking->arguments[1]);
    size_t count = low(taking->arguments[2]);

    numbers(taking)[0] = (int64_t)count;
    numbers(taking)[1] = (int)taking->arguments[3];
    for (size_t i = 0; i < count; i++)
        keep_parts(taking, &messages[i].msg_hdr, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        struct journal_part part = {.length = (uint32_t)length_of(&messages[i].msg_hdr),
                                    .sent = (long)i < taking->result ? messages[i].msg_len : 0};
        keep(taking, &taking->note->control, &part, sizeof(part));
    }
}

/* An address the kernel gave; it tells the whole length of one that didn't fit. */
static void keep_answer(struct taking *taking, uint64_t address, size_t length, int64_t room)
{
    keep_address(taking, at(address), length < (size_t)room ? length : (size_t)room);
}

/* With MSG_TRUNC the result may be more than the room. */
static size_t received(const struct taking *taking)
{
    size_t room = (size_t)taking->note->event.numbers[0];

    return (size_t)taking->result < room ? (size_t)taking->result : room;
}

static void of_recvfrom(struct taking *taking)
{
    if (failed(taking))
        return;
    if (taking->arguments[4])
        keep_answer(taking, taking->arguments[4], length_at(taking->arguments[5]),
                    numbers(taking)[2]);
    keep_data(taking, at(taking->arguments[1]), received(taking));
}

static void of_recvmsg(struct taking *taking)
{
    const struct msghdr *message = at(taking->arguments[1]);

    if (failed(taking))
        return;
    numbers(taking)[2] = message->msg_flags;
    keep_answer(taking, (uintptr_t)message->msg_name, message->msg_namelen, numbers(taking)[3]);
    keep_parts(taking, message, received(taking));
    keep(taking, &taking->note->control, message->msg_control, message->msg_controllen);
}

static void of_name(struct taking *taking)
{
    if (!failed(taking))
        keep_answer(taking, taking->arguments[1], length_at(taking->arguments[2]),
                    numbers(taking)[0]);
}

static void of_getsockopt(struct taking *taking)
{
    if (!failed(taking))
        keep_data(taking, at(taking->arguments[3]), length_at(taking->arguments[4]));
}

static void of_setsockopt(struct taking *taking)
{
    int length = (int)taking->arguments[4];

    keep_numbers(taking, 1, 2);
    numbers(taking)[2] = length;
    keep_data(taking, at(taking->arguments[3]), length > 0 ? (size_t)length : 0);
}

static void of_shutdown(struct taking *taking)
{
    keep_numbers(taking, 1, 1);
}

static void of_read(struct taking *taking)
{
    numbers(taking)[0] = (int64_t)taking->arguments[2];
    if (!failed(taking))
        keep_data(taking, at(taking->arguments[1]), (size_t)taking->result);
}

static void of_write(struct taking *taking)
{
    numbers(taking)[0] = (int64_t)taking->arguments[2];
    keep_data(taking, at(taking->arguments[1]), taking->arguments[2]);
}

static void of_writev(struct taking *taking)
{
    const struct iovec *parts = at(taking->arguments[1]);
    size_t count = low(taking->arguments[2]);

    numbers(taking)[0] = (int64_t)count;
    for (size_t i = 0; i < count; i++)
        keep_data(taking, parts[i].iov_base, parts[i].iov_len);
    for (size_t i = 0; i < count; i++) {
        struct journal_part part = {.length = (uint32_t)parts[i].iov_len};
        keep(taking, &taking->note->control, &part, sizeof(part));
    }
}

/* The others, which nobody has met here, stay numbers. */
static void of_ioctl(struct taking *taking)
{
    unsigned request = low(taking->arguments[1]);
    bool is_interface = request == SIOCGIFNAME || request == SIOCGIFINDEX || request == SIOCGIFMTU;

    numbers(taking)[0] = request;
    if (is_interface)
        keep_data(taking, at(taking->arguments[2]), sizeof(struct ifreq));
    else if (request == FIONREAD && !failed(taking))
        keep_data(taking, at(taking->arguments[2]), sizeof(int));
}

static const struct watched {
    int number;
    enum journal_call call;
    void (*before)(struct taking *taking);
    void (*take)(struct taking *taking);
} watched[] = {
    {SYS_socket, CALL_SOCKET, NULL, of_socket},
    {SYS_connect, CALL_CONNECT, NULL, of_address},
    {SYS_bind, CALL_BIND, NULL, of_address},
    {SYS_sendto, CALL_SENDTO, NULL, of_sendto},
    {SYS_sendmsg, CALL_SENDMSG, NULL, of_sendmsg},
    {SYS_sendmmsg, CALL_SENDMMSG, NULL, of_sendmmsg},
    {SYS_recvfrom, CALL_RECVFROM, before_recvfrom, of_recvfrom},
    {SYS_recvmsg, CALL_RECVMSG, before_recvmsg, of_recvmsg},
    {SYS_getsockname, CALL_GETSOCKNAME, before_name, of_name},
    {SYS_getpeername, CALL_GETPEERNAME, before_name, of_name},
    {SYS_getsockopt, CALL_GETSOCKOPT, before_getsockopt, of_getsockopt},
    {SYS_setsockopt, CALL_SETSOCKOPT, NULL, of_setsockopt},
    {SYS_shutdown, CALL_SHUTDOWN, NULL, of_shutdown},
    {SYS_ioctl, CALL_IOCTL, NULL, of_ioctl},
    {SYS_read, CALL_READ, NULL, of_read},
    {SYS_write, CALL_WRITE, NULL, of_write},
    {SYS_writev, CALL_WRITEV, NULL, of_writev},
    {SYS_close, CALL_CLOSE, NULL, NULL},
};

enum { WATCHED = sizeof(watched) / sizeof(watched[0]) };

int library_watched(size_t index)
{
    return index < WATCHED ? watched[index].number : -1;
}

static const struct watched *find(int number)
{
    for (size_t i = 0; i < WATCHED; i++)
        if (watched[i].number == number)
            return &watched[i];
    return NULL;
}

/* ---- sockets ---- */

/* Where it stands; `count` for a descriptor that is none of its sockets. */
static size_t place_of(const struct library_sockets *sockets, int fd)
{
    size_t i = 0;

    while (i < sockets->count && sockets->open[i].fd != fd)
        i++;
    return i;
}

static int netlink_of(const struct library_asked *asked)
{
    return low(asked->arguments[0]) == AF_NETLINK ? 1 + (int)asked->arguments[2] : 0;
}

static void add_socket(struct library_sockets *sockets, int fd, int netlink)
{
    if (sockets->count == sizeof(sockets->open) / sizeof(sockets->open[0]))
        return;
    sockets->open[sockets->count].fd = fd;
    sockets->open[sockets->count++].netlink = netlink;
}

static void remove_socket(struct library_sockets *sockets, int fd)
{
    sockets->open[place_of(sockets, fd)] = sockets->open[sockets->count - 1];
    sockets->count--;
}

/* ---- the call ---- */

/* syscall(2) takes registers: where these are narrower than the numbers that seccomp(2) gives, one would fill two. */
static long call_kernel(const struct library_asked *asked)
{
    unsigned long a[LIBRARY_ARGUMENTS];

    for (size_t i = 0; i < LIBRARY_ARGUMENTS; i++)
        a[i] = (unsigned long)asked->arguments[i];
    long result = syscall(asked->number, a[0], a[1], a[2], a[3], a[4], a[5]);

    return result < 0 ? -errno : result;
}

static void call_and_take(const struct library_asked *asked, const struct watched *row,
                          struct taking *taking)
{
    struct journal_event *event = &taking->note->event;

    if (row->before)
        row->before(taking);
    event->time = clock_now();
    taking->result = call_kernel(asked);
    event->elapsed = clock_now() - event->time;
    event->result = failed(taking) ? -1 : taking->result;
    event->error = failed(taking) ? (int)-taking->result : 0;
    if (row->take)
        row->take(taking);
}

bool library_is_on_socket(const struct library_asked *asked, const struct library_sockets *sockets)
{
    return asked->number == SYS_socket ||
           (find(asked->number) && place_of(sockets, (int)asked->arguments[0]) < sockets->count);
}

long library_make(const struct library_asked *asked, struct library_sockets *sockets,
                  struct library_note **ret_note)
{
    const struct watched *row = find(asked->number);
    bool makes = asked->number == SYS_socket;
    int fd = (int)asked->arguments[0];
    struct taking taking = {.arguments = asked->arguments, .note = NEW(struct library_note)};
    struct journal_event *event = &taking.note->event;

    event->kind = JOURNAL_LIBRARY;
    event->call = row->call;
    event->netlink = makes ? netlink_of(asked) : sockets->open[place_of(sockets, fd)].netlink;
    call_and_take(asked, row, &taking);
    event->fd = makes ? (int)event->result : fd;
    if (makes && !failed(&taking))
        add_socket(sockets, event->fd, event->netlink);
    if (row->call == CALL_CLOSE)
        remove_socket(sockets, fd);
    *ret_note = taking.note;
    return taking.result;
}

/* ---- what was taken down ---- */

void library_note_write(struct journal *journal, struct library_note *note)
{
    struct span address = buffer_span(&note->bytes);
    struct span data = span_after(address, note->address), control = span_after(data, note->data);
    struct journal_bytes bytes = {
        .address = {address.data, note->address},
        .data = {data.data, note->data},
        .control = {control.data, note->control},
    };

    journal_write(journal, &note->event, &bytes);
}

void library_note_free(struct library_note *note)
{
    if (!note)
        return;
    buffer_free(&note->bytes);
    free(note);
}
