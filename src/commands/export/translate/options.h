/* Socket options: which one a statement means, and how each language writes it. Private to src/commands. */
#ifndef COMMANDS_EXPORT_OPTIONS_H
#define COMMANDS_EXPORT_OPTIONS_H

#include "export/translate/code.h"

struct call;
struct option_word;
struct scene_handle;
struct socket_option;

/* How socket options are written. What the printf's take is the handle, its option as `name` has it, and the value;
 * of numbers in a row their count, and they themselves. */
struct option_code {
    const char *(*name)(struct translation *t, const struct socket_option *option);
    const char *(*words)(struct translation *t, const struct socket_option *option);
    const char *get, *set, *set_bytes, *set_large, *set_network, *set_unsigned, *set_numbers;
    const char *set_time; /* of struct timeval, in microseconds */
    const char *check;    /* a call that fails where reading does; NULL where reading itself does */
    const char *with_structures; /* a socket of vsock, where its own options are numbers alone */
    bool has_timeouts; /* the program's timeouts are options, SO_RCVTIMEO and SO_SNDTIMEO */
};

/* The option that it names, as sockets of the handle's type have it; gives up where there is none. */
bool call_socket_option(struct translation *t, const struct call *call,
                        struct socket_option *ret_option);
/* How long calls block: the program's own waiting, which in the session `timeout` says. */
bool option_is_waiting_time(const struct socket_option *option);
/* Whose option it is, in the program: the handle itself, or what takes more than numbers in its place. */
bool option_handle_is_itself(const struct translation *t, const struct scene_handle *handle,
                             bool is_number);
const char *option_handle(struct translation *t, const struct scene_handle *handle, bool is_number);
/* Its value as the session shows it. */
struct code option_value_read(struct translation *t, const struct call *call,
                              const struct socket_option *option);
/* Its words behind what the program begins with, a comma between; of a row the number and the word are
 * written, by printf's. */
void option_words_write(struct translation *t, const struct option_word *words, const char *row);

#endif
