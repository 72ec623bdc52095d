/* Questions to the kernel about sockets of the session that no statement asks, for those who read the journal. They
 * change nothing, and are noted as the shell's own (net/own.h). */
#ifndef NET_ASIDE_H
#define NET_ASIDE_H

#include "base/buffer.h"
#include "journal/journal.h"
#include "net/socket.h"

/* getsockname(2) and getpeername(2). */
bool aside_local(struct network *network, int fd, struct journal_end *ret_end);
bool aside_peer(struct network *network, int fd, struct journal_end *ret_end);

/* The address that a datagram of IPv4 or IPv6 to `to` would be sent from by this socket, which is bound to
 * none: routing decides, and which interface its multicast goes to. Its port means nothing. */
bool aside_source(struct network *network, int fd, const struct journal_end *to,
                  struct journal_end *ret_end);

/* recv(2) with MSG_PEEK: whether a byte waits. */
bool aside_has_data(struct network *network, int fd);

/* recv(2) with MSG_PEEK: append what waits on a stream behind the first `known` bytes of it. Nothing where a look
 * would move the place of the next one (SO_PEEK_OFF), or there is no memory for so much. */
void aside_waiting(struct network *network, int fd, size_t known, struct buffer *bytes);

/* TCP_INFO: the state of a TCP socket that isn't CLOSED. */
bool aside_open_state(struct network *network, int fd, int *ret_state);

/* poll(2): whether nothing more can come, behind what waits; not where an error is to be told of it. */
bool aside_has_ended(int fd);

/* TCP_LINGER2: so long a socket of TCP waits for the peer's FIN when it is closed. */
bool aside_patience(struct network *network, int fd, nanoseconds *ret_patience);

/* TCP_INFO: how many segments with data have come, taken or not. */
bool aside_segments(struct network *network, int fd, uint64_t *ret_count);

/* SIOCOUTQ: whether the peer has acknowledged all that a socket of TCP has sent. */
bool aside_is_acknowledged(struct network *network, int fd);

/* UDP_SEGMENT: how long the datagrams are into which a socket of UDP cuts what it sends; 0 where it doesn't. */
size_t aside_piece(struct network *network, int fd);

/* Whether a raw socket of IPv4 sends the header itself (raw(7), IP_HDRINCL). */
bool aside_sends_header(struct network *network, int fd);

#endif
