/* Values with an interface in them, and addresses. */
#include "option_types.h"

#include "net/interface.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

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
    option_load(raw, &request, sizeof(request));
    option_load(raw, &address, sizeof(address));
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
    option_load(raw, &info, sizeof(info));
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
        option_next_item(&text, &more) || !option_word_find(option_words(option), mode, &number) ||
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

    option_load(raw, &request, sizeof(request));
    const char *mode = option_word_name(option_words(option), request.mr_type);
    interface_format(out, (unsigned)request.mr_ifindex);
    buffer_printf(out, ",%s", mode ? mode : "?");
}
