/* The parts of decoding a call, which share how it is done. Private to src/journal. */
#ifndef JOURNAL_DECODE_PARTS_H
#define JOURNAL_DECODE_PARTS_H

#include "journal/decode.h"

/* A number and its name. Tables end with a row without name. */
struct decode_word {
    int64_t number;
    char name[40];
};

extern const struct decode_word decode_families[], decode_types[], decode_type_flags[],
    decode_protocols[], decode_message_flags[], decode_levels[], decode_file_flags[],
    decode_splice_flags[], decode_shutdowns[], decode_fcntls[], decode_ioctls[],
    decode_ether_types[], decode_packet_memberships[], decode_icmp_types[], decode_netlink_protocols[];

/* NULL where there is none; there may be no words. */
const char *decode_find(const struct decode_word *words, int64_t number);

/* Its name, else the number with `unknown` as a comment: SOL_?? */
void decode_word(struct buffer *out, const struct decode_word *words, int64_t number,
                 const char *unknown);

/* Names joined by |, what is left as a number; 0 for none. */
void decode_flags(struct buffer *out, const struct decode_word *words, uint64_t flags,
                  const char *unknown);

/* A socket's type with its flags: SOCK_STREAM|SOCK_CLOEXEC. */
void decode_socket_type(struct buffer *out, int64_t type);

/* In quotes, with C's escapes, at most `shown` bytes and then "...; `total` is how many there were. */
void decode_string(struct buffer *out, struct span bytes, uint64_t total, size_t shown);

/* The messages of a netlink socket of this protocol: what is known of each is its head, the rest is a string. */
void decode_netlink(struct buffer *out, int protocol, struct span bytes, uint64_t total,
                    size_t shown);

/* {sa_family=AF_INET, ...}; the address of our memory where it is too short to be one. */
void decode_address(struct buffer *out, const struct decode *how, struct span address);

/* inet_addr("127.0.0.1"); inet_pton(AF_INET6, "::1", &NAME) */
void decode_inet(struct buffer *out, const char *name, const void *address);
void decode_inet6(struct buffer *out, const char *name, const void *address);

/* if_nametoindex("lo"), or the number where there is none of it. */
void decode_interface(struct buffer *out, const struct decode *how, unsigned index);

/* The name of the option that is read or set; else its number, as strace writes it. */
void decode_option_name(struct buffer *out, const struct decode *how,
                        const struct journal_event *event);

/* An option's value, which the kernel was given, or gave. */
void decode_option(struct buffer *out, const struct decode *how, const struct journal_event *event,
                   struct span value);

/* [{cmsg_len=20, cmsg_level=SOL_SOCKET, ...}] */
void decode_control(struct buffer *out, const struct decode *how, struct span control);

#define DECODE_POINTER "0x..."

#endif
