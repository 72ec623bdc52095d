/* One service of the system's by its name or port, whatever it is that knows it. Private to src/net. */
#ifndef NET_SERVICE_ASK_H
#define NET_SERVICE_ASK_H

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>

struct service_asked {
    char name[64];        /* "": by port */
    uint16_t port;        /* in network byte order */
    const char *protocol; /* NULL for any */

    struct servent entry; /* the answer; its texts are in `room` */
    char room[2048];
    bool is_found;
};

/* getservbyname(3) or getservbyport(3). */
bool service_ask(struct service_asked *asked);

#endif
