#include "net/lingering.h"

#include "diag.h"
#include "diag_ask.h"

#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

struct search {
    struct inet_diag_sockid wanted;
    int state;
    unsigned milliseconds;
};

static bool is_that(const struct inet_diag_sockid *found, const struct inet_diag_sockid *wanted)
{
    return found->idiag_sport == wanted->idiag_sport && found->idiag_dport == wanted->idiag_dport &&
           memcmp(found->idiag_src, wanted->idiag_src, sizeof(found->idiag_src)) == 0 &&
           memcmp(found->idiag_dst, wanted->idiag_dst, sizeof(found->idiag_dst)) == 0;
}

static void take(void *context, struct span payload)
{
    struct search *search = context;
    struct inet_diag_msg found;

    if (payload.length < sizeof(found))
        return;
    memcpy(&found, payload.data, sizeof(found));
    if (!is_that(&found.id, &search->wanted))
        return;
    search->state = found.idiag_state;
    search->milliseconds = found.idiag_expires;
}

static struct address address_of(struct span raw)
{
    struct address address = {.length = (socklen_t)raw.length};

    memcpy(&address.storage, raw.data, raw.length);
    return address;
}

/* Asked for one socket, the kernel says the same where there is none and where it can't tell of any: so it is
 * asked for all with these ports. */
bool lingering_find(struct span local, struct span peer, int *ret_state, unsigned *ret_milliseconds)
{
    struct address from = address_of(local), to = address_of(peer);
    struct search search = {.state = TCP_CLOSE};
    struct inet_diag_req_v2 request = {
        .sdiag_family = (uint8_t)address_family(&from),
        .sdiag_protocol = IPPROTO_TCP,
        .idiag_states = ~0U,
    };

    diag_copy_end(&from, search.wanted.idiag_src, &search.wanted.idiag_sport);
    diag_copy_end(&to, search.wanted.idiag_dst, &search.wanted.idiag_dport);
    request.id.idiag_sport = search.wanted.idiag_sport;
    request.id.idiag_dport = search.wanted.idiag_dport;
    if (!diag_ask_for_all(&request, sizeof(request), take, &search))
        return false;
    *ret_state = search.state;
    *ret_milliseconds = search.milliseconds;
    return true;
}
