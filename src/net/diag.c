#include "diag.h"

#include "diag_ask.h"
#include "socket_calls.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/stat.h>

void diag_copy_end(const struct address *address, uint32_t host[4], uint16_t *port)
{
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->storage;
    const struct sockaddr_in *four = (const struct sockaddr_in *)&address->storage;

    if (address_family(address) == AF_INET6)
        memcpy(host, &six->sin6_addr, sizeof(six->sin6_addr));
    else if (address_family(address) == AF_INET)
        host[0] = four->sin_addr.s_addr;
    *port = htons((uint16_t)address_port(address));
}

/* The cookie makes sure that it is this socket and no other with the same ends. */
static bool identify(struct socket *socket, struct inet_diag_sockid *ret_id)
{
    struct address local = {0}, peer = {0};
    struct inet_diag_sockid id = {0};
    struct error ignored;
    uint64_t cookie;
    socklen_t length = sizeof(cookie);

    if (!socket_local(socket, &local, &ignored) ||
        !socket_get_option(socket, SOL_SOCKET, SO_COOKIE, &cookie, &length))
        return false;
    if (!socket_peer(socket, &peer, &ignored) && socket->connecting)
        peer = socket->attempt;
    socket_get_option(socket, SOL_SOCKET, SO_BINDTOIFINDEX, &id.idiag_if,
                      &(socklen_t){sizeof(id.idiag_if)});
    diag_copy_end(&local, id.idiag_src, &id.idiag_sport);
    diag_copy_end(&peer, id.idiag_dst, &id.idiag_dport);
    id.idiag_cookie[0] = (uint32_t)cookie;
    id.idiag_cookie[1] = (uint32_t)(cookie >> 32);
    *ret_id = id;
    return true;
}

/* Of UDP the kernel looks for a datagram's receiver: source is the other end (net/ipv4/udp_diag.c). */
static struct inet_diag_sockid swapped(const struct inet_diag_sockid *id)
{
    struct inet_diag_sockid result = *id;

    memcpy(result.idiag_src, id->idiag_dst, sizeof(result.idiag_src));
    memcpy(result.idiag_dst, id->idiag_src, sizeof(result.idiag_dst));
    result.idiag_sport = id->idiag_dport;
    result.idiag_dport = id->idiag_sport;
    return result;
}

/* Copy the attribute of this type behind the answer's fixed part, where it is there. */
static void get_attribute(struct span payload, size_t fixed, unsigned type, void *value,
                          size_t size)
{
    struct span found;

    if (diag_attribute(payload, fixed, type, &found) && found.length >= size)
        memcpy(value, found.data, size);
}

static struct diag_timer timer_of(const struct inet_diag_msg *answer)
{
    static const char *const names[] = {NULL, "retransmit", "keepalive", "time-wait",
                                        "zero-window probe"};

    return (struct diag_timer){
        .name = answer->idiag_timer < sizeof(names) / sizeof(names[0]) ? names[answer->idiag_timer]
                                                                       : "another timer",
        .milliseconds = answer->idiag_expires,
        .retries = answer->idiag_retrans,
    };
}

static bool is_known(const struct socket_type *type)
{
    bool inet = type->family == AF_INET || type->family == AF_INET6;

    return inet && (type->protocol == IPPROTO_TCP || type->protocol == IPPROTO_UDP ||
                    type->protocol == IPPROTO_UDPLITE);
}

bool diag_inet(struct socket *socket, struct diag_inet *ret_answer)
{
    struct inet_diag_req_v2 request = {
        .sdiag_family = (uint8_t)socket->type->family,
        .sdiag_protocol = (uint8_t)socket->type->protocol,
        .idiag_states = ~0U,
    };
    char room[DIAG_ANSWER];
    struct span payload;
    struct inet_diag_msg answer;
    uint8_t shut = 0;

    if (!is_known(socket->type) || !identify(socket, &request.id))
        return false;
    if (request.sdiag_protocol != IPPROTO_TCP)
        request.id = swapped(&request.id);
    if (!diag_ask(&request, sizeof(request), room, &payload) || payload.length < sizeof(answer))
        return false;
    memcpy(&answer, payload.data, sizeof(answer));
    *ret_answer = (struct diag_inet){.timer = timer_of(&answer)};
    get_attribute(payload, sizeof(answer), INET_DIAG_SHUTDOWN, &shut, sizeof(shut));
    get_attribute(payload, sizeof(answer), INET_DIAG_CGROUP_ID, &ret_answer->cgroup,
                  sizeof(ret_answer->cgroup));
    ret_answer->shut = shut;
    return true;
}

bool diag_unix(struct socket *socket, struct diag_unix *ret_answer)
{
    struct unix_diag_req request = {
        .sdiag_family = AF_UNIX,
        .udiag_states = ~0U,
        .udiag_show = UDIAG_SHOW_RQLEN | UDIAG_SHOW_PEER | UDIAG_SHOW_VFS,
        .udiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE},
    };
    const size_t fixed = sizeof(struct unix_diag_msg);
    char room[DIAG_ANSWER];
    struct unix_diag_rqlen lengths = {0};
    struct unix_diag_vfs file = {0};
    struct span payload;
    struct stat status;
    uint32_t peer = 0;
    uint8_t shut = 0;

    if (socket->type->family != AF_UNIX || fstat(socket->fd, &status) < 0)
        return false;
    request.udiag_ino = (uint32_t)status.st_ino;
    if (!diag_ask(&request, sizeof(request), room, &payload))
        return false;
    get_attribute(payload, fixed, UNIX_DIAG_RQLEN, &lengths, sizeof(lengths));
    get_attribute(payload, fixed, UNIX_DIAG_PEER, &peer, sizeof(peer));
    get_attribute(payload, fixed, UNIX_DIAG_VFS, &file, sizeof(file));
    get_attribute(payload, fixed, UNIX_DIAG_SHUTDOWN, &shut, sizeof(shut));
    *ret_answer = (struct diag_unix){
        .waiting = lengths.udiag_rqueue,
        .most = lengths.udiag_wqueue,
        .shut = shut,
        .peer_inode = peer,
        .path_inode = file.udiag_vfs_ino,
        .path_device = file.udiag_vfs_dev,
    };
    return true;
}
