#include "net/facts.h"

#include "diag.h"
#include "socket_calls.h"

#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

static struct fact *add(struct facts *facts, const char *name)
{
    struct fact *fact = &facts->items[facts->count];

    facts->count += facts->count + 1 < FACTS_MOST;
    *fact = (struct fact){.name = name};
    return fact;
}

static void add_number(struct facts *facts, const char *name, int64_t number)
{
    add(facts, name)->number = number;
}

static void add_text(struct facts *facts, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void add_text(struct facts *facts, const char *name, const char *format, ...)
{
    struct fact *fact = add(facts, name);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(fact->text, sizeof(fact->text), format, arguments);
    va_end(arguments);
}

#define TCP_FACT(name, member)                                                             \
    {                                                                                      \
        name, offsetof(struct tcp_info, member), sizeof(((struct tcp_info *)NULL)->member) \
    }

/* tcp_info's members in the words of RFC 9293 and of ss(8). */
static const struct {
    const char *name;
    size_t offset, size;
} tcp_facts[] = {
    TCP_FACT("rtt_us", tcpi_rtt),
    TCP_FACT("rttvar_us", tcpi_rttvar),
    TCP_FACT("min_rtt_us", tcpi_min_rtt),
    TCP_FACT("rto_us", tcpi_rto),
    TCP_FACT("ato_us", tcpi_ato),
    TCP_FACT("cwnd", tcpi_snd_cwnd),
    TCP_FACT("ssthresh", tcpi_snd_ssthresh),
    TCP_FACT("mss", tcpi_snd_mss),
    TCP_FACT("receive_mss", tcpi_rcv_mss),
    TCP_FACT("advertised_mss", tcpi_advmss),
    TCP_FACT("path_mtu", tcpi_pmtu),
    TCP_FACT("send_window", tcpi_snd_wnd),
    TCP_FACT("receive_space", tcpi_rcv_space),
    TCP_FACT("receive_ssthresh", tcpi_rcv_ssthresh),
    TCP_FACT("retransmits", tcpi_total_retrans),
    TCP_FACT("lost", tcpi_lost),
    TCP_FACT("reordering", tcpi_reordering),
    TCP_FACT("reorderings", tcpi_reord_seen),
    TCP_FACT("delivered", tcpi_delivered),
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
    TCP_FACT("pacing_rate", tcpi_pacing_rate),
};

/* The kernel's numbers for "none yet" of ssthresh and "no limit" of the pacing rate (linux/tcp.h). */
static bool is_unlimited(const char *name, uint64_t number)
{
    return (strcmp(name, "ssthresh") == 0 && number >= INT32_MAX) ||
           (strcmp(name, "pacing_rate") == 0 && number == UINT64_MAX);
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
    add_text(facts, "agreed", "%s", agreed.length ? buffer_text(&agreed) : "none");
    add_text(facts, "window_scale", "%d,%d", info->tcpi_snd_wscale, info->tcpi_rcv_wscale);
}

static void add_tcp_info(struct facts *facts, struct socket *socket)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);

    if (!socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &length))
        return;
    for (size_t i = 0; i < sizeof(tcp_facts) / sizeof(tcp_facts[0]); i++) {
        const char *member = (const char *)&info + tcp_facts[i].offset;
        uint64_t number = 0;
        if (tcp_facts[i].offset + tcp_facts[i].size > length)
            continue; /* an older kernel */
        if (tcp_facts[i].size == sizeof(number))
            memcpy(&number, member, sizeof(number));
        else
            number = *(const uint32_t *)member;
        if (!is_unlimited(tcp_facts[i].name, number))
            add_number(facts, tcp_facts[i].name, (int64_t)number);
    }
    if (info.tcpi_data_segs_out) /* else the time counts from the machine's start */
        add_number(facts, "last_sent_ms", info.tcpi_last_data_sent);
    if (info.tcpi_data_segs_in)
        add_number(facts, "last_received_ms", info.tcpi_last_data_recv);
    add_agreed(facts, &info);
}

static void add_congestion(struct facts *facts, struct socket *socket)
{
    char name[sizeof(facts->items[0].text)] = "";
    socklen_t length = sizeof(name) - 1;

    if (socket_get_option(socket, IPPROTO_TCP, TCP_CONGESTION, name, &length))
        memcpy(add(facts, "congestion")->text, name, sizeof(name));
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
        add_text(facts, "keepalive", "off");
    else
        add_text(facts, "keepalive", "after %d s, then %d probes %d s apart",
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
    add_congestion(facts, socket);
    add_keepalive(facts, socket);
}

void facts_add_backlog(struct facts *facts, struct socket *socket)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof(info);
    unsigned waiting, most;

    if (!socket->listening)
        return;
    if (socket_type_is_tcp(socket->type) &&
        socket_get_option(socket, IPPROTO_TCP, TCP_INFO, &info, &length)) {
        waiting = info.tcpi_unacked; /* what these two say of a listener ss(8) knows */
        most = info.tcpi_sacked;
    } else if (!diag_unix_backlog(socket, &waiting, &most)) {
        return;
    }
    add_number(facts, "backlog", waiting);
    add_number(facts, "backlog_limit", most);
}

void facts_add_peer(struct facts *facts, struct socket *socket)
{
    struct ucred peer = {0};
    socklen_t length = sizeof(peer);

    if (socket->type->family != AF_UNIX || socket->listening ||
        !socket_get_option(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) || peer.pid == 0)
        return;
    add_number(facts, "pid", peer.pid);
    add_number(facts, "uid", peer.uid);
    add_number(facts, "gid", peer.gid);
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
                add_number(facts, names[i].name, memory[names[i].index]);
    if (fstat(socket->fd, &status) == 0) {
        add_number(facts, "owner", status.st_uid);
        add_number(facts, "inode", (int64_t)status.st_ino);
    }
    if (socket_get_option(socket, SOL_SOCKET, SO_COOKIE, &cookie, &cookie_length))
        add_number(facts, "cookie", (int64_t)cookie);
}

void facts_add_timer(struct facts *facts, struct socket *socket)
{
    struct diag_timer timer;

    if (!diag_tcp_timer(socket, &timer) || !timer.name)
        return;
    add_text(facts, "timer", "%s in %u ms", timer.name, timer.milliseconds);
    if (timer.retries)
        add_number(facts, "timer_retries", timer.retries);
}
