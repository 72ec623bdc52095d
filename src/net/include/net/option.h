/* Socket options: a row each, with the type of its value. */
#ifndef NET_OPTION_H
#define NET_OPTION_H

#include "net/socket.h"

enum option_type {
    OPTION_BOOL,         /* on, off */
    OPTION_INT,          /* a number */
    OPTION_SIZE,         /* bytes: 64K */
    OPTION_SECONDS,      /* a duration, kept by the kernel in seconds */
    OPTION_MILLISECONDS, /* a duration, kept in milliseconds */
    OPTION_LINGER,       /* off, or a duration */
    OPTION_ERRNO,        /* a pending error; read only */
};

struct socket_option {
    const char *name;   /* nodelay */
    const char *c_name; /* TCP_NODELAY */
    int level;
    int number;
    enum option_type type;
    unsigned applies; /* a set of option_applies */
    const char *summary;
};

enum option_applies {
    OPTION_TCP = 1,
    OPTION_UDP = 2,
    OPTION_UNIX = 4,
    OPTION_IPV4 = 8, /* only sockets of that family */
    OPTION_IPV6 = 16,
    OPTION_ANY = OPTION_TCP | OPTION_UDP | OPTION_UNIX,
};

/* The table, ended by a row without name. */
extern const struct socket_option socket_options[];

/* A row by its name or C name, in any case; a `usage` error offers the nearest. */
const struct socket_option *option_find(struct span name, struct error *error);

bool option_applies(const struct socket_option *option, const struct socket *socket);

/* getsockopt(2), the value appended to `value` as one writes it. */
bool option_get(const struct socket_option *option, struct socket *socket, struct buffer *value,
                struct error *error);

/* setsockopt(2) from a value as one writes it; a `usage` error says what would do. */
bool option_set(const struct socket_option *option, struct socket *socket, struct span value,
                struct error *error);

/* What a value of this type looks like: "on or off". */
const char *option_type_text(enum option_type type);

#endif
