#include "diag_ask.h"

#include "net/own.h"
#include "socket_calls.h"

#include <assert.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* The kernel puts no more into one message, unless somebody reads in larger pieces. */
enum { PIECE = 16 * 1024 };

enum { MOST_ASKED = 256 };

static const struct socket_type sock_diag = {
    .family = AF_NETLINK, .type = SOCK_DGRAM, .protocol = NETLINK_SOCK_DIAG};

static bool put_question(const struct socket *socket, unsigned flags, const void *request,
                         size_t length)
{
    char question[MOST_ASKED];
    struct address kernel = {.storage.ss_family = AF_NETLINK, .length = sizeof(struct sockaddr_nl)};
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)NLMSG_LENGTH(length),
        .nlmsg_type = SOCK_DIAG_BY_FAMILY,
        .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
    };

    assert(header.nlmsg_len <= sizeof(question));
    memcpy(mempcpy(question, &header, sizeof(header)), request, length);
    return socket->fd >= 0 &&
           call_send(socket, (struct span){question, header.nlmsg_len}, 0, &kernel) >= 0;
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
    cleanup_own_socket struct socket socket = own_open(&sock_diag);
    unsigned type = 0;

    if (!put_question(&socket, 0, request, length))
        return false;
    /* The kernel answers in the call. */
    long got = call_recv(&socket, room, DIAG_ANSWER, MSG_DONTWAIT);
    struct span messages = {room, got > 0 ? (size_t)got : 0};
    return split(&messages, &type, ret_payload) && type == SOCK_DIAG_BY_FAMILY;
}

bool diag_ask_for_all(const void *request, size_t length, diag_take *take, void *context)
{
    char room[PIECE];
    cleanup_own_socket struct socket socket = own_open(&sock_diag);
    struct span payload;
    unsigned type;

    if (!put_question(&socket, NLM_F_DUMP, request, length))
        return false;
    for (;;) {
        long got = call_recv(&socket, room, sizeof(room), MSG_DONTWAIT | MSG_TRUNC);
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
