/* Values that are structures: times, interfaces, addresses, ports. */
#include "option_types.h"

#include "base/number.h"
#include "net/interface.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <sys/time.h>

/* A structure from its bytes; missing ones are 0. */
static void load(struct span raw, void *value, size_t size)
{
    memset(value, 0, size);
    if (raw.length)
        memcpy(value, raw.data, raw.length < size ? raw.length : size);
}

bool option_parse_timeval(const struct socket_option *option, struct span text, struct buffer *raw,
                          struct error *error)
{
    nanoseconds duration = 0;

    (void)option, (void)error;
    if (!span_is(text, "none") &&
        (!number_duration(text, &duration) || (duration > 0 && duration < MICROSECOND)))
        return false;
    struct timeval time = {.tv_sec = duration / SECOND, .tv_usec = duration % SECOND / MICROSECOND};
    option_append_raw(raw, &time, sizeof(time));
    return true;
}

void option_format_timeval(const struct socket_option *option, struct span raw, struct buffer *out)
{
    struct timeval time;

    (void)option;
    load(raw, &time, sizeof(time));
    if (time.tv_sec == 0 && time.tv_usec == 0)
        buffer_append_text(out, "none");
    else if (time.tv_usec == 0)
        buffer_printf(out, "%jds", (intmax_t)time.tv_sec);
    else if (time.tv_usec % 1000 == 0 && time.tv_sec < INT32_MAX)
        buffer_printf(out, "%jdms", (intmax_t)time.tv_sec * 1000 + (intmax_t)time.tv_usec / 1000);
    else
        buffer_printf(out, "%jd.%06jds", (intmax_t)time.tv_sec, (intmax_t)time.tv_usec);
}

bool option_parse_linger(const struct socket_option *option, struct span text, struct buffer *raw,
                         struct error *error)
{
    bool off = span_is(text, "off");
    int64_t seconds = 0;

    (void)option, (void)error;
    if (!off && !option_parse_units(text, SECOND, &seconds))
        return false;
    struct linger linger = {.l_onoff = !off, .l_linger = (int)seconds};
    option_append_raw(raw, &linger, sizeof(linger));
    return true;
}

void option_format_linger(const struct socket_option *option, struct span raw, struct buffer *out)
{
    struct linger linger;

    (void)option;
    load(raw, &linger, sizeof(linger));
    if (linger.l_onoff)
        buffer_printf(out, "%ds", linger.l_linger);
    else
        buffer_append_text(out, "off");
}

static bool parse_port(struct span text, uint32_t *ret_port)
{
    int64_t port = 0;

    if (text.length && (!number_integer(text, &port) || port < 0 || port > UINT16_MAX))
        return false;
    *ret_port = (uint32_t)port;
    return true;
}

/* "40000-50000", open at either end; "none". */
bool option_parse_ports(const struct socket_option *option, struct span text, struct buffer *raw,
                        struct error *error)
{
    const char *dash = text.length ? memchr(text.data, '-', text.length) : NULL;
    uint32_t low = 0, high = 0;

    (void)option, (void)error;
    if (!span_is(text, "none")) {
        if (!dash)
            return false;
        size_t length = (size_t)(dash - text.data);
        if (!parse_port((struct span){text.data, length}, &low) ||
            !parse_port(span_after(text, length + 1), &high))
            return false;
    }
    uint32_t range = low | high << 16;
    option_append_raw(raw, &range, sizeof(range));
    return true;
}

void option_format_ports(const struct socket_option *option, struct span raw, struct buffer *out)
{
    uint32_t range = option_raw_number(raw), low = range & UINT16_MAX, high = range >> 16;

    (void)option;
    if (!range)
        buffer_append_text(out, "none");
    if (low)
        buffer_printf(out, "%" PRIu32, low);
    if (range)
        buffer_append_byte(out, '-');
    if (high)
        buffer_printf(out, "%" PRIu32, high);
}

bool option_parse_interface(const struct socket_option *option, struct span text,
                            struct buffer *raw, struct error *error)
{
    unsigned index;

    if (!interface_find(text, &index, error))
        return false;
    if (option->type == OPTION_INTERFACE_NETWORK)
        index = htonl(index);
    option_append_raw(raw, &index, sizeof(index));
    return true;
}

void option_format_interface(const struct socket_option *option, struct span raw,
                             struct buffer *out)
{
    uint32_t index = option_raw_number(raw);

    interface_format(out, option->type == OPTION_INTERFACE_NETWORK ? ntohl(index) : index);
}

/* Text for inet_pton(3), which wants a NUL. */
static bool parse_address(struct span text, int family, void *ret_address)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.length == 0 || text.length >= sizeof(copy))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return strlen(copy) == text.length && inet_pton(family, copy, ret_address) == 1;
}

/* An address is given to the kernel as it is. A name becomes its index, with the interface's own address:
 * that is all that the kernel gives back. */
bool option_parse_multicast(const struct socket_option *option, struct span text,
                            struct buffer *raw, struct error *error)
{
    struct ip_mreqn request = {0};
    unsigned index;

    (void)option;
    if (!parse_address(text, AF_INET, &request.imr_address)) {
        if (!interface_find(text, &index, error))
            return false;
        request.imr_ifindex = (int)index;
        if (index)
            interface_ipv4(index, &request.imr_address);
    }
    option_append_raw(raw, &request, sizeof(request));
    return true;
}

/* struct ip_mreqn as it is set, or just the address as it is read. */
void option_format_multicast(const struct socket_option *option, struct span raw,
                             struct buffer *out)
{
    char text[INET_ADDRSTRLEN];
    struct ip_mreqn request;
    struct in_addr address;

    (void)option;
    load(raw, &request, sizeof(request));
    load(raw, &address, sizeof(address));
    if (raw.length >= sizeof(request))
        address = request.imr_address;
    if (address.s_addr == INADDR_ANY)
        buffer_append_text(out, "any");
    else
        buffer_append_text(out, inet_ntop(AF_INET, &address, text, sizeof(text)));
}

/* ADDRESS, ADDRESS%INTERFACE or %INTERFACE */
bool option_parse_packet_info(const struct socket_option *option, struct span text,
                              struct buffer *raw, struct error *error)
{
    const char *sign = text.length ? memchr(text.data, '%', text.length) : NULL;
    size_t length = sign ? (size_t)(sign - text.data) : text.length;
    struct in6_pktinfo info = {0};

    (void)option;
    if (!sign && length == 0)
        return false;
    if (length && !parse_address((struct span){text.data, length}, AF_INET6, &info.ipi6_addr))
        return false;
    if (sign && !interface_find(span_after(text, length + 1), &info.ipi6_ifindex, error))
        return false;
    option_append_raw(raw, &info, sizeof(info));
    return true;
}

void option_format_packet_info(const struct socket_option *option, struct span raw,
                               struct buffer *out)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_pktinfo info;

    (void)option;
    load(raw, &info, sizeof(info));
    buffer_append_text(out, inet_ntop(AF_INET6, &info.ipi6_addr, text, sizeof(text)));
    if (info.ipi6_ifindex) {
        buffer_append_byte(out, '%');
        interface_format(out, info.ipi6_ifindex);
    }
}

/* "lo,promisc": packet(7) */
bool option_parse_packet_membership(const struct socket_option *option, struct span text,
                                    struct buffer *raw, struct error *error)
{
    struct packet_mreq request = {0};
    struct span name, mode, more;
    unsigned index;
    int64_t number;

    if (!option_next_item(&text, &name) || !option_next_item(&text, &mode) ||
        option_next_item(&text, &more) || !option_word_find(option->words, mode, &number) ||
        !interface_find(name, &index, error))
        return false;
    request.mr_ifindex = (int)index;
    request.mr_type = (unsigned short)number;
    option_append_raw(raw, &request, sizeof(request));
    return true;
}

void option_format_packet_membership(const struct socket_option *option, struct span raw,
                                     struct buffer *out)
{
    struct packet_mreq request;

    load(raw, &request, sizeof(request));
    const char *mode = option_word_name(option->words, request.mr_type);
    interface_format(out, (unsigned)request.mr_ifindex);
    buffer_printf(out, ",%s", mode ? mode : "?");
}
