/* Sockets for tests: a network whose system calls a test replaces one by one, and pairs of sockets. */
#ifndef UNIT_NETWORK_H
#define UNIT_NETWORK_H

#include "support.h"

#include "journal/journal.h"
#include "net/loop.h"
#include "net/socket.h"
#include "net/syscalls.h"

/* A cmocka fixture: *state is a struct net, its table the kernel's. The teardown fails when a test left
 * descriptors open. */
struct net {
    struct syscalls calls;
    struct network network;
    unsigned fds_before;
};
int net_setup(void **state);
int net_teardown(void **state);

/* The same with a pair of connected sockets. What a test closes it sets to NULL. */
struct net_pair {
    struct net net;
    struct socket *near, *far;
};
int net_unix_setup(void **state);
int net_tcp_setup(void **state);
int net_seqpacket_setup(void **state);
int net_datagram_setup(void **state);
int net_pair_teardown(void **state);

/* A socket of that type; with `listening` bound to a free loopback port, which *ret_address gets. */
struct socket *net_socket(struct net *net, const char *type);
struct socket *net_bound(struct net *net, bool listening, struct address *ret_address);

/* Close and set to NULL. */
void net_close(struct socket **socket);

/* One send of all the text; one receive, which must give what is wanted. */
void net_send(struct socket *socket, const char *text);
struct received net_receive(struct socket *socket, size_t most, int flags, const char *wanted);

/* All of the data; one line of a stream, which must be the wanted one, with its line feed. */
void net_send_all(struct socket *socket, struct span data);
void net_receive_line(struct socket *socket, const char *wanted);

/* A stream_find: up to and through a line feed. */
bool net_find_line(void *context, struct span seen, size_t fresh, size_t *ret_end,
                   struct error *error);
enum { NET_NO_LIMIT = 64 << 20 };

/* An instant far enough not to come in a test that works. */
nanoseconds net_soon(void);

/* The last event the journal has of this call; NULL for none. */
const struct journal_event *net_last(const struct net *net, enum journal_call call);

#endif
