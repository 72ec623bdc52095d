#include "diag.h"

#include "base/memory.h"
#include "socket_calls.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/stat.h>

enum { ANSWER = 4096 };

/* One request for one socket, one answer; its payload in `answer`. */
static bool ask(const void *request, size_t length, char answer[ANSWER], struct span *ret_payload)
{
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)NLMSG_LENGTH(length),
        .nlmsg_type = SOCK_DIAG_BY_FAMILY,
        .nlmsg_flags = NLM_F_REQUEST,
    };
    struct iovec parts[] = {{&header, sizeof(header)}, {(void *)request, length}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct msghdr message = {
        .msg_name = &kernel, .msg_namelen = sizeof(kernel), .msg_iov = parts, .msg_iovlen = 2};
    cleanup_fd int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

    if (fd < 0 || sendmsg(fd, &message, 0) < 0)
        return false;
    ssize_t got = recv(fd, answer, ANSWER, MSG_DONTWAIT); /* the kernel answers in the call */
    const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
    if (got < (ssize_t)sizeof(*head) || head->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        head->nlmsg_len < NLMSG_HDRLEN || head->nlmsg_len > (size_t)got)
        return false;
    *ret_payload = (struct span){answer + NLMSG_HDRLEN, head->nlmsg_len - NLMSG_HDRLEN};
    return true;
}

static void copy_end(const struct address *address, uint32_t host[4], uint16_t *port)
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
    copy_end(&local, id.idiag_src, &id.idiag_sport);
    copy_end(&peer, id.idiag_dst, &id.idiag_dport);
    id.idiag_cookie[0] = (uint32_t)cookie;
    id.idiag_cookie[1] = (uint32_t)(cookie >> 32);
    *ret_id = id;
    return true;
}

bool diag_tcp_timer(struct socket *socket, struct diag_timer *ret_timer)
{
    static const char *const names[] = {NULL, "retransmit", "keepalive", "time-wait",
                                        "zero-window probe"};
    struct inet_diag_req_v2 request = {
        .sdiag_family = (uint8_t)socket->type->family,
        .sdiag_protocol = IPPROTO_TCP,
        .idiag_states = ~0U,
    };
    _Alignas(struct nlmsghdr) char room[ANSWER];
    struct span payload;
    struct inet_diag_msg answer;

    if (socket->type->protocol != IPPROTO_TCP || !identify(socket, &request.id) ||
        !ask(&request, sizeof(request), room, &payload) || payload.length < sizeof(answer))
        return false;
    memcpy(&answer, payload.data, sizeof(answer));
    *ret_timer = (struct diag_timer){
        .name = answer.idiag_timer < sizeof(names) / sizeof(names[0]) ? names[answer.idiag_timer]
                                                                      : "another timer",
        .milliseconds = answer.idiag_expires,
        .retries = answer.idiag_retrans,
    };
    return true;
}

bool diag_unix_backlog(struct socket *socket, unsigned *ret_waiting, unsigned *ret_most)
{
    struct unix_diag_req request = {
        .sdiag_family = AF_UNIX,
        .udiag_states = ~0U,
        .udiag_show = UDIAG_SHOW_RQLEN,
        .udiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE},
    };
    _Alignas(struct nlmsghdr) char room[ANSWER];
    struct unix_diag_rqlen lengths;
    struct span payload;
    struct stat status;

    if (socket->type->family != AF_UNIX || fstat(socket->fd, &status) < 0)
        return false;
    request.udiag_ino = (uint32_t)status.st_ino;
    if (!ask(&request, sizeof(request), room, &payload))
        return false;
    for (struct span rest = span_after(payload, NLMSG_ALIGN(sizeof(struct unix_diag_msg)));
         rest.length >= sizeof(struct rtattr);) {
        struct rtattr head;
        memcpy(&head, rest.data, sizeof(head));
        if (head.rta_len < sizeof(head) || head.rta_len > rest.length)
            return false;
        if (head.rta_type == UNIX_DIAG_RQLEN && head.rta_len >= RTA_LENGTH(sizeof(lengths))) {
            memcpy(&lengths, rest.data + RTA_LENGTH(0), sizeof(lengths));
            *ret_waiting = lengths.udiag_rqueue;
            *ret_most = lengths.udiag_wqueue;
            return true;
        }
        rest = span_after(rest, RTA_ALIGN(head.rta_len));
    }
    return false;
}
