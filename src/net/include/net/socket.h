/* A socket: one descriptor, what the user asked of it and what has happened to it.
 *
 * The kernel's descriptor is always non-blocking. A socket in blocking mode waits in the loop when
 * a call says EAGAIN or EINPROGRESS, so that a deadline or Ctrl-C can end the wait; in non-blocking
 * mode, or with MSG_DONTWAIT among the flags, the user gets the errno as the kernel gave it.
 *
 * Every function returns false with `error` filled in when it fails; deadlines are instants. */
#ifndef NET_SOCKET_H
#define NET_SOCKET_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "net/address.h"
#include "net/awake.h"
#include "net/socket_type.h"

#include <stdint.h>

struct syscalls;
struct journal;
struct loop;

/* What all sockets of a session share; owned by whoever made the parts. */
struct network {
    const struct syscalls *calls;
    struct journal *journal;
    struct loop *loop;
    struct foreign *foreign; /* open files that were taken over from others */
    unsigned sockets_made;
};

enum line_ending { LINE_ENDING_CRLF, LINE_ENDING_LF, LINE_ENDING_NONE };

/* An option that the kernel moves by itself, as this session has set it (net/option_changed.c). */
struct held_option {
    int level, number;
    int32_t value;
};

enum { HELD_MOST = 10 };

struct held_options {
    struct held_option items[HELD_MOST];
    size_t count;
};

struct socket {
    struct network *network;
    const struct socket_type *type;
    unsigned id; /* in the journal */
    int fd;
    struct foreign *foreign; /* of one that was made elsewhere: its flags are borrowed; else NULL */
    bool own; /* none of the session's: calls on it are the shell's own (own.h) */

    bool blocking;
    nanoseconds timeout; /* CLOCK_NEVER for none */
    enum line_ending line_ending;

    uint64_t bytes_in, bytes_out;
    struct address from; /* of the last message received, where it had a sender */
    bool listening;
    bool connected;  /* a connect or accept has succeeded */
    bool connecting; /* a connect has said EINPROGRESS, and nobody has asked what came of it */
    struct address
        attempt;        /* where that leads, or the last one led; of a connected socket its peer */
    bool untold;        /* what came of it connect(2) tells to the next who calls; TCP */
    bool send_finished; /* by our shutdown */
    bool receive_finished; /* the same, before the peer had: an end tells nothing of it */
    bool peer_finished;    /* end of stream was received */
    bool reset;            /* by the peer, as ECONNRESET or EPIPE has told */
    bool peeks_on;         /* SO_PEEK_OFF is set: looking twice shows two things */
    struct awake awake;    /* whether its answers come soon */
    struct held_options held;
};

/* Whether what comes are messages, whose boundaries the kernel keeps. */
bool socket_has_messages(const struct socket *socket);

/* socket(2). `protocol` 0 for the type's own. The caller closes with socket_close() or
 * socket_abort(). */
bool socket_open(struct network *network, const struct socket_type *type, int protocol,
                 struct socket **ret_socket, struct error *error);
/* socketpair(2), of a Unix type. */
bool socket_open_pair(struct network *network, const struct socket_type *type,
                      struct socket *ret_sockets[2], struct error *error);
/* dup(2): another descriptor of the same socket. */
bool socket_duplicate(const struct socket *socket, struct socket **ret_socket, struct error *error);

/* close(2). Frees the socket, even when the kernel reports an error (man 2 close). NULL is fine. */
bool socket_close(struct socket *socket, struct error *error);
/* The same with SO_LINGER of no time: a TCP peer gets RST instead of FIN. */
bool socket_abort(struct socket *socket, struct error *error);

bool socket_bind(struct socket *socket, const struct address *address, struct error *error);
bool socket_listen(struct socket *socket, int backlog, struct error *error);
bool socket_accept(struct socket *listener, nanoseconds deadline, struct socket **ret_socket,
                   struct address *ret_peer, struct error *error);

/* connect(2) to one address. A wait that is left gives the attempt up, so that the socket can try
 * again. */
bool socket_connect(struct socket *socket, const struct address *address, nanoseconds deadline,
                    struct error *error);
/* connect(2) without waiting. *ret_pending: not connected yet; when the socket is writable call again
 * with the same address to learn what came of it. Another address would learn the same: the error's subject is then
 * the address of the attempt. */
bool socket_connect_start(struct socket *socket, const struct address *address, bool *ret_pending,
                          struct error *error);
/* connect(2) to AF_UNSPEC: a datagram socket forgets its peer, a TCP socket gives up an attempt. */
bool socket_disconnect(struct socket *socket, struct error *error);
bool socket_shutdown(struct socket *socket, int how, struct error *error);

/* One send(2), or sendto(2) where `to` is not NULL. Less than all may be sent. */
bool socket_send(struct socket *socket, struct span data, int flags, const struct address *to,
                 nanoseconds deadline, size_t *ret_sent, struct error *error);
/* send(2) until all is sent. *ret_sent says how far it came, on failure too. */
bool socket_send_all(struct socket *socket, struct span data, int flags, nanoseconds deadline,
                     size_t *ret_sent, struct error *error);

struct received {
    size_t length;
    bool eof;               /* end of stream, as against an empty datagram */
    bool truncated;         /* the rest of the datagram is lost */
    size_t datagram_length; /* the true one */
    struct address from;    /* of a datagram; from the error queue, where it was to go (ip(7)) */
    int flags;              /* recvmsg(2)'s msg_flags */
};

/* One recv(2) or recvmsg(2) of `most` bytes at the most, appended to `data`. */
bool socket_receive(struct socket *socket, size_t most, int flags, nanoseconds deadline,
                    struct buffer *data, struct received *ret_received, struct error *error);

/* One recvmsg(2) with its control messages, which `control` gets (net/ancillary.h); descriptors among
 * them are the caller's. With MSG_ERRQUEUE among the flags the next entry of the error queue. */
bool socket_receive_message(struct socket *socket, size_t most, int flags, nanoseconds deadline,
                            struct buffer *data, struct buffer *control,
                            struct received *ret_received, struct error *error);

bool socket_local(struct socket *socket, struct address *ret_address, struct error *error);
bool socket_peer(struct socket *socket, struct address *ret_address, struct error *error);

/* Wait for poll's `events`; the failure is a `timeout` or `interrupted` of `call`. */
bool socket_wait(struct socket *socket, unsigned events, nanoseconds deadline, const char *call,
                 struct error *error);

/* Whether a transfer that never has to wait may go on: no Ctrl-C, and the deadline not yet passed. */
bool socket_check_deadline(struct socket *socket, nanoseconds deadline, const char *call,
                           struct error *error);

#endif
