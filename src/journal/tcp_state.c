#include "journal/tcp_state.h"

#include <netinet/tcp.h>
#include <stddef.h>

enum { STATES = TCP_CLOSING + 1 };

static const char *const names[STATES] = {
    [TCP_ESTABLISHED] = "ESTABLISHED",
    [TCP_SYN_SENT] = "SYN-SENT",
    [TCP_SYN_RECV] = "SYN-RECEIVED",
    [TCP_FIN_WAIT1] = "FIN-WAIT-1",
    [TCP_FIN_WAIT2] = "FIN-WAIT-2",
    [TCP_TIME_WAIT] = "TIME-WAIT",
    [TCP_CLOSE] = "CLOSED",
    [TCP_CLOSE_WAIT] = "CLOSE-WAIT",
    [TCP_LAST_ACK] = "LAST-ACK",
    [TCP_LISTEN] = "LISTEN",
    [TCP_CLOSING] = "CLOSING",
};

const char *tcp_state_name(int state)
{
    return state > 0 && state < STATES ? names[state] : "?";
}

int tcp_state_find(struct span name)
{
    int state = STATES - 1;

    while (state > 0 && !span_is(name, names[state]))
        state--;
    return state;
}

/* What nobody has told is taken for CLOSED or LISTEN where a connection begins. */
static const struct {
    unsigned char state;
    enum tcp_happening happening;
    unsigned char next;
} rules[] = {
    {0, TCP_SENDS_SYN, TCP_SYN_SENT},
    {TCP_CLOSE, TCP_SENDS_SYN, TCP_SYN_SENT},
    {0, TCP_GETS_SYN, TCP_SYN_RECV},
    {TCP_LISTEN, TCP_GETS_SYN, TCP_SYN_RECV},
    {TCP_SYN_SENT, TCP_GETS_SYN, TCP_SYN_RECV},
    {0, TCP_GETS_SYN_ACK, TCP_ESTABLISHED},
    {TCP_SYN_SENT, TCP_GETS_SYN_ACK, TCP_ESTABLISHED},
    {TCP_SYN_RECV, TCP_GETS_ACK_OF_SYN, TCP_ESTABLISHED},
    {TCP_ESTABLISHED, TCP_SENDS_FIN, TCP_FIN_WAIT1},
    {TCP_SYN_RECV, TCP_SENDS_FIN, TCP_FIN_WAIT1},
    {TCP_CLOSE_WAIT, TCP_SENDS_FIN, TCP_LAST_ACK},
    {TCP_ESTABLISHED, TCP_GETS_FIN, TCP_CLOSE_WAIT},
    {TCP_FIN_WAIT1, TCP_GETS_FIN, TCP_CLOSING},
    {TCP_FIN_WAIT2, TCP_GETS_FIN, TCP_TIME_WAIT},
    {TCP_FIN_WAIT1, TCP_GETS_FIN_AND_ACK, TCP_TIME_WAIT},
    {TCP_FIN_WAIT1, TCP_GETS_ACK_OF_FIN, TCP_FIN_WAIT2},
    {TCP_CLOSING, TCP_GETS_ACK_OF_FIN, TCP_TIME_WAIT},
    {TCP_LAST_ACK, TCP_GETS_ACK_OF_FIN, TCP_CLOSE},
};

int tcp_state_after(int state, enum tcp_happening happening)
{
    if (happening == TCP_IS_RESET)
        return state && state != TCP_LISTEN ? TCP_CLOSE : 0;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].state == state && rules[i].happening == happening)
            return rules[i].next;
    return 0;
}

bool tcp_state_may_become(int state, int later)
{
    static const enum tcp_happening segments[] = {TCP_GETS_SYN_ACK, TCP_GETS_ACK_OF_SYN,
                                                  TCP_GETS_FIN, TCP_GETS_ACK_OF_FIN};

    if (state == later || later == TCP_CLOSE) /* a reset can come at any time */
        return true;
    for (size_t i = 0; i < sizeof(segments) / sizeof(segments[0]); i++) {
        int next = tcp_state_after(state, segments[i]);
        if (next && tcp_state_may_become(next, later))
            return true;
    }
    return false;
}
