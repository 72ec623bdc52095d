#include "info_fields.h"

#include "base/nearest.h"
#include "net/option.h"

/* By `info` itself and net/facts*.c; a test holds this to what `info` says of sockets of many types. */
static const char plain[] =
    "advertised_mss agreed app_limited at_mark ato_us backlog backlog_limit "
    "backlog_memory backoff bbr_bandwidth bbr_cwnd_gain bbr_min_rtt_us "
    "bbr_pacing_gain blocking busy_us bytes_acked bytes_in bytes_out bytes_received "
    "bytes_retransmitted bytes_sent cgroup congestion cookie cwnd data_segments_in "
    "data_segments_out dctcp_alpha dctcp_bytes dctcp_bytes_ecn dctcp_ce_state "
    "dctcp_enabled delivered delivered_ce delivery_rate drops dsack_duplicates "
    "ecn_seen error_pending fd forward_memory gid handle inode keepalive "
    "last_acknowledged_ms last_received_ms last_sent_ms lost max_pacing_rate "
    "min_rtt_us mptcp_rcv_nxt mptcp_remote_key mptcp_snd_una mptcp_subflows "
    "mptcp_subflows_max mptcp_token mptcp_write_seq mss option_memory out_of_order owner "
    "pacing_rate path_device "
    "path_inode path_mtu peer_inode peer_window_limited_us pid queued_memory "
    "receive_buffer receive_memory receive_mss receive_queue receive_rtt_us "
    "receive_space receive_ssthresh reordering reorderings retransmits "
    "retransmits_in_flight rto_us rtt_us rttvar_us sacked segments_in "
    "segments_in_flight segments_out send_buffer send_buffer_limited_us send_memory "
    "send_queue send_rate send_window shut ssthresh state timeout timer "
    "timer_retries type uid unacknowledged unsent vegas_enabled vegas_min_rtt_us "
    "vegas_rtt_count vegas_rtt_us window_scale";

/* The next of the names; false at the end. */
static bool next_plain(const char **rest, struct span *ret_name)
{
    *ret_name = (struct span){*rest, strcspn(*rest, " ")};
    *rest += ret_name->length + ((*rest)[ret_name->length] == ' ');
    return ret_name->length > 0;
}

static bool is_plain(struct span name)
{
    const char *rest = plain;
    struct span one;

    while (next_plain(&rest, &one))
        if (span_equal(one, name))
            return true;
    return false;
}

static const char *const addresses[] = {"local", "peer", "from"};
static const char *const address_parts[] = {"family", "address", "port", "path", "interface"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(struct span name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, names[i]))
            return true;
    return false;
}

static bool is_option(struct span name)
{
    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        if (span_is(name, option->name) || span_is(name, option->c_name))
            return true;
    return false;
}

bool info_field_exists(struct span path)
{
    const char *dot = path.length ? memchr(path.data, '.', path.length) : NULL;
    struct span first = {path.data, dot ? (size_t)(dot - path.data) : path.length};
    struct span part = span_after(path, first.length + 1);

    if (!dot)
        return is_plain(first) || is_one_of(first, addresses, COUNT(addresses));
    if (span_is(first, "options"))
        return is_option(part);
    return is_one_of(first, addresses, COUNT(addresses)) &&
           is_one_of(part, address_parts, COUNT(address_parts));
}

void info_fields_offer(struct nearest *nearest)
{
    static const char *const parts[] = {
        "local.address", "local.port",   "local.path", "peer.address", "peer.port",
        "peer.path",     "from.address", "from.port",  "from.path",
    };

    const char *rest = plain;
    struct span name;

    while (next_plain(&rest, &name))
        nearest_offer(nearest, name);
    for (size_t i = 0; i < COUNT(addresses); i++)
        nearest_offer(nearest, span_of(addresses[i]));
    for (size_t i = 0; i < COUNT(parts); i++)
        nearest_offer(nearest, span_of(parts[i]));
}
