#include "diag_ask.h"

#include "base/memory.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel puts no more into one message, unless somebody reads in larger pieces. */
enum { PIECE = 16 * 1024 };

static bool put_question(int fd, unsigned flags, const void *request, size_t length)
{
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)NLMSG_LENGTH(length),
        .nlmsg_type = SOCK_DIAG_BY_FAMILY,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
    };
    struct iovec parts[] = {{&header, sizeof(header)}, {(void *)request, length}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct msghdr message = {
        .msg_name = &kernel, .msg_namelen = sizeof(kernel), .msg_iov = parts, .msg_iovlen = 2};

    return fd >= 0 && sendmsg(fd, &message, 0) >= 0;
}

static int open_netlink(void)
{
    return socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
}

/* The first message of those that were received; its payload, and what is behind it. */
static bool split(struct span *messages, unsigned *ret_type, struct span *ret_payload)
{
    struct nlmsghdr head;

    if (messages->length < sizeof(head))
        return false;
    memcpy(&head, messages->data, sizeof(head));
    if (head.nlmsg_len < NLMSG_HDRLEN || head.nlmsg_len > messages->length)
        return false;
    *ret_type = head.nlmsg_type;
    *ret_payload = (struct span){messages->data + NLMSG_HDRLEN, head.nlmsg_len - NLMSG_HDRLEN};
    *messages = span_after(*messages, NLMSG_ALIGN(head.nlmsg_len));
    return true;
}

bool diag_ask(const void *request, size_t length, char room[DIAG_ANSWER], struct span *ret_payload)
{
    cleanup_fd int fd = open_netlink();
    unsigned type = 0;

    if (!put_question(fd, 0, request, length))
        return false;
    ssize_t got = recv(fd, room, DIAG_ANSWER, MSG_DONTWAIT); /* the kernel answers in the call */
    struct span messages = {room, got > 0 ? (size_t)got : 0};
    return split(&messages, &type, ret_payload) && type == SOCK_DIAG_BY_FAMILY;
}

bool diag_ask_for_all(const void *request, size_t length, diag_take *take, void *context)
{
    char room[PIECE];
    cleanup_fd int fd = open_netlink();
    struct span payload;
    unsigned type;

    if (!put_question(fd, NLM_F_DUMP, request, length))
        return false;
    for (;;) {
        ssize_t got = recv(fd, room, sizeof(room), MSG_DONTWAIT | MSG_TRUNC);
        if (got <= 0 || (size_t)got > sizeof(room))
            return false;
        struct span messages = {room, (size_t)got};
        while (split(&messages, &type, &payload)) {
            if (type != SOCK_DIAG_BY_FAMILY)
                return type == NLMSG_DONE;
            take(context, payload);
        }
    }
}

bool diag_attribute(struct span payload, size_t head, unsigned type, struct span *ret_value)
{
    for (struct span rest = span_after(payload, NLMSG_ALIGN(head));
         rest.length >= sizeof(struct rtattr);) {
        struct rtattr attribute;
        memcpy(&attribute, rest.data, sizeof(attribute));
        if (attribute.rta_len < RTA_LENGTH(0) || attribute.rta_len > rest.length)
            return false;
        if (attribute.rta_type == type) {
            *ret_value =
                (struct span){rest.data + RTA_LENGTH(0), attribute.rta_len - RTA_LENGTH(0)};
            return true;
        }
        rest = span_after(rest, RTA_ALIGN(attribute.rta_len));
    }
    return false;
}
