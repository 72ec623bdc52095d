/* Socket options: a row each, with the type of its value. */
#ifndef NET_OPTION_H
#define NET_OPTION_H

#include "net/socket.h"

enum option_type {
    OPTION_BOOL,   /* on, off */
    OPTION_INT,    /* a number */
    OPTION_LARGE,  /* a number of 64 bits, without sign */
    OPTION_SIZE,   /* bytes: 64K */
    OPTION_CHOICE, /* one of the row's words, or a number */
    OPTION_FLAGS,  /* any of the row's words, or'ed; or a number */
    OPTION_SET, /* a set of small numbers such as ICMP types, a bit each; the row's words name them */
    OPTION_FIELDS, /* numbers of 32 bits in a row, named by the row's words */
    OPTION_ERRNO,  /* a pending error; read only */

    OPTION_SECONDS, /* a duration, which the kernel keeps in this unit */
    OPTION_MILLISECONDS,
    OPTION_MICROSECONDS,
    OPTION_TIMEVAL,
    OPTION_LINGER, /* off, or a duration */

    OPTION_DEVICE,              /* an interface by name, or none */
    OPTION_INTERFACE,           /* by name or index */
    OPTION_INTERFACE_NETWORK,   /* the same, its index in network byte order */
    OPTION_INTERFACE_MULTICAST, /* the same, or by one of its IPv4 addresses */
    OPTION_PACKET_INFO,         /* an IPv6 address and an interface: ::1%lo */
    OPTION_PACKET_MEMBERSHIP,   /* an interface and a word: lo,promisc */
    OPTION_PORTS,               /* 40000-50000 */

    OPTION_STRING,
    OPTION_BYTES,   /* set from the bytes as they are, shown in hex */
    OPTION_NUMBERS, /* of LEVEL:NUMBER: a number, or bytes as they are */
    OPTION_POINTERS /* a structure of pointers or descriptors, which can't be written as text */
};

/* A number of the kernel's and the word for it. Lists end with a row without name. Here and in the table of the
 * options the texts stand in the rows: each pointer to one would be relocated at every start of the shell. */
struct option_word {
    char name[20];
    int64_t number;
};

/* The lists of words that values can be. */
enum option_words {
    OPTION_WITHOUT_WORDS,
    OPTION_BUFFER_LOCKS,
    OPTION_CREDENTIALS,
    OPTION_DEFAULT,
    OPTION_FAMILIES,
    OPTION_FANOUT,
    OPTION_FIN_WAIT,
    OPTION_ICMP6_TYPES,
    OPTION_ICMP_TYPES,
    OPTION_MEMORY,
    OPTION_MINUS_OFF,
    OPTION_PACES,
    OPTION_PACKET_MODES,
    OPTION_PACKET_VERSIONS,
    OPTION_PATH_MTU,
    OPTION_PREFERENCES,
    OPTION_PROTOCOLS,
    OPTION_REHASHING,
    OPTION_REPAIR_QUEUES,
    OPTION_REPAIR_WINDOW,
    OPTION_REPAIRS,
    OPTION_RING,
    OPTION_SOCKET_TYPES,
    OPTION_STATISTICS,
    OPTION_TIMESTAMPING,
    OPTION_TOS,
    OPTION_TXTIME,
    OPTION_UDP_ENCAPSULATIONS,
};

/* The kinds of sockets that have an option; and the families it is confined to, none for any. */
enum option_applies {
    OPTION_TCP = 1, /* MPTCP too */
    OPTION_UDP = 2,
    OPTION_UNIX = 4,
    OPTION_RAW = 8,
    OPTION_ICMP = 16,
    OPTION_PACKET = 32,
    OPTION_VSOCK = 64,
    OPTION_SCTP = 128,
    OPTION_INET = OPTION_TCP | OPTION_UDP | OPTION_RAW | OPTION_ICMP | OPTION_SCTP,
    OPTION_ANY = OPTION_INET | OPTION_UNIX | OPTION_PACKET | OPTION_VSOCK,
    OPTION_IPV4 = 256,
    OPTION_IPV6 = 512,
};

enum option_traits {
    OPTION_READ_ONLY = 1,
    OPTION_WRITE_ONLY = 2,
    OPTION_UNLISTED = 4,   /* reading takes it away, or differs each time: only when asked for */
    OPTION_MOVES = 8,      /* the kernel sets it by itself, too; a number */
    OPTION_TRUNCATED = 16, /* beyond its range the kernel would take a part of the number */

    OPTION_IN_USE = 32, /* read is what is in use now, not what was set; a number, 0 for none set */
    OPTION_BY_ADDRESS = 64, /* the kernel sets it by itself with some addresses of IPv6 */
    OPTION_AS_BYTES = 128,  /* of LEVEL:NUMBER, no row's: the value to set is bytes, no number */
};

struct socket_option {
    char name[28];   /* nodelay */
    char c_name[32]; /* TCP_NODELAY */
    int level;
    int number;
    enum option_type type;
    unsigned applies; /* a set of option_applies */
    char summary[100];
    enum option_words words;
    int least, most; /* the range of a number; none where both are 0. Of a set: its bits */
    unsigned traits; /* a set of option_traits */
    char advice[80]; /* what to do where it can't be had; empty for nothing */
    char list[56];   /* the kernel's file of the words that a value can be; empty for none */
};

/* The words that the row names; an empty list where it names none. */
const struct option_word *option_words(const struct socket_option *option);

/* The table, ended by a row without name. */
extern const struct socket_option socket_options[];

/* An option by its name or C name, in any case. Where several levels have the name, the one is meant
 * that applies to the socket (NULL for the first). Or by LEVEL:NUMBER, as IPPROTO_TCP:1, tcp:1 or
 * 6:1: then its names are the text itself, and a value to set is a number unless OPTION_AS_BYTES is added to the
 * traits. A `usage` error offers the nearest. */
bool option_find(struct span name, const struct socket *socket, struct socket_option *ret_option,
                 struct error *error);

/* The same for sockets of a type that need not be there; NULL for any. */
bool option_find_of_type(struct span name, const struct socket_type *type,
                         struct socket_option *ret_option, struct error *error);

/* What the option is called on this socket: its name, or its C name where the name means another level's. */
const char *option_name_of(const struct socket_option *option, const struct socket *socket);

/* The C name of an option by its number; NULL where the table has none. */
const char *option_c_name(int level, int number);

/* IPPROTO_TCP and its like; NULL for a level without name. */
const char *option_level_name(int level);

/* Whether sockets of this kind and family have it; those of IPv6 have IPv4's as well. */
bool option_applies(const struct socket_option *option, const struct socket *socket);

/* getsockopt(2), the kernel's bytes appended to `raw`: net/option_value.h tells what they say. */
bool option_read(const struct socket_option *option, struct socket *socket, struct buffer *raw,
                 struct error *error);

/* The same, the value appended to `value` as one writes it. */
bool option_get(const struct socket_option *option, struct socket *socket, struct buffer *value,
                struct error *error);

/* setsockopt(2) from a value as one writes it; a `usage` error says what would do. What was asked
 * for is appended to `asked` in the words of option_get(), to be compared with what became of it. */
bool option_set(const struct socket_option *option, struct socket *socket, struct span value,
                struct buffer *asked, struct error *error);

/* The same for an option that the table is known to have. */
bool option_set_by_name(const char *name, struct socket *socket, const char *value,
                        struct error *error);

/* Whether a list of the socket's options reads it: it applies, and reading changes nothing. */
bool option_is_listed(const struct socket_option *option, const struct socket *socket);

/* A fresh socket of the same type and protocol, which knows the defaults; NULL where none can be
 * made. The caller closes it. */
struct socket *option_fresh_socket(struct socket *socket);

/* Whether somebody has changed the option, as against the fresh socket: its value is appended to `value`. What can
 * only be read never counts as changed; what the kernel moves by itself, where it is known to have been set:
 * a buffer's size by the kernel, else by this session. */
bool option_is_changed(const struct socket_option *option, struct socket *socket,
                       struct socket *fresh, struct buffer *value);

#endif
