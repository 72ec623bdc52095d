/* The two ends of a conversation, as far as the journal knows them. */
#ifndef JOURNAL_ENDS_H
#define JOURNAL_ENDS_H

#include "base/buffer.h"
#include "journal/journal.h"

#include <sys/socket.h>

/* Append an address as it is typed: 127.0.0.1:80, [::1]:80, /path, @name. Nothing where it isn't known. */
void end_append(struct buffer *text, const struct journal_end *end);

/* A Unix socket without name has an address that is just its family. */
bool end_is_named(const struct journal_end *end);

bool end_equal(const struct journal_end *a, const struct journal_end *b);

/* The socket of this shell at the other end of that one's connection: the pair's other half, or whose
 * addresses are the same the other way round. NULL where it is none of ours. */
const struct journal_socket *end_partner(const struct journal *journal,
                                         const struct journal_socket *socket);

/* Whether a socket is connected to itself, as TCP can be (RFC 9293, 3.5: both ends open at once). */
bool end_is_own(const struct journal_socket *socket, const struct journal_end *peer);

/* The socket of this shell that came before and has the connection of that one over IP; NULL for none. */
const struct journal_socket *end_same(const struct journal *journal,
                                      const struct journal_socket *socket);

/* The id of the socket whose copy it is, by dup(2), or passed and received here; its own where it is none. */
unsigned end_original(const struct journal *journal, unsigned socket);
/* Whether another descriptor of it is open in this shell. */
bool end_has_copies(const struct journal *journal, unsigned socket);

/* The error that a call had, or as SO_ERROR told of its socket; 0 for none. */
int end_error(const struct journal *journal, const struct journal_event *event);

/* The bytes that a close(2) left unread, as the kernel told right before it. False where nobody asked, and where 1 may
 * stand for the end, as MPTCP has it. */
bool end_left_unread(const struct journal *journal, const struct journal_event *close,
                     uint64_t *ret_bytes);

#endif
