/* Values of socket options: from text to the kernel's bytes and back. Pure, but for interfaces, which the
 * kernel names. */
#ifndef NET_OPTION_VALUE_H
#define NET_OPTION_VALUE_H

#include "net/option.h"

/* The most bytes that a value has. */
enum { OPTION_ROOM = 1024 };

/* The bytes that setsockopt(2) wants, appended to `raw`. A `usage` error says what would do, a `socket`
 * error that there is no such interface. */
bool option_parse(const struct socket_option *option, struct span text, struct buffer *raw,
                  struct error *error);

/* Bytes of getsockopt(2) as one writes them, appended to `out`. Too few are taken as what they are. */
void option_format(const struct socket_option *option, struct span raw, struct buffer *out);

/* The same for a program: what there is of a boolean, a number and a time; of a name or an address nothing. */
struct option_typed {
    bool has_flag, flag;
    bool has_duration;
    nanoseconds duration;
    char number[24]; /* its digits, "" for none */
};
struct option_typed option_typed(const struct socket_option *option, struct span raw);

/* How many bytes to offer getsockopt(2): some options answer by the room they get. */
size_t option_room(const struct socket_option *option);

/* Each word that a value of this option can be. The word is gone when the call is over. */
typedef void option_word_taker(void *context, struct span word);
void option_each_word(const struct socket_option *option, option_word_taker *take, void *context);

/* What a value of this option looks like, appended to `out`: "on or off". */
void option_takes(const struct socket_option *option, struct buffer *out);

/* Whether the value is one that the table knows of, or the table can't tell. Else what it knows is appended
 * to `values`: "one of dont, want, do". */
bool option_is_among_values(const struct socket_option *option, struct span raw,
                            struct buffer *values);

#endif
