#include "facts_add.h"
#include "socket_calls.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>

/* The gains are in 256ths. */
static void add_gain(struct facts *facts, const char *name, uint32_t gain)
{
    fact_fraction(facts, name, gain / 256.0);
}

static void add_bbr(struct facts *facts, const union tcp_cc_info *info)
{
    const struct tcp_bbr_info *bbr = &info->bbr;

    fact_number(facts, "bbr_bandwidth", (int64_t)((uint64_t)bbr->bbr_bw_hi << 32 | bbr->bbr_bw_lo));
    fact_number(facts, "bbr_min_rtt_us", bbr->bbr_min_rtt);
    add_gain(facts, "bbr_pacing_gain", bbr->bbr_pacing_gain);
    add_gain(facts, "bbr_cwnd_gain", bbr->bbr_cwnd_gain);
}

static void add_vegas(struct facts *facts, const union tcp_cc_info *info)
{
    fact_flag(facts, "vegas_enabled", info->vegas.tcpv_enabled);
    fact_number(facts, "vegas_rtt_count", info->vegas.tcpv_rttcnt);
    fact_number(facts, "vegas_rtt_us", info->vegas.tcpv_rtt);
    fact_number(facts, "vegas_min_rtt_us", info->vegas.tcpv_minrtt);
}

static void add_dctcp(struct facts *facts, const union tcp_cc_info *info)
{
    fact_flag(facts, "dctcp_enabled", info->dctcp.dctcp_enabled);
    fact_number(facts, "dctcp_ce_state", info->dctcp.dctcp_ce_state);
    fact_number(facts, "dctcp_alpha", info->dctcp.dctcp_alpha);
    fact_number(facts, "dctcp_bytes_ecn", info->dctcp.dctcp_ab_ecn);
    fact_number(facts, "dctcp_bytes", info->dctcp.dctcp_ab_tot);
}

/* The kernel tells bytes, and not in which of three forms: that depends on the algorithm. */
static const struct {
    const char *algorithm;
    size_t size;
    void (*add)(struct facts *facts, const union tcp_cc_info *info);
} forms[] = {
    {"bbr", sizeof(struct tcp_bbr_info), add_bbr},
    {"dctcp", sizeof(struct tcp_dctcp_info), add_dctcp},
    {"dctcp-reno", sizeof(struct tcp_dctcp_info), add_dctcp},
    {"vegas", sizeof(struct tcpvegas_info), add_vegas},
    {"cdg", sizeof(struct tcpvegas_info), add_vegas},
    {"illinois", sizeof(struct tcpvegas_info), add_vegas},
    {"nv", sizeof(struct tcpvegas_info), add_vegas},
    {"westwood", sizeof(struct tcpvegas_info), add_vegas},
    {"yeah", sizeof(struct tcpvegas_info), add_vegas},
};

void facts_add_congestion(struct facts *facts, struct socket *socket)
{
    char name[sizeof(facts->items[0].text)] = "";
    union tcp_cc_info info = {0};
    socklen_t length = sizeof(name) - 1, info_length = sizeof(info);

    if (!socket_type_is_tcp(socket->type) ||
        !socket_get_option(socket, IPPROTO_TCP, TCP_CONGESTION, name, &length))
        return;
    fact_text(facts, "congestion", "%s", name);
    if (socket->listening ||
        !socket_get_option(socket, IPPROTO_TCP, TCP_CC_INFO, &info, &info_length))
        return;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (strcmp(name, forms[i].algorithm) == 0 && info_length >= forms[i].size)
            forms[i].add(facts, &info);
}
