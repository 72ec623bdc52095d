/* Sockets and questions of the shell's own: what it asks the kernel for a reply, a name or a capture, and which nobody
 * has typed. These calls are in the journal as such (JOURNAL_SHELL): a trace shows them, everybody else passes them
 * over. */
#ifndef NET_OWN_H
#define NET_OWN_H

#include "net/socket.h"

/* Who asks has often no session at hand, an address that is written asks for its zone's name: these calls go to the
 * network named last, which must live until another is, or NULL. Without any they are made and not noted. */
void own_belongs_to(struct network *network);

/* The network that the shell's own calls go to. */
struct network *own_network(void);

/* socket(2) in blocking mode; its fd is -1 with errno where it fails. Ends with own_close(), which keeps errno. */
struct socket own_open(const struct socket_type *type);
void own_close(struct socket *socket);
#define cleanup_own_socket __attribute__((cleanup(own_close)))

/* A socket of the session, about which the shell itself asks. */
struct socket own_view(struct network *network, int fd);

#endif
