/* How a system call on a socket gets into the journal: it is begun, made by the network's table, and noted with its
 * result. Private to src/net/socket_*.c. */
#ifndef NET_SOCKET_NOTED_H
#define NET_SOCKET_NOTED_H

#include "socket_calls.h"

#include "journal/journal.h"

static inline const struct syscalls *syscalls_of(const struct socket *socket)
{
    return socket->network->calls;
}

static inline struct span call_address_bytes(const struct sockaddr *address, socklen_t length)
{
    return (struct span){(const char *)address, address ? length : 0};
}

struct journal_event call_begin(const struct socket *socket, enum journal_call call);

/* The same for a call that may send something. Who writes down what happens as it happens looks what has come by
 * now, for that was sent before. */
struct journal_event call_begin_sending(const struct socket *socket, enum journal_call call);

/* Complete the event by the call's result, which is returned, and note it; with bytes or without. errno stays. */
long call_noted(const struct socket *socket, struct journal_event *event, long result,
                const struct journal_bytes *bytes);
long call_end(const struct socket *socket, struct journal_event *event, long result);

/* What the journal remembers of the socket itself; NULL of one of the shell's own. */
struct journal_socket *call_remembered(const struct socket *socket);
void call_keep_end(struct journal_end *end, struct span address);

/* What TCP_INFO tells of the state goes into the journal whoever asked; and how much has come, where that is known. */
void call_note_state(const struct socket *socket, int state, uint64_t received);

#endif
