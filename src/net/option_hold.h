/* Private to the option files. */
#ifndef NET_OPTION_HOLD_H
#define NET_OPTION_HOLD_H

#include "net/option.h"

/* An option was set: where the kernel may move it by itself, the socket keeps what was asked for (`raw`), so that
 * option_is_changed() can tell the one from the other. */
void option_hold(const struct socket_option *option, struct socket *socket, struct span raw);

#endif
