#include "option_refusal.h"

#include "net/option_value.h"
#include "option_numbers.h"

#include <errno.h>

/* What an option's range and words don't tell. */
static const struct {
    int level, number, error;
    char text[160];
} refusals[] = {
    {SOL_SOCKET, SO_TXTIME, EINVAL,
     "SO_TXTIME takes the clocks 0, 1 and 11 (real time, monotonic, TAI), and flags from 0 to 3"},

    {IPPROTO_IP, IP_LOCAL_PORT_RANGE, EINVAL,
     "the first port can't be above the last: 40000-50000, or one of them alone, as 40000-"},
    {IPPROTO_IP, IP_ROUTER_ALERT, EADDRINUSE, "it is on already"},
    {IPPROTO_IP, IP_ROUTER_ALERT, EINVAL, "a raw socket of protocol 255 receives nothing"},
    {IPPROTO_IP, IP_ROUTER_ALERT, ENOBUFS, "it was not on"},

    {IPPROTO_IPV6, IPV6_ADDR_PREFERENCES, EINVAL,
     "IPV6_ADDR_PREFERENCES takes one of tmp, public, pubtmp_default, with one of coa, home, and "
     "one of cga, noncga"},
    {IPPROTO_IPV6, IPV6_ADDRFORM, EINVAL, "IPV6_ADDRFORM takes AF_INET alone"},
    {IPPROTO_IPV6, IPV6_CHECKSUM, EINVAL,
     "IPV6_CHECKSUM takes an even offset, or off; of ICMPv6 (58) the kernel knows the place, and "
     "takes none"},
    {IPPROTO_IPV6, IPV6_MTU, EINVAL, "IPV6_MTU takes 1280 or more, or 0 for the path's own"},
    {IPPROTO_IPV6, IPV6_ROUTER_ALERT, EADDRINUSE, "it is on already"},
    {IPPROTO_IPV6, IPV6_ROUTER_ALERT, ENOBUFS, "it was not on"},
    {IPPROTO_IPV6, IPV6_ROUTER_ALERT, ENOPROTOOPT, "only `socket raw6 255` has it"},
    {IPPROTO_IPV6, IPV6_V6ONLY, EINVAL, "too late: v6only is set before `bind` and `connect`"},

    {IPPROTO_TCP, TCP_DELACK_MAX_US, EINVAL,
     "TCP_DELACK_MAX_US takes more than one tick of the kernel's clock, 1ms to 10ms, and up to "
     "200ms"},
    {IPPROTO_TCP, TCP_FASTOPEN, EINVAL,
     "TCP_FASTOPEN takes 0 or more, before the socket is connected"},
    {IPPROTO_TCP, TCP_FASTOPEN_KEY, EINVAL,
     "TCP_FASTOPEN_KEY takes 16 bytes, or 32: the new key, and the old one behind it"},
    {IPPROTO_TCP, TCP_QUEUE_SEQ, EINVAL,
     "under repair alone: `setsockopt repair on`, then `setsockopt repair_queue send`"},
    {IPPROTO_TCP, TCP_QUEUE_SEQ, EPERM,
     "before `connect` and under repair: `setsockopt repair on`"},
    {IPPROTO_TCP, TCP_REPAIR_QUEUE, EPERM, "under repair alone: `setsockopt repair on`"},
    {IPPROTO_TCP, TCP_RTO_MIN_US, EINVAL,
     "TCP_RTO_MIN_US takes more than one tick of the kernel's clock, 1ms to 10ms, and up to 200ms"},
    {IPPROTO_TCP, TCP_TIMESTAMP, EPERM, "under repair alone: `setsockopt repair on`"},

    {SOL_PACKET, PACKET_FANOUT, EINVAL,
     "PACKET_FANOUT takes a group's number up to 65535 and one mode, as 7,rollover; all sockets of "
     "a group have the same one"},
    {SOL_PACKET, PACKET_VNET_HDR_SZ, EINVAL, "PACKET_VNET_HDR_SZ takes 0, 10 or 12"},
};

static const char *known_reason(const struct socket_option *option, int error)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
        if (refusals[i].level == option->level && refusals[i].number == option->number &&
            refusals[i].error == error)
            return refusals[i].text;
    return NULL;
}

bool option_hint_refusal(const struct socket_option *option, struct span raw, struct error *error)
{
    cleanup_buffer struct buffer values = {0};
    const char *reason = known_reason(option, error->number);

    if (reason)
        return error_hint(error, "%s", reason);
    if (error->number != EINVAL && error->number != ENOPROTOOPT)
        return false;
    if (!option_is_among_values(option, raw, &values))
        return error_hint(error, "%s takes %s", option->c_name, buffer_text(&values));
    if (error->number != EINVAL)
        return false;
    if (option->list[0] && option->advice[0])
        return error_hint(error, "%s", option->advice);
    return error_hint(error, option->type == OPTION_FLAGS
                                 ? "the kernel doesn't take these together, or not in this state"
                                 : "the kernel doesn't take this value, or not in this state");
}
