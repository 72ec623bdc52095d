/* What the codes of failed calls mean: errno for sockets, and the EAI codes of look-ups. */
#ifndef NET_FAILURES_H
#define NET_FAILURES_H

#include "base/span.h"

#include <stdbool.h>

/* A code, in general. Sources: errno(3), section ERRORS of the pages named with failures_at, RFC 9293,
 * RFC 792 and RFC 4443 for what ICMP reports; getaddrinfo(3) for EAI. */
struct failure {
    char name[20]; /* ECONNREFUSED, EAI_NONAME */
    int number;    /* errno; an EAI code, which is negative */
    char meaning[320];
    char next[320]; /* what to look at */
};

/* A code at the calls that give it. */
struct failure_at {
    int number;
    char calls[104]; /* with one blank between them: "send recv" */
    char meaning[224];
};

/* By name; ended by a row without one. */
extern const struct failure failures[];

/* By number; ended by a row without calls. Sources: the manual pages of the calls, and ip(7), ipv6(7),
 * tcp(7), udp(7), unix(7), raw(7), packet(7), vsock(7), sctp(7) and netdevice(7). */
extern const struct failure_at failures_at[];

/* The row of an errno or EAI code; NULL for one that is not of sockets. */
const struct failure *failure_of(int number);

/* The row of a code's name in any case, of one of its other names (EWOULDBLOCK), or of an errno's
 * decimal number; NULL where there is none. */
const struct failure *failure_find(struct span word);

/* Whether a list of calls, with one blank between them, has this one. */
bool failure_lists_call(const char *calls, const char *call);

/* What the code means at that call, "sendto" and "recvmsg" included; NULL where the call isn't known to
 * give it. */
const char *failure_meaning_at(int number, const char *call);

/* The name of an errno or EAI code, one of no socket call's too. Points to static memory. */
const char *failure_name(int number);

#endif
