/* What the commands that receive share. Private to src/commands. */
#ifndef COMMANDS_RECEIVING_H
#define COMMANDS_RECEIVING_H

#include "net/stream.h"
#include "shell/command.h"

#include <errno.h>

struct received;

/* How much a receive takes unless said, and its flags. */
enum { RECEIVE_SIZE = 64 * 1024 };
int receive_flags(const struct request *request);

/* The sentence for what is not just some bytes. Four things look alike to a careless program: an end, an
 * emptiness, a part, a whole. */
void reply_nature(const struct request *request, const struct received *received,
                  struct reply *reply);

/* Argument N, checked against the limit of a value. */
bool request_size(const struct request *request, uint64_t usual, uint64_t *ret_size,
                  struct error *error);

/* Receive up to and through what `find` finds, as the reply. */
bool reply_received(struct request *request, stream_find *find, void *context, uint64_t limit,
                    struct reply *reply, struct error *error);

// clang-format off
/* Rows of the commands' tables: the parameter of request_size(), the options of receive_flags(). */
#define RECEIVE_PARAMETER {"N", PARAMETER_SIZE, OPTIONAL, "bytes at the most; 64K unless said"}
#define RECEIVE_FLAGS                                                        \
    OPTION_FLAG("peek", "look, and leave the data where it is (MSG_PEEK)"),  \
    OPTION_FLAG("oob", "the urgent (out-of-band) byte (MSG_OOB)"),           \
    OPTION_FLAG("nowait", "don't wait where nothing is there (MSG_DONTWAIT)")

/* A part of their sentences. What goes out of an interface is received as well as what comes in. */
#define SAYS_FROM "[ from {from}[ ({from|frame})]]"

/* Errors that may meet whoever receives. */
#define RECEIVE_NOT_CONNECTED {ERROR_SOCKET, ENOTCONN, \
    "the socket isn't connected, or a listener: `connect` or `accept` first"}
#define RECEIVE_RESET {ERROR_SOCKET, ECONNRESET, \
    "the peer sent RST: it crashed, closed with data unread or aborted. What had come before is " \
    "given first. Unix, without RST: the peer closed with data unread"}
#define RECEIVE_OVER {ERROR_SOCKET, ETIMEDOUT, \
    "keepalive or retransmissions found nobody: the connection is over"}

/* Errors of one call, which takes something or nothing. */
#define RECEIVE_NOTHING_WAITS {ERROR_SOCKET, EAGAIN, \
    "nothing waits, and --nowait or `blocking off` doesn't wait"}
#define RECEIVE_UNREACHABLE {ERROR_SOCKET, EHOSTUNREACH, \
    "ICMP host unreachable came for what was sent before"}
#define RECEIVE_NOT_URGENT {ERROR_SOCKET, EINVAL, \
    "--oob and no urgent byte is there; or a Unix stream that isn't connected"}
#define RECEIVE_NEVER_URGENT {ERROR_SOCKET, EOPNOTSUPP, \
    "--oob on a Unix socket of messages; UDP ignores it"}
#define RECEIVE_INTERRUPTED {ERROR_INTERRUPTED, 0, "Ctrl-C: nothing was taken"}
#define RECEIVE_TOO_LARGE {ERROR_RESOURCE, 0, \
    "N is larger than a value may be, or there is no memory for it"}

/* Errors of a stream that is looked at until what is wanted has come. */
#define RECEIVE_NOT_YET {ERROR_SOCKET, EAGAIN, "not all has come, and `blocking off` doesn't wait"}
#define RECEIVE_LEFT {ERROR_INTERRUPTED, 0, "Ctrl-C: what came stays to be received"}
#define RECEIVE_MESSAGES {ERROR_USAGE, 0, "the socket receives messages, whole: `recv` takes them"}
// clang-format on

#endif
