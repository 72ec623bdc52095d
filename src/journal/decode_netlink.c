/* What goes over netlink sockets: messages with a head that is the same for all (netlink(7)). */
#include "decode_parts.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <string.h>

#define WORD(name)  \
    {               \
        name, #name \
    }

static const struct decode_word controls[] = {
    WORD(NLMSG_NOOP),
    WORD(NLMSG_ERROR),
    WORD(NLMSG_DONE),
    {0, ""},
};

static const struct decode_word route_types[] = {
    WORD(RTM_NEWLINK), WORD(RTM_GETLINK), WORD(RTM_NEWADDR), WORD(RTM_GETADDR), {0, ""},
};

static const struct decode_word diag_types[] = {
    WORD(SOCK_DIAG_BY_FAMILY),
    {0, ""},
};

/* In the order in which strace lists them. */
static const struct decode_word flags[] = {
    WORD(NLM_F_REQUEST),   WORD(NLM_F_MULTI),         WORD(NLM_F_ACK), WORD(NLM_F_ECHO),
    WORD(NLM_F_DUMP_INTR), WORD(NLM_F_DUMP_FILTERED), {0, ""},
};

/* Of a message that asks. */
static const struct decode_word asking[] = {
    WORD(NLM_F_DUMP),
    WORD(NLM_F_ROOT),
    WORD(NLM_F_MATCH),
    {0, ""},
};

static void append_type(struct buffer *out, int protocol, unsigned type)
{
    const struct decode_word *words = type < NLMSG_MIN_TYPE       ? controls
                                      : protocol == NETLINK_ROUTE ? route_types
                                                                  : diag_types;

    decode_word(out, words, type, "NLMSG_???");
}

/* The upper ones mean one thing in what asks and another in what answers. */
static void append_flags(struct buffer *out, const struct nlmsghdr *head)
{
    unsigned upper = head->nlmsg_flags & (NLM_F_ROOT | NLM_F_MATCH);
    bool asks = head->nlmsg_flags & NLM_F_REQUEST;

    decode_flags(out, flags, asks ? head->nlmsg_flags & ~upper : head->nlmsg_flags, "NLM_F_???");
    if (!asks || !upper)
        return;
    buffer_append_byte(out, '|');
    decode_flags(out, asking, upper, "NLM_F_???");
}

static void append_head(struct buffer *out, int protocol, const struct nlmsghdr *head)
{
    buffer_printf(out, "{nlmsg_len=%u, nlmsg_type=", head->nlmsg_len);
    append_type(out, protocol, head->nlmsg_type);
    buffer_append_text(out, ", nlmsg_flags=");
    append_flags(out, head);
    buffer_printf(out, ", nlmsg_seq=%u, nlmsg_pid=%u}", head->nlmsg_seq, head->nlmsg_pid);
}

/* The first message; returns the bytes behind it, of which `total` are left with those that aren't kept. */
static struct span append_message(struct buffer *out, int protocol, struct span bytes,
                                  uint64_t *total, size_t shown)
{
    struct nlmsghdr head;

    memcpy(&head, bytes.data, sizeof(head));
    uint64_t whole = head.nlmsg_len > sizeof(head) ? head.nlmsg_len : sizeof(head);
    struct span payload = span_after(bytes, sizeof(head));
    if (whole > *total)
        whole = *total;
    if (payload.length > whole - sizeof(head))
        payload.length = whole - sizeof(head);

    buffer_append_byte(out, '[');
    append_head(out, protocol, &head);
    if (whole > sizeof(head)) {
        buffer_append_text(out, ", ");
        decode_string(out, payload, whole - sizeof(head), shown);
    }
    buffer_append_byte(out, ']');
    uint64_t aligned = NLMSG_ALIGN(whole);
    *total -= aligned < *total ? aligned : *total;
    return span_after(bytes, aligned < bytes.length ? aligned : bytes.length);
}

void decode_netlink(struct buffer *out, int protocol, struct span bytes, uint64_t total,
                    size_t shown)
{
    struct nlmsghdr head = {0};

    if (bytes.length < sizeof(head)) {
        decode_string(out, bytes, total, shown);
        return;
    }
    memcpy(&head, bytes.data, sizeof(head));
    bool are_several = NLMSG_ALIGN((uint64_t)head.nlmsg_len) < total;
    if (are_several)
        buffer_append_byte(out, '[');
    for (const char *joint = ""; bytes.length >= sizeof(head); joint = ", ") {
        buffer_append_text(out, joint);
        bytes = append_message(out, protocol, bytes, &total, shown);
    }
    if (total)
        buffer_append_text(out, ", ...");
    if (are_several)
        buffer_append_byte(out, ']');
}
