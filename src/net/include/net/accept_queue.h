/* The connections that wait in a listener's accept queue, as far as sock_diag(7) tells. Nothing is taken. */
#ifndef NET_ACCEPT_QUEUE_H
#define NET_ACCEPT_QUEUE_H

#include "net/socket.h"

/* So many peers are told at the most. */
enum { ACCEPT_QUEUE_PEERS = 16 };

/* Whose connections wait, in no order that means anything: TCP's, and those of Unix clients that have a name. Fewer
 * than wait where the kernel doesn't tell, or where another listener could have got the same connections. To be
 * freed with address_list_free(). */
struct address_list accept_queue_peers(struct socket *listener);

#endif
