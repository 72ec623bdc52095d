#include "net/unnoted.h"

#include "base/memory.h"
#include "net/syscalls.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>

static bool ask(int (*call)(int fd, struct sockaddr *address, socklen_t *length), int fd,
                struct journal_end *ret_end)
{
    struct sockaddr_storage storage;
    socklen_t length = sizeof(storage);
    int number = errno;
    bool is_known = call(fd, (struct sockaddr *)&storage, &length) == 0;

    errno = number;
    if (!is_known || length > sizeof(ret_end->bytes))
        return false;
    ret_end->length = (unsigned char)length;
    memcpy(ret_end->bytes, &storage, length);
    return true;
}

bool unnoted_local(const struct network *network, int fd, struct journal_end *ret_end)
{
    return ask(network->calls->getsockname, fd, ret_end);
}

bool unnoted_peer(const struct network *network, int fd, struct journal_end *ret_end)
{
    return ask(network->calls->getpeername, fd, ret_end);
}

/* What decides about the source is copied from the one socket to the other. */
static void copy_option(const struct syscalls *calls, int from, int to, int level, int name)
{
    char value[sizeof(struct ip_mreqn)];
    socklen_t length = sizeof(value);

    if (calls->getsockopt(from, level, name, value, &length) == 0)
        calls->setsockopt(to, level, name, value, length);
}

/* A datagram socket that connects sends nothing, and then has an address. */
bool unnoted_source(const struct network *network, int fd, const struct journal_end *to,
                    struct journal_end *ret_end)
{
    const struct syscalls *calls = network->calls;
    struct sockaddr_storage storage = {0};
    int number = errno;

    memcpy(&storage, to->bytes, to->length);
    bool is_ip = storage.ss_family == AF_INET || storage.ss_family == AF_INET6;
    int scout = is_ip ? calls->socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (scout < 0) {
        errno = number;
        return false;
    }
    copy_option(calls, fd, scout, IPPROTO_IP, IP_MULTICAST_IF);
    copy_option(calls, fd, scout, IPPROTO_IPV6, IPV6_MULTICAST_IF);
    copy_option(calls, fd, scout, SOL_SOCKET, SO_BROADCAST);
    bool is_known = calls->connect(scout, (const struct sockaddr *)&storage, to->length) == 0 &&
                    ask(calls->getsockname, scout, ret_end);
    calls->close(scout);
    errno = number;
    return is_known;
}

bool unnoted_has_data(const struct network *network, int fd)
{
    char byte;
    int number = errno;
    bool has_data = network->calls->recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;

    errno = number;
    return has_data;
}

/* SO_PEEK_OFF: a look begins where the last one has ended. */
static bool looks_move(const struct syscalls *calls, int fd)
{
    int place = -1;
    socklen_t length = sizeof(place);

    return calls->getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &place, &length) == 0 && place >= 0;
}

/* Only what the kernel counts is asked for: of a connection that has failed, a look without bytes to see would take
 * the error away. */
void unnoted_waiting(const struct network *network, int fd, size_t known, struct buffer *bytes)
{
    const struct syscalls *calls = network->calls;
    cleanup_buffer struct buffer waiting = {0};
    int number = errno, count = 0;

    if (calls->ioctl(fd, SIOCINQ, &count) == 0 && count > 0 && (size_t)count > known &&
        !looks_move(calls, fd) && buffer_try_reserve(&waiting, (size_t)count)) {
        long seen = calls->recv(fd, waiting.data, (size_t)count, MSG_PEEK | MSG_DONTWAIT);
        waiting.length = seen > 0 ? (size_t)seen : 0;
        buffer_append(bytes, span_after(buffer_span(&waiting), known));
    }
    errno = number;
}

bool unnoted_open_state(const struct network *network, int fd, int *ret_state)
{
    struct tcp_info info = {0};
    int number = errno;
    socklen_t length = sizeof(info.tcpi_state); /* it comes first */
    bool is_known = network->calls->getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0;

    errno = number;
    *ret_state = info.tcpi_state;
    return is_known && info.tcpi_state != TCP_CLOSE;
}

bool unnoted_has_ended(int fd)
{
    struct pollfd now = {.fd = fd, .events = POLLRDHUP};
    int number = errno;
    bool has_ended =
        poll(&now, 1, 0) > 0 && now.revents & (POLLRDHUP | POLLHUP) && !(now.revents & POLLERR);

    errno = number;
    return has_ended;
}

bool unnoted_sends_header(const struct network *network, int fd)
{
    int32_t value = 0;
    int number = errno;
    socklen_t length = sizeof(value);
    bool is_known = network->calls->getsockopt(fd, IPPROTO_IP, IP_HDRINCL, &value, &length) == 0;

    errno = number;
    return is_known && value;
}
