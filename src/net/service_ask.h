/* The services of the system, whatever it is that knows them. Private to src/net. */
#ifndef NET_SERVICE_ASK_H
#define NET_SERVICE_ASK_H

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>

enum { SERVICE_ROOM = 2048 };

struct service_asked {
    char name[64];        /* "": by port */
    uint16_t port;        /* in network byte order */
    const char *protocol; /* NULL for any */

    struct servent entry; /* the answer; its texts are in `room` */
    char room[SERVICE_ROOM];
    bool is_found;
};

/* One by its name or port: getservbyname(3) or getservbyport(3). */
bool service_ask(struct service_asked *asked);

/* All that can be listed, one after the other: getservent(3). */
typedef void service_visit(void *context, const struct servent *entry);
void service_ask_all(service_visit *visit, void *context);

#endif
