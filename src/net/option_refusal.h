/* Why the kernel refused an option's value. Private to the option files. */
#ifndef NET_OPTION_REFUSAL_H
#define NET_OPTION_REFUSAL_H

#include "net/option.h"

/* The hint of setsockopt(2)'s error: what would do, where a table knows it. Returns false. */
bool option_hint_refusal(const struct socket_option *option, struct span raw, struct error *error);

#endif
