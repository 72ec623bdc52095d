/* What the commands share among themselves, and their names for the table. Private to src/commands.
 */
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include "base/span.h"
#include "net/socket.h"
#include "shell/command.h"

#include <stdint.h>

struct attempts;
struct buffer;
struct fields;
struct pack_format;
struct word;

#define SOCKET_TYPES                                                                          \
    "tcp|tcp6|udp|udp6|unix|unix-dgram|unix-seqpacket|raw|raw6|icmp|icmp6|mptcp|mptcp6|sctp|" \
    "sctp6|udplite|udplite6|vsock|vsock-seqpacket|packet|packet-dgram"

/* "tcp6" gives handles tcp1, tcp2; "unix-dgram" gives unix1. */
struct span handle_prefix(const struct socket_type *type);

/* Fields `local` and `peer`; null where the connection is gone already. */
void reply_ends(struct reply *reply, struct socket *socket);

/* Whether a value for LEVEL:NUMBER is bytes and no number: x"...", and what comes in quotes or out of a variable and
 * doesn't read as a number. */
bool setsockopt_takes_bytes(const struct word *word, struct span text);

/* Field `timeout`: a duration, or none. */
void fields_timeout(struct fields *fields, nanoseconds timeout);

/* Field `tried`: every address and what came of it. */
void reply_attempts(struct reply *reply, const struct attempts *attempts);

/* Fields `sent` and `length`, and the sentence where they differ. */
void reply_sent(struct reply *reply, uint64_t sent, uint64_t length);
int send_flags(const struct request *request);
extern const struct parameter send_options[];

/* Whether a value may have so many bytes, else a `resource` error; and memory for so many in the reply;
 * and both. */
bool request_limit(const struct request *request, size_t size, struct error *error);
bool reply_memory(struct reply *reply, size_t size, struct error *error);
bool reply_room(const struct request *request, struct reply *reply, size_t size,
                struct error *error);

/* The reply has data, and a field `length`. */
void reply_data(struct reply *reply);

/* Argument FORMAT of pack and unpack. */
bool request_format(const struct request *request, struct pack_format *ret_format,
                    struct error *error);

extern const struct command accept_command, adopt_command, assert_command, bind_command,
    blocking_command, capture_command, checksum_command, close_command, connect_command,
    decode_command, disconnect_command, dup_command, encode_command, expect_command,
    explain_command, export_command, fileno_command, fill_command, getpeername_command,
    getsockname_command, getsockopt_command, help_command, hexdump_command, history_command,
    hostname_command, if_command, info_command, interfaces_command, join_command, ladder_command,
    leave_command, length_command, lesson_command, let_command, line_ending_command, listen_command,
    log_command, open_command, options_command, pack_command, pair_command, poll_command,
    print_command, quit_command, recv_command, recvall_command, recvexact_command, recvfd_command,
    recvfrom_command, recvline_command, recvmsg_command, rename_command, repeat_command,
    replay_command, resolve_command, send_command, sendall_command, sendfd_command,
    sendline_command, sendto_command, server_command, service_command, set_command,
    setsockopt_command, shell_command, shutdown_command, sleep_command, sockatmark_command,
    socket_command, sockets_command, source_command, states_command, timeout_command, trace_command,
    try_command, unpack_command, unset_command, use_command, variables_command, watch_command,
    while_command;

#endif
