#include "journal/ends.h"

#include "base/escape.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/un.h>

static void append_inet(struct buffer *text, const struct sockaddr_in *address)
{
    char host[INET_ADDRSTRLEN];

    inet_ntop(AF_INET, &address->sin_addr, host, sizeof(host));
    buffer_printf(text, "%s:%u", host, ntohs(address->sin_port));
}

static void append_inet6(struct buffer *text, const struct sockaddr_in6 *address)
{
    char host[INET6_ADDRSTRLEN], zone[IF_NAMESIZE];

    inet_ntop(AF_INET6, &address->sin6_addr, host, sizeof(host));
    buffer_printf(text, "[%s", host);
    if (address->sin6_scope_id && if_indextoname(address->sin6_scope_id, zone))
        buffer_printf(text, "%%%s", zone);
    buffer_printf(text, "]:%u", ntohs(address->sin6_port));
}

/* unix(7): a path ends with NUL or with the address; a name in the abstract space begins with NUL. */
static void append_unix(struct buffer *text, struct span path)
{
    bool is_abstract = path.length && path.data[0] == '\0';

    if (is_abstract)
        buffer_append_byte(text, '@');
    escape_line(text, is_abstract ? span_after(path, 1)
                                  : (struct span){path.data, strnlen(path.data, path.length)});
}

void end_append(struct buffer *text, const struct journal_end *end)
{
    size_t path = offsetof(struct sockaddr_un, sun_path);
    struct sockaddr_storage storage = {0};

    memcpy(&storage, end->bytes, end->length);
    if (storage.ss_family == AF_INET && end->length >= sizeof(struct sockaddr_in))
        append_inet(text, (const struct sockaddr_in *)&storage);
    else if (storage.ss_family == AF_INET6 && end->length >= sizeof(struct sockaddr_in6))
        append_inet6(text, (const struct sockaddr_in6 *)&storage);
    else if (storage.ss_family == AF_UNIX && end->length > path)
        append_unix(text, (struct span){end->bytes + path, end->length - path});
    else if (storage.ss_family == AF_VSOCK && end->length >= sizeof(struct sockaddr_vm))
        buffer_printf(text, "%u:%u", ((const struct sockaddr_vm *)&storage)->svm_cid,
                      ((const struct sockaddr_vm *)&storage)->svm_port);
}

bool end_equal(const struct journal_end *a, const struct journal_end *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static bool unknown_or_equal(const struct journal_end *a, const struct journal_end *b)
{
    return a->length == 0 || b->length == 0 || end_equal(a, b);
}

bool end_is_named(const struct journal_end *end)
{
    return end->length > sizeof(sa_family_t);
}

static bool face_each_other(const struct journal_socket *a, const struct journal_socket *b)
{
    bool known = (end_is_named(&a->local) && end_equal(&a->local, &b->peer)) ||
                 (end_is_named(&b->local) && end_equal(&b->local, &a->peer));

    return known && a->family == b->family && a->type == b->type &&
           unknown_or_equal(&a->local, &b->peer) && unknown_or_equal(&b->local, &a->peer);
}

const struct journal_socket *end_partner(const struct journal *journal,
                                         const struct journal_socket *socket)
{
    if (socket->origin == ORIGIN_PAIR)
        return journal_socket(journal, socket->other);
    const struct journal_socket *other = journal_socket_before(journal, JOURNAL_NEWEST);
    while (other && (other == socket || !face_each_other(socket, other)))
        other = journal_socket_before(journal, other->id);
    return other;
}

bool end_is_own(const struct journal_socket *socket, const struct journal_end *peer)
{
    bool is_ip = socket->family == AF_INET || socket->family == AF_INET6;

    return is_ip && socket->type == SOCK_STREAM && end_is_named(peer) &&
           end_equal(&socket->local, peer);
}

const struct journal_socket *end_same(const struct journal *journal,
                                      const struct journal_socket *socket)
{
    bool is_ip = socket->family == AF_INET || socket->family == AF_INET6;

    if (!is_ip || socket->type != SOCK_STREAM || !end_is_named(&socket->local) ||
        !end_is_named(&socket->peer))
        return NULL;
    for (unsigned id = socket->id; id-- > 1;) {
        const struct journal_socket *other = journal_socket(journal, id);
        if (!other)
            return NULL;
        if (other->type == socket->type && end_equal(&other->local, &socket->local) &&
            end_equal(&other->peer, &socket->peer))
            return other;
    }
    return NULL;
}

static bool is_copy(const struct journal_socket *socket)
{
    return socket->origin == ORIGIN_COPY || socket->origin == ORIGIN_ADOPTED;
}

unsigned end_original(const struct journal *journal, unsigned id)
{
    const struct journal_socket *socket = journal_socket(journal, id);

    while (socket && is_copy(socket) && journal_socket(journal, socket->other))
        socket = journal_socket(journal, socket->other);
    return socket ? socket->id : 0;
}

bool end_has_copies(const struct journal *journal, unsigned socket)
{
    unsigned original = end_original(journal, socket);
    const struct journal_socket *other = journal_socket_before(journal, JOURNAL_NEWEST);

    while (other &&
           (other->id == socket || other->closed || end_original(journal, other->id) != original))
        other = journal_socket_before(journal, other->id);
    return other;
}

int end_error(const struct journal *journal, const struct journal_event *event)
{
    struct journal_bytes bytes;
    int error = 0;

    if (event->call == CALL_GETSOCKOPT && event->numbers[0] == SOL_SOCKET &&
        event->numbers[1] == SO_ERROR && journal_bytes(journal, event, &bytes) &&
        bytes.data.length >= sizeof(error))
        memcpy(&error, bytes.data.data, sizeof(error));
    return error ? error : event->error;
}

bool end_left_unread(const struct journal *journal, const struct journal_event *close,
                     uint64_t *ret_bytes)
{
    const struct journal_event *before = journal_event_before(journal, close->number);
    const struct journal_socket *socket = journal_socket(journal, close->socket);

    if (!before || before->kind != JOURNAL_CALL || before->call != CALL_IOCTL ||
        before->socket != close->socket || before->numbers[0] != SIOCINQ || before->result < 0 ||
        before->numbers[1] < 0 ||
        (before->numbers[1] == 1 && socket && socket->protocol == IPPROTO_MPTCP))
        return false;
    *ret_bytes = (uint64_t)before->numbers[1];
    return true;
}
