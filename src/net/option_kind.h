/* Which sockets an option is of. Private to the option files. */
#ifndef NET_OPTION_KIND_H
#define NET_OPTION_KIND_H

#include "net/option.h"

/* "TCP and UDP sockets over IPv6" appended to `out`. */
void option_describe_applies(unsigned applies, struct buffer *out);

#endif
