/* The states of TCP as RFC 9293 names them (section 3.3.2), and what leads from one to the next. States are
 * the kernel's numbers, TCP_* of netinet/tcp.h; 0 is not known. */
#ifndef JOURNAL_TCP_STATE_H
#define JOURNAL_TCP_STATE_H

#include "base/span.h"

/* "FIN-WAIT-1"; "?" for what is none. */
const char *tcp_state_name(int state);

/* The state of that name; 0 for none. */
int tcp_state_find(struct span name);

/* What an end sends or gets. */
enum tcp_happening {
    TCP_SENDS_SYN,
    TCP_GETS_SYN,
    TCP_GETS_SYN_ACK,
    TCP_GETS_ACK_OF_SYN,
    TCP_SENDS_FIN,
    TCP_GETS_FIN,
    TCP_GETS_FIN_AND_ACK, /* one that acknowledges its own */
    TCP_GETS_ACK_OF_FIN,
    TCP_IS_RESET,
};

/* The state that follows by the diagram of figure 5; 0 where it says nothing. */
int tcp_state_after(int state, enum tcp_happening happening);

/* Whether segments alone, without a call of the program's, can lead from one to the other. */
bool tcp_state_may_become(int state, int later);

#endif
