/* Control messages: what travels beside the data of sendmsg(2) and recvmsg(2). */
#include "decode_parts.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static void append_numbers(struct buffer *out, struct span data)
{
    const char *joint = "";

    buffer_append_byte(out, '[');
    for (; data.length >= sizeof(int); data = span_after(data, sizeof(int)), joint = ", ") {
        int number;
        memcpy(&number, data.data, sizeof(number));
        buffer_printf(out, "%s%d", joint, number);
    }
    buffer_append_byte(out, ']');
}

static void append_bytes(struct buffer *out, struct span data)
{
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < data.length; i++)
        buffer_printf(out, data.data[i] ? "%s%#x" : "%s0", i ? ", " : "",
                      (unsigned char)data.data[i]);
    buffer_append_byte(out, ']');
}

static void append_credentials(struct buffer *out, struct span data)
{
    struct {
        int pid;
        unsigned uid, gid;
    } who;

    memcpy(&who, data.data, sizeof(who));
    buffer_printf(out, "{pid=%d, uid=%u, gid=%u}", who.pid, who.uid, who.gid);
}

static void append_instant(struct buffer *out, struct span data, const char *part)
{
    int64_t parts[2]; /* longs, on the machines that we know */

    memcpy(parts, data.data, sizeof(parts));
    buffer_printf(out, "{tv_sec=%lld, %s=%lld}", (long long)parts[0], part, (long long)parts[1]);
}

static void append_microseconds(struct buffer *out, struct span data)
{
    append_instant(out, data, "tv_usec");
}

static void append_nanoseconds(struct buffer *out, struct span data)
{
    append_instant(out, data, "tv_nsec");
}

static void append_three_instants(struct buffer *out, struct span data)
{
    for (size_t i = 0; i < 3; i++) {
        buffer_append_text(out, i ? ", " : "[");
        append_nanoseconds(out, span_after(data, i * 2 * sizeof(int64_t)));
    }
    buffer_append_byte(out, ']');
}

static void append_packet_info(struct buffer *out, const struct decode *how, struct span data)
{
    struct in_pktinfo info;

    memcpy(&info, data.data, sizeof(info));
    buffer_append_text(out, "{ipi_ifindex=");
    decode_interface(out, how, (unsigned)info.ipi_ifindex);
    buffer_append_text(out, ", ");
    decode_inet(out, "ipi_spec_dst", &info.ipi_spec_dst);
    buffer_append_text(out, ", ");
    decode_inet(out, "ipi_addr", &info.ipi_addr);
    buffer_append_byte(out, '}');
}

/* struct sock_extended_err and who told, as ip(7) has them; without the header that defines struct timespec
 * a second time. */
struct extended_error {
    uint32_t number;
    uint8_t origin, type, code, pad;
    uint32_t info, data;
    struct sockaddr_in offender;
};

static void append_error(struct buffer *out, const struct decode *how, struct span data)
{
    struct extended_error error;

    memcpy(&error, data.data, sizeof(error));
    buffer_printf(out,
                  "{ee_errno=%u, ee_origin=%u, ee_type=%u, ee_code=%u, ee_info=%u, ee_data=%u, "
                  "offender=",
                  error.number, error.origin, error.type, error.code, error.info, error.data);
    decode_address(out, how, (struct span){(const char *)&error.offender, sizeof(error.offender)});
    buffer_append_byte(out, '}');
}

#define INSTANT (2 * sizeof(int64_t))

static const struct {
    int level, type;
    const char *name;
    size_t least; /* bytes of data that there must be */
    void (*append)(struct buffer *out, struct span data);
    void (*append_named)(struct buffer *out, const struct decode *how, struct span data);
} kinds[] = {
    {SOL_SOCKET, SCM_RIGHTS, "SCM_RIGHTS", sizeof(int), append_numbers},
    {SOL_SOCKET, SCM_CREDENTIALS, "SCM_CREDENTIALS", 3 * sizeof(int), append_credentials},
    {SOL_SOCKET, SCM_TIMESTAMP, "SO_TIMESTAMP", INSTANT, append_microseconds},
    {SOL_SOCKET, SCM_TIMESTAMPNS, "SO_TIMESTAMPNS", INSTANT, append_nanoseconds},
    {SOL_SOCKET, SCM_TIMESTAMPING, "SO_TIMESTAMPING", 3 * INSTANT, append_three_instants},
    {IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO", sizeof(struct in_pktinfo),
     .append_named = append_packet_info},
    {IPPROTO_IP, IP_TTL, "IP_TTL", sizeof(int), append_numbers},
    {IPPROTO_IP, IP_TOS, "IP_TOS", 1, append_bytes},
    {IPPROTO_IP, IP_RECVOPTS, "IP_RECVOPTS", 1, append_bytes},
    {IPPROTO_IP, IP_RETOPTS, "IP_RETOPTS", 1, append_bytes},
    {IPPROTO_IP, IP_RECVERR, "IP_RECVERR", sizeof(struct extended_error),
     .append_named = append_error},
    {IPPROTO_IP, IP_ORIGDSTADDR, "IP_ORIGDSTADDR", sizeof(struct sockaddr_in),
     .append_named = decode_address},
};

static void append_kind(struct buffer *out, const struct decode *how, const struct cmsghdr *head,
                        struct span data)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].level != head->cmsg_level || kinds[i].type != head->cmsg_type)
            continue;
        buffer_append_text(out, kinds[i].name);
        if (data.length >= kinds[i].least) {
            buffer_append_text(out, ", cmsg_data=");
            if (kinds[i].append_named)
                kinds[i].append_named(out, how, data);
            else
                kinds[i].append(out, data);
        }
        return;
    }
    buffer_printf(out, "%#x", (unsigned)head->cmsg_type);
}

static void append_message(struct buffer *out, const struct decode *how, const struct cmsghdr *head,
                           struct span data)
{
    buffer_printf(out, "{cmsg_len=%zu, cmsg_level=", (size_t)head->cmsg_len);
    decode_word(out, decode_levels, head->cmsg_level, "SOL_???");
    buffer_append_text(out, ", cmsg_type=");
    append_kind(out, how, head, data);
    buffer_append_byte(out, '}');
}

void decode_control(struct buffer *out, const struct decode *how, struct span control)
{
    bool first = true;

    buffer_append_byte(out, '[');
    while (control.length >= sizeof(struct cmsghdr)) {
        struct cmsghdr head;
        memcpy(&head, control.data, sizeof(head));
        size_t length = head.cmsg_len < control.length ? head.cmsg_len : control.length;
        size_t data = length < CMSG_LEN(0) ? length : CMSG_LEN(0);
        buffer_append_text(out, first ? "" : ", ");
        append_message(out, how, &head, (struct span){control.data + data, length - data});
        if (head.cmsg_len < sizeof(head))
            break;
        first = false;
        control = span_after(control, CMSG_ALIGN(length));
    }
    buffer_append_byte(out, ']');
}
