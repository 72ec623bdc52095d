#include "service_ask.h"

#include "net/library.h"

#include <stddef.h>

static void run(void *context)
{
    struct service_asked *asked = context;
    struct servent *found = NULL;

    if (asked->name[0])
        getservbyname_r(asked->name, asked->protocol, &asked->entry, asked->room,
                        sizeof(asked->room), &found);
    else
        getservbyport_r(asked->port, asked->protocol, &asked->entry, asked->room,
                        sizeof(asked->room), &found);
    asked->is_found = found;
}

bool service_ask(struct service_asked *asked)
{
    library_run(run, asked);
    return asked->is_found;
}

struct listing {
    service_visit *visit;
    void *context;
};

static void list(void *context)
{
    const struct listing *listing = context;
    struct servent entry, *found;
    char room[SERVICE_ROOM];

    setservent(0);
    while (getservent_r(&entry, room, sizeof(room), &found) == 0)
        listing->visit(listing->context, &entry);
    endservent();
}

void service_ask_all(service_visit *visit, void *context)
{
    library_run(list, &(struct listing){visit, context});
}
