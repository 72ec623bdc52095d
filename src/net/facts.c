#include "net/facts.h"

#include "diag.h"
#include "facts_add.h"
#include "socket_calls.h"

#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

static struct fact *add(struct facts *facts, const char *name, enum fact_kind kind)
{
    struct fact *fact = &facts->items[facts->count];

    facts->count += facts->count + 1 < FACTS_MOST;
    *fact = (struct fact){.name = name, .kind = kind};
    return fact;
}

void fact_number(struct facts *facts, const char *name, int64_t number)
{
    add(facts, name, FACT_NUMBER)->number = number;
}

void fact_fraction(struct facts *facts, const char *name, double number)
{
    struct fact *fact = add(facts, name, FACT_FRACTION);

    snprintf(fact->text, sizeof(fact->text), "%g", number);
}

void fact_flag(struct facts *facts, const char *name, bool flag)
{
    add(facts, name, FACT_FLAG)->number = flag;
}

void fact_none(struct facts *facts, const char *name)
{
    add(facts, name, FACT_NONE);
}

void fact_text(struct facts *facts, const char *name, const char *format, ...)
{
    struct fact *fact = add(facts, name, FACT_TEXT);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(fact->text, sizeof(fact->text), format, arguments);
    va_end(arguments);
}

#define TCP_FACT_BELOW(name, member, none, is_told)                                         \
    {                                                                                       \
        name, offsetof(struct tcp_info, member), sizeof(((struct tcp_info *)NULL)->member), \
            is_told, none                                                                   \
    }
#define TCP_FACT(name, member) TCP_FACT_BELOW(name, member, 0, false)

/* tcp_info's members in the words of RFC 9293 and of ss(8). From `none` on the kernel's number says "not measured",
 * which is told, or "no limit", which is left out; 0: it has no such number (linux/tcp.h). */
static const struct {
    char name[24];
    unsigned short offset, size;
    bool tells_none;
    uint64_t none;
} tcp_facts[] = {
    TCP_FACT("rtt_us", tcpi_rtt),
    TCP_FACT("rttvar_us", tcpi_rttvar),
    TCP_FACT_BELOW("min_rtt_us", tcpi_min_rtt, UINT32_MAX, true),
    TCP_FACT("receive_rtt_us", tcpi_rcv_rtt),
    TCP_FACT("rto_us", tcpi_rto),
    TCP_FACT("backoff", tcpi_backoff),
    TCP_FACT("ato_us", tcpi_ato),
    TCP_FACT("cwnd", tcpi_snd_cwnd),
    TCP_FACT_BELOW("ssthresh", tcpi_snd_ssthresh, INT32_MAX, false),
    TCP_FACT("mss", tcpi_snd_mss),
    TCP_FACT("receive_mss", tcpi_rcv_mss),
    TCP_FACT("advertised_mss", tcpi_advmss),
    TCP_FACT("path_mtu", tcpi_pmtu),
    TCP_FACT("send_window", tcpi_snd_wnd),
    TCP_FACT("receive_space", tcpi_rcv_space),
    TCP_FACT("receive_ssthresh", tcpi_rcv_ssthresh),
    TCP_FACT("retransmits", tcpi_total_retrans),
    TCP_FACT("retransmits_in_flight", tcpi_retrans),
    TCP_FACT("segments_in_flight", tcpi_unacked),
    TCP_FACT("lost", tcpi_lost),
    TCP_FACT("sacked", tcpi_sacked),
    TCP_FACT("dsack_duplicates", tcpi_dsack_dups),
    TCP_FACT("out_of_order", tcpi_rcv_ooopack),
    TCP_FACT("reordering", tcpi_reordering),
    TCP_FACT("reorderings", tcpi_reord_seen),
    TCP_FACT("delivered", tcpi_delivered),
    TCP_FACT("delivered_ce", tcpi_delivered_ce),
    TCP_FACT("unsent", tcpi_notsent_bytes),
    TCP_FACT("segments_in", tcpi_segs_in),
    TCP_FACT("segments_out", tcpi_segs_out),
    TCP_FACT("data_segments_in", tcpi_data_segs_in),
    TCP_FACT("data_segments_out", tcpi_data_segs_out),
    TCP_FACT("bytes_received", tcpi_bytes_received),
    TCP_FACT("bytes_sent", tcpi_bytes_sent),
    TCP_FACT("bytes_acked", tcpi_bytes_acked),
    TCP_FACT("bytes_retransmitted", tcpi_bytes_retrans),
    TCP_FACT("busy_us", tcpi_busy_time),
    TCP_FACT("peer_window_limited_us", tcpi_rwnd_limited),
    TCP_FACT("send_buffer_limited_us", tcpi_sndbuf_limited),
    TCP_FACT("delivery_rate", tcpi_delivery_rate),
    TCP_FACT_BELOW("pacing_rate", tcpi_pacing_rate, UINT64_MAX, false),
    TCP_FACT_BELOW("max_pacing_rate", tcpi_max_pacing_rate, UINT64_MAX, false),
};

static uint64_t member_at(const char *member, size_t size)
{
    uint64_t eight;
    uint32_t four;

    switch (size) {
    case sizeof(eight): memcpy(&eight, member, sizeof(eight)); return eight;
    case sizeof(four): memcpy(&four, member, sizeof(four)); return four;
    default: return *(const uint8_t *)member;
    }
}

/* What both ends agreed on in their SYNs (RFC 7323, RFC 2018, RFC 3168), in ss(8)'s words. */
static void add_agreed(struct facts *facts, const struct tcp_info *info)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {
        {TCPI_OPT_TIMESTAMPS, "ts"}, {TCPI_OPT_SACK, "sack"},         {TCPI_OPT_WSCALE, "wscale"},
        {TCPI_OPT_ECN, "ecn"},       {TCPI_OPT_SYN_DATA, "fastopen"},
    };
    cleanup_buffer struct buffer agreed = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (info->tcpi_options & names[i].flag)
            buffer_printf(&agreed, "%s%s", agreed.length ? " " : "", names[i].name);
    fact_text(facts, "agreed", "%s", agreed.length ? buffer_text(&agreed) : "none");
    fact_text(facts, "window_scale", "%d,%d", info->tcpi_snd_wscale, info->tcpi_rcv_wscale);
}

/* What a full window each round-trip time would be, as ss(8) counts it. */
static void add_send_rate(struct facts *facts, const struct tcp_info *info)
{
    if (info->tcpi_rtt)
        fact_number(facts, "send_rate",
                    (int64_t)((uint64_t)info->tcpi_snd_cwnd * info->tcpi_snd_mss * 1000000 /
                              info->tcpi_rtt));
}

/* How long ago. Where it never happened the kernel's time counts from the machine's start. */
static void add_clocks(struct facts *facts, const struct tcp_info *info)
{
    if (info->tcpi_data_segs_out)
        fact_number(facts, "last_sent_ms", info->tcpi_last_data_sent);
    if (info->tcpi_data_segs_in)
        fact_number(facts, "last_received_ms", info->tcpi_last_data_recv);
    if (info->tcpi_delivered) /* the SYN or its answer, at least */
        fact_number(facts, "last_acknowledged_ms", info->tcpi_last_ack_recv);
}

static void add_tcp_info(struct facts *facts, struct socket *socket)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);

    if (!socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &length))
        return;
    for (size_t i = 0; i < sizeof(tcp_facts) / sizeof(tcp_facts[0]); i++) {
        if (tcp_facts[i].offset + tcp_facts[i].size > length)
            continue; /* an older kernel */
        uint64_t number = member_at((const char *)&info + tcp_facts[i].offset, tcp_facts[i].size);
        bool is_none = tcp_facts[i].none && number >= tcp_facts[i].none;
        if (!is_none)
            fact_number(facts, tcp_facts[i].name, (int64_t)number);
        else if (tcp_facts[i].tells_none)
            fact_none(facts, tcp_facts[i].name);
    }
    add_send_rate(facts, &info);
    fact_flag(facts, "app_limited", info.tcpi_delivery_rate_app_limited);
    fact_flag(facts, "ecn_seen", info.tcpi_options & TCPI_OPT_ECN_SEEN);
    add_clocks(facts, &info);
    add_agreed(facts, &info);
}

static int number_of(struct socket *socket, int level, int name)
{
    int value = -1;
    socklen_t length = sizeof(value);

    return socket_get_option(socket, level, name, &value, &length) ? value : -1;
}

static void add_keepalive(struct facts *facts, struct socket *socket)
{
    if (number_of(socket, SOL_SOCKET, SO_KEEPALIVE) <= 0)
        fact_text(facts, "keepalive", "off");
    else
        fact_text(facts, "keepalive", "after %d s, then %d probes %d s apart",
                  number_of(socket, IPPROTO_TCP, TCP_KEEPIDLE),
                  number_of(socket, IPPROTO_TCP, TCP_KEEPCNT),
                  number_of(socket, IPPROTO_TCP, TCP_KEEPINTVL));
}

void facts_add_tcp(struct facts *facts, struct socket *socket)
{
    if (!socket_type_is_tcp(socket->type))
        return;
    if (!socket->listening)
        add_tcp_info(facts, socket);
    facts_add_congestion(facts, socket);
    add_keepalive(facts, socket);
}

void facts_add_backlog(struct facts *facts, struct socket *socket)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);
    struct diag_unix local = {0};

    if (!socket->listening)
        return;
    if (socket_type_is_tcp(socket->type) &&
        socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &length)) {
        local.waiting = info.tcpi_unacked; /* what these two say of a listener ss(8) knows */
        local.most = info.tcpi_sacked;
    } else if (!diag_unix(socket, &local)) {
        return;
    }
    fact_number(facts, "backlog", local.waiting);
    fact_number(facts, "backlog_limit", local.most);
}

void facts_add_peer(struct facts *facts, struct socket *socket)
{
    struct ucred peer = {0};
    socklen_t length = sizeof(peer);

    if (socket->type->family != AF_UNIX || socket->listening ||
        !socket_get_option(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) || peer.pid == 0)
        return;
    fact_number(facts, "pid", peer.pid);
    fact_number(facts, "uid", peer.uid);
    fact_number(facts, "gid", peer.gid);
}

void facts_add_memory(struct facts *facts, struct socket *socket)
{
    static const struct {
        const char *name;
        unsigned index;
    } names[] = {
        {"receive_memory", SK_MEMINFO_RMEM_ALLOC},
        {"receive_buffer", SK_MEMINFO_RCVBUF},
        {"send_memory", SK_MEMINFO_WMEM_ALLOC},
        {"send_buffer", SK_MEMINFO_SNDBUF},
        {"forward_memory", SK_MEMINFO_FWD_ALLOC},
        {"queued_memory", SK_MEMINFO_WMEM_QUEUED},
        {"option_memory", SK_MEMINFO_OPTMEM},
        {"backlog_memory", SK_MEMINFO_BACKLOG},
        {"drops", SK_MEMINFO_DROPS},
    };
    uint32_t memory[SK_MEMINFO_VARS] = {0};
    socklen_t length = sizeof(memory);
    struct stat status;
    uint64_t cookie;
    socklen_t cookie_length = sizeof(cookie);

    if (socket_get_option(socket, SOL_SOCKET, SO_MEMINFO, memory, &length))
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            if (names[i].index < length / sizeof(memory[0]))
                fact_number(facts, names[i].name, memory[names[i].index]);
    if (fstat(socket->fd, &status) == 0) {
        fact_number(facts, "owner", status.st_uid);
        fact_number(facts, "inode", (int64_t)status.st_ino);
    }
    if (socket_get_option(socket, SOL_SOCKET, SO_COOKIE, &cookie, &cookie_length))
        fact_number(facts, "cookie", (int64_t)cookie);
}
