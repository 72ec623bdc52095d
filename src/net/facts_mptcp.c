#include "facts_add.h"
#include "option_numbers.h"
#include "socket_calls.h"

#include <inttypes.h>
#include <linux/mptcp.h>
#include <stddef.h>

/* What older headers lack: not in option_numbers.h, for it is no option that somebody sets. */
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef MPTCP_INFO
#define MPTCP_INFO 1
#endif

/* In the words of ss(8) and, as there, token and sequence numbers in hexadecimal. */
static void add_info(struct facts *facts, const struct mptcp_info *info)
{
    fact_text(facts, "mptcp_token", "%" PRIx32, (uint32_t)info->mptcpi_token);
    fact_text(facts, "mptcp_write_seq", "%" PRIx64, (uint64_t)info->mptcpi_write_seq);
    fact_text(facts, "mptcp_snd_una", "%" PRIx64, (uint64_t)info->mptcpi_snd_una);
    fact_text(facts, "mptcp_rcv_nxt", "%" PRIx64, (uint64_t)info->mptcpi_rcv_nxt);
    fact_number(facts, "mptcp_subflows", info->mptcpi_subflows);
    fact_number(facts, "mptcp_subflows_max", info->mptcpi_subflows_max);
    fact_flag(facts, "mptcp_remote_key", info->mptcpi_flags & MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED);
}

void facts_add_mptcp(struct facts *facts, struct socket *socket)
{
    struct mptcp_info info = {0};
    socklen_t length = sizeof(info);
    const size_t wanted = offsetof(struct mptcp_info, mptcpi_rcv_nxt) + sizeof(info.mptcpi_rcv_nxt);

    if (socket->type->protocol == IPPROTO_MPTCP && socket->connected &&
        socket_get_option(socket, SOL_MPTCP, MPTCP_INFO, &info, &length) && length >= wanted)
        add_info(facts, &info);
}
